"""Products of the allowed shops, and one with all that is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.base.warehouse import facade as warehouse
from huike.library.commerce.categories.own import own_categories
from huike.library.commerce.units import UNITS

SOLD_DAYS = 30  # of what a list says that it sold
_MOST_CHANGES = 2_000
_SECONDS = 20.0
_LAST = 2**62  # where a product has no such figure it comes last
_NUMBERS = {"pieces": "l.pieces", "revenue": "l.revenue", "price": "price", "stock": "c.stock"}
_TEXTS = {"title": "if(p.title = '', p.sku, p.title)", "sku": "p.sku"}

What = Literal["price", "cost", "stock"]


@dataclass(frozen=True, kw_only=True)
class ProductFilters:
    """Which products; amounts are minor units of the workspace's currency."""

    q: str = ""  # within the title, or how a sku begins
    shop_ids: Sequence[int] = ()
    categories: Sequence[str] = ()
    at_most: int | None = None  # pieces in stock; products of unknown stock are left out
    has_unknown_unit: bool = False  # only those whose unit nobody knows


@dataclass(frozen=True, kw_only=True)
class ProductRow:
    """A product with what was told of it last, and what it sold in the last 30 days."""

    shop_id: int
    sku: str
    title: str
    category: str
    brand: str
    price: int | None
    cost: int | None
    stock: int | None
    pieces: int
    revenue: int
    orders: int
    unit: str  # a code, or what the file said where nobody knows it


@dataclass(frozen=True, kw_only=True)
class Month:
    """What a product sold in a month of the workspace's zone."""

    month: date
    pieces: int
    revenue: int
    orders: int
    returned: int


@dataclass(frozen=True, kw_only=True)
class ValueChange:
    """From when on a price, a cost (minor units) or a stock (pieces) is so much."""

    what: What
    at: datetime
    value: int
    told_by: str


@dataclass(frozen=True, kw_only=True)
class Product:
    """One product, with its sales of all time."""

    shop_id: int
    sku: str
    title: str
    category: str
    category_written: str
    department: str
    brand: str
    unit: str
    unit_written: str
    is_unit_known: bool
    attributes: dict[str, str]
    price: int | None
    cost: int | None
    stock: int | None
    pieces: int
    revenue: int
    orders: int
    buyers: int
    returned: int
    first_at: datetime | None
    last_at: datetime | None
    reviews: int
    stars: float | None  # their mean
    months: list[Month]
    changes: list[ValueChange]  # the newest 2,000, newest first


def page(
    scope: Scope, filters: ProductFilters, *, sort: str, cursor: str | None, limit: int
) -> Page[ProductRow]:
    """One page of products, and how many there are."""
    limit = limit_of(limit)
    key, kind, is_down = _key(sort)
    shops = _shops(scope, filters.shop_ids)
    after: list[Any] = decode_cursor(cursor, 3) if cursor else [0 if kind == "Int64" else "", 0, ""]
    if type(after[0]) is not (int if kind == "Int64" else str):
        raise Invalid("The cursor is of another sort", code="bad_cursor", where="cursor")
    own = own_categories(scope.workspace_id)
    asked, written = own.asked(filters.categories)
    sql = own.fill(warehouse.load(__file__, "list"), "{workspace:UInt32}").replace("/*key*/", key)
    sql = sql.replace("/*kind*/", kind).replace("/*past*/", "<" if is_down else ">")
    sql = sql.replace("/*way*/", "DESC" if is_down else "ASC")
    since = clock.now() - timedelta(days=SOLD_DAYS)
    rows = warehouse.select(
        sql,
        {
            "workspace": scope.workspace_id,
            "has_scope": int(shops is not None),
            "shop_ids": list(shops or ()),
            "q": filters.q.strip(),
            "categories": asked,
            "written": written,
            "since": _stamp(since),
            "is_low": int(filters.at_most is not None),
            "low": filters.at_most or 0,
            "only_unknown_units": int(filters.has_unknown_unit),
            "units": list(UNITS),
            "is_first": int(not cursor),
            "after": after[0],
            "after_shop": after[1],
            "after_sku": after[2],
            "most": limit + 1,
        },
        seconds=_SECONDS,
    )
    shown = [_row(row) for row in rows[:limit]]
    more = rows[limit - 1] if len(rows) > limit else None
    return Page(
        shown,
        encode_cursor([more[12], more[0], more[1]]) if more else None,
        int(rows[0][13]) if rows else 0,
    )


