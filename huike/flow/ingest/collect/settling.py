"""Orders worked out from all that was heard of them, and written where they are not so yet."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any

import pyarrow as pa
from pydantic_core import from_json

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, reserve_ids
from huike.base.kernel.exclusive import exclusive
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect import products
from huike.flow.ingest.collect.products import Known
from huike.flow.ingest.collect.rules import commerce, logistics, paying
from huike.flow.ingest.collect.rules.settling import (
    Heard,
    Line,
    Order,
    began,
    buyer_of,
    places,
    settled,
)
from huike.flow.ingest.leaving import judging
from huike.flow.ingest.rules.statuses import STATUSES
from huike.library.facts import facade as facts

_MOST = 300  # orders in one question
_SAME_ORDER = (
    "customer_id", "origin_id", "kind", "status", "ordered_at", "amount", "refund", "discount",
    "quantity", "line_count", "currency", "currency_amount",
)  # fmt: skip
_SAME_LINE = (
    "sku", "category", "customer_id", "origin_id", "kind", "ordered_at", "quantity", "unit_price",
    "amount", "discount",
)  # fmt: skip
_SAME_PAYMENT = (
    "customer_id", "origin_id", "method", "payment_no", "paid_at", "is_exact", "amount", "currency",
    "currency_amount",
)  # fmt: skip
_SAME_COUPON = ("customer_id", "origin_id", "used_at")
_SAME_MOVE = ("customer_id", "origin_id", "at", "is_exact", "carrier", "tail")
# Lines first, as files do: an order that stands without its lines would add up to nothing.
_IN_ORDER = ("order_lines", "orders", "payments", "order_coupons", "logistics")
_HEARD = "heard"  # not of a file
Row = dict[str, Any]


def settle(workspace_id: int, shop_id: int, numbers: Iterable[str]) -> set[int]:
    """Bring these orders up to what was heard of them; whose they are.

    One at a time in a shop: an import that lands orders of which events told calls this as well.
    """
    home = workspace(workspace_id).currency
    whose: set[int] = set()
    for part in chunks(numbers, _MOST):
        with exclusive(f"orders:{workspace_id}:{shop_id}"):
            whose |= _Shop(workspace_id, shop_id, home).settle(part)
    return whose


@dataclass(frozen=True)
class _Made:
    """What changes of an order, and of whom that has to be told."""

    orders: list[Row]
    lines: list[Row]
    whose: set[int]
    order: Row


class _Shop:
    """The orders of one shop, while nobody else settles any of it."""

    def __init__(self, workspace_id: int, shop_id: int, home: str) -> None:
        self._home = home
        self._place = (workspace_id, shop_id)
        self._key = {"workspace_id": workspace_id, "shop_id": shop_id}
        self._params = {"workspace": workspace_id, "shop": shop_id}

    def settle(self, numbers: Sequence[str]) -> set[int]:
        heard = self._heard(numbers)
        orders = _by_order(self._asked("standing_orders", numbers))
        lines = _by_order(self._asked("standing_lines", numbers))
        skus = {one.sku for of in heard.values() for event in of for one in event.told.items}
        skus |= {row["sku"] for of in lines.values() for row in of}
        known = products.known(*self._place, skus | {""})
        version = reserve_ids("batch", 1).start
        stamp = {"landed_at": clock.now(), "batch_id": version, "version": version}
        paid = _by_order(self._asked("standing_payments", numbers))
        coupons = _by_order(self._asked("standing_coupons", numbers))
        moves = _by_order(self._asked("standing_logistics", numbers))
        made: dict[str, list[Row]] = {one: [] for one in _IN_ORDER}
        whose: set[int] = set()
        for number, words in heard.items():
            of = self._one(number, words, orders.get(number, []), lines.get(number, []), known)
            buyer = of.order["origin_id"] if of else _origin(words)
            made["logistics"] += self._moves(words, number, buyer, moves.get(number, []))
            if of is None:
                continue
            made["order_lines"] += of.lines
            made["orders"] += of.orders
            made["payments"] += self._payments(words, of.order, paid.get(number, []))
            made["order_coupons"] += self._coupons(words, of.order, coupons.get(number, []))
            whose |= of.whose
        for table, rows in made.items():
            self._write(table, [{**row, **stamp} for row in rows], version)
        judging.judge(*self._place, numbers)
        return whose

    def _payments(self, heard: Sequence[Heard], order: Row, standing: Sequence[Row]) -> list[Row]:
        """What changes of how the order was paid; where a file says it, that stands alone."""
        number, buyer = order["order_no"], order["origin_id"]
        ours = [row for row in standing if row["told_by"] == _HEARD]
        found = paying.payments(heard, self._home) if len(ours) == len(standing) else []
        wanted = [
            {
                **self._key,
                "order_no": number,
                "payment_key": self._line_key(number, f"paid:{one.place}"),
                "customer_id": buyer,
                "origin_id": buyer,
                "told_by": _HEARD,
                "method": one.method,
                "payment_no": one.payment_no,
                "paid_at": _in_milliseconds(one.at),
                "is_exact": int(one.is_exact),
                "amount": one.amount,
                "currency": one.currency,
                "currency_amount": one.currency_amount,
                "is_deleted": 0,
            }
            for one in found
        ]
        same = ("amount", "currency", "currency_amount")
        owner = {"customer_id": buyer, "origin_id": buyer, **{name: order[name] for name in same}}
        follows = [{**row, **owner} for row in standing if row["told_by"] != _HEARD]
        return _changes(standing, [*wanted, *follows], "payment_key", _SAME_PAYMENT)

    def _coupons(self, heard: Sequence[Heard], order: Row, standing: Sequence[Row]) -> list[Row]:
        """What changes of the coupons used; those that a file has told of stay."""
        number, buyer = order["order_no"], order["origin_id"]
        ours = [row for row in standing if row["told_by"] == _HEARD]
        others = [row for row in standing if row["told_by"] != _HEARD]
        told = {row["coupon"] for row in others}
        at = _in_milliseconds(began(heard))
        wanted = [
            {
                **self._key,
                "order_no": number,
                "coupon": one,
                "customer_id": buyer,
                "origin_id": buyer,
                "told_by": _HEARD,
                "used_at": at,
                "is_deleted": 0,
            }
            for one in paying.coupons(heard)
            if one not in told
        ]
        follows = [{**row, "customer_id": buyer, "origin_id": buyer} for row in others]
        return _changes([*ours, *others], [*wanted, *follows], "coupon", _SAME_COUPON)

    def _moves(
        self, heard: Sequence[Heard], number: str, buyer: int, standing: Sequence[Row]
    ) -> list[Row]:
        """What changes of where its parcels have been; a file counts where nobody else told."""
        found = logistics.moves(heard)
        owner = {"customer_id": buyer, "origin_id": buyer}
        wanted = [
            {
                **self._key,
                **owner,
                "order_no": number,
                "move_key": self._line_key(number, f"moved:{one.parcel}:{one.step}"),
                "told_by": _HEARD,
                "step": one.step,
                "at": _in_milliseconds(one.at),
                "is_exact": int(one.is_exact),
                "carrier": one.carrier,
                "parcel": one.parcel,
                "tail": one.tail,
                "is_deleted": 0,
            }
            for one in found
        ]
        heard_of = {one.step for one in found}
        follows = [
            {**row, **owner}
            for row in standing
            if row["told_by"] != _HEARD and row["step"] not in heard_of
        ]
        return _changes(standing, [*wanted, *follows], "move_key", _SAME_MOVE)

    def _one(
        self,
        number: str,
        heard: Sequence[Heard],
        orders: Sequence[Row],
        lines: Sequence[Row],
        known: Mapping[str, Known],
    ) -> "_Made | None":
        """Rows of the order and of its lines that are new or gone, and whose it is."""
        key = {**self._key, "order_no": number}
        ours = {self._line_key(number, place) for place in places(heard, len(lines))}
        brought = [row for row in lines if row["line_key"] not in ours]
        stands = [row for row in lines if row["line_key"] in ours]
        order = settled(heard, self._home, [_as_line(row) for row in brought])
        if order is None:
            return None
        guests = {0, *(one.origin_id for one in heard)}
        named = next((row for row in brought if row["origin_id"] not in guests), None)
        buyer = {
            "customer_id": named["customer_id"] if named else order.customer_id,
            "origin_id": named["origin_id"] if named else order.origin_id,
        }
        wanted = [{**key, **buyer, **self._line(number, line, known)} for line in order.lines]
        found = [
            {**row, **buyer}
            for row in brought
            if row["origin_id"] in guests and row["customer_id"] != buyer["customer_id"]
        ]
        whole = {**key, **buyer, **_order_row(order, brought, wanted, orders)}
        told_lines = [*_changes(stands, wanted, "line_key", _SAME_LINE), *found]
        told_orders = _changes(orders, [whole], "order_no", _SAME_ORDER)
        before = {row["customer_id"] for row in orders}
        whose = (before | {buyer["customer_id"]}) - {0}
        return _Made(told_orders, told_lines, whose, whole)

    def _line(self, number: str, line: Line, known: Mapping[str, Known]) -> Row:
        product = known.get(line.sku) or known[""]
        return {
            "line_key": self._line_key(number, line.place),
            "sku": line.sku,
            "product_id": product.product_id,
            "category": product.category or line.category,
            "kind": line.kind,
            "ordered_at": _in_milliseconds(line.at),
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "amount": line.amount,
            "discount": line.discount,
            "is_deleted": 0,
        }

    def _line_key(self, number: str, place: str) -> int:
        """Of a line that events brought; a file's lines are hashed by their content instead."""
        text = f"event\x1f{self._key['shop_id']}\x1f{number}\x1f{place}"
        return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")

    def _heard(self, numbers: Sequence[str]) -> dict[str, list[Heard]]:
        rows = self._asked("order_events", numbers)
        return {
            number: [_as_heard(row) for row in of]
            for number, of in groupby(rows, key=lambda row: str(row["order_no"]))
        }

    def _asked(self, name: str, numbers: Sequence[str]) -> list[Row]:
        sql = warehouse.load(__file__, name)
        return warehouse.select_dicts(sql, {**self._params, "numbers": numbers}, lane="long")

    def _write(self, table: str, rows: Sequence[Row], version: int) -> None:
        """Without a landing's token: begun again, what is missing by then is written."""
        if rows:
            made = pa.Table.from_pylist(list(rows), schema=facts.schema_of(table))
            facts.land(table, made, token=f"orders:{version}")


