"""Trying things out: the audience by reason, a mail as somebody gets it, a test to one's own."""

from collections import Counter
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from huike.base.access.facade import Actor, Scope, audit, workspace
from huike.base.access.models import Membership
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Forbidden, Invalid, NotFound
from huike.base.warehouse import facade as warehouse
from huike.flow.journey import facade as journey
from huike.flow.journey.facade import BroadcastInfo
from huike.flow.message import links, policy, recipients, senders
from huike.flow.message.senders import SenderInfo
from huike.flow.message.sending.making import Addressee, Stationery, Unmade, made
from huike.flow.message.transport.answers import Answer, Kind, SenderTrouble
from huike.flow.message.transport.smtp import Connection
from huike.library.content import facade as content
from huike.library.content.facade import Blocks, Mjml, Source
from huike.library.experiment import facade as experiment
from huike.library.facts import facade as facts

_SAMPLE = 20_000  # up to here every person of an audience is looked at


@dataclass(frozen=True)
class Refusal:
    """How many would be refused for a reason."""

    reason: str
    count: int


@dataclass(frozen=True)
class Audience:
    """Who a broadcast would go to as things stand."""

    audience: int
    held_out: int
    treated: int
    sendable: int
    refusals: list[Refusal]
    is_estimate: bool


@dataclass(frozen=True)
class Shown:
    """A mail as one customer would get it."""

    subject: str
    html: str
    text: str
    customer_id: int | None


@dataclass(frozen=True)
class Tried:
    """How a test mail went."""

    works: bool
    code: str
    detail: str
    message_id: str


def audience(scope: Scope, about: BroadcastInfo) -> Audience:
    """Counts by reason; of a large audience by an even sample of it."""
    ids = journey.audience(scope, about.id)
    shares = experiment.with_holdout(about.holdout)
    places = experiment.arms(about.workspace_id, journey.EXPERIMENT, about.id, ids, shares)
    treated = ids[places == [name for name, _ in shares.arms].index(experiment.TREATED)]
    looked = treated
    if len(treated) > _SAMPLE:
        looked = treated[np.linspace(0, len(treated) - 1, _SAMPLE).astype(np.int64)]
    refused = policy.refusals(
        about.workspace_id, policy.purpose_of(about.purpose), about.channel, looked.tolist()
    )
    scale = len(treated) / len(looked) if len(looked) else 1.0
    counts = Counter(refused.values())
    refusals = [Refusal(reason, round(count * scale)) for reason, count in sorted(counts.items())]
    return Audience(
        audience=len(ids),
        held_out=len(ids) - len(treated),
        treated=len(treated),
        sendable=len(treated) - sum(one.count for one in refusals),
        refusals=refusals,
        is_estimate=len(looked) < len(treated),
    )


def preview(
    actor: Actor,
    document: Blocks | Mjml | None,
    content_id: int | None,
    *,
    customer_id: int | None,
) -> Shown:
    """A mail as this customer would get it, or as a made-up one; nothing is sent or tracked."""
    source = _source_of(actor, document, content_id)
    known = _facts(actor, customer_id)
    mail = content.render(source, {**known, content.PIXEL: None})
    return Shown(mail.subject, mail.html, mail.text, customer_id)


def send_test(
    actor: Actor,
    document: Blocks | Mjml | None,
    content_id: int | None,
    *,
    customer_id: int | None,
    to: str,
) -> Tried:
    """One mail, now, to somebody of this workspace: a test cannot reach customers."""
    address = to.strip()
    _check_own(actor, address)
    source = _source_of(actor, document, content_id)
    ref = crypto.new_key()[:16].hex()
    try:
        how = senders.sender(actor.workspace_id)
        mail = made(
            _stationery(actor, how, source),
            [_addressee(actor, address, ref, customer_id)],
            clock.now(),
        )[0]
        if isinstance(mail, Unmade):
            raise Invalid(f"The mail cannot be made: {mail.code}", code=mail.code, where=mail.where)
        answer = _hand_over(Connection(how.server), how.from_address, address, mail.content)
    except SenderTrouble as trouble:
        return Tried(False, trouble.code, trouble.detail, "")
    with transaction.atomic():
        audit(actor, "mail.test_sent", target_kind="content", target_id=content_id or "")
    works = answer.kind is Kind.ACCEPTED
    detail = f"{answer.code} {answer.text}".strip()
    return Tried(works, "" if works else str(answer.kind), detail, f"<{ref}@{how.domain}>")


def _hand_over(connection: Connection, sender: str, to: str, mail: bytes) -> Answer:
    try:
        return connection.offer(sender, to) or connection.hand(mail)
    finally:
        connection.quit()


def _source_of(actor: Actor, document: Blocks | Mjml | None, content_id: int | None) -> Source:
    if document is not None:
        made_now = content.compile_for(actor.workspace_id, document)
        return Source(made_now.subject, made_now.html, made_now.text)
    if content_id is None:
        raise Invalid("Give a document or a content", code="missing", where="content_id")
    return content.latest(actor.workspace_id, content_id).source


def _facts(actor: Actor, customer_id: int | None) -> dict[str, object]:
    """The facts of a customer whom the actor may see, masked as their role wants it."""
    known = content.sample_facts()
    if customer_id is None:
        return known
    _check_visible(actor.scope, customer_id)
    info = workspace(actor.workspace_id)
    masked = not actor.can("customers.reveal")
    found = recipients.find(info, "email", [customer_id], clock.now(), masked=masked)
    if customer_id not in found:
        raise NotFound("No such customer")
    return {**known, "customer": found[customer_id].facts}


def _check_visible(scope: Scope, customer_id: int) -> None:
    visible, params = facts.visible_sql(scope)
    sql = f"SELECT count() FROM ({visible}) WHERE customer_id = {{one:UInt32}}"  # noqa: S608
    if not warehouse.scalar(sql, {**params, "one": customer_id}):
        raise NotFound("No such customer")


def _check_own(actor: Actor, address: str) -> None:
    row = senders.row_of(actor.workspace_id)
    ours = {row.from_address.lower(), row.reply_to.lower()} - {""}
    is_staff = Membership.objects.filter(
        workspace_id=actor.workspace_id, staff__email__iexact=address
    ).exists()
    if not is_staff and address.lower() not in ours:
        raise Forbidden(
            "A test goes only to the addresses of this workspace's own people",
            code="not_own_address",
            where="to",
        )


def _stationery(actor: Actor, how: SenderInfo, source: Source) -> Stationery:
    shared = recipients.shared_facts(workspace(actor.workspace_id), how)
    return Stationery(
        workspace_id=actor.workspace_id,
        source=source,
        shared={**shared, "now": clock.now()},
        from_name=how.from_name,
        from_address=how.from_address,
        reply_to=how.reply_to,
        domain=how.domain,
        feedback_id=links.feedback_id(actor.workspace_id, "test", 0),
        signer=how.signer,
    )


def _addressee(actor: Actor, to: str, ref: str, customer_id: int | None) -> Addressee:
    # Links of message 0 and customer 0 open the pages and change nothing.
    urls = links.links_of(actor.workspace_id, 0, 0)
    known = _facts(actor, customer_id)
    return Addressee(
        message_id=0,
        ref=ref,
        address=to,
        unsubscribe_url=urls.unsubscribe,
        facts={
            "customer": known["customer"],
            "unsubscribe_url": urls.unsubscribe,
            "preferences_url": urls.preferences,
            content.CLICK: urls.click,
            content.PIXEL: None,
        },
    )
