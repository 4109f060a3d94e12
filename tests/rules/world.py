"""A small world of facts with everything that makes counting hard, in the warehouse and in Python.

Newer versions of orders, lines, customers and consents; deleted ones; cancelled orders, returns and
adjustments; anonymous sales; people merged into others; another workspace with the same ids; times
on the edges of days.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from huike.base.warehouse import facade as warehouse
from huike.flow.segment.rules import (
    EventFact,
    LineFact,
    MessageFact,
    Moment,
    OrderFact,
    PersonFacts,
)
from huike.library.facts import facade as facts

ZONE = ZoneInfo("Asia/Shanghai")
AT = Moment(datetime(2026, 3, 10, 4, 5, 6, 789_000, tzinfo=UTC), ZONE)
SHOPS = (1, 2, 3)
SKUS = ("s1", "s2", "o'k\\", "茶-1")
CATEGORIES = ("茶", "酒", "Tea {p0:String}", "")
CITIES = ("上海", "Beijing", "SHENZHEN")
STAGES = ("prospect", "new", "active", "lost")
SEGMENTS = (11, 12, 13)
STATUSES = ("placed", "paid", "completed", "cancelled", "refunded")
CUSTOMERS = range(1, 25)
MERGED = {
    15: 3,
    16: 3,
    17: 4,
    18: 5,
    19: 5,
}  # who turned out to be somebody else; their facts keep the old id

_MS = timedelta(milliseconds=1)
_MIDNIGHT = datetime(2026, 3, 9, 16, 0, tzinfo=UTC)
TIMES = [
    *(_MIDNIGHT - timedelta(days=n) + step for n in (0, 1, 7, 30) for step in (-_MS, 0 * _MS, _MS)),
    *(AT.now + step for step in (-timedelta(hours=3), -_MS, 0 * _MS, _MS, timedelta(days=2))),
    *(_MIDNIGHT - timedelta(days=n, hours=5) for n in (3, 10, 45, 80, 200, 500)),
]

Row = dict[str, Any]


@dataclass
class World:
    """Rows of each table, and the people they make."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    members: dict[int, frozenset[int]] = field(default_factory=dict)

    def newest(self, table: str, *keys: str) -> list[Row]:
        """The rows that count: the newest of each key in workspace 1, unless it is a deletion."""
        found: dict[Any, Row] = {}
        for row in self.rows[table]:
            key = tuple(row[name] for name in keys)
            if row["workspace_id"] == 1 and row["version"] >= found.get(key, row)["version"]:
                found[key] = row
        return [row for row in found.values() if not row.get("is_deleted")]

    def people(self, shops: tuple[int, ...] | None) -> dict[int, PersonFacts]:
        """Everybody who may be seen, with what may be seen of them."""
        orders = self._orders(shops)
        events = [
            row
            for row in self.rows["events"]
            if row["workspace_id"] == 1 and (shops is None or row["shop_id"] in shops)
        ]
        consents = self.newest("consents", "customer_id", "purpose", "channel")
        traits = {row["customer_id"]: row for row in self.newest("traits", "customer_id")}
        people = {}
        for row in self.newest("customers", "customer_id"):
            one = row["customer_id"]
            registered = {shop for shop in row["shop_ids"] if shops is None or shop in shops}
            if shops is not None and not registered:
                continue
            people[one] = PersonFacts(
                customer_id=one,
                created_at=row["created_at"],
                shop_ids=frozenset(registered),
                has_email=bool(row["has_email"]),
                has_phone=bool(row["has_phone"]),
                has_user_id=bool(row["has_user_id"]),
                attributes=dict(row["attributes"]),
                traits=traits.get(one, {}) if shops is None else _scoped(orders.get(one, [])),
                orders=tuple(orders.get(one, [])),
                events=tuple(
                    EventFact(e["event"], e["occurred_at"], json.loads(e["props"]))
                    for e in events
                    if _now(e["customer_id"]) == one
                ),
                messages=tuple(
                    MessageFact(m["message_id"], m["kind"], m["channel"], m["at"])
                    for m in self.rows["messages"]
                    if m["workspace_id"] == 1 and _now(m["customer_id"]) == one
                ),
                consents={
                    (c["purpose"], c["channel"]): c["state"]
                    for c in consents
                    if c["customer_id"] == one
                },
                segments=frozenset(s for s, ids in self.members.items() if one in ids),
            )
        return people

    def _orders(self, shops: tuple[int, ...] | None) -> dict[int, list[OrderFact]]:
        lines: dict[tuple[int, str], list[LineFact]] = {}
        for row in self.newest("order_lines", "shop_id", "order_no", "line_key"):
            if row["kind"] == "sale":
                fact = LineFact(row["sku"], row["category"], row["quantity"], row["amount"])
                lines.setdefault((row["shop_id"], row["order_no"]), []).append(fact)
        orders: dict[int, list[OrderFact]] = {}
        for row in self.newest("orders", "shop_id", "order_no"):
            if shops is not None and row["shop_id"] not in shops:
                continue
            names = ("shop_id", "order_no", "kind", "status", "ordered_at", "amount", "refund")
            fact = OrderFact(
                **{name: row[name] for name in names},
                quantity=row["quantity"],
                lines=tuple(lines.get((row["shop_id"], row["order_no"]), [])),
            )
            orders.setdefault(_now(row["customer_id"]), []).append(fact)
        return orders

    def load(self) -> None:
        """Write the world into the warehouse."""
        for name, rows in self.rows.items():
            put(name, rows, token=name)
        for segment_id, ids in self.members.items():
            for version, some in ((1, {1, 2, 99}), (2, ids)):
                warehouse.execute(
                    "INSERT INTO memberships (workspace_id, segment_id, members, count, version)"
                    " SELECT 1, {s:UInt64}, bitmapBuild({i:Array(UInt32)}), 0, {v:UInt64}",
                    {"s": segment_id, "i": sorted(some), "v": version},
                )


