"""The catalogue of events over HTTP: list, look, describe, take out as a table."""

import csv
import io
from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from huike.base.access.facade import Scope, needs
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of
from huike.flow.ingest.collect import plan, reads, sources
from huike.flow.ingest.collect.reads import Event

router = Router(tags=["events"])

_SORTS: dict[str, Callable[[Event], Any]] = {
    "name": lambda one: one.name.casefold(),
    "week": lambda one: one.week,
    "month": lambda one: one.month,
    "first_at": lambda one: one.first_at,
    "last_at": lambda one: one.last_at,
}
_CELLS = ("kind", "name", "description", "week", "month", "first_at", "last_at", "plan", "problems")


class EventLine(Schema):
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
    plan: str
    plan_id: int
    problems: int


class EventPage(Schema):
    items: list[EventLine]
    next_cursor: str | None
    total: int


class EventQuery(Schema):
    q: str = ""
    source_id: int | None = None
    kind: str = ""
    plan: Literal["", "none", "off", "warn", "block"] = ""
    sort: str = "-month"
    cursor: str = ""
    limit: int = 50


class SeenProperty(Schema):
    name: str
    types: dict[str, int]
    share: float
    examples: list[str]


class EventProblem(Schema):
    name: str
    field: str
    reason: str
    count: int
    examples: list[str]
    last_at: datetime


class SourceName(Schema):
    id: int
    name: str


class EventOut(EventLine):
    properties: list[SeenProperty]
    found_problems: list[EventProblem]
    sources: list[SourceName]


class EventWords(Schema):
    description: str


@router.get("", response=EventPage, operation_id="listEvents")
@needs("sources.read")
def list_events(request: HttpRequest, query: Query[EventQuery]) -> Any:
    found = _found(request.auth.scope, query)  # type: ignore[attr-defined]
    size = limit_of(query.limit)
    start = int(decode_cursor(query.cursor, 1)[0]) if query.cursor else 0
    more = encode_cursor([start + size]) if len(found) > start + size else None
    return {"items": found[start : start + size], "next_cursor": more, "total": len(found)}


@router.get("/export", operation_id="exportEvents")
@needs("sources.read")
def export_events(request: HttpRequest, query: Query[EventQuery]) -> HttpResponse:
    """The list as CSV, searched, filtered and sorted in the same way."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_CELLS)
    for one in _found(request.auth.scope, query):  # type: ignore[attr-defined]
        rows.writerow([_cell(getattr(one, name)) for name in _CELLS])
    answer = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="events.csv"'
    return answer


@router.get("/{event_id}", response=EventOut, operation_id="getEvent")
@needs("sources.read")
def get_event(request: HttpRequest, event_id: int) -> Any:
    return _out(request.auth.scope, event_id)  # type: ignore[attr-defined]


@router.patch("/{event_id}", response=EventOut, operation_id="describeEvent")
@needs("sources.write")
def describe_event(request: HttpRequest, event_id: int, body: EventWords) -> Any:
    if len(body.description) > 2_000:
        raise Invalid(
            "A description has at most 2,000 characters",
            code="description_too_long",
            where="description",
        )
    reads.describe(request.auth, event_id, body.description)  # type: ignore[attr-defined]
    return _out(request.auth.scope, event_id)  # type: ignore[attr-defined]


def _found(scope: Scope, query: EventQuery) -> list[Event]:
    key = query.sort.removeprefix("-")
    if key not in _SORTS:
        raise Invalid(f"{key!r} is no order of events", code="bad_sort", where="sort")
    wanted = query.q.strip().casefold()
    found = [
        one
        for one in reads.events(scope)
        if (wanted in one.name.casefold() or wanted in one.description.casefold())
        and (query.source_id is None or query.source_id in one.source_ids)
        and query.kind in ("", one.kind)
        and query.plan in ("", one.plan or "none")
    ]
    return sorted(found, key=_SORTS[key], reverse=query.sort.startswith("-"))


def _out(scope: Scope, event_id: int) -> dict[str, Any]:
    found, properties = reads.event(scope, event_id)
    is_whole = scope.shop_ids is None
    return {
        **found.__dict__,
        "properties": properties,
        "found_problems": plan.problems(scope.workspace_id, found.name) if is_whole else [],
        "sources": [one for one in sources.sources(scope) if one.id in found.source_ids],
    }


def _cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = value.isoformat() if isinstance(value, datetime) else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t") else text
