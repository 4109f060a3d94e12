"""What another system's file said of who may be reached, kept as the house keeps such things."""

from collections.abc import Sequence
from datetime import UTC, datetime

from django.db import transaction

from huike.base.access.facade import system_actor
from huike.events import ContactsTold
from huike.flow.consent import actions
from huike.flow.consent.actions import Answer
from huike.flow.consent.rules import Cause, State
from huike.flow.identity import facade as identity

_STATES: dict[str, State] = {"in": "granted", "out": "withdrawn", "complained": "withdrawn"}
_CAUSES: dict[str, Cause] = {
    "out": "unsubscribed",
    "bounced": "bounced",
    "complained": "complained",
    "blocked": "manual",
}


def keep(told: ContactsTold) -> None:
    """A yes is granted where nothing was said; a no withdraws and keeps the address from use.

    Told again it changes nothing. Whoever said yes here after the no that is told stays reachable.
    """
    customers, times = _whose(told), _times(told)
    state, cause = _STATES.get(told.answer), _CAUSES.get(told.answer)
    with transaction.atomic():
        newer: set[int] = set()
        if state is not None:
            answer = Answer(
                purpose="marketing",
                channel=told.channel,
                state=state,
                source=told.source,
                wording=told.wording,
                means="import",
            )
            asked = {
                customer: at for customer, at in zip(customers, times, strict=True) if customer
            }
            known = {customer: at for customer, at in asked.items() if at is not None}
            actor = system_actor(told.workspace_id, "import")
            actions.record(actor, list(asked), answer, known)
            if told.answer == "out":
                newer = actions.granted_still(told.workspace_id, told.channel, list(asked))
        if cause is not None:
            pairs = zip(customers, told.addresses, strict=True)
            hashes = [bytes.fromhex(one) for whose, one in pairs if one and whose not in newer]
            actions.suppress(
                told.workspace_id, told.channel, hashes, cause=cause, source=told.source
            )


def _whose(told: ContactsTold) -> list[int]:
    """The customers; of an address alone, whoever owns it."""
    alone = [
        bytes.fromhex(one)
        for customer, one in zip(told.customer_ids, told.addresses, strict=True)
        if one and not customer
    ]
    owners = identity.owners_of_addresses(told.workspace_id, told.channel, alone) if alone else {}
    return [
        customer or (owners.get(bytes.fromhex(one), 0) if one else 0)
        for customer, one in zip(told.customer_ids, told.addresses, strict=True)
    ]


def _times(told: ContactsTold) -> Sequence[datetime | None]:
    return [datetime.fromtimestamp(at / 1000, UTC) if at else None for at in told.said_at]
