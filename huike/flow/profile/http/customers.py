"""The customer list and the customer page."""

from typing import Any

from django.http import HttpRequest
from ninja import Query, Status

from huike.base.access.facade import audit_page, needs
from huike.flow.identity import facade as identity
from huike.flow.profile import page, timeline, traits
from huike.flow.profile.http import shapes
from huike.flow.profile.http.routing import actor, router, seen
from huike.flow.profile.lists import customers, favourites, orders
from huike.flow.profile.lists.orders import OrderFilters


@router.get("", response=shapes.CustomerPage, operation_id="listCustomers")
@needs("customers.read")
def list_customers(request: HttpRequest, asked: Query[shapes.CustomerQuery]) -> Any:
    """Customers by search, filters and sort; names and addresses are masked."""
    scope = actor(request).scope
    found = customers.page(
        scope, asked.filters(), sort=asked.sort, cursor=asked.cursor or None, limit=asked.limit
    )
    return {
        "items": [shapes.customer(row) for row in found.items],
        "next_cursor": found.next_cursor,
        "total": found.total,
        "traits_at": traits.settings_of(scope.workspace_id).refreshed_at,
    }


@router.get("/{int:customer_id}", response=shapes.CustomerDetail, operation_id="getCustomer")
@needs("customers.read")
def get_customer(request: HttpRequest, customer_id: int) -> Any:
    """One customer, masked."""
    asker = actor(request)
    seen(asker, customer_id)
    row = page.of_customer(asker.scope, customer_id)
    records = identity.records(asker.workspace_id, customer_id)
    return {
        **shapes.customer(row),
        "private": row.card.private,
        "days_since_order": page.days_since(asker.workspace_id, row.traits["last_order_at"]),
        "segment_ids": page.segment_ids(asker.scope, customer_id),
        "records": len(records),
    }


@router.patch("/{int:customer_id}", response=shapes.CustomerDetail, operation_id="changeCustomer")
@needs("customers.write")
def change_customer(request: HttpRequest, customer_id: int, body: shapes.CustomerChange) -> Any:
    """Set the name, add an e-mail address or a phone number, set attributes."""
    asker = actor(request)
    seen(asker, customer_id)
    given = {"email": body.email, "phone": body.phone}
    identity.edit(
        asker,
        customer_id,
        name=body.name,
        identifiers={kind: value for kind, value in given.items() if value.strip()},
        attributes=body.attributes,
    )
    return get_customer(request, customer_id)


@router.delete("/{int:customer_id}", response={204: None}, operation_id="eraseCustomer")
@needs("workspace.write")
def erase_customer(request: HttpRequest, customer_id: int) -> Any:
    """Destroy everything that says who this is; their orders stay, nameless. For ever."""
    asker = actor(request)
    identity.erase(asker, seen(asker, customer_id))
    return Status(204, None)


@router.post("/{int:customer_id}/reveal", response=shapes.RevealOut, operation_id="revealCustomer")
@needs("customers.reveal")
def reveal_customer(request: HttpRequest, customer_id: int, body: shapes.RevealIn) -> Any:
    """Show fields unmasked; who looked at what stands in the audit."""
    asker = actor(request)
    return identity.reveal(asker, seen(asker, customer_id), body.fields)


@router.get(
    "/{int:customer_id}/orders",
    response=shapes.OrderWithLinesPage,
    operation_id="listCustomerOrders",
)
@needs("orders.read")
def list_customer_orders(
    request: HttpRequest, customer_id: int, cursor: str = "", limit: int = 20
) -> Any:
    """The orders of a customer in the allowed shops, newest first, with their lines."""
    asker = actor(request)
    seen(asker, customer_id)
    found = orders.page(
        asker.scope,
        OrderFilters(customer_id=customer_id),
        sort="-ordered_at",
        cursor=cursor or None,
        limit=limit,
    )
    lines = orders.lines(asker.scope, [(one["shop_id"], one["order_no"]) for one in found.items])
    label = identity.display_names(asker.workspace_id, [customer_id]).get(customer_id, "")
    items = [
        {
            **one,
            "customer_label": label,
            "lines": [shapes.line(each) for each in lines[(one["shop_id"], one["order_no"])]],
        }
        for one in found.items
    ]
    return {"items": items, "next_cursor": found.next_cursor, "total": found.total}


@router.get(
    "/{int:customer_id}/timeline", response=shapes.Timeline, operation_id="listCustomerTimeline"
)
@needs("customers.read")
def list_customer_timeline(
    request: HttpRequest,
    customer_id: int,
    what: Query[shapes.TimelineQuery],
) -> Any:
    """What happened with a customer, newest first."""
    asker = actor(request)
    seen(asker, customer_id)
    found = timeline.page(
        asker.scope, customer_id, whats=what.what, cursor=what.cursor or None, limit=what.limit
    )
    return {"items": found.items, "next_cursor": found.next_cursor, "total": None}


@router.get(
    "/{int:customer_id}/favourites",
    response=list[shapes.FavouriteOut],
    operation_id="listCustomerFavourites",
)
@needs("customers.read")
def list_customer_favourites(request: HttpRequest, customer_id: int) -> Any:
    """The products that a customer has among their favourites, the newest first."""
    asker = actor(request)
    seen(asker, customer_id)
    return favourites.of_customer(asker.scope, customer_id)


@router.get(
    "/{int:customer_id}/audit",
    response=shapes.CustomerAuditPage,
    operation_id="listCustomerAudit",
)
@needs("audit.read")
def list_customer_audit(
    request: HttpRequest, customer_id: int, cursor: str = "", limit: int = 50
) -> Any:
    """Every act on a customer and every look at their unmasked values."""
    asker = actor(request)
    seen(asker, customer_id)
    wanted = {"target_kind": "customer", "target_id": str(customer_id)}
    return audit_page(asker.workspace_id, wanted, cursor or None, limit)
