"""Acts of readers: open, click, leave, choose again. All in sets; each kept once."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from huike.base.access.facade import Actor, system_actor
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.errors import NotFound
from huike.flow.consent import facade as consent
from huike.flow.message import facade as message
from huike.flow.message.facade import Leaving, Sent
from huike.flow.response.models import Engagement
from huike.flow.response.rules import Seen, bursts, is_machine
from huike.library.content import facade as content

CHANNEL = "email"
_LONGEST_WAIT = 1.0
_COLUMNS = [
    "workspace",
    "message_id",
    "customer_id",
    "source",
    "source_id",
    "channel",
    "kind",
    "link",
    "address",
    "is_machine",
    "at",
    "is_landed",
]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets: for a click the address; empty where there is none."""

    is_known: bool
    address: str = ""


def engage(batch: Sequence[Seen]) -> list[Answer]:
    """Keep opens and clicks that came together, and say where each click leads."""
    known = message.sent((one.workspace_id, one.message_id) for one in batch)
    many = bursts(batch)
    answers, rows = [], []
    for seen in batch:
        of = known.get((seen.workspace_id, seen.message_id))
        address = _address(of, seen)
        if of is None or address is None:
            answers.append(Answer(is_known=False))
            continue
        is_scanner = seen.message_id in many or is_machine(seen, of.handed_at)
        rows.append(_row(of, seen.kind, seen.link, address, seen, is_scanner=is_scanner))
        answers.append(Answer(is_known=True, address=address))
    if rows:
        with transaction.atomic():
            insert_new(Engagement, _COLUMNS, rows)
            _ask_to_land({row[0] for row in rows})
    return answers


def leave(who: Leaving) -> bool:
    """Unsubscribe; when this returns, no marketing e-mail leaves for them any more.

    The check at the hand-over sees the refusal from its commit on. A message that passed the check
    before and is on the wire at this moment is waited for, a second at most.
    """
    if not who.customer_id:
        return False  # from a test mail: nobody's
    actor = _reader(who)
    of = message.sent([(who.workspace_id, who.message_id)]).get((who.workspace_id, who.message_id))
    source = f"{of.source}:{of.source_id}" if of else "link"
    with transaction.atomic():
        consent.unsubscribe(actor, CHANNEL, [who.customer_id], source=source)
        if of is not None:
            seen = Seen(who.workspace_id, of.id, "unsubscribed", -1, "", clock.now())
            row = _row(of, "unsubscribed", -1, "", seen, is_scanner=False)
            insert_new(Engagement, _COLUMNS, [row])
            _ask_to_land({who.workspace_id})
    deadline = time.monotonic() + _LONGEST_WAIT
    while message.is_in_hand(who.workspace_id, who.customer_id) and time.monotonic() < deadline:
        time.sleep(0.01)
    return True


def come_back(who: Leaving, wording: str) -> bool:
    """Agree again, to the words that the page showed."""
    if not who.customer_id:
        return False
    consent.grant(
        _reader(who),
        [who.customer_id],
        purpose="marketing",
        channel=CHANNEL,
        source="preferences",
        wording=wording,
    )
    return True


def _reader(who: Leaving) -> Actor:
    return system_actor(who.workspace_id, "reader")


def _address(of: Sent | None, seen: Seen) -> str | None:
    """Where a click leads, by the version that was sent; None when there is no such link."""
    if of is None:
        return None
    if seen.kind != "clicked":
        return ""
    try:
        return content.link(of.workspace_id, of.version_id, seen.link)
    except NotFound:
        return None


def _row(
    of: Sent, kind: str, link: int, address: str, seen: Seen, *, is_scanner: bool
) -> tuple[object, ...]:
    who = (of.workspace_id, of.id, of.customer_id, of.source, of.source_id, of.channel)
    return (*who, kind, link, address, is_scanner, seen.at, False)


def _ask_to_land(workspace_ids: "set[object]") -> None:
    for workspace_id in workspace_ids:
        assert isinstance(workspace_id, int)
        enqueue(
            "response.land",
            workspace_id=workspace_id,
            waiting_key=f"response.land:{workspace_id}",
            order_key=f"response.land:{workspace_id}",
        )
