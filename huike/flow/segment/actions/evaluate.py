"""Evaluating segments: a few questions for many of them, each settled by itself."""

from collections.abc import Iterable, Sequence

from huike.base.kernel.errors import Conflict
from huike.base.warehouse.facade import QueryTooBig, QueryTooLong
from huike.flow.segment.actions.follow import bring_up
from huike.flow.segment.actions.settle import Outcome, broken, settle, touch
from huike.flow.segment.models import Segment
from huike.flow.segment.queries import bitmaps, evaluations
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import FIELDS, Context, graph
from huike.flow.segment.rules.check import problems
from huike.flow.segment.rules.ids import change

TOGETHER = 8  # segments asked in one question; more would make one question too heavy
_TRIES = 3


def evaluate(workspace_id: int, segment_id: int) -> int:
    """Evaluate a segment and those it rests on; gives the number of the newest evaluation."""
    uses = queries.uses(workspace_id)
    evaluate_many(workspace_id, graph.closure([segment_id], uses) & set(uses))
    return evaluations.number(workspace_id, segment_id)


def evaluate_many(workspace_id: int, segment_ids: Iterable[int] | None = None) -> int:
    """Evaluate these, or all live segments of a workspace; gives how many changed."""
    uses = queries.uses(workspace_id)
    chosen = set(uses) if segment_ids is None else set(segment_ids)
    changed = 0
    for step in graph.levels(chosen, uses):
        by_scope: dict[str, list[int]] = {}
        for row in Segment.objects.filter(workspace_id=workspace_id, pk__in=step).order_by("pk"):
            by_scope.setdefault(row.scope_key, []).append(row.pk)
        for some in by_scope.values():
            for start in range(0, len(some), TOGETHER):
                changed += _evaluate_some(workspace_id, some[start : start + TOGETHER], set(uses))
    return changed


def _evaluate_some(workspace_id: int, segment_ids: Sequence[int], live: set[int]) -> int:
    """Segments of one scope; those that somebody changed meanwhile are asked again."""
    changed, left = 0, list(segment_ids)
    for _ in range(_TRIES):
        rows = Segment.objects.filter(workspace_id=workspace_id, pk__in=left, archived_at=None)
        ready = [row for row in rows.order_by("pk") if _is_whole(row, live)]
        if not ready:
            return changed
        asker = bitmaps.context(queries.scope_of(ready[0]))
        again: list[int] = []
        for row, found in _ask(asker, ready):
            outcome = _settle(asker, row, found)
            changed += outcome is True
            if outcome is None:
                again.append(row.pk)
        if not again:
            return changed
        left = again
    raise Conflict(
        "The segments changed while they were evaluated",
        code="segment_moving",
        mend="It is tried again by itself",
        segments=left,
    )


def _settle(asker: Context, row: Segment, found: bitmaps.Change) -> bool | None:
    """Whether the members changed; None where the segment moved on and must be asked again."""
    number = row.evaluation + 1
    count, entered, left = found.count, found.entered, found.left
    if found.stored < row.evaluation:
        bring_up(row.workspace_id, row.pk, stored=found.stored)
        return None
    if found.stored > row.evaluation:
        # A database restored from before the warehouse: go on above what the warehouse knows.
        number = found.stored + 1
        told = evaluations.replayed(row.workspace_id, row.pk, upto=row.evaluation)
        now = bitmaps.everyone(asker, _plan(row))
        count, (entered, left) = len(now), change(told, now)
    elif row.evaluation and not len(entered) and not len(left):
        touch(row.workspace_id, row.pk, row.version, asker.at.now)
        return False
    outcome = Outcome(
        row.workspace_id, row.pk, row.version, number, count, entered, left, asker.at.now
    )
    if not settle(outcome):
        return None
    bring_up(row.workspace_id, row.pk, stored=found.stored)
    return True


def _ask(asker: Context, rows: Sequence[Segment]) -> list[tuple[Segment, bitmaps.Change]]:
    """What would change; a question too heavy is halved until the heavy segment stands alone."""
    try:
        found = bitmaps.changes(asker, [_plan(row) for row in rows])
    except (QueryTooLong, QueryTooBig) as refusal:
        if len(rows) == 1:
            broken(rows[0].workspace_id, rows[0].pk, code="rule_too_heavy", detail=refusal.detail)
            return []
        half = len(rows) // 2
        return _ask(asker, rows[:half]) + _ask(asker, rows[half:])
    return list(zip(rows, found, strict=True))


def _plan(row: Segment) -> bitmaps.Plan:
    if row.kind == Segment.STATIC:
        return bitmaps.Plan(row.pk, queries.listed(row))
    return bitmaps.Plan(row.pk, queries.rule_of(row))


def _is_whole(row: Segment, live: set[int]) -> bool:
    """Whether everything the rule names still exists; if not, the segment says so and rests."""
    missing = sorted(set(row.uses) - live)
    if missing:
        broken(
            row.workspace_id,
            row.pk,
            code="segment_unknown",
            detail=f"The rule names segments that are put away: {missing}",
        )
        return False
    if row.kind == Segment.STATIC:
        return True
    wrong = next(problems(queries.rule_of(row), FIELDS), None)
    if wrong is not None:
        broken(
            row.workspace_id,
            row.pk,
            code="rule_outdated",
            detail=f"{wrong.path}: {wrong.message}",
        )
    return wrong is None
