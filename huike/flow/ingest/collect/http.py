"""Sources over HTTP: list, make, rename, pause, show or renew the write key."""

from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from ninja import Router, Schema, Status

from huike.base.access.facade import needs
from huike.base.kernel.paging import limit_of
from huike.flow.ingest.collect import orders, reads, replaying, sources

router = Router(tags=["sources"])


class SourceOut(Schema):
    id: int
    name: str
    kind: str
    shop_id: int
    is_paused: bool
    created_at: datetime
    created_by: str


class SourceDoing(SourceOut):
    """A source and how it does: today, and in the seven days up to today."""

    last_at: datetime | None
    today: int
    week: int
    blocked: int
    refused: int
    refusal: str
    refused_at: datetime | None


class SourceList(Schema):
    items: list[SourceDoing]
    total: int


class SourcePage(SourceDoing):
    address: str  # where it sends to


class NewestMessage(Schema):
    id: int
    kind: str
    name: str
    customer_id: int
    outcome: Literal["taken", "duplicate", "blocked", "refused"]
    reason: str
    where: str
    happened_at: datetime
    at: datetime


class NewestMessages(Schema):
    items: list[NewestMessage]


class OrderProblemOut(Schema):
    """An order event that became no part of an order; the event itself was kept."""

    at: datetime
    event: str
    order_no: str
    message_id: str
    reason: str  # as of the rows of files that are set aside
    where: str


class OrderProblems(Schema):
    items: list[OrderProblemOut]


class SetAsideMessage(Schema):
    """Something that was accepted and could not be landed; a replay tries it again."""

    at: datetime
    message_id: str
    reason: str


class SetAsideMessages(Schema):
    items: list[SetAsideMessage]


class ReplaySpan(Schema):
    since: datetime
    until: datetime


class SourceReplay(Schema):
    job_id: int


class SourceIn(Schema):
    name: str
    kind: Literal["http"] = "http"
    shop_id: int


class SourceChange(Schema):
    name: str | None = None
    is_paused: bool | None = None


class SourceMade(SourceOut):
    write_key: str


class WriteKeyOut(Schema):
    write_key: str


@router.get("", response=SourceList, operation_id="listSources")
@needs("sources.read")
def list_sources(request: HttpRequest, q: str = "") -> Any:
    scope = request.auth.scope  # type: ignore[attr-defined]
    found = [one for one in sources.sources(scope) if q.lower() in one.name.lower()]
    doing = reads.doing(scope, [one.id for one in found])
    items = [_with_doing(one, doing) for one in found]
    return {"items": items, "total": len(items)}


@router.post("", response={201: SourceMade}, operation_id="createSource")
@needs("sources.write")
def create_source(request: HttpRequest, body: SourceIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    made, key = sources.create(actor, **body.dict())
    return Status(201, {**made.__dict__, "write_key": key})


@router.get("/{source_id}", response=SourcePage, operation_id="getSource")
@needs("sources.read")
def get_source(request: HttpRequest, source_id: int) -> Any:
    scope = request.auth.scope  # type: ignore[attr-defined]
    found = sources.source(scope, source_id)
    return {
        **_with_doing(found, reads.doing(scope, [source_id])),
        "address": settings.PUBLIC_URL,
    }


@router.get("/{source_id}/messages", response=NewestMessages, operation_id="listNewestMessages")
@needs("sources.read")
def list_newest(request: HttpRequest, source_id: int, limit: int = 50) -> Any:
    """The newest messages, newest first; at most a hundred are kept."""
    scope = request.auth.scope  # type: ignore[attr-defined]
    return {"items": reads.newest(scope, source_id, limit_of(limit))}


@router.get("/{source_id}/order-problems", response=OrderProblems, operation_id="listOrderProblems")
@needs("sources.read")
def list_order_problems(request: HttpRequest, source_id: int, limit: int = 50) -> Any:
    """The newest order events of a source that became no part of an order, and why."""
    scope = request.auth.scope  # type: ignore[attr-defined]
    sources.source(scope, source_id)
    found = orders.order_problems(scope, source_id=source_id, limit=limit_of(limit))
    return {"items": found}


@router.get("/{source_id}/set-aside", response=SetAsideMessages, operation_id="listSetAside")
@needs("sources.read")
def list_set_aside(request: HttpRequest, source_id: int) -> Any:
    """The newest of what a source sent and could not be landed."""
    return {"items": reads.set_aside(request.auth.scope, source_id)}  # type: ignore[attr-defined]


@router.post("/{source_id}/replay", response={202: SourceReplay}, operation_id="replaySource")
@needs("sources.write")
def replay_source(request: HttpRequest, source_id: int, body: ReplaySpan) -> Any:
    """Read again what it sent in this span; nothing lands twice."""
    actor = request.auth  # type: ignore[attr-defined]
    number = replaying.replay_source(actor, source_id, body.since, body.until)
    return Status(202, {"job_id": number})


@router.patch("/{source_id}", response=SourceOut, operation_id="changeSource")
@needs("sources.write")
def change_source(request: HttpRequest, source_id: int, body: SourceChange) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return sources.change(actor, source_id, name=body.name, is_paused=body.is_paused)


@router.get("/{source_id}/write-key", response=WriteKeyOut, operation_id="getWriteKey")
@needs("sources.write")
def get_write_key(request: HttpRequest, source_id: int) -> Any:
    return {"write_key": sources.write_key(request.auth.scope, source_id)}  # type: ignore[attr-defined]


@router.post("/{source_id}/write-key", response=WriteKeyOut, operation_id="renewWriteKey")
@needs("sources.write")
def renew_write_key(request: HttpRequest, source_id: int) -> Any:
    return {"write_key": sources.renew_key(request.auth, source_id)}  # type: ignore[attr-defined]


def _with_doing(found: sources.SourceInfo, doing: dict[int, reads.Doing]) -> dict[str, Any]:
    return {**found.__dict__, **doing.get(found.id, reads.Doing()).__dict__}
