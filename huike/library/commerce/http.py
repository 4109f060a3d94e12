"""Shops over HTTP: list, add, rename, put away."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema, Status

from huike.base.access.facade import needs
from huike.library.commerce import actions, queries
from huike.library.commerce.rules import Platform

router = Router(tags=["shops"])


class ShopOut(Schema):
    id: int
    name: str
    platform: str
    currency: str
    is_active: bool
    created_at: datetime


class ShopPage(Schema):
    items: list[ShopOut]
    next_cursor: str | None = None
    total: int


class ShopIn(Schema):
    name: str
    platform: Platform = "other"
    currency: str = ""


class ShopChange(Schema):
    name: str | None = None
    is_active: bool | None = None


@router.get("", response=ShopPage, operation_id="listShops")
@needs("shops.read")
def list_shops(request: HttpRequest, q: str = "") -> Any:
    found = queries.shops(scope=request.auth.scope)  # type: ignore[attr-defined]
    items = [one for one in found if q.lower() in one.name.lower()]
    return {"items": items, "total": len(items)}


@router.post("", response={201: ShopOut}, operation_id="createShop")
@needs("shops.write")
def create_shop(request: HttpRequest, body: ShopIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return Status(201, actions.create_shop(actor, **body.dict()))


@router.patch("/{shop_id}", response=ShopOut, operation_id="changeShop")
@needs("shops.write")
def change_shop(request: HttpRequest, shop_id: int, body: ShopChange) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return actions.change_shop(actor, shop_id, name=body.name, is_active=body.is_active)
