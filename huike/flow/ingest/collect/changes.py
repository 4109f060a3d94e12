"""Prices and stock as they change: a row for each change that a platform tells of."""

from collections.abc import Sequence
from datetime import datetime

import pyarrow as pa

from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks
from huike.base.warehouse import facade as warehouse
from huike.library.facts import facade as facts

_MOST = 300  # skus in one question
Told = tuple[str, str, datetime, int]  # sku, what (price or stock), from when on, its value


def keep(
    workspace_id: int, shop_id: int, told: Sequence[Told], *, told_by: str, batch: int, token: str
) -> None:
    """Keep what is other than what was told last before it; done again it changes nothing."""
    sql = warehouse.load(__file__, "values_told")
    before: dict[tuple[str, str], list[tuple[datetime, int]]] = {}
    for part in chunks(sorted({one[0] for one in told}), _MOST):
        params = {"workspace": workspace_id, "shop": shop_id, "skus": part}
        for sku, what, at, value in warehouse.select(sql, params, lane="long"):
            before.setdefault((sku, what), []).append((at, value))
    landed = clock.now()
    rows = []
    for sku, what, at, value in sorted(set(told), key=lambda one: (one[0], one[1], one[2])):
        known = before.setdefault((sku, what), [])
        moment = at.replace(microsecond=at.microsecond // 1000 * 1000)
        last = max((one for one in known if one[0] <= moment), default=None)
        if last is not None and last[1] == value:
            continue
        known.append((moment, value))
        rows.append(
            {
                "workspace_id": workspace_id,
                "shop_id": shop_id,
                "sku": sku,
                "what": what,
                "at": moment,
                "amount": None if what == "stock" else value,
                "pieces": value if what == "stock" else None,
                "told_by": told_by,
                "landed_at": landed,
                "batch_id": batch,
                "version": batch,
            }
        )
    if rows:
        made = pa.Table.from_pylist(rows, schema=facts.schema_of("product_changes"))
        facts.land("product_changes", made, token=token)
