"""Imports over HTTP: upload, look, map, run, mend."""

import tempfile
from datetime import datetime
from typing import Any, Literal

from django.http import FileResponse, HttpRequest
from ninja import File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from huike.base.access.facade import needs
from huike.base.kernel.errors import TooLarge
from huike.flow.ingest import actions, mending, queries
from huike.flow.ingest import preview as previews
from huike.flow.ingest.collect.events_http import router as events_router
from huike.flow.ingest.collect.http import router as sources_router
from huike.flow.ingest.collect.plan_http import router as plan_router
from huike.flow.ingest.connect.http import router as connections_router
from huike.flow.ingest.connect.privacy_http import router as privacy_router
from huike.flow.ingest.leaving.http import router as leaving_router
from huike.flow.ingest.mends.http import router as mends_router
from huike.flow.ingest.models import Import
from huike.flow.ingest.quality.http import router as quality_router
from huike.flow.ingest.rowrules.http import router as row_rules_router
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.plan import LayoutName, Plan
from huike.flow.ingest.steps import findings

__all__ = [
    "connections_router",
    "events_router",
    "leaving_router",
    "mends_router",
    "plan_router",
    "privacy_router",
    "quality_router",
    "router",
    "row_rules_router",
    "sources_router",
]
router = Router(tags=["imports"])
AskedLayout = Literal["auto", LayoutName]


class JobProgress(Schema):
    id: int
    state: str
    done: int
    total: int
    note: str


class ImportLine(Schema):
    id: int
    shop_id: int
    kind: str
    layout: str
    file_name: str
    size: int
    state: str
    rows: int
    accepted: int
    duplicates: int
    quarantined: int
    new_customers: int
    seconds: float
    created_at: datetime
    created_by: str
    started_at: datetime | None
    finished_at: datetime | None
    job: JobProgress | None


class ReasonCount(Schema):
    reason: str
    column: str
    count: int


class ImportOut(ImportLine):
    file_format: str
    phase: str
    columns: list[str]
    plan: Plan
    problem: dict[str, Any] | None
    trial: dict[str, Any] | None
    reasons: list[ReasonCount]
    warned: int  # rows of which rules warned when the file was read first
    unknown_units: int  # rows that landed with a unit that nobody knows
    is_file_kept: bool


class ImportPage(Schema):
    items: list[ImportLine]
    next_cursor: str | None
    total: int | None


class ImportQuery(Schema):
    q: str = ""
    kind: str = ""
    state: str = ""
    shop_id: int | None = None
    cursor: str = ""
    limit: int = 50


class ImportIn(Schema):
    kind: Kind
    shop_id: int
    layout: AskedLayout = "auto"
    encoding: str = ""
    sheet: str = ""
    again_id: int | None = None  # read the file of this import once more, as something else


class ImportPreviewIn(Schema):
    import_id: int
    kind: Kind | None = None
    layout: AskedLayout = "auto"


class SampleRow(Schema):
    row: int
    cells: dict[str, str | None]


class FieldOut(Schema):
    name: str
    type: str
    is_required: bool
    adds_up: bool


class ImportPreviewOut(Schema):
    format: str
    encoding: str
    delimiter: str
    compression: str
    sheets: list[str]
    columns: list[str]
    sample: list[SampleRow]
    layout: LayoutName
    plan: Plan
    is_saved: bool
    fields: list[FieldOut]


class Queued(Schema):
    job_id: int


class QuarantineQuery(Schema):
    reason: str = ""
    column: str = ""
    state: str = ""
    cursor: str = ""
    limit: int = 50


class QuarantineExport(Schema):
    format: Literal["csv", "xlsx"] = "csv"
    reason: str = ""
    column: str = ""
    state: str = ""


class QuarantinedOut(Schema):
    id: int
    row: int
    column: str
    reason: str
    problems: list[list[str]]
    cells: dict[str, str | None]
    text: str | None
    state: str


class QuarantinePage(Schema):
    items: list[QuarantinedOut]
    next_cursor: str | None
    total: int | None


class MendIn(Schema):
    cells: dict[str, str | None]


class ReplayIn(Schema):
    reason: str = ""
    column: str = ""
    only_mended: bool = True


class DiscardIn(Schema):
    row_ids: list[int] | None = None
    reason: str = ""
    column: str = ""


class Counted(Schema):
    count: int


@router.get("", response=ImportPage, operation_id="listImports")
@needs("imports.read")
def list_imports(request: HttpRequest, query: Query[ImportQuery]) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    page = queries.page(scope=actor.scope, **query.dict())
    return {
        "items": [_line(row) for row in page.items],
        "next_cursor": page.next_cursor,
        "total": page.total,
    }


@router.post("", response={201: ImportOut}, operation_id="createImport")
@needs("imports.write")
def create_import(
    request: HttpRequest, body: Form[ImportIn], file: File[UploadedFile | None] = None
) -> Any:
    """A multipart upload; or, with `again_id`, another reading of a file that is kept."""
    actor = request.auth  # type: ignore[attr-defined]
    upload = actions.Upload(
        file_name=(file.name if file else None) or "file",
        kind=body.kind,
        shop_id=body.shop_id,
        layout=_layout(body.layout),
        encoding=body.encoding,
        sheet=body.sheet,
    )
    if file is None:
        row = actions.import_again(actor, body.again_id or 0, upload)
    else:
        if (file.size or 0) > actions.MOST_BYTES:
            raise TooLarge("The file is over 4 GiB", code="file_over_bytes", mend="Split it")
        row = actions.create_import(actor, file.file, upload)  # type: ignore[arg-type]
    return Status(201, _out(row))


