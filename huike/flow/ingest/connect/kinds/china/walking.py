"""Lists that shift while they are read: from the last page to the first, and counted again.

Such a list shows what changed last first. A row that changes leaves a window of the past and the
rows behind it move towards the first page, so whoever reads forwards misses some. Whoever reads
backwards meets some twice, which does no harm.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huike.flow.ingest.connect.contract import Unsound

Row = Mapping[str, Any]
_MOST = 2_000  # rows of a window: what is read again when a window is begun again
_SHORTEST = timedelta(minutes=1)
_TRIES = 3


@dataclass(frozen=True)
class Rows:
    """A page of the list, and whether there are more behind it (None: it does not say)."""

    rows: Sequence[Row]
    has_next: bool | None = None


@dataclass(frozen=True)
class Listing:
    """How a list is asked: how many rows a span has, and for a page of them (from 1)."""

    name: str
    size: int
    count: Callable[[datetime, datetime], int]
    read: Callable[[datetime, datetime, int], Rows]
    key: Callable[[Row], str]
    longest: timedelta | None = None  # the longest span that the platform takes


@dataclass(frozen=True)
class Step:
    """Rows of a page; `resume` is where to begin again if nothing after them was kept."""

    resume: str
    rows: Sequence[Row]
    done: int
    total: int | None


def walk(listing: Listing, since: datetime, until: datetime, resume: str = "") -> Iterator[Step]:
    """Every row of the span, in windows that are small enough to be begun again."""
    begin, number = _resumed(resume, since)
    todo = _pieces(begin, until, listing.longest)
    done, whole = 0, None
    while todo:
        start, end = todo.pop()
        total = listing.count(start, end)
        if (start, end) == (begin, until):
            whole = total
        if total > _MOST and end - start >= 2 * _SHORTEST:
            middle = (start + (end - start) / 2).replace(microsecond=0)
            todo += [(middle, end), (start, middle)]
            continue
        for rows in _window(listing, start, end, total):
            number += 1
            done += len(rows)
            yield Step(f"{start.isoformat()} {number}", rows, done, whole)


def _pieces(
    since: datetime, until: datetime, longest: timedelta | None
) -> list[tuple[datetime, datetime]]:
    """The span in pieces that are short enough, the last one first."""
    found = []
    while since < until:
        end = until if longest is None else min(since + longest, until)
        found.append((since, end))
        since = end
    return found[::-1]


def _window(
    listing: Listing, start: datetime, end: datetime, total: int
) -> Iterator[Sequence[Row]]:
    """The pages of a window until they hold as many rows as it has when they were all read."""
    for _ in range(_TRIES):
        if not total:
            return
        seen: set[str] = set()
        last = -(-total // listing.size)
        has_grown = False
        for page in range(last, 0, -1):
            found = listing.read(start, end, page)
            has_grown |= page == last and found.has_next is True
            seen.update(listing.key(row) for row in found.rows)
            if found.rows:
                yield found.rows
        if last == 1 and len(seen) == total and not has_grown:
            return
        total = listing.count(start, end)
        if len(seen) >= total and not has_grown:
            return
    raise Unsound(
        f"{listing.name} told of {total} rows between {start} and {end}, and gave fewer",
        code="connector_pages_missing",
        list=listing.name,
    )


def _resumed(resume: str, since: datetime) -> tuple[datetime, int]:
    """The beginning of the window that was being read, and how many pages there were before."""
    if not resume:
        return since, 0
    try:
        start, number = resume.split(" ")
        return max(since, datetime.fromisoformat(start)), int(number)
    except (ValueError, TypeError):
        return since, 0  # not ours: begun again, which is never wrong
