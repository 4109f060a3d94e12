"""What the message stage hears of broadcasts."""

from django.db import transaction

from huike.events import AudienceComplete, BroadcastCancelled, BroadcastResumed, StepReached
from huike.flow.message import actions
from huike.flow.message.sending.ends import Source


def expand(event: StepReached) -> None:
    """People have come to a step that sends: a message for each."""
    actions.expand(actions.Part(_source(event), event.step, event.occurrence, event.customer_ids))


def audience_complete(event: AudienceComplete) -> None:
    """No more will come."""
    actions.audience_complete(_source(event), event.audience)


def resumed(event: BroadcastResumed) -> None:
    """What waited may go on."""
    with transaction.atomic():
        actions.ask_to_send(_source(event))


def cancelled(event: BroadcastCancelled) -> None:
    """What was not handed over never will be."""
    with transaction.atomic():
        actions.ask_to_send(_source(event))


def _source(
    event: StepReached | AudienceComplete | BroadcastResumed | BroadcastCancelled,
) -> Source:
    return Source(event.workspace_id, actions.BROADCAST, event.broadcast_id)
