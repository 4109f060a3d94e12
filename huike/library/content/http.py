"""Contents over HTTP: write, preview, save, put away."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.library.content import actions, queries
from huike.library.content.rules.document import Brand, Document
from huike.library.content.rules.filters import allowed
from huike.library.content.rules.rendering import Source, render
from huike.library.content.rules.variables import VARIABLES, sample_facts

router = Router(tags=["content"])


class WarningOut(Schema):
    code: str
    detail: str


class ContentOut(Schema):
    id: int
    name: str
    channel: str
    subject: str
    latest: int
    is_archived: bool
    created_at: datetime
    updated_at: datetime
    created_by: str
    changed_by: str


class ContentPage(Schema):
    items: list[ContentOut]
    next_cursor: str | None
    total: int | None


class ContentQuery(Schema):
    q: str = ""
    sort: str = "-updated_at"
    is_archived: bool = False
    cursor: str = ""
    limit: int = 50


class VersionOut(Schema):
    id: int
    content_id: int
    number: int
    document: Document
    subject: str
    preheader: str
    links: list[str]
    uses: list[str]
    warnings: list[WarningOut]
    created_at: datetime
    created_by: str


class ContentDetail(ContentOut):
    version: VersionOut


class VersionLine(Schema):
    id: int
    number: int
    subject: str
    created_at: datetime
    created_by: str


class ContentIn(Schema):
    name: str
    document: Document


class VersionIn(Schema):
    document: Document
    after: int | None = None


class NameIn(Schema):
    name: str


class DocumentIn(Schema):
    document: Document
    brand: Brand | None = None


class PreviewOut(Schema):
    subject: str
    preheader: str
    html: str
    text: str
    links: list[str]
    uses: list[str]
    warnings: list[WarningOut]


class VariableOut(Schema):
    path: str
    kind: str
    zh: str
    en: str
    is_personal: bool


class WordsOut(Schema):
    variables: list[VariableOut]
    filters: list[str]


@router.get("", response=ContentPage, operation_id="listContent")
@needs("content.read")
def list_content(request: HttpRequest, asked: Query[ContentQuery]) -> Any:
    found = queries.page(_actor(request).workspace_id, **asked.dict())
    return {"items": found.items, "next_cursor": found.next_cursor, "total": found.total}


@router.post("", response={201: ContentDetail}, operation_id="createContent")
@needs("content.write")
def create_content(request: HttpRequest, body: ContentIn) -> Any:
    made = actions.create(_actor(request), name=body.name, document=body.document)
    return Status(201, _detail(made.workspace_id, made.pk))


@router.get("/words", response=WordsOut, operation_id="listContentWords")
@needs("content.read")
def list_words(request: HttpRequest) -> Any:
    return {"variables": VARIABLES, "filters": sorted(allowed())}


@router.get("/brand", response=Brand, operation_id="getBrand")
@needs("content.read")
def get_brand(request: HttpRequest) -> Any:
    return queries.brand(_actor(request).workspace_id)


@router.put("/brand", response=Brand, operation_id="saveBrand")
@needs("content.write")
def save_brand(request: HttpRequest, body: Brand) -> Any:
    return actions.save_brand(_actor(request), body)


@router.post("/preview", response=PreviewOut, operation_id="previewContent")
@needs("content.read")
def preview_content(request: HttpRequest, body: DocumentIn) -> Any:
    """The document as a made-up customer would get it, in another brand where one is given;
    nothing is saved."""
    made = actions.compile_for(_actor(request).workspace_id, body.document, body.brand)
    shown = render(Source(made.subject, made.html, made.text), sample_facts())
    return {
        "subject": shown.subject,
        "preheader": made.preheader,
        "html": shown.html,
        "text": shown.text,
        "links": list(made.links),
        "uses": list(made.uses),
        "warnings": made.warnings,
    }


@router.get("/{content_id}", response=ContentDetail, operation_id="getContent")
@needs("content.read")
def get_content(request: HttpRequest, content_id: int) -> Any:
    return _detail(_actor(request).workspace_id, content_id)


@router.patch("/{content_id}", response=ContentOut, operation_id="renameContent")
@needs("content.write")
def rename_content(request: HttpRequest, content_id: int, body: NameIn) -> Any:
    return actions.rename(_actor(request), content_id=content_id, name=body.name)


@router.post("/{content_id}/archive", response=ContentOut, operation_id="archiveContent")
@needs("content.write")
def archive_content(request: HttpRequest, content_id: int) -> Any:
    return actions.archive(_actor(request), content_id=content_id, is_archived=True)


@router.post("/{content_id}/restore", response=ContentOut, operation_id="restoreContent")
@needs("content.write")
def restore_content(request: HttpRequest, content_id: int) -> Any:
    return actions.archive(_actor(request), content_id=content_id, is_archived=False)


@router.get(
    "/{content_id}/versions", response=list[VersionLine], operation_id="listContentVersions"
)
@needs("content.read")
def list_versions(request: HttpRequest, content_id: int) -> Any:
    return queries.versions(_actor(request).workspace_id, content_id)


@router.post(
    "/{content_id}/versions", response={201: VersionOut}, operation_id="saveContentVersion"
)
@needs("content.write")
def save_version(request: HttpRequest, content_id: int, body: VersionIn) -> Any:
    saved = actions.save(
        _actor(request), content_id=content_id, document=body.document, after=body.after
    )
    return Status(201, saved)


@router.get(
    "/{content_id}/versions/{number}", response=VersionOut, operation_id="getContentVersion"
)
@needs("content.read")
def get_version(request: HttpRequest, content_id: int, number: int) -> Any:
    return queries.numbered(_actor(request).workspace_id, content_id, number)


def _detail(workspace_id: int, content_id: int) -> dict[str, Any]:
    row = queries.one(workspace_id, content_id)
    version = queries.numbered(workspace_id, content_id, row.latest)
    return {**ContentOut.from_orm(row).dict(), "version": version}


def _actor(request: HttpRequest) -> Actor:
    return request.auth  # type: ignore[attr-defined, no-any-return]
