"""Taking a list away as a file."""

from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Schema, Status
from pydantic import Field

from huike.base.access.facade import needs
from huike.flow.profile import exporting
from huike.flow.profile.columns import Language
from huike.flow.profile.exporting import SORTS, Asked, Format, ListName
from huike.flow.profile.http.routing import actor, router

_TYPES = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
}


class ExportIn(Schema):
    list_name: ListName = "customers"
    format: Format = "csv"
    filters: dict[str, Any] = {}
    sort: str = ""
    columns: list[str] = Field(default=[], max_length=100)
    language: Language = "zh"
    is_whole: bool = False  # unmasked: needs customers.reveal


class ExportOut(Schema):
    id: int
    list_name: str
    format: str
    is_whole: bool
    job_id: int | None
    rows: int | None
    digest: str
    created_at: datetime
    finished_at: datetime | None
    forget_at: datetime
    is_kept: bool  # whether its file can be taken

    @staticmethod
    def resolve_is_kept(row: Any) -> bool:
        """Finished, and its week is not over."""
        return bool(row.blob_key)


@router.get("/exports", response=list[ExportOut], operation_id="listExports")
@needs("customers.export")
def list_exports(request: HttpRequest) -> Any:
    """One's own exports, newest first."""
    return exporting.exports(actor(request))


@router.post("/exports", response={202: ExportOut}, operation_id="createExport")
@needs("customers.export")
def create_export(request: HttpRequest, body: ExportIn) -> Any:
    """Begin to write a file; follow the job, then download."""
    sort = body.sort or SORTS.get(body.list_name, "")
    asked = Asked(body.filters, sort, body.columns, body.language)
    row = exporting.ask(actor(request), body.list_name, body.format, asked, is_whole=body.is_whole)
    return Status(202, row)


@router.get("/exports/{int:export_id}/file", response=Any, operation_id="downloadExport")
@needs("customers.export")
def download_export(request: HttpRequest, export_id: int) -> Any:
    """The file of an export."""
    row, file = exporting.opened(actor(request), export_id)
    name = f"{row.list_name}-{row.created_at:%Y%m%d-%H%M}.{row.format}"
    return FileResponse(file, as_attachment=True, filename=name, content_type=_TYPES[row.format])
