"""How the messages of a broadcast fare, one by one and in sum."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Schema

from huike.base.access.facade import needs
from huike.flow.identity import facade as identity
from huike.flow.journey import facade as journey
from huike.flow.message import actions, queries
from huike.flow.message.http.routing import actor_of, router
from huike.flow.message.sending.ends import Source


class TroubleOut(Schema):
    code: str
    detail: str
    is_lasting: bool
    since: datetime
    times: int


class ReasonOut(Schema):
    state: str
    reason: str
    count: int


class ProgressOut(Schema):
    audience: int | None
    queued: int
    sent: int
    failed: int
    refused: int
    unknown: int
    trouble: TroubleOut | None
    began_at: datetime | None
    ended_at: datetime | None
    reasons: list[ReasonOut]


class MessageOut(Schema):
    id: int
    customer_id: int
    customer: str
    message_id: str
    state: str
    reason: str
    answer: str
    attempts: int
    due_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None


class MessagePage(Schema):
    items: list[MessageOut]
    next_cursor: str | None
    total: int | None


class MessageQuery(Schema):
    state: str = ""
    reason: str = ""
    cursor: str = ""
    limit: int = 50


@router.get(
    "/broadcasts/{broadcast_id}/progress",
    response=ProgressOut,
    operation_id="getBroadcastProgress",
)
@needs("broadcasts.read")
def get_progress(request: HttpRequest, broadcast_id: int) -> Any:
    source = _source(request, broadcast_id)
    found = queries.dispatch(source)
    return {
        **vars(found),
        "reasons": [
            {"state": state, "reason": reason, "count": count}
            for state, reason, count in queries.reasons(source)
        ],
    }


@router.get(
    "/broadcasts/{broadcast_id}/messages",
    response=MessagePage,
    operation_id="listBroadcastMessages",
)
@needs("broadcasts.read")
def list_messages(request: HttpRequest, broadcast_id: int, asked: Query[MessageQuery]) -> Any:
    """Each message with its Message-ID: those unknown can be looked for in the server's log."""
    actor = actor_of(request)
    found = queries.page(_source(request, broadcast_id), **asked.dict())
    names = identity.display_names(
        actor.workspace_id,
        [one.customer_id for one in found.items],
        masked=not actor.can("customers.reveal"),
    )
    return {
        "items": [
            {**_plain(one), "customer": names.get(one.customer_id, "")} for one in found.items
        ],
        "next_cursor": found.next_cursor,
        "total": found.total,
    }


def _plain(one: queries.Line) -> dict[str, Any]:
    return {name: getattr(one, name) for name in MessageOut.model_fields if name != "customer"}


def _source(request: HttpRequest, broadcast_id: int) -> Source:
    """The source of a broadcast that the caller may see."""
    actor = actor_of(request)
    journey.seen(actor.scope, broadcast_id)
    return Source(actor.workspace_id, actions.BROADCAST, broadcast_id)