def put(table: str, rows: list[Row], *, token: str) -> None:
    """Write rows into a table of the warehouse; columns they do not name keep their defaults."""
    columns = {
        known.name: pa.array([row[known.name] for row in rows], known.type)
        for known in facts.schema_of(table)
        if known.name in rows[0]
    }
    warehouse.insert(table, pa.table(columns), token=token)


def made(seed: int) -> World:
    """A world of this seed."""
    rng = random.Random(seed)
    world = World()
    world.rows["orders"], world.rows["order_lines"] = _orders(rng)
    world.rows["customers"] = list(_customers(rng, world.rows["orders"]))
    world.rows["overrides"] = [
        {"workspace_id": 1, "customer_id": one, "survivor_id": other, "version": 1}
        for one, other in MERGED.items()
    ]
    world.rows["events"] = list(_events(rng))
    world.rows["messages"] = list(_messages(rng))
    world.rows["consents"] = list(_consents(rng))
    world.rows["traits"] = list(_traits(rng))
    world.members = {s: frozenset(rng.sample(CUSTOMERS, rng.randint(0, 12))) for s in SEGMENTS}
    return world


def _customers(rng: random.Random, orders: list[Row]) -> Iterator[Row]:
    for workspace in (1, 2):
        for one in CUSTOMERS:
            # Whoever orders in a shop is known there.
            bought = {
                order["shop_id"]
                for order in orders
                if order["workspace_id"] == workspace and _now(order["customer_id"]) == one
            }
            is_merged = workspace == 1 and one in MERGED
            for version in range(1, rng.randint(1, 3) + 1):
                yield {
                    "workspace_id": workspace,
                    "customer_id": one,
                    "created_at": rng.choice(TIMES),
                    "shop_ids": sorted({*bought, *rng.sample(SHOPS, rng.randint(0, 2))}),
                    "has_email": rng.randint(0, 1),
                    "has_phone": rng.randint(0, 1),
                    "has_user_id": rng.randint(0, 1),
                    "attributes": [("city", rng.choice(CITIES))] if rng.random() < 0.7 else [],
                    "version": version,
                    "is_deleted": int(is_merged or (one > 6 and rng.random() < 0.1)),
                }


def _now(customer_id: int) -> int:
    return MERGED.get(customer_id, customer_id)


def _orders(rng: random.Random) -> tuple[list[Row], list[Row]]:
    orders: list[Row] = []
    lines: list[Row] = []
    for n in range(120):
        fixed = {
            "workspace_id": 2 if n % 9 == 0 else 1,
            "shop_id": rng.choice(SHOPS),
            "order_no": f"o{n % 100}",
            "customer_id": rng.choice((0, *CUSTOMERS[:20])),
            "kind": rng.choices(("sale", "return", "adjustment"), (8, 2, 1))[0],
            "ordered_at": rng.choice(TIMES),
        }
        fixed["origin_id"] = fixed["customer_id"]
        known = {(o["workspace_id"], o["shop_id"], o["order_no"]) for o in orders}
        if (fixed["workspace_id"], fixed["shop_id"], fixed["order_no"]) in known:
            continue
        for version in range(1, rng.randint(1, 3) + 1):
            is_sale = fixed["kind"] == "sale"
            deleted = int(rng.random() < 0.05)
            some = [
                {
                    **fixed,
                    "line_key": key,
                    "sku": rng.choice(SKUS),
                    "category": rng.choice(CATEGORIES),
                    "quantity": rng.randint(1, 3),
                    "amount": rng.choice((0, 500, 1000, 2500)) if is_sale else 0,
                    "version": version,
                    "is_deleted": int(deleted or rng.random() < 0.1),
                }
                for key in range(1, 4)
            ]
            lines += some
            alive = [line for line in some if not line["is_deleted"]]
            orders.append(
                {
                    **fixed,
                    "status": rng.choice(STATUSES),
                    "amount": sum(line["amount"] for line in alive),
                    "refund": rng.choice((0, 0, 700)) if is_sale else 500,
                    "quantity": sum(line["quantity"] for line in alive),
                    "version": version,
                    "is_deleted": deleted,
                }
            )
    return orders, lines


