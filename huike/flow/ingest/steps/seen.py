"""Rows that land while a file is read are remembered, so that one seen before is a duplicate."""

from collections.abc import Iterable

from huike.base.kernel.bulk import chunks, insert_prepared, prepare_new
from huike.flow.ingest.models import SeenRow
from huike.flow.ingest.steps.run import Run

_TOGETHER = 5_000  # rows remembered in one transaction


def remember(run: Run, hashes: Iterable[bytes], number: int) -> set[bytes]:
    """Remember rows by their keyed hashes; which of them this batch has brought.

    In short transactions, in the order of the index; each row says which batch has brought it, so
    a batch that is begun again finds its own.
    """
    workspace_id, shop_id = run.row.workspace_id, run.row.shop_id
    batch_id = run.row.batch_id or 0
    wanted = sorted(set(hashes))
    fresh = 0
    for part in chunks(wanted, _TOGETHER):
        size = len(part)
        fresh += insert_prepared(
            prepare_new(
                SeenRow,
                {
                    "workspace_id": [workspace_id] * size,
                    "shop_id": [shop_id] * size,
                    "hash": part,
                    "batch_id": [batch_id] * size,
                    "number": [number] * size,
                },
            )
        )
    if fresh == len(wanted):
        return set(wanted)
    rows = SeenRow.objects.filter(
        workspace_id=workspace_id, shop_id=shop_id, batch_id=batch_id, number=number
    )
    found: set[bytes] = set()
    for part in chunks(wanted, _TOGETHER):
        found.update(
            bytes(one) for one in rows.filter(hash__in=part).values_list("hash", flat=True)
        )
    return found
