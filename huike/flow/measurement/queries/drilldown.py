"""What stands behind a figure: its people or orders, page by page, with a total that equals it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.base.access.facade import Scope, workspace
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of
from huike.flow.measurement.queries.asking import ask_text, millis, text
from huike.flow.measurement.queries.broadcast import Plan, params_of, window_of
from huike.flow.measurement.queries.rfm import traits_text
from huike.flow.measurement.rules.selections import (
    BroadcastDay,
    BroadcastOrders,
    BroadcastStage,
    CategoryOrders,
    CohortCell,
    Kind,
    NewCustomers,
    PeriodBuyers,
    PeriodOrders,
    ProductOrders,
    RfmCell,
    Selection,
)

Row = dict[str, Any]
PlanOf = Callable[[int], Plan]


@dataclass(frozen=True)
class CustomerBehind:
    """A customer with what they bring to the figure."""

    customer_id: int
    value: int


@dataclass(frozen=True)
class OrderBehind:
    """An order with what it brings to the figure."""

    shop_id: int
    order_no: str
    customer_id: int
    kind: str
    status: str
    ordered_at: datetime
    amount: int
    refund: int
    value: int


@dataclass(frozen=True)
class Drilldown:
    """One page of what stands behind a figure, and the figure again."""

    kind: Kind
    total: int
    value: int
    figure: int
    currency: str
    customers: tuple[CustomerBehind, ...]
    orders: tuple[OrderBehind, ...]
    next_cursor: str | None


def drilldown(
    scope: Scope, selection: Selection, plan_of: PlanOf, *, cursor: str | None, limit: int
) -> Drilldown:
    """The people or orders of a selection, the largest or latest first."""
    info = workspace(scope.workspace_id)
    sql, params = _question(scope, selection, plan_of, info.timezone)
    source = f"(\n{sql}\n)"
    (sums,) = ask_text(
        f"SELECT count() AS total, sum(value) AS value FROM {source}",  # noqa: S608 - our files
        scope,
        params,
    )
    is_people = selection.kind == "customers"
    rows = _page(scope, source, params, is_people=is_people, cursor=cursor, limit=limit)
    more = None
    if len(rows) > limit_of(limit):
        more = encode_cursor(_place(rows[limit - 1], is_people=is_people))
        rows = rows[:limit]
    return Drilldown(
        kind=selection.kind,
        total=sums["total"],
        value=sums["value"],
        figure=sums["total"] if selection.measure == "count" else sums["value"],
        currency=info.currency,
        customers=tuple(CustomerBehind(**row) for row in rows) if is_people else (),
        orders=() if is_people else tuple(OrderBehind(**row) for row in rows),
        next_cursor=more,
    )


# What a cursor holds: the name of each value, and how big it may be (0: text).
_PEOPLE_PLACE = {"last_value": 2**63, "last_id": 2**32}
_ORDERS_PLACE = {"last_at": 2**63, "last_shop": 2**32, "last_no": 0}
_PEOPLE_AFTER = "(value, customer_id) < ({last_value:Int64}, {last_id:UInt32})"
_ORDERS_AFTER = (
    "(toUnixTimestamp64Milli(ordered_at), shop_id, order_no)"
    " < ({last_at:Int64}, {last_shop:UInt32}, {last_no:String})"
)


def _page(
    scope: Scope, source: str, params: Row, *, is_people: bool, cursor: str | None, limit: int
) -> list[Row]:
    asked = {**params, "limit": limit_of(limit) + 1}
    after = ""
    if cursor:
        asked |= _after(cursor, _PEOPLE_PLACE if is_people else _ORDERS_PLACE)
        after = f"WHERE {_PEOPLE_AFTER if is_people else _ORDERS_AFTER}"
    order = "value DESC, customer_id DESC"
    if not is_people:
        order = "ordered_at DESC, shop_id DESC, order_no DESC"
    sql = f"SELECT * FROM {source} {after} ORDER BY {order} LIMIT {{limit:UInt32}}"  # noqa: S608
    return ask_text(sql, scope, asked)


def _after(cursor: str, place: dict[str, int]) -> Row:
    values = decode_cursor(cursor, len(place))
    for value, size in zip(values, place.values(), strict=True):
        fits = isinstance(value, int) and abs(value) < size if size else isinstance(value, str)
        if not fits:
            raise Invalid(
                "The cursor is not one that this list gave", code="bad_cursor", where="cursor"
            )
    return dict(zip(place, values, strict=True))


def _place(row: Row, *, is_people: bool) -> list[Any]:
    if is_people:
        return [row["value"], row["customer_id"]]
    return [millis(row["ordered_at"]), row["shop_id"], row["order_no"]]


def _question(scope: Scope, selection: Selection, plan_of: PlanOf, zone: str) -> tuple[str, Row]:
    """The SQL of a selection and its parameters."""
    if isinstance(selection, RfmCell):
        sql, params = traits_text("sets/rfm_cell", scope)
        cell = {"recency": selection.recency, "frequency": selection.frequency}
        return sql, {**params, **cell}
    name, params = _file(scope, selection, plan_of, zone)
    return text(name, scope), params


def _file(scope: Scope, selection: Any, plan_of: PlanOf, zone: str) -> tuple[str, Row]:
    match selection:
        case PeriodOrders():
            return "sets/period_orders", {**_span(selection), "net": int(selection.net)}
        case PeriodBuyers():
            return "sets/period_buyers", {**_span(selection), "at_least": selection.at_least}
        case NewCustomers():
            return "sets/new_customers", _span(selection)
        case CategoryOrders():
            of = {"of_product": 0, "shop": 0, "sku": "", "category": selection.category}
            return "sets/line_orders", {**_span(selection), **of}
        case ProductOrders():
            of = {"of_product": 1, "shop": selection.shop_id, "sku": selection.sku, "category": ""}
            return "sets/line_orders", {**_span(selection), **of}
        case CohortCell():
            month: Row = {
                "month": selection.month,
                "months_since": selection.months_since,
                "zone": zone,
                "end": millis(selection.end),
            }
            return "sets/cohort_cell", month
    return _of_broadcast(scope, selection, plan_of(selection.broadcast_id), zone)


def _of_broadcast(
    scope: Scope,
    selection: BroadcastStage | BroadcastDay | BroadcastOrders,
    plan: Plan,
    zone: str,
) -> tuple[str, Row]:
    asked = params_of(plan, window_of(scope, plan.broadcast_id), zone)
    match selection:
        case BroadcastStage():
            reason = {"any_reason": int(selection.reason is None), "reason": selection.reason or ""}
            return "sets/broadcast_stage", {**asked, "stage": selection.stage, **reason}
        case BroadcastDay():
            return "sets/broadcast_day", {**asked, "day": selection.day, "act": selection.act}
    return "sets/broadcast_orders", {**asked, "arm": selection.arm}


def _span(selection: Any) -> Row:
    return {"start": millis(selection.start), "end": millis(selection.end)}
