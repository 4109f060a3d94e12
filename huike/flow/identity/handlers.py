"""What identity does when it hears of its own customers: the warehouse follows the database."""

from huike.events import CustomersChanged, CustomersCreated
from huike.flow.identity import landing


def land_created(event: CustomersCreated) -> None:
    """New customers become rows of the warehouse."""
    landing.land(event.workspace_id, event.customer_ids)


def land_changed(event: CustomersChanged) -> None:
    """Changed customers get a newer version there."""
    landing.land(event.workspace_id, event.customer_ids)
