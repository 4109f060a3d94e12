"""A small shop for tests: real customers, and orders with lines as facts."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pyarrow as pa

from huike.base.jobs.facade import drain
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.identity import landing
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer
from huike.flow.identity.rules.person import with_shop

_numbers = count(1)
_TIME = pa.timestamp("ms", tz="UTC")
_ORDERS = pa.schema(
    [
        *((name, pa.uint32()) for name in ("workspace_id", "shop_id", "customer_id", "origin_id")),
        *((name, pa.string()) for name in ("order_no", "kind", "status", "currency")),
        *((name, _TIME) for name in ("ordered_at", "landed_at")),
        *((name, pa.int64()) for name in ("amount", "refund", "discount", "quantity")),
        ("currency_amount", pa.int64()),
        ("line_count", pa.uint32()),
        ("batch_id", pa.uint64()),
        ("version", pa.uint64()),
        ("is_deleted", pa.uint8()),
    ]
)
_LINES = pa.schema(
    [
        *((name, pa.uint32()) for name in ("workspace_id", "shop_id", "customer_id", "origin_id")),
        *((name, pa.string()) for name in ("order_no", "sku", "category", "kind")),
        *((name, _TIME) for name in ("ordered_at", "landed_at")),
        *((name, pa.int64()) for name in ("quantity", "unit_price", "amount", "discount")),
        *((name, pa.uint64()) for name in ("line_key", "product_id", "batch_id", "version")),
        ("is_deleted", pa.uint8()),
    ]
)


def ago(days: float) -> datetime:
    """A moment so many days before now, to the second."""
    return datetime.now(UTC).replace(microsecond=0) - timedelta(days=days)


def people(workspace_id: int, *said: dict[str, Any]) -> list[int]:
    """Customers who are there, in the database and in the warehouse."""
    names = ("user_id", "email", "phone", "name", "attributes")
    lists: dict[str, Any] = {name: [one.get(name) for one in said] for name in names}
    shops = [one.get("shop_id", 1) for one in said]
    found: list[int] = identity.resolve(
        workspace_id, PeopleBatch(shop_id=shops, source="import:1", **lists)
    ).tolist()
    drain()
    return found


def land(table: str, schema: pa.Schema, rows: list[dict[str, Any]]) -> None:
    """Rows of facts."""
    warehouse.insert(table, pa.Table.from_pylist(rows, schema), token=f"world-{next(_numbers)}")


def orders(workspace_id: int, *said: dict[str, Any]) -> list[str]:
    """Orders of one line each; what is not said is a paid sale of 10.00 in shop 1 today."""
    heads, lines = [], []
    for one in said:
        number = next(_numbers)
        row = {
            "workspace_id": workspace_id,
            "shop_id": 1,
            "order_no": f"o{number}",
            "customer_id": 0,
            "kind": "sale",
            "status": "paid",
            "ordered_at": ago(0),
            "landed_at": ago(0),
            "amount": 1000,
            "refund": 0,
            "discount": 0,
            "quantity": 1,
            "currency": "CNY",
            "line_count": 1,
            "batch_id": 1,
            "version": 1,
            "is_deleted": 0,
            **one,
        }
        row["origin_id"] = row["customer_id"]
        row["currency_amount"] = row["amount"]
        heads.append(row)
        lines.append(
            {
                **row,
                "sku": one.get("sku", "s1"),
                "category": one.get("category", "tea"),
                "unit_price": row["amount"],
                "line_key": number,
                "product_id": 1,
            }
        )
    land("orders", _ORDERS, [{k: v for k, v in h.items() if k in _ORDERS.names} for h in heads])
    land("order_lines", _LINES, [{k: v for k, v in x.items() if k in _LINES.names} for x in lines])
    known(workspace_id, heads)
    return [head["order_no"] for head in heads]


def known(workspace_id: int, heads: list[dict[str, Any]]) -> None:
    """Whoever buys in a shop is known there, as resolving a buyer sees to."""
    buyers = Customer.objects.filter(
        workspace_id=workspace_id, pk__in={one["customer_id"] for one in heads}
    )
    for buyer in buyers:
        for one in heads:
            if one["customer_id"] == buyer.pk:
                buyer.shops = with_shop(buyer.shops, one["shop_id"])
        buyer.version += 1
        buyer.save(update_fields=["shops", "version"])
    landing.land(workspace_id, [buyer.pk for buyer in buyers])
