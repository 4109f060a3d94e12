"""What sources sent and was not kept: noted in the journal, so that refusing costs no lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json, to_json

from huike.base.journal.facade import Entry, Kept
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest.collect import sources
from huike.flow.ingest.collect.rules import protocol

FORM = "refused"
_MOST = 20  # refusals of a request that are told one by one


@dataclass(frozen=True)
class Refusal:
    """Something that a source sent in vain: when, why, and at which place of it."""

    source_id: int
    at: datetime
    code: str
    where: str
    count: int


def note(
    *, word: str, body: bytes, key: str, said: Mapping[str, Any], now: datetime
) -> list[Entry]:
    """The entry that keeps a refusal; none where nobody knows whose request it was."""
    sender = sources.sender_of(key or _key_in(body, word))
    if sender is None:
        return []
    errors = said.get("errors") or [{"code": said["code"]}]
    told = [[one["code"], one.get("where", ""), 1] for one in errors[:_MOST]]
    if more := len(errors) - _MOST:
        told[-1][2] += max(0, more)
    return [
        Entry(
            workspace_id=sender.workspace_id,
            source_id=sender.source_id,
            form=FORM,
            received_at=now,
            count=len(errors),
            body=to_json(told),
        )
    ]


def among(entries: Sequence[Kept]) -> list[Refusal]:
    """What these entries tell of refusals."""
    return [
        Refusal(entry.source_id, entry.received_at, code, where, count)
        for entry in entries
        if entry.form == FORM
        for code, where, count in from_json(entry.body)
    ]


def _key_in(body: bytes, word: str) -> str:
    try:
        return protocol.read(body, word).write_key
    except HuikeError:
        return ""
