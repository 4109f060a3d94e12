"""Reactions: facts changed, so segments may have."""

from huike import events
from huike.flow.segment.actions import ask, lists


def facts_changed(event: events.TraitsRefreshed | events.ConsentLanded) -> None:
    """Ask for all live segments of the workspace; many requests are answered by one run.

    New orders and customers are heard of by their traits: those are refreshed after every landing.
    """
    ask.all_of(event.workspace_id)


def list_told(event: events.ListTold) -> None:
    """People whom a file puts on a list come onto the list of that name."""
    lists.put_on(event.workspace_id, event.name, event.customer_ids)
