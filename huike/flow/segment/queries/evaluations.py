"""Reads of the numbered evaluations: which there were, and whom they moved."""

from collections.abc import Iterable

from huike.base.access.facade import Scope
from huike.base.kernel.errors import NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.segment.models import Evaluation, EvaluationChunk, Segment
from huike.flow.segment.queries import segments
from huike.flow.segment.rules.ids import NOBODY, Ids, apply, joined, unpack


def number(workspace_id: int, segment_id: int) -> int:
    """The number of the newest evaluation; 0 where there was none."""
    rows = Segment.objects.filter(workspace_id=workspace_id, pk=segment_id)
    found = rows.values_list("evaluation", flat=True).first()
    if found is None:
        raise NotFound("No such segment", code="segment_not_found", segment_id=segment_id)
    return found


def newest() -> dict[int, dict[int, int]]:
    """Of each workspace, the newest number of each segment that has one."""
    found: dict[int, dict[int, int]] = {}
    rows = Segment.objects.filter(evaluation__gt=0)
    for workspace_id, segment_id, n in rows.values_list("workspace_id", "pk", "evaluation"):
        found.setdefault(workspace_id, {})[segment_id] = n
    return found


def is_number(workspace_id: int, segment_id: int, n: int) -> bool:
    """Whether there was an evaluation of this number; 0 is the beginning of all."""
    rows = Evaluation.objects.filter(workspace_id=workspace_id, segment_id=segment_id, number=n)
    return n == 0 or rows.exists()


def numbers(workspace_id: int, segment_id: int, after: int) -> list[int]:
    """The numbers after one, in order."""
    rows = Evaluation.objects.filter(
        workspace_id=workspace_id, segment_id=segment_id, number__gt=after
    )
    return list(rows.order_by("number").values_list("number", flat=True))


def moved(workspace_id: int, segment_id: int, n: int) -> tuple[Ids, Ids]:
    """Who entered and who left by one evaluation."""
    rows = EvaluationChunk.objects.filter(
        workspace_id=workspace_id, segment_id=segment_id, number=n
    )
    return _unpacked(rows.order_by("kind", "ordinal"))


def replayed(workspace_id: int, segment_id: int, upto: int) -> Ids:
    """The members after the evaluation of a number, put together from the beginning."""
    members = NOBODY
    for n in numbers(workspace_id, segment_id, after=0):
        if n <= upto:
            members = apply(members, *moved(workspace_id, segment_id, n))
    return members


def history(scope: Scope, segment_id: int, cursor: str, limit: int) -> Page[Evaluation]:
    """The evaluations that changed something, newest first."""
    row = segments.one(scope, segment_id)
    rows = Evaluation.objects.filter(workspace_id=scope.workspace_id, segment=row)
    total = rows.count()
    if cursor:
        rows = rows.filter(number__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.order_by("-number")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].number]) if len(found) > limit else None
    return Page(found[:limit], more, total)


def _unpacked(chunks: Iterable[EvaluationChunk]) -> tuple[Ids, Ids]:
    parts: dict[str, list[Ids]] = {EvaluationChunk.ENTERED: [], EvaluationChunk.LEFT: []}
    for chunk in chunks:
        parts[chunk.kind].append(unpack(bytes(chunk.ids)))
    return joined(parts[EvaluationChunk.ENTERED]), joined(parts[EvaluationChunk.LEFT])
