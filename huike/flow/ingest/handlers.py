"""What ingest does when it hears who people turned out to be."""

from huike.events import VisitorsLanded
from huike.flow.ingest.collect import orders


def visitors_landed(event: VisitorsLanded) -> None:
    """What visitors ordered becomes their customers'."""
    orders.follow(event.workspace_id, event.visitor_ids)
