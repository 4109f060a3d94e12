"""Ends of messages land in the warehouse.

A batch is fixed in the database first, then sent with its number as token: a crash is mended by
sending it again.
"""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import structlog
from django.db import transaction

from huike.base.kernel.bulk import reserve_ids
from huike.base.kernel.errors import HuikeError
from huike.flow.message.models import Ended
from huike.library.facts import facade as facts

log = structlog.get_logger(__name__)
_MOST = 2_000  # rows of `Ended` a batch
_CHANNEL = "email"


def land(workspace_id: int) -> int:
    """Land everything that waits; answers how many facts."""
    landed = 0
    for begun in _unfinished(workspace_id):
        landed += _send(workspace_id, begun)
    while (batch := _fixed(workspace_id)) is not None:
        landed += _send(workspace_id, batch)
    return landed


def land_if_up(workspace_id: int, least: int = 1) -> int:
    """Land if enough waits to be worth a batch; a warehouse that is away keeps nobody waiting."""
    waiting = Ended.objects.filter(workspace_id=workspace_id, batch=None)[:least].count()
    if waiting < least:
        return 0
    try:
        return land(workspace_id)
    except HuikeError as refusal:
        if not refusal.may_retry:
            raise
        log.warning("facts_wait_for_warehouse", workspace_id=workspace_id, code=refusal.code)
        return 0


def waiting_workspaces() -> list[int]:
    """Workspaces with ends that have not landed."""
    return list(Ended.objects.values_list("workspace_id", flat=True).distinct())


def _unfinished(workspace_id: int) -> Sequence[int]:
    rows = Ended.objects.filter(workspace_id=workspace_id, batch__isnull=False)
    found = rows.order_by("batch").values_list("batch", flat=True).distinct()
    return [batch for batch in found if batch is not None]


def _fixed(workspace_id: int) -> int | None:
    """Say which rows make the next batch; None when none waits."""
    with transaction.atomic():
        free = Ended.objects.filter(workspace_id=workspace_id, batch=None).order_by("id")
        ids = list(free.select_for_update(skip_locked=True).values_list("id", flat=True)[:_MOST])
        if not ids:
            return None
        batch = reserve_ids("message_batch", 1)[0]
        Ended.objects.filter(pk__in=ids).update(batch=batch)
    return batch


def _send(workspace_id: int, batch: int) -> int:
    rows = Ended.objects.filter(workspace_id=workspace_id, batch=batch).order_by("id")
    flat = [
        (row.source, row.source_id, message, customer, kind, reason, at)
        for row in rows
        for message, customer, kind, reason, at in row.rows
    ]
    if flat:
        facts.land("messages", _table(workspace_id, batch, flat), token=f"messages:{batch}")
    rows.delete()
    return len(flat)


def _table(workspace_id: int, batch: int, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    count = len(rows)
    source, source_id, message, customer, kind, reason, at = zip(*rows, strict=True)
    return pa.table(
        {
            "workspace_id": pa.array(np.full(count, workspace_id, dtype=np.uint32)),
            "customer_id": pa.array(customer, pa.uint32()),
            "message_id": pa.array(message, pa.uint64()),
            "source": pa.array(source, pa.string()),
            "source_id": pa.array(source_id, pa.uint64()),
            "channel": pa.array([_CHANNEL] * count, pa.string()),
            "kind": pa.array(kind, pa.string()),
            "reason": pa.array(reason, pa.string()),
            "at": pa.array(at, pa.timestamp("ms", "UTC")),
            "link": pa.array([""] * count, pa.string()),
            "batch_id": pa.array(np.full(count, batch, dtype=np.uint64)),
        }
    )
