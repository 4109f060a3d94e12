"""Making mails: Liquid, MIME, DKIM. Needs no database, so it also runs in a process of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.flow.message.transport.dkim import Signer
from huike.flow.message.transport.lanes import Mail
from huike.flow.message.transport.mime import Letter, built, joined
from huike.library.content.rules import Refused, Rendered, Source, render_many


@dataclass(frozen=True)
class Stationery:
    """What all mails of one source and version share."""

    source: Source
    shared: dict[str, Any]
    from_name: str
    from_address: str
    reply_to: str
    domain: str
    feedback_id: str
    signer: Signer | None
    is_letter: bool = True  # False: only the rendered text, for a sink in memory


@dataclass(frozen=True, slots=True)
class Addressee:
    """One customer's part: where to, under which Message-ID, with which facts."""

    message_id: int
    ref: str
    address: str
    unsubscribe_url: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Unmade:
    """A mail that could not be made, and the place where its template failed."""

    message_id: int
    code: str
    where: str


def made(
    stationery: Stationery, addressees: Sequence[Addressee], at: datetime
) -> list[Mail | Unmade]:
    """One mail per addressee, in their order; what fails for one does not touch the others."""
    rendered = render_many(stationery.source, stationery.shared, [one.facts for one in addressees])
    return [_one(stationery, to, text, at) for to, text in zip(addressees, rendered, strict=True)]


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
