"""Accept what sources send: checked, kept in the journal, and only then answered."""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError, Invalid, TooLarge
from huike.flow.ingest.collect import refusals, sources
from huike.flow.ingest.collect.rules import protocol

FORM = "segment:"
_MOST_WAITING = 20_000  # entries of the journal: more, and senders are asked to come later
_LATER_SECONDS = 5
_NOTED = (400, 413)  # a source is told of them; who has no key or is paused is not


@dataclass(frozen=True)
class Call:
    """A request as it came over the wire."""

    word: str  # what stands after /v1/
    body: bytes
    key: str = ""  # by basic auth; else it stands in the body
    is_packed: bool = False  # gzip


@dataclass(frozen=True)
class Reply:
    """What is answered: a status, what to say, and when to come again (seconds)."""

    status: int
    said: dict[str, Any]
    later: int = 0


def accept(calls: Sequence[Call]) -> list[Reply]:
    """Keep what can be kept of these calls in one transaction, and answer each."""
    now = clock.now()
    replies: list[Reply] = []
    entries: list[journal.Entry] = []
    is_full = journal.backlog(_MOST_WAITING) >= _MOST_WAITING
    for call in calls:
        reply, entry = _one(call, now, is_full=is_full)
        replies.append(reply)
        entries += [entry] if entry else []
        if reply.status in _NOTED and not is_full:
            entries += refusals.note(
                word=call.word, body=call.body, key=call.key, said=reply.said, now=now
            )
    journal.append(entries)
    return replies


def _one(call: Call, now: Any, *, is_full: bool) -> tuple[Reply, journal.Entry | None]:
    try:
        body = _unpacked(call.body) if call.is_packed else call.body
        request = protocol.read(body, call.word)
        sender = sources.sender_of(call.key or request.write_key)
        if sender is None or sender.is_paused:
            return _no_sender(is_paused=sender is not None), None
        if is_full:
            said = {"success": False, "code": "busy", "detail": "Too much waits: send it again"}
            return Reply(429, said, _LATER_SECONDS), None
        kept, problems = protocol.check(request)
    except HuikeError as refused:
        said = {"success": False, "code": refused.code, "detail": refused.detail}
        return Reply(413 if isinstance(refused, TooLarge) else 400, said), None
    entry = journal.Entry(
        workspace_id=sender.workspace_id,
        source_id=sender.source_id,
        form=FORM + call.word,
        received_at=now,
        count=len(kept),
        body=body,
    )
    return _reply(len(kept), problems), entry if kept else None


def _reply(kept: int, problems: Sequence[protocol.Problem]) -> Reply:
    """200 when all are kept; else 400, which no SDK sends again, with each that was not."""
    if not problems:
        return Reply(200, {"success": True})
    errors = [
        {
            "index": one.index,
            "messageId": one.message_id,
            "code": one.code,
            "where": one.where,
            "detail": one.detail,
        }
        for one in problems
    ]
    said = {"success": False, "code": "messages_refused", "accepted": kept, "errors": errors}
    return Reply(400, said)


def _no_sender(*, is_paused: bool) -> Reply:
    if is_paused:
        return Reply(403, {"success": False, "code": "paused", "detail": "This source is paused"})
    detail = "No source has this write key"
    return Reply(401, {"success": False, "code": "unknown_key", "detail": detail})


def _unpacked(body: bytes) -> bytes:
    """The body without its gzip; one that grows beyond any request is not unpacked further."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        found = unpacking.decompress(body, protocol.MOST_BODY + 1)
    except zlib.error:
        raise Invalid("The body is not gzip", code="not_gzip", where="body") from None
    if len(found) > protocol.MOST_BODY:
        raise TooLarge(
            f"The request is larger than {protocol.MOST_BODY:,} bytes", code="request_too_large"
        )
    if not unpacking.eof:
        raise Invalid("The gzip of the body breaks off", code="not_gzip", where="body")
    return found
