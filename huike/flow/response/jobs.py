"""Engagement becomes facts: a batch is fixed in the database, then lands once by its number."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from django.db import transaction

from huike.base.jobs.facade import Context, Done, Outcome, job
from huike.base.kernel.bulk import reserve_ids
from huike.base.outbox.facade import publish
from huike.events import MOST_IDS, MessageEngaged
from huike.flow.response.models import Engagement
from huike.library.facts import facade as facts


@job("response.land", max_attempts=1000)
def land(ctx: Context) -> Outcome:
    """Land what waits, and tell; a batch that a crash left open is sent again first."""
    landed = 0
    waiting = Engagement.objects.filter(
        workspace_id=ctx.workspace_id, is_landed=False, is_machine=False
    )
    begun = waiting.filter(batch__isnull=False).values_list("batch", flat=True).distinct()
    for batch in sorted(one for one in begun if one is not None):
        landed += _land(ctx.workspace_id, batch)
    while (fresh := _fixed(ctx.workspace_id)) is not None:
        landed += _land(ctx.workspace_id, fresh)
        ctx.progress(landed, landed)
    return Done({"facts": landed})


def _fixed(workspace_id: int) -> int | None:
    with transaction.atomic():
        free = Engagement.objects.filter(
            workspace_id=workspace_id, batch=None, is_landed=False, is_machine=False
        )
        ids = list(free.order_by("id").values_list("id", flat=True)[:MOST_IDS])
        if not ids:
            return None
        batch = reserve_ids("message_batch", 1)[0]
        Engagement.objects.filter(pk__gte=ids[0], pk__lte=ids[-1]).filter(
            workspace_id=workspace_id, batch=None, is_landed=False, is_machine=False
        ).update(batch=batch)
    return batch


def _land(workspace_id: int, batch: int) -> int:
    rows = Engagement.objects.filter(workspace_id=workspace_id, batch=batch).order_by("id")
    some = list(rows)
    facts.land("messages", _table(some, batch), token=f"engagement:{batch}")
    with transaction.atomic():
        rows.update(is_landed=True)
        for kind in sorted({row.kind for row in some}):
            ids = [row.message_id for row in some if row.kind == kind]
            for at in range(0, len(ids), MOST_IDS):
                publish(
                    MessageEngaged(
                        workspace_id=workspace_id,
                        engagement=kind,
                        message_ids=tuple(ids[at : at + MOST_IDS]),
                    )
                )
    return len(some)


def _table(rows: Sequence[Engagement], batch: int) -> pa.Table:
    count = len(rows)
    return pa.table(
        {
            "workspace_id": pa.array([row.workspace_id for row in rows], pa.uint32()),
            "customer_id": pa.array([row.customer_id for row in rows], pa.uint32()),
            "message_id": pa.array([row.message_id for row in rows], pa.uint64()),
            "source": pa.array([row.source for row in rows], pa.string()),
            "source_id": pa.array([row.source_id for row in rows], pa.uint64()),
            "channel": pa.array([row.channel for row in rows], pa.string()),
            "kind": pa.array([row.kind for row in rows], pa.string()),
            "reason": pa.array([""] * count, pa.string()),
            "at": pa.array([row.at for row in rows], pa.timestamp("ms", "UTC")),
            "link": pa.array([row.address for row in rows], pa.string()),
            "batch_id": pa.array(np.full(count, batch, dtype=np.uint64)),
        }
    )