@router.post("/preview", response=ImportPreviewOut, operation_id="previewImport")
@needs("imports.read")
def preview_import(request: HttpRequest, body: ImportPreviewIn) -> Any:
    row = queries.one(body.import_id, scope=request.auth.scope)  # type: ignore[attr-defined]
    return previews.preview(row, kind=body.kind, layout=_layout(body.layout))


@router.get("/{import_id}", response=ImportOut, operation_id="getImport")
@needs("imports.read")
def get_import(request: HttpRequest, import_id: int) -> Any:
    return _out(queries.one(import_id, scope=request.auth.scope))  # type: ignore[attr-defined]


@router.put("/{import_id}/mapping", response=ImportOut, operation_id="setImportMapping")
@needs("imports.write")
def set_mapping(request: HttpRequest, import_id: int, body: Plan) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return _out(actions.set_plan(actor, import_id, body))


@router.post("/{import_id}/run", response={202: Queued}, operation_id="runImport")
@needs("imports.write")
def run_import(request: HttpRequest, import_id: int) -> Any:
    return Status(202, {"job_id": actions.run(request.auth, import_id)})  # type: ignore[attr-defined]


@router.post("/{import_id}/dry-run", response={202: Queued}, operation_id="tryImport")
@needs("imports.write")
def try_import(request: HttpRequest, import_id: int) -> Any:
    return Status(202, {"job_id": actions.dry_run(request.auth, import_id)})  # type: ignore[attr-defined]


@router.post("/{import_id}/cancel", response=ImportOut, operation_id="cancelImport")
@needs("imports.write")
def cancel_import(request: HttpRequest, import_id: int) -> Any:
    return _out(actions.cancel(request.auth, import_id))  # type: ignore[attr-defined]


@router.get("/{import_id}/quarantine", response=QuarantinePage, operation_id="listQuarantine")
@needs("imports.read")
def list_quarantine(request: HttpRequest, import_id: int, query: Query[QuarantineQuery]) -> Any:
    source = queries.one(import_id, scope=request.auth.scope)  # type: ignore[attr-defined]
    page = queries.quarantine(source, **query.dict())
    return {"items": page.items, "next_cursor": page.next_cursor, "total": page.total}


@router.get("/{import_id}/quarantine/export", operation_id="exportQuarantine")
@needs("imports.read")
def export_quarantine(request: HttpRequest, import_id: int, query: Query[QuarantineExport]) -> Any:
    """The filtered rows as a table; cells stay masked for those who may not see customers."""
    out = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it
    mending.export(request.auth, import_id, out, **query.dict())  # type: ignore[attr-defined]
    out.seek(0)
    name = f"quarantine-{import_id}.{query.format}"
    return FileResponse(out, as_attachment=True, filename=name)


@router.post(
    "/{import_id}/quarantine/release", response={202: Queued}, operation_id="releaseQuarantined"
)
@needs("imports.write")
def release(request: HttpRequest, import_id: int, body: DiscardIn) -> Any:
    """Let rows that rules hold back land as they are; whoever does it is audited."""
    actor = request.auth  # type: ignore[attr-defined]
    return Status(202, {"job_id": mending.release(actor, import_id, **body.dict())})


@router.post("/{import_id}/quarantine/discard", response=Counted, operation_id="discardQuarantined")
@needs("imports.write")
def discard(request: HttpRequest, import_id: int, body: DiscardIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return {"count": mending.discard(actor, import_id, **body.dict())}


@router.get(
    "/{import_id}/quarantine/{row_id}", response=QuarantinedOut, operation_id="revealQuarantined"
)
@needs("customers.reveal")
def reveal(request: HttpRequest, import_id: int, row_id: int) -> Any:
    """The row's cells unmasked; the look is audited."""
    return mending.reveal_row(request.auth, import_id, row_id)  # type: ignore[attr-defined]


@router.patch(
    "/{import_id}/quarantine/{row_id}", response=QuarantinedOut, operation_id="mendQuarantined"
)
@needs("imports.write")
def mend(request: HttpRequest, import_id: int, row_id: int, body: MendIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    row = mending.mend_row(actor, import_id, row_id, body.cells)
    return queries.cells_of(row, *queries.opening(row.source))


@router.post("/{import_id}/replay", response={202: Queued}, operation_id="replayImport")
@needs("imports.write")
def replay(request: HttpRequest, import_id: int, body: ReplayIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    return Status(202, {"job_id": mending.replay(actor, import_id, **body.dict())})


def _layout(asked: AskedLayout) -> LayoutName | None:
    return None if asked == "auto" else asked


def _line(row: Import) -> dict[str, Any]:
    state, job = queries.state_of(row)
    names = set(ImportLine.model_fields) - {"state", "job", "layout"}
    return {
        **{name: getattr(row, name) for name in names},
        "layout": row.plan["layout"],
        "state": state,
        "job": job,
    }


def _out(row: Import) -> dict[str, Any]:
    return {
        **_line(row),
        "file_format": row.file_format,
        "phase": row.phase,
        "columns": row.header,
        "plan": row.plan,
        "problem": row.problem,
        "trial": findings.kept(row),
        "reasons": queries.reasons(row),
        "warned": row.rule_counts.get("warned", 0),
        "unknown_units": row.rule_counts.get("unit", 0),
        "is_file_kept": bool(row.blob_key),
    }
