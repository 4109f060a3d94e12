"""Reactions: new facts or people make the traits old."""

from huike import events
from huike.flow.profile import traits


def facts_landed(
    event: events.OrdersLanded | events.CustomersLanded | events.CategoriesLanded,
) -> None:
    """Ask for a refresh; however many facts land, one waits at a time."""
    traits.ask_refresh(event.workspace_id)
