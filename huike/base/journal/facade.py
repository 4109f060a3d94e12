"""The door of the journal: keep what came, take what waits, settle it, look back, forget."""

import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from huike.base.journal import store
from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid

_CONTEXT = "journal.entry"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """Something accepted: whose, from which source, in what form, when, and the bytes of it."""

    workspace_id: int
    source_id: int
    form: str
    received_at: datetime
    count: int  # how many things are in it
    body: bytes


@dataclass(frozen=True, kw_only=True)
class Kept(Entry):
    """An entry with its number; numbers rise with time, and none is used twice.

    One whose bytes can no longer be opened has no body, and says why.
    """

    id: int
    problem: str = ""


def append(entries: Sequence[Entry]) -> list[int]:
    """Keep the entries for good, in one transaction; their numbers in the order given."""
    keys = {(one.workspace_id, one.received_at.date()) for one in entries}
    known = {key: _key(*key) for key in keys}
    rows = [
        (
            one.workspace_id,
            one.source_id,
            one.form,
            _stamp(one.received_at),
            one.count,
            crypto.seal_bytes(
                known[one.workspace_id, one.received_at.date()],
                zlib.compress(one.body, 1),
                _CONTEXT,
            ),
        )
        for one in entries
    ]
    return store.insert(rows)


def waiting(
    workspace_id: int, *, most: int, most_bytes: int, most_things: int = 1_000_000_000
) -> list[Kept]:
    """The eldest entries that wait; at least one where one waits, else within the limits."""
    return _opened(store.waiting(workspace_id, most, most_bytes, most_things))


def who_waits() -> list[int]:
    """The workspaces of which entries wait."""
    return store.who_waits()


def backlog(most: int = 1_000_000_000) -> int:
    """How many entries wait; whoever asks for up to `most` has a quick answer."""
    return store.backlog(most)


def settle(ids: Sequence[int]) -> None:
    """These need not be taken again."""
    store.settle(ids)


def unsettle(ids: Sequence[int]) -> None:
    """These wait again."""
    store.settle(ids, is_waiting=True)


def taken(ids: Sequence[int]) -> list[Kept]:
    """These entries again, settled or not."""
    return _opened(store.taken(ids))


def between(
    workspace_id: int, source_id: int, since: datetime, until: datetime, *, most: int = 1_000
) -> Iterator[list[Kept]]:
    """What a source sent from a moment up to another, in lists, in the order it came."""
    after = 0
    while True:
        rows = store.between(workspace_id, source_id, _stamp(since), _stamp(until), after, most)
        if not rows:
            return
        yield _opened(rows)
        after = rows[-1][0]


def count_between(workspace_id: int, source_id: int, since: datetime, until: datetime) -> int:
    """How many entries `between` gives."""
    return store.count_between(workspace_id, source_id, _stamp(since), _stamp(until))


def forget(before: date) -> int:
    """Drop settled entries of earlier days, and the keys of days that have none left."""
    return store.forget(_stamp(datetime(before.year, before.month, before.day, tzinfo=UTC)))


def save(target: Path) -> None:
    """Copy the journal into a file, where it is one."""
    store.save(target)


def load(source: Path) -> None:
    """Bring a copy back; without one the journal begins anew. Nobody may use it meanwhile."""
    store.load(source)
    _keys.clear()


def newest_key() -> bytes | None:
    """A key of the journal as it is kept: to tell whether the master key opens it."""
    return store.newest_key()


def _opened(rows: Sequence[store.Row]) -> list[Kept]:
    keys: dict[tuple[int, date], bytes] = defaultdict(bytes)
    found = []
    for number, workspace_id, source_id, form, stamp, count, sealed in rows:
        at = _moment(stamp)
        day = (workspace_id, at.date())
        key = keys[day] = keys[day] or _key(*day)
        body, problem = b"", ""
        try:
            body = zlib.decompress(crypto.unseal_bytes(key, sealed, _CONTEXT))
        except (Invalid, zlib.error) as why:
            problem = f"{type(why).__name__}: {why}"
        found.append(
            Kept(
                id=number,
                workspace_id=workspace_id,
                source_id=source_id,
                form=form,
                received_at=at,
                count=count,
                body=body,
                problem=problem,
            )
        )
    return found


_keys: dict[tuple[str, int, date], bytes] = {}
_MOST_KEYS = 1_000


def _key(workspace_id: int, day: date) -> bytes:
    place = (store.place(), workspace_id, day)
    if place not in _keys:
        if len(_keys) >= _MOST_KEYS:
            _keys.clear()
        fresh = crypto.wrap_key(crypto.new_key())
        _keys[place] = crypto.unwrap_key(store.key(workspace_id, day.isoformat(), fresh))
    return _keys[place]


def _stamp(at: datetime) -> int:
    """Microseconds since 1970."""
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def _moment(stamp: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stamp)
