"""Recording one evaluation: the number, who came and went, and the news of it, all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from huike import events
from huike.base.kernel.bulk import insert_new
from huike.base.outbox.facade import publish
from huike.flow.segment.models import Evaluation, EvaluationChunk, Segment
from huike.flow.segment.rules.ids import Ids, in_chunks, pack

CHUNK = 50_000


@dataclass(frozen=True)
class Outcome:
    """What one evaluation of a segment's version found."""

    workspace_id: int
    segment_id: int
    version: int
    number: int
    count: int
    entered: Ids
    left: Ids
    at: datetime


def settle(found: Outcome) -> bool:
    """Write the evaluation with its events, once: the same number again changes nothing.

    False as well where the segment has moved on: another evaluation or another version came first.
    """
    rows = _chunk_rows(found)  # packed before the transaction: it must be short
    with transaction.atomic():
        moved = Segment.objects.filter(
            pk=found.segment_id,
            workspace_id=found.workspace_id,
            version=found.version,
            evaluation__lt=found.number,
        ).update(evaluation=found.number, count=found.count, evaluated_at=found.at, problem=None)
        if not moved:
            return False
        Evaluation.objects.create(
            workspace_id=found.workspace_id,
            segment_id=found.segment_id,
            number=found.number,
            version=found.version,
            entered=len(found.entered),
            left=len(found.left),
            count=found.count,
            at=found.at,
        )
        insert_new(
            EvaluationChunk,
            ["workspace_id", "segment_id", "number", "kind", "ordinal", "ids"],
            rows,
        )
        _tell(found)
    return True


def touch(workspace_id: int, segment_id: int, version: int, at: datetime) -> None:
    """Nothing changed: only the time of the last look is written, and no number is used up."""
    Segment.objects.filter(workspace_id=workspace_id, pk=segment_id, version=version).update(
        evaluated_at=at, problem=None
    )


def broken(workspace_id: int, segment_id: int, *, code: str, detail: str) -> None:
    """Say why a segment cannot be evaluated; its members stay as they were."""
    Segment.objects.filter(workspace_id=workspace_id, pk=segment_id).update(
        problem={"code": code, "detail": detail}
    )


def _tell(found: Outcome) -> None:
    for ids in events.in_batches(found.entered.tolist()):
        publish(
            events.SegmentEntered(
                workspace_id=found.workspace_id,
                segment_id=found.segment_id,
                evaluation=found.number,
                customer_ids=ids,
            )
        )
    for ids in events.in_batches(found.left.tolist()):
        publish(
            events.SegmentLeft(
                workspace_id=found.workspace_id,
                segment_id=found.segment_id,
                evaluation=found.number,
                customer_ids=ids,
            )
        )


def _chunk_rows(found: Outcome) -> Sequence[tuple[object, ...]]:
    return [
        (found.workspace_id, found.segment_id, found.number, kind, ordinal, pack(part))
        for kind, ids in (
            (EvaluationChunk.ENTERED, found.entered),
            (EvaluationChunk.LEFT, found.left),
        )
        for ordinal, part in enumerate(in_chunks(ids, CHUNK))
    ]
