"""Broadcasts over HTTP: plan, approve, schedule, start, pause, resume, cancel."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.flow.journey import actions, queries
from huike.flow.journey.models import Broadcast
from huike.flow.journey.rules import Wish, acts
from huike.flow.segment import facade as segment
from huike.library.content import facade as content

router = Router(tags=["broadcasts"])


class BroadcastIn(Schema):
    name: str
    content_id: int
    segment_ids: list[int] = []
    is_everyone: bool = False
    holdout: int = 1_000
    goal_days: int = 14
    expires_after_minutes: int = 60
    needs_approval: bool = False

    def wish(self) -> Wish:
        """As the rules know it."""
        return Wish(**{**self.dict(), "segment_ids": tuple(self.segment_ids)})


class ScheduleIn(Schema):
    at: datetime


class BroadcastOut(Schema):
    id: int
    name: str
    state: str
    why: str
    may: list[str]
    channel: str
    purpose: str
    content_id: int
    content_name: str
    version_number: int | None
    is_everyone: bool
    segment_ids: list[int]
    segment_names: dict[str, str]
    evaluations: dict[str, int]
    holdout: int
    goal_days: int
    scheduled_at: datetime | None
    expires_after_minutes: int
    needs_approval: bool
    approved_by: str
    owner: str
    treated: int | None
    held_out: int | None
    sent: int | None
    failed: int | None
    refused: int | None
    unknown: int | None
    created_at: datetime
    updated_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class BroadcastPage(Schema):
    items: list[BroadcastOut]
    next_cursor: str | None
    total: int | None


class StartedOut(BroadcastOut):
    job_id: int


class BroadcastQuery(Schema):
    q: str = ""
    state: str = ""
    sort: str = "-updated_at"
    cursor: str = ""
    limit: int = 50


@router.get("", response=BroadcastPage, operation_id="listBroadcasts")
@needs("broadcasts.read")
def list_broadcasts(request: HttpRequest, asked: Query[BroadcastQuery]) -> Any:
    actor = _actor(request)
    found = queries.page(actor.scope, **asked.dict())
    return {
        "items": _shapes(actor, found.items),
        "next_cursor": found.next_cursor,
        "total": found.total,
    }


@router.post("", response={201: BroadcastOut}, operation_id="createBroadcast")
@needs("broadcasts.write")
def create_broadcast(request: HttpRequest, body: BroadcastIn) -> Any:
    actor = _actor(request)
    return Status(201, _shape(actor, actions.create(actor, body.wish())))


@router.get("/{broadcast_id}", response=BroadcastOut, operation_id="getBroadcast")
@needs("broadcasts.read")
def get_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, queries.one(actor.scope, broadcast_id))


@router.put("/{broadcast_id}", response=BroadcastOut, operation_id="changeBroadcast")
@needs("broadcasts.write")
def change_broadcast(request: HttpRequest, broadcast_id: int, body: BroadcastIn) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.edit(actor, broadcast_id, body.wish()))


@router.delete("/{broadcast_id}", response={204: None}, operation_id="deleteBroadcast")
@needs("broadcasts.write")
def delete_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actions.delete(_actor(request), broadcast_id)
    return Status(204, None)


@router.post("/{broadcast_id}/approve", response=BroadcastOut, operation_id="approveBroadcast")
@needs("broadcasts.send")
def approve_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.approve(actor, broadcast_id))


@router.post("/{broadcast_id}/schedule", response=BroadcastOut, operation_id="scheduleBroadcast")
@needs("broadcasts.send")
def schedule_broadcast(request: HttpRequest, broadcast_id: int, body: ScheduleIn) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.schedule(actor, broadcast_id, body.at))


@router.post(
    "/{broadcast_id}/unschedule", response=BroadcastOut, operation_id="unscheduleBroadcast"
)
@needs("broadcasts.send")
def unschedule_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.unschedule(actor, broadcast_id))


@router.post("/{broadcast_id}/start", response={202: StartedOut}, operation_id="startBroadcast")
@needs("broadcasts.send")
def start_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    row, job = actions.start(actor, broadcast_id)
    return Status(202, {**_shape(actor, row), "job_id": job})


@router.post("/{broadcast_id}/pause", response=BroadcastOut, operation_id="pauseBroadcast")
@needs("broadcasts.send")
def pause_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.pause(actor, broadcast_id))


@router.post("/{broadcast_id}/resume", response=BroadcastOut, operation_id="resumeBroadcast")
@needs("broadcasts.send")
def resume_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.resume(actor, broadcast_id))


@router.post("/{broadcast_id}/cancel", response=BroadcastOut, operation_id="cancelBroadcast")
@needs("broadcasts.send")
def cancel_broadcast(request: HttpRequest, broadcast_id: int) -> Any:
    actor = _actor(request)
    return _shape(actor, actions.cancel(actor, broadcast_id))


def _shape(actor: Actor, row: Broadcast) -> dict[str, Any]:
    return _shapes(actor, [row])[0]


def _shapes(actor: Actor, rows: list[Broadcast]) -> list[dict[str, Any]]:
    """Rows with the names of what they use, asked for all of them at once."""
    contents = content.titles(actor.workspace_id, [row.content_id for row in rows])
    versions = content.names(actor.workspace_id, [row.version_id for row in rows if row.version_id])
    wanted = {one for row in rows for one in row.segment_ids}
    segments = segment.names(actor.scope, wanted)
    return [
        {
            **{name: getattr(row, name, None) for name in BroadcastOut.model_fields},
            "may": acts(row.state),
            "content_name": contents.get(row.content_id, ""),
            "version_number": versions[row.version_id][2] if row.version_id in versions else None,
            "segment_names": {
                str(one): segments[one] for one in row.segment_ids if one in segments
            },
            "expires_after_minutes": int(row.expires_after.total_seconds() // 60),
        }
        for row in rows
    ]


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined, no-any-return]
