"""Customers who look alike, as a list; how they were looked for."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import Q, QuerySet

from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.identity import groups
from huike.flow.identity.models import Likeness, LikenessRun
from huike.flow.identity.rules.alike import LEVELS

Sort = Literal["-score", "-found_at"]
What = Literal["person", "household"]
State = Literal["open", "confirmed", "dismissed"]
_READ = 200


@dataclass(frozen=True)
class Suggested:
    """Two customers who may be one, or live together."""

    id: int
    customer_id: int
    other_id: int
    what: str
    score: float
    reasons: list[list[Any]]  # field, level, bits
    found_at: datetime
    state: str
    decided_at: datetime | None
    decided_by: str


def suggested(
    workspace_id: int,
    *,
    what: What = "person",
    state: State = "open",
    least: float = 0,
    because: str = "",
    sort: Sort = "-score",
    cursor: str | None = None,
    limit: int = 50,
) -> Page[Suggested]:
    """A page; of open ones only those of whom nobody has decided in another way since."""
    limit = limit_of(limit)
    if sort not in ("-score", "-found_at"):
        raise Invalid("sort must be -score or -found_at", code="bad_sort", where="sort")
    by = sort[1:]
    rows = Likeness.objects.filter(
        workspace_id=workspace_id, what=what, state=state, score__gte=least
    ).order_by(sort, "-id")
    at = decode_cursor(cursor, 2) if cursor else None
    found: list[Likeness] = []
    while len(found) <= limit:
        some = list(_after(rows, by, at)[:_READ])
        if not some:
            break
        at = [getattr(some[-1], by), some[-1].pk]
        found += [
            one
            for one in _still(workspace_id, some, state)
            if not because or any(why[0] == because and why[1] in _FOR for why in one.reasons)
        ]
    last = found[limit - 1] if len(found) > limit else None
    more = encode_cursor([getattr(last, by), last.pk]) if last else None
    return Page([_told(one) for one in found[:limit]], more, None)


_FOR = ("same", "near")  # levels that speak for it


def last_run(workspace_id: int) -> LikenessRun | None:
    """How it was looked for the last time."""
    return LikenessRun.objects.filter(workspace_id=workspace_id).first()


def named_weights(weights: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """What each level of each field adds, in bits."""
    return {
        name: dict(zip(LEVELS[name], bits, strict=False))
        for name, bits in weights.items()
        if name in LEVELS
    }


def confirmed_between(workspace_id: int, records: list[int]) -> dict[tuple[int, int], Suggested]:
    """Suggestions that made these records one person, by their pair."""
    rows = Likeness.objects.filter(
        workspace_id=workspace_id, state=Likeness.State.CONFIRMED, what=Likeness.What.PERSON
    )
    mine = rows.filter(Q(customer__in=records) & Q(other__in=records))
    return {(row.customer_id, row.other_id): _told(row) for row in mine}


def _after(rows: QuerySet[Likeness], by: str, at: list[Any] | None) -> QuerySet[Likeness]:
    if at is None:
        return rows
    return rows.filter(Q(**{f"{by}__lt": at[0]}) | Q(**{by: at[0]}, pk__lt=at[1]))


def _still(workspace_id: int, rows: list[Likeness], state: str) -> list[Likeness]:
    if state != Likeness.State.OPEN:
        return rows
    ends = [end for row in rows for end in (row.customer_id, row.other_id)]
    people = groups.shown_as(workspace_id, ends)
    severed = groups.severed(workspace_id, ends)
    return [
        row
        for place, row in enumerate(rows)
        if people[2 * place] != people[2 * place + 1]
        and (row.what != Likeness.What.PERSON or (row.customer_id, row.other_id) not in severed)
    ]


def _told(row: Likeness) -> Suggested:
    return Suggested(
        row.pk, row.customer_id, row.other_id, row.what, row.score, row.reasons, row.found_at,
        row.state, row.decided_at, row.decided_by,
    )  # fmt: skip
