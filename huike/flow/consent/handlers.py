"""What consent does when it hears of its own changes: the warehouse follows the database."""

from django.db import transaction

from huike.base.outbox.facade import publish
from huike.events import ConsentChanged, ConsentLanded, ContactsTold, CustomersMerged
from huike.flow.consent import landing, told


def contacts_told(event: ContactsTold) -> None:
    """What a file of another system said of people is kept: refusals, dead addresses, consent."""
    told.keep(event)


def land(event: ConsentChanged | CustomersMerged) -> None:
    """Answers of customers become facts, merged people's too; who reads facts is told then."""
    landing.land(event.workspace_id, event.customer_ids)
    with transaction.atomic():
        publish(ConsentLanded(workspace_id=event.workspace_id, customer_ids=event.customer_ids))