def one(scope: Scope, shop_id: int, sku: str) -> Product:
    """A product by its shop and sku; one outside the scope does not exist."""
    missing = NotFound("No such product", code="product_missing")
    if not scope.allows_shop(shop_id) or shop_id >= 2**32:
        raise missing
    zone = workspace(scope.workspace_id).timezone
    params = {"workspace": scope.workspace_id, "shop": shop_id, "sku": sku}
    own = own_categories(scope.workspace_id)
    not_counted = warehouse.load(__file__, "not_counted")

    def ask(name: str, **more: Any) -> list[tuple[Any, ...]]:
        sql = own.fill(warehouse.load(__file__, name), "{workspace:UInt32}")
        sql = sql.replace("/*not_counted*/", not_counted)
        return warehouse.select(sql, {**params, **more}, seconds=_SECONDS)

    found = ask("one")
    if not found:
        raise missing
    title, category, department, brand, price, attributes, unit, unit_written, written, *sold = (
        found[0]
    )
    changes = [
        ValueChange(what=what, at=_moment(at), value=int(value), told_by=told_by)
        for what, at, value, told_by in ask("changes", most=_MOST_CHANGES)
    ]
    last = {each.what: each.value for each in reversed(changes)}
    pieces, revenue, orders, buyers, returned, first_at, last_at, reviews, stars = sold
    return Product(
        shop_id=shop_id,
        sku=sku,
        title=title,
        category=category,
        category_written=written,
        department=department,
        brand=brand,
        unit=unit,
        unit_written=unit_written,
        is_unit_known=unit in UNITS,
        attributes=dict(attributes),
        price=last.get("price", price),
        cost=last.get("cost"),
        stock=last.get("stock"),
        pieces=int(pieces),
        revenue=int(revenue),
        orders=int(orders),
        buyers=int(buyers),
        returned=int(returned),
        first_at=_moment(first_at) if orders else None,
        last_at=_moment(last_at) if orders else None,
        reviews=int(reviews),
        stars=stars / reviews if reviews else None,
        months=[
            Month(month=month, pieces=int(p), revenue=int(r), orders=int(o), returned=int(b))
            for month, p, r, o, b in ask("months", zone=zone)
        ],
        changes=changes,
    )


def _key(sort: str) -> tuple[str, str, bool]:
    """What to sort by, of which type it is, and whether it falls.

    Numbers always rise, turned round where they shall fall: what is not known comes last.
    """
    name, is_down = sort.removeprefix("-"), sort.startswith("-")
    if name in _NUMBERS:
        sign = "-" if is_down else ""
        return f"ifNull({sign}toInt64({_NUMBERS[name]}), {_LAST})", "Int64", False
    if name in _TEXTS:
        return _TEXTS[name], "String", is_down
    raise Invalid(
        f"Products cannot be sorted by {sort!r}",
        code="bad_sort",
        where="sort",
        mend="Use title, sku, pieces, revenue, price or stock, or one of these with - before it",
    )


def _shops(scope: Scope, wanted: Sequence[int]) -> list[int] | None:
    """The shops to look at: those wanted within the scope; None = all."""
    if scope.shop_ids is None:
        return list(wanted) or None
    return [each for each in scope.shop_ids if not wanted or each in wanted]


def _row(row: tuple[Any, ...]) -> ProductRow:
    shop_id, sku, title, category, brand, price, cost, stock, pieces, revenue, orders, unit = row[
        :12
    ]
    return ProductRow(
        shop_id=int(shop_id),
        sku=sku,
        title=title,
        category=category,
        brand=brand,
        price=price,
        cost=cost,
        stock=stock,
        pieces=int(pieces or 0),
        revenue=int(revenue or 0),
        orders=int(orders or 0),
        unit=unit,
    )


def _stamp(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _moment(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp / 1000, tz=clock.now().tzinfo)
