"""Making mails: links, Liquid, MIME, DKIM. Needs no database: it also runs in another process."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from huike.flow.message import links
from huike.flow.message.transport.dkim import Signer
from huike.flow.message.transport.lanes import Mail
from huike.flow.message.transport.mime import Letter, built, joined
from huike.library.content.rules import CLICK, PIXEL, Refused, Rendered, Source, render_many


@dataclass(frozen=True)
class Stationery:
    """What all mails of one source and version share."""

    workspace_id: int
    source: Source
    shared: dict[str, Any]
    from_name: str
    from_address: str
    reply_to: str
    domain: str
    feedback_id: str
    signer: Signer | None
    is_letter: bool = True  # False: only the rendered text, for a sink in memory


class Reader(NamedTuple):
    """A claimed message's customer: what links and text are made from."""

    message_id: int
    customer_id: int
    address: str
    facts: dict[str, Any]


class Addressee(NamedTuple):
    """One customer's part: where to, under which Message-ID, with which facts."""

    message_id: int
    ref: str
    address: str
    unsubscribe_url: str
    facts: dict[str, Any]


class Unmade(NamedTuple):
    """A mail that could not be made, and the place where its template failed."""

    message_id: int
    code: str
    where: str


def letters(stationery: Stationery, readers: Sequence[Reader], at: datetime) -> list[Mail | Unmade]:
    """One mail per reader with links of their own, in their order."""
    return made(stationery, [_addressed(stationery.workspace_id, one) for one in readers], at)


def made(
    stationery: Stationery, addressees: Sequence[Addressee], at: datetime
) -> list[Mail | Unmade]:
    """One mail per addressee, in their order; what fails for one does not touch the others."""
    rendered = render_many(stationery.source, stationery.shared, [one.facts for one in addressees])
    return [_one(stationery, to, text, at) for to, text in zip(addressees, rendered, strict=True)]


def _addressed(workspace_id: int, one: Reader) -> Addressee:
    urls = links.links_of(workspace_id, one.message_id, one.customer_id)
    return Addressee(
        message_id=one.message_id,
        ref=links.message_ref(workspace_id, one.message_id),
        address=one.address,
        unsubscribe_url=urls.unsubscribe,
        facts={
            "customer": one.facts,
            "unsubscribe_url": urls.unsubscribe,
            "preferences_url": urls.preferences,
            CLICK: urls.click,
            PIXEL: urls.pixel,
        },
    )


def _one(
    stationery: Stationery, to: Addressee, text: Rendered | Refused, at: datetime
) -> Mail | Unmade:
    if isinstance(text, Refused):
        return Unmade(to.message_id, text.code, text.where)
    if not stationery.is_letter:
        content = "\n".join((text.subject, text.text, text.html)).encode("utf-8", "replace")
        return Mail(to.message_id, to.address, content)
    letter = Letter(
        message_id=f"<{to.ref}@{stationery.domain}>",
        from_name=stationery.from_name,
        from_address=stationery.from_address,
        to_name="",
        to_address=to.address,
        reply_to=stationery.reply_to,
        subject=text.subject,
        html=text.html,
        text=text.text,
        at=at,
        unsubscribe_url=to.unsubscribe_url,
        feedback_id=stationery.feedback_id,
    )
    try:
        headers, body = built(letter)
    except ValueError:
        return Unmade(to.message_id, "bad_address", "to")
    if stationery.signer is not None:
        headers.insert(0, stationery.signer.header(headers, body, int(at.timestamp())))
    return Mail(to.message_id, to.address, joined(headers, body))
