"""The door of segment: who is in, by which evaluation, and how many a rule would find."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.base.access.facade import Scope
from huike.flow.segment.actions import follow
from huike.flow.segment.actions.evaluate import evaluate
from huike.flow.segment.models import Segment
from huike.flow.segment.queries import bitmaps, evaluations
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.queries import traits as registry
from huike.flow.segment.queries.bitmaps import Preview
from huike.flow.segment.rules import Rule, parse, scopes
from huike.flow.segment.rules.ids import Ids, as_ids, in_chunks, joined, pack, unpack

trait = registry.one
traits = registry.everything

__all__ = [
    "Ids",
    "Preview",
    "Rule",
    "SegmentInfo",
    "as_ids",
    "catch_up",
    "contains",
    "count",
    "evaluate_now",
    "everybody",
    "in_chunks",
    "info",
    "joined",
    "members",
    "members_at",
    "names",
    "of_customer",
    "pack",
    "parse",
    "preview",
    "scopes",
    "trait",
    "traits",
    "unpack",
]


@dataclass(frozen=True)
class SegmentInfo:
    """A segment as other rooms may see it; `evaluation` 0 means never evaluated."""

    id: int
    name: str
    kind: str
    version: int
    evaluation: int
    count: int | None
    evaluated_at: datetime | None
    is_archived: bool
    problem: dict[str, Any] | None


def info(scope: Scope, segment_id: int) -> SegmentInfo:
    """One segment that the reader may see."""
    return _shape(queries.one(scope, segment_id))


def names(scope: Scope, segment_ids: Iterable[int]) -> dict[int, str]:
    """What these segments are called, as far as the reader may see them."""
    return queries.names(scope, segment_ids)


def evaluate_now(scope: Scope, segment_id: int) -> int:
    """Evaluate it here and now, with those it rests on; gives the number of the evaluation."""
    queries.one(scope, segment_id)
    return evaluate(scope.workspace_id, segment_id)


def members(scope: Scope, segment_id: int) -> Ids:
    """The members by the newest evaluation, as far as the reader may see them, in order."""
    _ready(scope, segment_id)
    return bitmaps.members(scope, segment_id)


def members_at(scope: Scope, segment_id: int, evaluation: int) -> Ids:
    """The members by an earlier evaluation, as far as the reader may see them now."""
    queries.one(scope, segment_id)
    told = evaluations.replayed(scope.workspace_id, segment_id, upto=evaluation)
    return bitmaps.seen(scope, told)


def count(scope: Scope, segment_id: int) -> int:
    """How many members the reader may see."""
    _ready(scope, segment_id)
    return bitmaps.count(scope, segment_id)


def everybody(scope: Scope) -> Ids:
    """All customers whom the reader may see, in order."""
    return bitmaps.everybody(scope)


def contains(scope: Scope, segment_id: int, customer_ids: Sequence[int]) -> Ids:
    """Those of the customers who are members and whom the reader may see."""
    _ready(scope, segment_id)
    return bitmaps.contained(scope, segment_id, as_ids(customer_ids))


def preview(scope: Scope, rule: Rule) -> Preview:
    """How many the rule would find now, of how many, and a few of them."""
    return bitmaps.preview(scope, rule)


def of_customer(scope: Scope, customer_id: int) -> list[SegmentInfo]:
    """The live segments a customer is in, by name; none for one whom the reader may not see."""
    if not len(bitmaps.seen(scope, as_ids([customer_id]))):
        return []
    ids = bitmaps.of_customer(scope.workspace_id, customer_id)
    rows = queries.visible(scope).filter(pk__in=ids, archived_at=None).order_by("name")
    return [_shape(row) for row in rows]


def catch_up() -> int:
    """After a start: write the bitmaps that a crash kept from the warehouse; gives how many."""
    return follow.catch_up()


def _ready(scope: Scope, segment_id: int) -> None:
    """The warehouse may be a moment behind the evaluation that the database has: wait for it."""
    queries.one(scope, segment_id)
    follow.bring_up(scope.workspace_id, segment_id)


def _shape(row: Segment) -> SegmentInfo:
    return SegmentInfo(
        row.pk,
        row.name,
        row.kind,
        row.version,
        row.evaluation,
        row.count,
        row.evaluated_at,
        row.archived_at is not None,
        row.problem,
    )
