"""The tracking plan over HTTP: what is planned, what was otherwise, what is held back."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import Forbidden
from huike.flow.ingest.collect import plan, quarantine
from huike.flow.ingest.collect.events_http import EventProblem
from huike.flow.ingest.collect.rules.plan import PlannedField

router = Router(tags=["tracking plan"])
Mode = Literal["off", "warn", "block"]
Unknown = Literal["allow", "warn", "block"]


class PlanLine(Schema):
    id: int
    name: str
    mode: Mode
    fields: list[PlannedField]
    changed_at: datetime
    changed_by: str
    problems: int
    blocked: int


class PlanOut(Schema):
    unknown: Unknown
    items: list[PlanLine]
    problems: list[EventProblem]
    blocked: dict[str, int]  # by event; also of events that are not planned


class PlanSettings(Schema):
    unknown: Unknown


class EventPlanIn(Schema):
    name: str
    mode: Mode = "warn"
    fields: list[PlannedField] = []


class EventPlanChange(Schema):
    mode: Mode
    fields: list[PlannedField]


class BlockedProblem(Schema):
    field: str
    reason: str
    value: str


class BlockedOut(Schema):
    id: int
    name: str
    source_id: int
    problems: list[BlockedProblem]
    properties: dict[str, str]
    happened_at: datetime
    at: datetime
    is_on_its_way: bool


class BlockedPage(Schema):
    items: list[BlockedOut]
    next_cursor: str | None
    total: int | None


class BlockedQuery(Schema):
    name: str = ""
    source_id: int = 0
    cursor: str = ""
    limit: int = 50


class BlockedAsked(Schema):
    name: str = ""
    ids: list[int] | None = None


class Replayed(Schema):
    count: int
    left: int


class DiscardedMessages(Schema):
    count: int


@router.get("", response=PlanOut, operation_id="getTrackingPlan")
@needs("sources.read")
def get_plan(request: HttpRequest) -> Any:
    return _out(request.auth)  # type: ignore[attr-defined]


@router.put("", response=PlanOut, operation_id="setTrackingPlan")
@needs("sources.write")
def set_plan(request: HttpRequest, body: PlanSettings) -> Any:
    actor = _planner(request)
    plan.set_unknown(actor, body.unknown)
    return _out(actor)


@router.post("/events", response={201: PlanLine}, operation_id="planEvent")
@needs("sources.write")
def plan_event(request: HttpRequest, body: EventPlanIn) -> Any:
    actor = _planner(request)
    made = plan.create(actor, name=body.name, mode=body.mode, fields=body.fields)
    return Status(201, _line(actor, made))


@router.get("/events/{plan_id}", response=PlanLine, operation_id="getEventPlan")
@needs("sources.read")
def get_event_plan(request: HttpRequest, plan_id: int) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return _line(actor, plan.plan(actor.workspace_id, plan_id))


@router.put("/events/{plan_id}", response=PlanLine, operation_id="changeEventPlan")
@needs("sources.write")
def change_event_plan(request: HttpRequest, plan_id: int, body: EventPlanChange) -> Any:
    actor = _planner(request)
    return _line(actor, plan.change(actor, plan_id, mode=body.mode, fields=body.fields))


@router.delete("/events/{plan_id}", response={204: None}, operation_id="removeEventPlan")
@needs("sources.write")
def remove_event_plan(request: HttpRequest, plan_id: int) -> Any:
    plan.remove(_planner(request), plan_id)
    return Status(204, None)


@router.get("/blocked", response=BlockedPage, operation_id="listBlocked")
@needs("sources.read")
def list_blocked(request: HttpRequest, query: Query[BlockedQuery]) -> Any:
    page = quarantine.page(request.auth.scope, **query.dict())  # type: ignore[attr-defined]
    names = ("field", "reason", "value")
    items = [
        {
            **one.__dict__,
            "problems": [dict(zip(names, problem, strict=True)) for problem in one.problems],
        }
        for one in page.items
    ]
    return {"items": items, "next_cursor": page.next_cursor, "total": page.total}


@router.post("/blocked/replay", response={202: Replayed}, operation_id="replayBlocked")
@needs("sources.write")
def replay_blocked(request: HttpRequest, body: BlockedAsked) -> Any:
    """Send what is held back on its way again, at most 5,000 messages; the plan is asked anew."""
    actor = request.auth  # type: ignore[attr-defined]
    count, left = quarantine.replay(actor, name=body.name, ids=body.ids)
    return Status(202, {"count": count, "left": left})


@router.post("/blocked/discard", response=DiscardedMessages, operation_id="discardBlocked")
@needs("sources.write")
def discard_blocked(request: HttpRequest, body: BlockedAsked) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return {"count": quarantine.discard(actor, name=body.name, ids=body.ids)}


def _planner(request: HttpRequest) -> Actor:
    """Who plans for all shops must see all of them."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if actor.scope.shop_ids is not None:
        raise Forbidden("The plan holds for all shops", code="shop_scope")
    return actor


def _line(actor: Actor, one: plan.Planned) -> dict[str, Any]:
    problems = plan.problems(actor.workspace_id, one.name)
    return {
        **one.__dict__,
        "problems": sum(found.count for found in problems),
        "blocked": quarantine.counts(actor.scope).get(one.name, 0),
    }


def _out(actor: Actor) -> dict[str, Any]:
    problems = plan.problems(actor.workspace_id)
    blocked = quarantine.counts(actor.scope)
    by_event: dict[str, int] = {}
    for one in problems:
        by_event[one.name] = by_event.get(one.name, 0) + one.count
    items = [
        {
            **one.__dict__,
            "problems": by_event.get(one.name, 0),
            "blocked": blocked.get(one.name, 0),
        }
        for one in plan.plans(actor.workspace_id)
    ]
    return {
        "unknown": plan.unknown(actor.workspace_id),
        "items": items,
        "problems": problems if actor.scope.shop_ids is None else [],
        "blocked": blocked,
    }