def _origin(heard: Sequence[Heard]) -> int:
    """Whose an order is of which nothing is known but where it is."""
    buyer = buyer_of(heard)
    return buyer.origin_id if buyer else 0


def _order_row(
    order: Order, brought: Sequence[Row], added: Sequence[Row], standing: Sequence[Row]
) -> Row:
    """The order over all its lines, those of files included."""
    lines = [*brought, *added]
    status, ordered_at = order.status, _in_milliseconds(order.ordered_at)
    foreign = sum(line.currency_amount for line in order.lines)
    currency = order.currency
    amount = sum(row["amount"] for row in lines if row["kind"] == "sale")
    if brought:
        ordered_at = min(row["ordered_at"] for row in lines)
    if standing and any(row["kind"] == "sale" for row in brought):
        known = standing[0]
        status, currency = max(status, known["status"], key=STATUSES.index), known["currency"]
        # As files do where an order holds more than the file at hand: in proportion.
        foreign = round(Fraction(known["currency_amount"] * amount, max(known["amount"], 1)))
    kinds = {row["kind"] for row in lines}
    return {
        "kind": next(one for one in ("sale", "return", "adjustment") if one in kinds),
        "status": status,
        "ordered_at": ordered_at,
        "amount": amount,
        "refund": -sum(row["amount"] for row in lines if row["kind"] == "return"),
        "discount": sum(row["discount"] for row in lines),
        "quantity": sum(row["quantity"] for row in lines),
        "line_count": len(lines),
        "currency": currency,
        "currency_amount": foreign,
        "is_deleted": 0,
        "left_out": standing[0]["left_out"] if standing else "",
    }


