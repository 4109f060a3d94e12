"""Lists of orders, and the lines of some of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from huike.base.access.facade import Scope
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import traits
from huike.flow.profile.lists.filters import Conditions
from huike.library.commerce import facade as commerce

_STAGE = traits.__file__
_SECONDS = 20.0
_SORTS = {"ordered_at": "toUnixTimestamp64Milli(ordered_at)", "amount": "amount"}
COLUMNS = (
    "shop_id",
    "order_no",
    "customer_id",
    "kind",
    "status",
    "ordered_at",
    "amount",
    "refund",
    "discount",
    "quantity",
    "line_count",
    "currency",
    "currency_amount",
    "batch_id",
    "left_out",
)
Kind = Literal["sale", "return", "adjustment"]
LeftOut = Literal["test", "staff", ""]
Status = Literal["placed", "paid", "shipped", "completed", "cancelled", "refunded"]


class OrderFilters(BaseModel):
    """The filters of the order list, as they stand in its address."""

    model_config = ConfigDict(extra="forbid")

    q: str = Field(default="", max_length=200)  # how an order number begins
    kind: list[Kind] = []
    status: list[Status] = []
    left_out: list[LeftOut] = []  # "" are those that count
    shop_id: list[int] = Field(default=[], max_length=200)
    customer_id: int | None = Field(default=None, ge=0, lt=2**32)
    batch_id: int | None = Field(default=None, ge=0, lt=2**63)
    amount_min: int | None = Field(default=None, ge=-(2**62), le=2**62)
    amount_max: int | None = Field(default=None, ge=-(2**62), le=2**62)
    ordered_from: AwareDatetime | None = None
    ordered_to: AwareDatetime | None = None


@dataclass(frozen=True)
class Line:
    """One line of an order."""

    sku: str
    title: str
    category: str
    quantity: int
    unit_price: int
    amount: int
    discount: int


def page(
    scope: Scope, filters: OrderFilters, *, sort: str, cursor: str | None, limit: int
) -> Page[dict[str, Any]]:
    """One page of the orders of the allowed shops, and how many there are."""
    value, way = sorting(sort)
    limit = limit_of(limit)
    where = conditions(scope, filters)
    if where is None:
        return Page([], None, 0)
    after, bound = "true", dict(where.values)
    if cursor:
        at, shop, number = decode_cursor(cursor, 3)
        sign = "<" if way == "DESC" else ">"
        after = (
            f"({value}, shop_id, order_no) {sign} ({{c_at:Int64}}, {{c_shop:UInt32}},"
            " {c_number:String})"
        )
        bound |= {"c_at": at, "c_shop": shop, "c_number": number}
    sql = (
        f"SELECT {', '.join(COLUMNS)}, {value} AS at FROM orders FINAL"  # noqa: S608
        f" WHERE {where.where()} AND {after}"
        f" ORDER BY at {way}, shop_id {way}, order_no {way} LIMIT {limit + 1:d}"
    )
    found = warehouse.select_dicts(sql, bound, lane="long", seconds=_SECONDS)
    total = len(found) if cursor is None and len(found) <= limit else _count(where)
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        more = encode_cursor([last["at"], last["shop_id"], last["order_no"]])
    return Page(found[:limit], more, total)


def conditions(scope: Scope, filters: OrderFilters) -> Conditions | None:
    """The conditions of a list of orders; None where no shop is left to look in."""
    where = Conditions()
    where.add("workspace_id = {ws:UInt32}", ws=scope.workspace_id)
    shops = set(filters.shop_id)
    if scope.shop_ids is not None:
        shops = shops & set(scope.shop_ids) if shops else set(scope.shop_ids)
        if not shops:
            return None
    if shops:
        where.add("shop_id IN {shops:Array(UInt32)}", shops=[s for s in shops if 0 <= s < 2**32])
    for name in ("kind", "status", "left_out"):
        chosen = getattr(filters, name)
        if chosen:
            where.add(f"{name} IN {{{name}:Array(String)}}", **{name: list(chosen)})
    if filters.q.strip():
        where.add("startsWith(order_no, {number:String})", number=filters.q.strip())
    if filters.customer_id is not None:
        where.add(_OF_CUSTOMER, customer=filters.customer_id)
    if filters.batch_id is not None:
        where.add("batch_id = {batch:UInt64}", batch=filters.batch_id)
    _add_bounds(filters, where)
    return where


# Versions are compared only of the few orders that the customer ever had.
_OF_CUSTOMER = """customer_id = {customer:UInt32} AND (shop_id, order_no) IN (
    SELECT shop_id, order_no FROM orders
    WHERE workspace_id = {ws:UInt32} AND customer_id = {customer:UInt32}
)"""


def _add_bounds(filters: OrderFilters, where: Conditions) -> None:
    for place, sign in (("amount_min", ">="), ("amount_max", "<=")):
        bound = getattr(filters, place)
        if bound is not None:
            where.add(f"amount {sign} {{{place}:Int64}}", **{place: bound})
    for place, sign in (("ordered_from", ">="), ("ordered_to", "<")):
        at = getattr(filters, place)
        if at is not None:
            text = f"ordered_at {sign} fromUnixTimestamp64Milli({{{place}:Int64}}, 'UTC')"
            where.add(text, **{place: round(at.timestamp() * 1000)})


def everything(
    scope: Scope, filters: OrderFilters, sort: str, *, part: int = 20_000
) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    """All orders of a list in parts, each with the number of them all."""
    value, way = sorting(sort)
    where = conditions(scope, filters)
    if where is None:
        return
    sql = (
        f"SELECT {', '.join(COLUMNS)} FROM orders FINAL WHERE {where.where()}"  # noqa: S608
        f" ORDER BY {value} {way}, shop_id {way}, order_no {way}"
    )
    table = warehouse.select_arrow(sql, where.values, lane="long")
    for start in range(0, table.num_rows, part):
        yield table.num_rows, table.slice(start, part).to_pylist()


def one(scope: Scope, shop_id: int, order_no: str) -> dict[str, Any] | None:
    """One order with its lines; None where the scope has none of this number."""
    if not scope.allows_shop(shop_id) or not 0 <= shop_id < 2**32:
        return None
    found = warehouse.select_dicts(
        f"SELECT {', '.join(COLUMNS)} FROM orders FINAL WHERE workspace_id = {{ws:UInt32}}"  # noqa: S608
        " AND shop_id = {shop:UInt32} AND order_no = {number:String}",
        {"ws": scope.workspace_id, "shop": shop_id, "number": order_no},
    )
    if not found:
        return None
    return {**found[0], "lines": lines(scope, [(shop_id, order_no)])[(shop_id, order_no)]}


def lines(scope: Scope, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], list[Line]]:
    """The lines of these orders of allowed shops, with the titles of what was bought."""
    found: dict[tuple[int, str], list[Line]] = {key: [] for key in keys}
    if not keys:
        return found
    own = commerce.own_categories(scope.workspace_id)
    rows = warehouse.select(
        own.fill(warehouse.load(_STAGE, "lines_of_orders"), "{ws:UInt32}"),
        {
            "ws": scope.workspace_id,
            "shops": [shop for shop, _ in keys],
            "numbers": [number for _, number in keys],
        },
    )
    skus = sorted({row[2] for row in rows})[:1_000]
    titles = commerce.product_titles(scope.workspace_id, skus, shop_ids=scope.shop_ids)
    for shop, number, sku, *rest in rows:
        found[(shop, number)].append(Line(sku, titles.get(sku, ""), *rest))
    return found


def _count(where: Conditions) -> int:
    sql = f"SELECT count() FROM orders FINAL WHERE {where.where()}"  # noqa: S608
    return int(warehouse.scalar(sql, where.values, lane="long", seconds=_SECONDS))


def sorting(sort: str) -> tuple[str, str]:
    """The compared value and the direction of a sort like `-amount`."""
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise Invalid(
            f"Orders cannot be sorted by {name!r}",
            code="bad_sort",
            where="sort",
            mend=f"Use one of {', '.join(_SORTS)}, with - before it for the largest first",
        )
    return _SORTS[name], "DESC" if sort.startswith("-") else "ASC"
