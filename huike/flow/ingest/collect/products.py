"""Products that events name and nobody knew yet; what a file says of one always counts more."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from huike.base.kernel.bulk import chunks
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect.rules.commerce import Product
from huike.library.facts import facade as facts

_MOST = 300  # skus in one question
_OLDEST = 0  # the version that every file's outranks


@dataclass(frozen=True)
class Known:
    """A product's number, its category and unit, and whether it has a row."""

    product_id: int
    category: str
    is_there: bool
    unit: str
    unit_written: str


def known(workspace_id: int, shop_id: int, skus: Iterable[str]) -> dict[str, Known]:
    """What is known of these skus; each has a number."""
    sql = warehouse.load(__file__, "skus")
    found: dict[str, Known] = {}
    for part in chunks(sorted(set(skus)), _MOST):
        params = {"workspace": workspace_id, "shop": shop_id, "skus": part}
        for sku, product_id, category, is_there, *unit in warehouse.select(
            sql, params, lane="long"
        ):
            found[sku] = Known(int(product_id), category, bool(is_there), *unit)
    return found


def learn(
    workspace_id: int, shop_id: int, named: Mapping[str, Product], *, home: str, token: str
) -> None:
    """Make those that have no row yet."""
    there = known(workspace_id, shop_id, named)
    fresh = [one for sku, one in sorted(named.items()) if not there[sku].is_there]
    if not fresh:
        return
    size = len(fresh)
    rows: dict[str, Any] = {
        "workspace_id": [workspace_id] * size,
        "shop_id": [shop_id] * size,
        "sku": [one.sku for one in fresh],
        "product_id": pa.array([there[one.sku].product_id for one in fresh], pa.uint64()),
        "title": [one.title for one in fresh],
        "category": [one.category for one in fresh],
        "department": [""] * size,
        "brand": [one.brand for one in fresh],
        "price": pa.array(
            [one.price if one.currency == home else None for one in fresh], pa.int64()
        ),
        "attributes": pa.array(
            [list(one.attributes) for one in fresh], pa.map_(pa.string(), pa.string())
        ),
        "version": [_OLDEST] * size,
        "is_deleted": [0] * size,
        "unit": [""] * size,
        "unit_written": [""] * size,
    }
    facts.land("products", pa.table(rows), token=token)
