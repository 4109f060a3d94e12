"""Own categories over HTTP: the tree, what shops write, what would change, assigning in bulk."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status
from pydantic import Field

from huike.base.access.facade import Actor, needs
from huike.library.commerce.categories import actions, reading
from huike.library.commerce.categories.rules import Naming

router = Router(tags=["categories"])
_Shop = Annotated[int, Field(ge=0, lt=2**32)]


class OwnCategoryOut(Schema):
    id: int
    name: str
    parent_id: int | None


class OwnCategoryRow(OwnCategoryOut):
    path: str
    names: int = Field(description="How many written categories are assigned to it")


class OwnCategoryIn(Schema):
    name: str = Field(max_length=200)
    parent_id: int | None = Field(None, ge=1, lt=2**63)


class WrittenQuery(Schema):
    q: str = Field("", max_length=200)
    only_open: bool = Field(default=False, description="Only those that are not assigned")
    offset: int = Field(0, ge=0, le=10_000)
    limit: int = Field(100, ge=1, le=500)


class WrittenCategory(Schema):
    shop_id: int
    written: str
    products: int
    orders: int = Field(description="Of the last 90 days; cancelled ones and tests left out")
    revenue: int = Field(description="Of these, in minor units")
    category_id: int | None
    is_of_any_shop: bool
    likely_id: int | None


class WrittenPage(Schema):
    items: list[WrittenCategory]
    total: int
    open: int = Field(description="Of all that are written, how many are not assigned")


class CategoryNaming(Schema):
    shop_id: _Shop = Field(0, description="0: any shop that says nothing else")
    written: str = Field(max_length=500)
    category_id: int | None = Field(None, ge=1, lt=2**63, description="None: not assigned")


class CategoryNamings(Schema):
    namings: list[CategoryNaming] = Field(max_length=actions.MOST_AT_ONCE)


class CategorySold(Schema):
    products: int
    orders: int
    revenue: int


class CategoryDifference(Schema):
    name: str
    before: CategorySold
    after: CategorySold


class NamingDone(Schema):
    changed: int
    before: list[CategoryNaming] = Field(description="What was said before; assign it to undo")


@router.get("", response=list[OwnCategoryRow], operation_id="listOwnCategories")
@needs("shops.read")
def list_own(request: HttpRequest) -> Any:
    """The workspace's own categories, each after the one it lies in."""
    return reading.own_rows(_actor(request).scope)


@router.post("", response={201: OwnCategoryOut}, operation_id="createOwnCategory")
@needs("shops.write")
def create_own(request: HttpRequest, body: OwnCategoryIn) -> Any:
    return Status(201, actions.create(_actor(request), **body.dict()))


@router.get("/written", response=WrittenPage, operation_id="listWrittenCategories")
@needs("shops.read")
def list_written(request: HttpRequest, asked: Query[WrittenQuery]) -> Any:
    """Categories as shops and files write them; those that are not assigned come first."""
    scope = _actor(request).scope
    every = reading.written_rows(scope)
    found = reading.chosen(every, q=asked.q, only_open=asked.only_open)
    return {
        "items": found[asked.offset : asked.offset + asked.limit],
        "total": len(found),
        "open": sum(one.category_id is None for one in every),
    }


@router.post("/preview", response=list[CategoryDifference], operation_id="previewCategories")
@needs("shops.write")
def preview(request: HttpRequest, body: CategoryNamings) -> Any:
    """What categories have and sold in 90 days, now and were these assigned; nothing is kept."""
    actor = _actor(request)
    return reading.differences(actor.scope, actions.check(actor, _namings(body)))


@router.post("/assign", response=NamingDone, operation_id="assignCategories")
@needs("shops.write")
def assign(request: HttpRequest, body: CategoryNamings) -> Any:
    """Assign in bulk; traits and segments follow by themselves. The answer undoes it."""
    before = actions.assign(_actor(request), _namings(body))
    return {"changed": len(before), "before": before}


@router.put("/{int:category_id}", response=OwnCategoryOut, operation_id="changeOwnCategory")
@needs("shops.write")
def change_own(request: HttpRequest, category_id: int, body: OwnCategoryIn) -> Any:
    return actions.change(_actor(request), category_id, **body.dict())


@router.delete("/{int:category_id}", response={204: None}, operation_id="deleteOwnCategory")
@needs("shops.write")
def delete_own(request: HttpRequest, category_id: int) -> Any:
    actions.delete(_actor(request), category_id)
    return Status(204, None)


def _namings(body: CategoryNamings) -> list[Naming]:
    return [Naming(one.shop_id, one.written, one.category_id) for one in body.namings]


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined,no-any-return]
