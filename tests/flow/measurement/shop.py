"""A made shop in the warehouse: orders with versions, returns, cancellations, two workspaces."""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa

from huike.base.warehouse import facade as warehouse
from huike.library.facts.tables import (
    CUSTOMERS,
    EXPOSURES,
    MESSAGES,
    ORDER_LINES,
    ORDERS,
    PRODUCTS,
)

NOW = datetime(2026, 11, 22, 7, 30, tzinfo=UTC)  # a Sunday, 15:30 in Shanghai
_TIME = pa.timestamp("ms", tz="UTC")
_TYPES = {
    "UInt8": pa.uint8(),
    "UInt32": pa.uint32(),
    "UInt64": pa.uint64(),
    "Int64": pa.int64(),
    "String": pa.string(),
    "LowCardinality(String)": pa.string(),
    "DateTime64(3, 'UTC')": _TIME,
    "Nullable(DateTime64(3, 'UTC'))": _TIME,
    "Nullable(Int64)": pa.int64(),
    "Nullable(Float32)": pa.float32(),
    "Array(String)": pa.list_(pa.string()),
    "Array(UInt32)": pa.list_(pa.uint32()),
    "Map(LowCardinality(String), String)": pa.map_(pa.string(), pa.string()),
}


@dataclass(frozen=True)
class Order:
    """The newest version of an order."""

    workspace_id: int
    shop_id: int
    order_no: str
    customer_id: int
    ordered_at: datetime
    amount: int = 0
    refund: int = 0
    kind: str = "sale"
    status: str = "completed"
    category: str = ""
    sku: str = ""
    is_deleted: int = 0
    version: int = 2

    @property
    def counts(self) -> bool:
        return self.kind == "sale" and self.status != "cancelled"


def land(table: Any, rows: list[dict[str, Any]], token: str) -> None:
    """Insert rows; columns left out are empty."""
    empty = {pa.string(): "", _TIME: NOW, pa.list_(pa.string()): [], pa.list_(pa.uint32()): []}
    columns = {}
    for name, kind in table.columns.items():
        type_ = _TYPES[kind]
        default = None if kind.startswith("Nullable") else empty.get(type_, 0)
        default = [] if kind.startswith("Map") else default
        columns[name] = pa.array([row.get(name, default) for row in rows], type_)
    warehouse.insert(table.name, pa.table(columns), token=token)


def land_orders(orders: list[Order], token: str = "orders") -> None:
    """Orders, each with one line, and for every third an older version that must not count."""
    rows = [{**one.__dict__, "origin_id": one.customer_id, "line_count": 1} for one in orders]
    old = [
        {**row, "amount": row["amount"] + 999, "status": "placed", "version": 1, "is_deleted": 0}
        for row in rows[::3]
    ]
    land(ORDERS, old, f"{token}-old")
    land(ORDERS, rows, token)
    lines = [{**row, "line_key": n, "quantity": 2} for n, row in enumerate(rows) if row["sku"]]
    land(ORDER_LINES, lines, f"{token}-lines")
    land(CUSTOMERS, _known(orders), f"{token}-buyers")


def _known(orders: list[Order]) -> list[dict[str, Any]]:
    """Whoever buys in a shop is known there, as resolving a buyer sees to."""
    shops: dict[tuple[int, int], set[int]] = {}
    for one in orders:
        if one.customer_id:
            shops.setdefault((one.workspace_id, one.customer_id), set()).add(one.shop_id)
    return [
        {
            "workspace_id": workspace,
            "customer_id": customer,
            "shop_ids": sorted(found),
            "version": 1,
        }
        for (workspace, customer), found in shops.items()
    ]


def make_orders(workspace_id: int, *, seed: int = 1, count: int = 1500) -> list[Order]:
    """A year and a half of orders of 120 customers in two shops, some odd in every way."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        age = timedelta(days=rng.expovariate(1 / 90) % 500, seconds=rng.randrange(86400))
        one = Order(
            workspace_id=workspace_id,
            shop_id=rng.choice([1, 1, 2]),
            order_no=f"N{number}",
            customer_id=rng.choice([0, *range(1, 121)]),
            ordered_at=(NOW - age).replace(microsecond=rng.randrange(1000) * 1000),
            amount=rng.randrange(0, 90_000),
            category=rng.choice(
                [
                    "水果",
                    "零食",
                    "Drinks",
                    "",
                ]
            ),
            sku=f"sku{rng.randrange(30)}",
        )
        dice = rng.random()
        if dice < 0.05:
            one = replace(one, status="cancelled")
        elif dice < 0.10:
            one = replace(one, status="refunded", refund=one.amount)
        elif dice < 0.15:
            one = replace(one, kind="return", amount=0, refund=rng.randrange(5_000))
        elif dice < 0.18:
            one = replace(one, kind="adjustment", amount=0)
        elif dice < 0.20:
            one = replace(one, is_deleted=1)
        made.append(one)
    return made


def land_products(workspace_id: int) -> None:
    """Titles of all products of both shops."""
    rows = [
        {"workspace_id": workspace_id, "shop_id": shop, "sku": f"sku{n}", "title": f"商品 {n}"}
        for shop in (1, 2)
        for n in range(30)
    ]
    land(PRODUCTS, rows, f"products-{workspace_id}")


def land_customers(workspace_id: int) -> None:
    """The 160 people of the shop; those who buy nothing are known nowhere."""
    rows = [{"workspace_id": workspace_id, "customer_id": one} for one in range(1, 161)]
    land(CUSTOMERS, rows, f"customers-{workspace_id}")


def expose(workspace_id: int, broadcast_id: int, arms: dict[int, str], at: datetime) -> None:
    """Assign people to the arms of a broadcast."""
    rows = [
        {
            "workspace_id": workspace_id,
            "experiment": "broadcast",
            "experiment_id": broadcast_id,
            "customer_id": customer,
            "arm": arm,
            "at": at,
            "version": 1,
        }
        for customer, arm in arms.items()
    ]
    land(EXPOSURES, rows, f"exposures-{workspace_id}-{broadcast_id}")


def tell(workspace_id: int, broadcast_id: int, acts: list[tuple[int, str, str, datetime]]) -> None:
    """Message facts: customer, kind, reason, time."""
    rows = [
        {
            "workspace_id": workspace_id,
            "source": "broadcast",
            "source_id": broadcast_id,
            "channel": "email",
            "message_id": customer,
            "customer_id": customer,
            "kind": kind,
            "reason": reason,
            "at": at,
        }
        for customer, kind, reason, at in acts
    ]
    land(MESSAGES, rows, f"messages-{workspace_id}-{broadcast_id}")
