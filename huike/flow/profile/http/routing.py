"""The two routers, and who is asking."""

from django.http import HttpRequest
from ninja import Router

from huike.base.access.facade import Actor
from huike.base.kernel.errors import NotFound
from huike.flow.identity import facade as identity

router = Router(tags=["customers"])
orders_router = Router(tags=["orders"])


def actor(request: HttpRequest) -> Actor:
    """Who asks."""
    return request.auth  # type: ignore[attr-defined, no-any-return]


def seen(asker: Actor, customer_id: int) -> int:
    """The customer, if the asker may see them; another one does not exist."""
    if not 0 < customer_id < 2**32:
        raise NotFound("No such customer")
    if identity.visible(asker.scope, [customer_id]):
        return customer_id
    (person,) = identity.shown_as(asker.workspace_id, [customer_id])
    if person != customer_id and identity.visible(asker.scope, [person]):
        raise NotFound(
            "This customer was merged with another",
            code="customer_merged",
            mend="Look at the customer under whose number they are shown",
            customer_id=person,
        )
    raise NotFound("No such customer")