def _events(rng: random.Random) -> Iterator[Row]:
    values = ("18", 18, 18.0, 2.5, "x", "", None, True, "茶's")
    for n in range(80):
        props = {name: rng.choice(values) for name in ("campaign", "value") if rng.random() < 0.8}
        yield {
            "workspace_id": 2 if n % 10 == 0 else 1,
            "event": rng.choice(("coupon", "view")),
            "customer_id": rng.choice((0, *CUSTOMERS[:20])),
            "shop_id": rng.choice(SHOPS),
            "occurred_at": rng.choice(TIMES),
            "message_id": str(n),
            "props": json.dumps(props, ensure_ascii=rng.random() < 0.5),
        }


def _messages(rng: random.Random) -> Iterator[Row]:
    for n in range(90):
        yield {
            "workspace_id": 2 if n % 10 == 0 else 1,
            "customer_id": rng.choice(CUSTOMERS[:20]),
            "message_id": rng.randint(1, 30),
            "channel": rng.choice(("email", "sms")),
            "kind": rng.choice(("sent", "opened", "failed")),
            "at": rng.choice(TIMES),
        }


def _consents(rng: random.Random) -> Iterator[Row]:
    for n in range(60):
        yield {
            "workspace_id": 2 if n % 10 == 0 else 1,
            "customer_id": rng.choice(CUSTOMERS),
            "purpose": "marketing",
            "channel": rng.choice(("email", "sms")),
            "state": rng.choice(("granted", "withdrawn")),
            "changed_at": AT.now,
            "version": n,
        }


def _traits(rng: random.Random) -> Iterator[Row]:
    for n in range(30):
        orders = rng.randint(0, 4)
        yield {
            "workspace_id": 2 if n % 8 == 0 else 1,
            "customer_id": rng.choice(CUSTOMERS),
            "orders": orders,
            "spend": rng.choice((0, 500, 1000, -300)),
            "refunds": rng.choice((0, 700)),
            "net": rng.choice((0, 500, -700)),
            "average_order": rng.choice((0, 500, 1000)),
            "first_order_at": rng.choice((None, *TIMES)),
            "last_order_at": rng.choice((None, *TIMES)),
            "interval_days": rng.choice((None, 0.0, 2.5, 30.0)),
            "recency": rng.randint(0, 5),
            "frequency": rng.randint(0, 5),
            "monetary": rng.randint(0, 5),
            "rfm_segment": rng.choice(("", "vip_value", "keep", "none")),
            "stage": rng.choice(STAGES),
            "favourite_category": rng.choice(CATEGORIES),
            "favourite_categories": rng.sample(CATEGORIES[:3], rng.randint(0, 2)),
            "days_to_ship": rng.choice((None, 0.5, 2.5)),
            "days_to_sign": rng.choice((None, 1.0, 30.0)),
            "last_signed_at": rng.choice((None, *TIMES)),
            "favourites": rng.randint(0, 3),
            **_more(rng),
            "version": n,
        }


def _more(rng: random.Random) -> Row:
    """What follows from facts beside the figures of orders."""
    return {
        "cancelled_orders": rng.randint(0, 2),
        "largest_order": rng.choice((0, 500, 1200)),
        "return_rate": rng.choice((None, 0.0, 0.5)),
        "discount_share": rng.choice((None, 0.25)),
        "coupons_used": rng.randint(0, 2),
        "shops_bought": rng.randint(0, 3),
        "preferred_weekday": rng.choice(("", "mon", "sun")),
        "preferred_hour": rng.choice((None, 0, 21)),
        "reviews_written": rng.randint(0, 2),
        "mean_stars": rng.choice((None, 4.5)),
        "last_review_at": rng.choice((None, *TIMES)),
        "service_contacts": rng.randint(0, 2),
        "last_contact_at": rng.choice((None, *TIMES)),
        "store_visits": rng.randint(0, 2),
        "last_active_at": rng.choice((None, *TIMES)),
        "province": rng.choice(("", "浙江", "it's")),
        "city": rng.choice(("", "杭州")),
    }


def _scoped(orders: list[OrderFact]) -> Row:
    """The traits that come from orders alone, over those that may be seen."""
    sales = [order for order in orders if order.kind == "sale" and order.status != "cancelled"]
    spend, refunds = sum(o.amount for o in sales), sum(o.refund for o in orders)
    return {
        "orders": len(sales),
        "spend": spend,
        "refunds": refunds,
        "net": spend - refunds,
        "first_order_at": min((o.ordered_at for o in sales), default=None),
        "last_order_at": max((o.ordered_at for o in sales), default=None),
    }
