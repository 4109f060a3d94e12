"""Publishing writes the event and one job per reaction into the caller's transaction."""

from collections.abc import Callable, Iterable

from django.db import connection

from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.outbox.event import Event, to_payload
from huike.base.outbox.models import EventRow

Reaction = Callable[..., None]
Witness = Callable[[Event], None]

KINDS: dict[str, type[Event]] = {}
REACTIONS: dict[str, Reaction] = {}
_BY_KIND: dict[str, list[str]] = {}
_WITNESSES: list[Witness] = []


def wire(
    reactions: Iterable[tuple[type[Event], Reaction]], witnesses: Iterable[Witness] = ()
) -> None:
    """Take the list of who reacts to what; called once, by entry/wiring.py.

    A witness sees every event, in the transaction of who publishes it: it only takes notes.
    """
    KINDS.clear()
    REACTIONS.clear()
    _BY_KIND.clear()
    _WITNESSES[:] = witnesses
    for kind, reaction in reactions:
        name = reaction_name(reaction)
        KINDS[kind.__name__] = kind
        REACTIONS[name] = reaction
        _BY_KIND.setdefault(kind.__name__, []).append(name)


def reaction_name(reaction: Reaction) -> str:
    """`journey.start` for huike.flow.journey.handlers.start: stored with deliveries, so lasting."""
    return f"{reaction.__module__.split('.')[-2]}.{reaction.__name__}"


def publish(event: Event) -> None:
    """Tell everybody who reacts, once this transaction has committed; refuses outside of one."""
    if not connection.in_atomic_block:
        raise RuntimeError(f"publish({type(event).__name__}) outside a transaction")
    for witness in _WITNESSES:
        witness(event)
    kind = type(event).__name__
    names = _BY_KIND.get(kind, [])
    if not names:
        return
    row = EventRow.objects.create(
        workspace_id=event.workspace_id,
        kind=kind,
        payload=to_payload(event),
        created_at=clock.now(),
    )
    for name in names:
        enqueue(
            "outbox.deliver",
            workspace_id=event.workspace_id,
            args={"event_id": row.pk, "reaction": name},
            order_key=f"{name}:{event.key}",
            title=f"{kind} → {name}",
        )
