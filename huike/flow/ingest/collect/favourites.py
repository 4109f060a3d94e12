"""What people mark as favourites: the last word of each product, whatever came first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from huike.base.kernel import clock
from huike.flow.ingest.collect import products
from huike.flow.ingest.collect.models import Landing
from huike.flow.ingest.collect.rules import commerce, naming
from huike.library.facts import facade as facts

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

_MARKS = {"Product Added to Wishlist": 1, "Product Removed from Wishlist": 0}


def land(row: Landing, said: Sequence["Said"], customers: "np.ndarray[Any, Any]") -> None:
    """Keep the marks of a landing; one that names no product or nobody says nothing."""
    found: dict[tuple[int, int, str], dict[str, Any]] = {}
    for one, customer in zip(said, customers, strict=True):
        marks = _MARKS.get(naming.event_of(one.message))
        given = one.message.properties
        sku = commerce.named(given, "sku") or commerce.named(given, "product_id")
        if marks is None or not sku or not customer:
            continue
        key = (int(customer), one.shop_id, sku)
        # Of one moment, taking it off is the later word.
        version = round(one.happened_at.timestamp() * 1000) * 2 + 1 - marks
        if key not in found or found[key]["version"] < version:
            found[key] = {"is_favourite": marks, "at": one.happened_at, "version": version}
    if not found:
        return
    landed = clock.now()
    known = {
        shop: products.known(row.workspace_id, shop, [sku for _, of, sku in found if of == shop])
        for shop in {shop for _, shop, _ in found}
    }
    rows = [
        {
            "workspace_id": row.workspace_id,
            "customer_id": customer,
            "origin_id": customer,
            "shop_id": shop,
            "sku": sku,
            "product_id": known[shop][sku].product_id,
            "landed_at": landed,
            "batch_id": row.pk,
            **told,
        }
        for (customer, shop, sku), told in sorted(found.items())
    ]
    made = pa.Table.from_pylist(rows, schema=facts.schema_of("favourites"))
    facts.land("favourites", made, token=f"collect:{row.pk}")
