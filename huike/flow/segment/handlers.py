"""Reactions: facts changed, so segments may have."""

from huike import events
from huike.flow.segment.actions import ask


def facts_changed(event: events.TraitsRefreshed | events.ConsentLanded) -> None:
    """Ask for all live segments of the workspace; many requests are answered by one run.

    New orders and customers are heard of by their traits: those are refreshed after every landing.
    """
    ask.all_of(event.workspace_id)