def _changes(
    standing: Sequence[Row], wanted: Sequence[Row], key: str, same: Sequence[str]
) -> list[Row]:
    """Rows that are new or other than they were, and those that are taken out.

    A row lies in the month of its order: one that moves to another is taken out of the old.
    """
    by_key = {row[key]: row for row in wanted}
    found: list[Row] = []
    right: set[Any] = set()
    for row in standing:
        new = by_key.get(row[key])
        if new is None or ("ordered_at" in row and _month(new) != _month(row)):
            found.append({**row, "is_deleted": 1})
        elif all(new[name] == row[name] for name in same):
            right.add(row[key])
    return found + [row for row in wanted if row[key] not in right]


def _month(row: Row) -> tuple[int, int]:
    return row["ordered_at"].year, row["ordered_at"].month


def _in_milliseconds(at: Any) -> Any:
    """As the warehouse keeps it, to compare with what stands there."""
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def _as_heard(row: Row) -> Heard:
    said = from_json(row["said"])
    return Heard(
        message_id=row["message_id"],
        told=commerce.from_json(row["act"], row["order_no"], said),
        at=row["occurred_at"],
        customer_id=row["survivor_id"] or row["origin_id"],
        origin_id=row["origin_id"],
        is_known=bool(row["is_known"] or row["survivor_id"]),
        rate=Decimal(said["rate"]),
        more=said.get("more") or {},
    )


def _as_line(row: Row) -> Line:
    return Line(
        place="",
        kind=row["kind"],
        sku=row["sku"],
        category=row["category"],
        at=row["ordered_at"],
        quantity=row["quantity"],
        unit_price=row["unit_price"],
        amount=row["amount"],
        discount=row["discount"],
    )


def _by_order(rows: Iterable[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["order_no"], []).append(row)
    return found
