"""Looking at what came: how each source does, its newest messages, and the catalogue of events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, Sum

from huike.base.access.facade import Actor, Scope, audit
from huike.base.kernel.errors import NotFound
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect import activity, sources
from huike.flow.ingest.collect.models import EventName, SetAside
from huike.flow.ingest.collect.records import EventDay, EventPlan, PlanProblem, RecentMessage
from huike.library.facts import facade as facts

DAYS = 30
_WEEK = 7


@dataclass(frozen=True)
class Doing:
    """How a source does."""

    last_at: datetime | None = None
    today: int = 0
    week: int = 0
    blocked: int = 0  # in seven days, as the next
    refused: int = 0
    refusal: str = ""  # the code of the last
    refused_at: datetime | None = None


@dataclass(frozen=True)
class Newest:
    """One of the newest messages of a source; 0 where it is of no customer that may be seen."""

    id: int
    kind: str
    name: str
    customer_id: int
    outcome: str
    reason: str
    where: str
    happened_at: datetime
    at: datetime


@dataclass(frozen=True)
class Event:
    """An event of the catalogue: how often it came in the days up to today."""

    id: int
    kind: str
    name: str
    description: str
    first_at: datetime
    last_at: datetime
    week: int
    week_before: int
    month: int
    days: list[int]  # thirty, the last is today
    source_ids: list[int]
    plan: str  # the mode of its plan; empty: none
    plan_id: int
    problems: int


@dataclass(frozen=True)
class Seen:
    """A property of an event, as it was seen."""

    name: str
    types: Mapping[str, int]
    share: float
    examples: Sequence[str]


def doing(scope: Scope, source_ids: Sequence[int]) -> dict[int, Doing]:
    """How these sources do; a source that has sent nothing yet is not in the answer."""
    today = activity.today(scope.workspace_id)
    rows = EventDay.objects.filter(
        workspace_id=scope.workspace_id,
        source__in=source_ids,
        day__gt=today - timedelta(days=DAYS),
    )
    is_week = Q(day__gt=today - timedelta(days=_WEEK))
    counted = rows.values("source").annotate(
        heard=Max("last_at", filter=~Q(kind="refused")),
        now=Sum("taken", filter=Q(day=today)),
        week=Sum("taken", filter=is_week),
        held=Sum("blocked", filter=is_week),
        vain=Sum("refused", filter=is_week),
    )
    refusals = {
        row.source: row for row in rows.filter(kind="refused").order_by("last_at", "refused", "pk")
    }
    found = {}
    for one in counted:
        last = refusals.get(one["source"])
        found[one["source"]] = Doing(
            one["heard"],
            one["now"] or 0,
            one["week"] or 0,
            one["held"] or 0,
            one["vain"] or 0,
            last.name if last else "",
            last.last_at if last else None,
        )
    return found


def newest(scope: Scope, source_id: int, limit: int) -> list[Newest]:
    """The newest messages of a source, newest first."""
    sources.source(scope, source_id)
    rows = RecentMessage.objects.filter(workspace_id=scope.workspace_id, source=source_id)
    found = list(rows.order_by("-pk")[:limit])
    customers = _customers(scope, sorted({row.number for row in found if row.number}))
    return [
        Newest(
            row.pk,
            row.kind,
            row.name,
            customers.get(row.number, 0),
            row.outcome,
            row.reason,
            row.where,
            row.happened_at,
            row.at,
        )
        for row in found
    ]


def set_aside(scope: Scope, source_id: int, limit: int = 20) -> list[SetAside]:
    """What a source sent and could not be landed, newest first."""
    sources.source(scope, source_id)
    rows = SetAside.objects.filter(workspace_id=scope.workspace_id, source=source_id)
    return list(rows.order_by("-pk")[:limit])


def events(scope: Scope) -> list[Event]:
    """The catalogue: every event of the sources that may be seen, by name."""
    rows = EventName.objects.filter(workspace_id=scope.workspace_id).order_by("name", "kind")
    return _events(scope, list(rows))


def event(scope: Scope, event_id: int) -> tuple[Event, list[Seen]]:
    """One event and its properties; examples are for those who see all shops."""
    row = _row(scope, event_id)
    found = _events(scope, [row])
    if not found:
        raise NotFound("No such event", code="event_gone")
    return found[0], [
        Seen(
            name,
            one["types"],
            one["count"] / max(1, row.looked),
            one["examples"] if scope.shop_ids is None else [],
        )
        for name, one in sorted(row.properties.items())
    ]


def describe(actor: Actor, event_id: int, description: str) -> None:
    """Say what an event means."""
    row = _row(actor.scope, event_id)
    row.description = description.replace("\0", "").strip()
    with transaction.atomic():
        row.save(update_fields=["description"])
        audit(actor, "event.described", target_kind="event_name", target_id=row.pk)


def _row(scope: Scope, event_id: int) -> EventName:
    row = EventName.objects.filter(workspace_id=scope.workspace_id, pk=event_id).first()
    if row is None:
        raise NotFound("No such event", code="event_gone")
    return row


def _events(scope: Scope, rows: Sequence[EventName]) -> list[Event]:
    workspace_id = scope.workspace_id
    today = activity.today(workspace_id)
    allowed = None if scope.shop_ids is None else {one.id for one in sources.sources(scope)}
    came = _days(workspace_id, today, rows, allowed)
    planned = {one.name: one for one in EventPlan.objects.filter(workspace_id=workspace_id)}
    wrong = dict(
        PlanProblem.objects.filter(workspace_id=workspace_id)
        .values_list("name")
        .annotate(count=Sum("count"))
    )
    found = []
    for row in rows:
        of_row = came.get((row.kind, row.name), {})
        if allowed is not None and not of_row:
            continue
        days = [sum(by_day[place] for by_day in of_row.values()) for place in range(DAYS)]
        plan = planned.get(row.name) if row.kind in ("track", "page", "screen") else None
        found.append(
            Event(
                row.pk,
                row.kind,
                row.name,
                row.description,
                row.first_at,
                row.last_at,
                sum(days[-_WEEK:]),
                sum(days[-2 * _WEEK : -_WEEK]),
                sum(days),
                days,
                sorted(of_row),
                plan.mode if plan else "",
                plan.pk if plan else 0,
                wrong.get(row.name, 0) if row.kind != "identify" else 0,
            )
        )
    return found


def _days(
    workspace_id: int, today: date, rows: Sequence[EventName], allowed: set[int] | None
) -> dict[tuple[str, str], dict[int, list[int]]]:
    """How often each event came from each source on the last thirty days."""
    counted = EventDay.objects.filter(
        workspace_id=workspace_id, day__gt=today - timedelta(days=DAYS), taken__gt=0
    )
    if len(rows) == 1:
        counted = counted.filter(kind=rows[0].kind, name=rows[0].name)
    found: dict[tuple[str, str], dict[int, list[int]]] = {}
    columns = ("kind", "name", "source", "day", "taken")
    for kind, name, source, day, taken in counted.values_list(*columns):
        if allowed is None or source in allowed:
            of_event = found.setdefault((kind, name), {})
            by_day = of_event.setdefault(source, [0] * DAYS)
            by_day[DAYS - 1 - (today - day).days] += taken
    return found


def _customers(scope: Scope, numbers: Sequence[int]) -> dict[int, int]:
    """Which customers these numbers are, by number: those that may be seen."""
    if not numbers:
        return {}
    visible, params = facts.visible_sql(scope)
    survivor = facts.survivor("number", "{workspace:UInt32}")
    sql = (
        f"SELECT number, {survivor} AS customer"  # noqa: S608 - fixed words
        " FROM (SELECT arrayJoin({numbers:Array(UInt32)}) AS number)"
        f" WHERE customer IN ({visible})"
    )
    asked: dict[str, Any] = {**params, "numbers": list(numbers)}
    return {int(number): int(one) for number, one in warehouse.select(sql, asked)}
