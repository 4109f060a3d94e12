"""Quarantine over HTTP: what waits in all imports; many rows mended at once."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from huike.base.access.facade import needs, workspace
from huike.flow.ingest import queries
from huike.flow.ingest.mends import actions, listing, looking
from huike.flow.ingest.mends.rules import BulkChange, How
from huike.library.calendar import facade as calendar

router = Router(tags=["imports"])


class WaitingQuery(Schema):
    q: str = ""
    kind: str = ""
    shop_id: int | None = None
    reason: str = ""
    column: str = ""
    imported_from: date | None = None
    imported_to: date | None = None
    cursor: str = ""
    limit: int = 50


class WaitingOut(Schema):
    import_id: int
    file_name: str
    kind: str
    shop_id: int
    imported_at: datetime
    reason: str
    column: str
    count: int


class WaitingReason(Schema):
    reason: str
    count: int


class WaitingPage(Schema):
    items: list[WaitingOut]
    reasons: list[WaitingReason]
    rows: int
    next_cursor: str | None


class BulkMendIn(Schema):
    reason: str = ""
    column: str = ""
    change: BulkChange


class StillWrongOut(Schema):
    reason: str
    column: str
    count: int


class MendSample(Schema):
    row: int
    before: str | None
    after: str | None


class BulkPreviewOut(Schema):
    matched: int
    looked_at: int
    changed: int
    would_pass: int
    still_wrong: list[StillWrongOut]
    sample: list[MendSample]


class BulkMendOut(Schema):
    id: int
    reason: str
    of_column: str
    column: str
    how: How
    matched: int
    changed: int
    asked_at: datetime
    asked_by: str
    finished_at: datetime | None
    job_id: int
    replay_job_id: int | None


@router.get("/quarantine", response=WaitingPage, operation_id="listWaitingRows")
@needs("imports.read")
def list_waiting(request: HttpRequest, query: Query[WaitingQuery]) -> Any:
    """Rows that wait in quarantine, counted by file, reason and column; days are both included."""
    scope = request.auth.scope  # type: ignore[attr-defined]
    asked = query.dict()
    paged = {name: asked.pop(name) for name in ("cursor", "limit")}
    first, last = asked.pop("imported_from"), asked.pop("imported_to")
    timezone = workspace(scope.workspace_id).timezone
    wanted = listing.Wanted(
        **asked,
        since=first and calendar.day_start(first, timezone),
        until=last and calendar.day_start(last + timedelta(days=1), timezone),
    )
    page = listing.waiting(scope, wanted, **paged)
    return {
        "items": page.items,
        "reasons": listing.by_reason(scope, wanted),
        "rows": page.total,
        "next_cursor": page.next_cursor,
    }


@router.post(
    "/{import_id}/quarantine/mend-preview", response=BulkPreviewOut, operation_id="previewBulkMend"
)
@needs("imports.read")
def preview_mend(request: HttpRequest, import_id: int, body: BulkMendIn) -> Any:
    """How many rows a change would write anew, and how many of these would pass then."""
    actor = request.auth  # type: ignore[attr-defined]
    return looking.preview(actor, import_id, body.change, reason=body.reason, column=body.column)


@router.post("/{import_id}/quarantine/mend", response={202: BulkMendOut}, operation_id="mendInBulk")
@needs("imports.write")
def mend_in_bulk(request: HttpRequest, import_id: int, body: BulkMendIn) -> Any:
    """Write over a column of all rows that the filter names, then read them again."""
    actor = request.auth  # type: ignore[attr-defined]
    row = actions.begin(actor, import_id, body.change, reason=body.reason, column=body.column)
    return Status(202, row)


@router.get(
    "/{import_id}/quarantine/mends", response=list[BulkMendOut], operation_id="listBulkMends"
)
@needs("imports.read")
def list_mends(request: HttpRequest, import_id: int) -> Any:
    """What was mended at once: which column, how, of which rows, by whom and when."""
    source = queries.one(import_id, scope=request.auth.scope)  # type: ignore[attr-defined]
    return list(looking.mends(source))
