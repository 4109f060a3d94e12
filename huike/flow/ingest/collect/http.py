"""Sources over HTTP: list, make, rename, pause, show or renew the write key."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema, Status

from huike.base.access.facade import needs
from huike.flow.ingest.collect import sources

router = Router(tags=["sources"])


class SourceOut(Schema):
    id: int
    name: str
    kind: str
    shop_id: int
    is_paused: bool
    created_at: datetime
    created_by: str


class SourceList(Schema):
    items: list[SourceOut]
    total: int


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
    found = sources.sources(request.auth.scope)  # type: ignore[attr-defined]
    items = [one for one in found if q.lower() in one.name.lower()]
    return {"items": items, "total": len(items)}


@router.post("", response={201: SourceMade}, operation_id="createSource")
@needs("sources.write")
def create_source(request: HttpRequest, body: SourceIn) -> Any:
    actor = request.auth  # type: ignore[attr-defined]
    made, key = sources.create(actor, **body.dict())
    return Status(201, {**made.__dict__, "write_key": key})


@router.get("/{source_id}", response=SourceOut, operation_id="getSource")
@needs("sources.read")
def get_source(request: HttpRequest, source_id: int) -> Any:
    return sources.source(request.auth.scope, source_id)  # type: ignore[attr-defined]


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
