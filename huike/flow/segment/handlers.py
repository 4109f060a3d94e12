"""Reactions: facts changed, so segments may have."""

from huike import events
from huike.flow.segment.actions import pulse

Touching = (
    events.TraitsRefreshed
    | events.ConsentChanged
    | events.CustomersCreated
    | events.CustomersChanged
)


def facts_changed(event: Touching) -> None:
    """Ask for all live segments of the workspace; many requests are answered by one question."""
    pulse.ask(event.workspace_id)
