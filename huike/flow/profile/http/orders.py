"""The list of orders, and one order with its lines."""

from typing import Any

from django.http import HttpRequest
from ninja import Query

from huike.base.access.facade import needs
from huike.base.kernel.errors import NotFound
from huike.flow.identity import facade as identity
from huike.flow.ingest import facade as ingest
from huike.flow.profile.http import shapes
from huike.flow.profile.http.routing import actor
from huike.flow.profile.http.routing import orders_router as router
from huike.flow.profile.lists import orders, paying


@router.get("", response=shapes.OrderPage, operation_id="listOrders")
@needs("orders.read")
def list_orders(request: HttpRequest, asked: Query[shapes.OrderQuery]) -> Any:
    """Orders of the allowed shops by filters and sort."""
    asker = actor(request)
    found = orders.page(
        asker.scope,
        asked.filters(),
        sort=asked.sort,
        cursor=asked.cursor or None,
        limit=asked.limit,
    )
    buyers = sorted({one["customer_id"] for one in found.items} - {0})
    labels = identity.display_names(asker.workspace_id, buyers)
    items = [{**one, "customer_label": labels.get(one["customer_id"], "")} for one in found.items]
    return {"items": items, "next_cursor": found.next_cursor, "total": found.total}


@router.get(
    "/{int:shop_id}/{path:order_no}", response=shapes.OrderWithStory, operation_id="getOrder"
)
@needs("orders.read")
def get_order(request: HttpRequest, shop_id: int, order_no: str) -> Any:
    """One order with its lines, payments and coupons, and what was told of it."""
    asker = actor(request)
    found = orders.one(asker.scope, shop_id, order_no)
    if found is None:
        raise NotFound("No such order")
    buyer = found["customer_id"]
    labels = identity.display_names(asker.workspace_id, [buyer])
    lines = [shapes.line(each) for each in found["lines"]]
    story = [shapes.moment(each) for each in ingest.order_story(asker.scope, shop_id, order_no)]
    return {
        **found,
        "customer_label": labels.get(buyer, ""),
        "lines": lines,
        "story": story,
        "payments": paying.payments(asker.scope, shop_id, order_no),
        "coupons": paying.coupons(asker.scope, shop_id, order_no),
    }
