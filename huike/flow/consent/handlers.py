"""What consent does when it hears of its own changes: the warehouse follows the database."""

from huike.events import ConsentChanged
from huike.flow.consent import landing


def land(event: ConsentChanged) -> None:
    """Answers of customers become facts."""
    landing.land(event.workspace_id, event.customer_ids)
