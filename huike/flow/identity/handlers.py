"""What identity does when it hears of its own customers: the warehouse follows the database."""

from django.db import transaction

from huike.base.access.facade import system_actor
from huike.base.outbox.facade import publish
from huike.events import (
    CustomersChanged,
    CustomersCreated,
    CustomersLanded,
    CustomersMerged,
    ErasureAsked,
    OrdersLanded,
    VisitorsJoined,
    VisitorsLanded,
)
from huike.flow.identity import following, landing
from huike.flow.identity.actions.trust import erase
from huike.flow.identity.jobs import start_following


def land_created(event: CustomersCreated) -> None:
    """New customers become rows of the warehouse."""
    _land(event)


def land_changed(event: CustomersChanged) -> None:
    """Changed customers get a newer version there."""
    _land(event)


def erasure_asked(event: ErasureAsked) -> None:
    """Whoever asked a platform to be forgotten is forgotten here; told again it changes nothing."""
    actor = system_actor(event.workspace_id, event.source)
    for customer_id in event.customer_ids:
        erase(actor, customer_id)


def land_joined(event: VisitorsJoined) -> None:
    """Whoever reads the facts of these visitors reads them as their customers'."""
    following.tell_of_visitors(event.workspace_id, event.visitor_ids)
    with transaction.atomic():
        publish(VisitorsLanded(workspace_id=event.workspace_id, visitor_ids=event.visitor_ids))


def land_merged(event: CustomersMerged) -> None:
    """Merged and separated records: their facts are read under the new number from here on."""
    following.tell(event.workspace_id, event.customer_ids)
    _land(event)
    start_following(event.workspace_id)


def orders_landed(event: OrdersLanded) -> None:
    """Orders land under the record of the identifier they came with, and follow the person."""
    if following.mark(event.workspace_id, event.customer_ids):
        start_following(event.workspace_id)


def _land(event: CustomersCreated | CustomersChanged | CustomersMerged) -> None:
    """Land them; whoever reads facts is told after that."""
    landing.land(event.workspace_id, event.customer_ids)
    with transaction.atomic():
        publish(CustomersLanded(workspace_id=event.workspace_id, customer_ids=event.customer_ids))
