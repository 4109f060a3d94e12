"""Products over HTTP: the list, and one with its prices, costs, stock and sales over time."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field

from huike.base.access.facade import Actor, needs
from huike.library.commerce import queries as shops
from huike.library.commerce.products import queries

router = Router(tags=["products"])
_MOST_PIECES = 2**53


class ProductsQuery(Schema):
    q: str = Field("", max_length=200, description="Within the title, or how a sku begins")
    shop_id: list[int] = Field(default=[], max_length=200)
    category: list[str] = Field(default=[], max_length=200)
    stock_at_most: int | None = Field(None, ge=-_MOST_PIECES, le=_MOST_PIECES)
    unknown_unit: bool = Field(default=False, description="Only those whose unit nobody knows")
    sort: str = "-revenue"
    cursor: str = ""
    limit: int = 50


class ProductListed(Schema):
    shop_id: int
    sku: str
    title: str
    category: str
    brand: str
    price: int | None
    cost: int | None
    stock: int | None
    pieces: int = Field(description="Sold in the last 30 days")
    revenue: int = Field(description="Of these, in minor units")
    orders: int
    unit: str = Field(description="A code (kg, piece, box …), or as written where it is unknown")


class ProductPage(Schema):
    items: list[ProductListed]
    next_cursor: str | None
    total: int


class CategoryCount(Schema):
    name: str
    products: int


class ProductMonth(Schema):
    month: date
    pieces: int
    revenue: int
    orders: int
    returned: int


class ProductChange(Schema):
    what: Literal["price", "cost", "stock"]
    at: datetime
    value: int = Field(description="Minor units, or pieces in stock")
    told_by: str


class ProductOut(Schema):
    shop_id: int
    sku: str
    title: str
    category: str = Field(description="The own one where it is assigned, else as written")
    category_written: str
    department: str
    brand: str
    unit: str
    unit_written: str = Field(description="The word of the file")
    is_unit_known: bool
    attributes: dict[str, str]
    price: int | None
    cost: int | None
    stock: int | None
    pieces: int = Field(description="Sold since the first order")
    revenue: int
    orders: int
    buyers: int
    returned: int
    first_at: datetime | None
    last_at: datetime | None
    reviews: int
    stars: float | None
    months: list[ProductMonth]
    changes: list[ProductChange]


@router.get("", response=ProductPage, operation_id="listProducts")
@needs("shops.read")
def list_products(request: HttpRequest, asked: Query[ProductsQuery]) -> Any:
    """Products of the allowed shops, what was told of them last and what they sold lately."""
    actor = _actor(request)
    found = queries.page(
        actor.scope,
        queries.ProductFilters(
            q=asked.q,
            shop_ids=asked.shop_id,
            categories=asked.category,
            at_most=asked.stock_at_most,
            has_unknown_unit=asked.unknown_unit,
        ),
        sort=asked.sort,
        cursor=asked.cursor or None,
        limit=asked.limit,
    )
    items = [_for(actor, asdict(each)) for each in found.items]
    return {"items": items, "next_cursor": found.next_cursor, "total": found.total}


@router.get("/categories", response=list[CategoryCount], operation_id="listProductCategories")
@needs("shops.read")
def list_categories(request: HttpRequest) -> Any:
    """The categories that products have, the largest first."""
    scope = _actor(request).scope
    found = shops.categories(scope.workspace_id, shop_ids=scope.shop_ids)
    return [{"name": name, "products": count} for name, count in found]


@router.get("/{int:shop_id}/{path:sku}", response=ProductOut, operation_id="getProduct")
@needs("shops.read")
def get_product(request: HttpRequest, shop_id: int, sku: str) -> Any:
    """One product: prices, costs and stock as they changed, sales by month, buyers, stars."""
    actor = _actor(request)
    return _for(actor, asdict(queries.one(actor.scope, shop_id, sku)))


def _for(actor: Actor, told: dict[str, Any]) -> dict[str, Any]:
    """What goods cost the shop is for those who see reports."""
    if actor.can("reports.read"):
        return told
    told["cost"] = None
    if "changes" in told:
        told["changes"] = [each for each in told["changes"] if each["what"] != "cost"]
    return told


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined,no-any-return]
