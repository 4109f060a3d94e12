"""Saved views of any list of the console."""

from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from huike.base.access.facade import needs
from huike.flow.profile import views
from huike.flow.profile.http.routing import actor, router


class ViewOut(Schema):
    id: int
    list_name: str
    name: str
    is_shared: bool
    state: dict[str, Any]


class ViewIn(Schema):
    list_name: str = Field(min_length=1, max_length=40, pattern=r"^[a-z_]+$")
    name: str
    is_shared: bool = False
    state: dict[str, Any]


class ViewChange(Schema):
    name: str
    is_shared: bool = False
    state: dict[str, Any]


@router.get("/views", response=list[ViewOut], operation_id="listViews")
@needs("workspace.read")
def list_views(request: HttpRequest, list: str) -> Any:
    """One's own views of a list, and those shared with everybody."""
    return views.views(actor(request), list)


@router.post("/views", response={201: ViewOut}, operation_id="createView")
@needs("workspace.read")
def create_view(request: HttpRequest, body: ViewIn) -> Any:
    return Status(201, views.save(actor(request), None, **body.dict()))


@router.put("/views/{int:view_id}", response=ViewOut, operation_id="changeView")
@needs("workspace.read")
def change_view(request: HttpRequest, view_id: int, body: ViewChange) -> Any:
    return views.save(actor(request), view_id, list_name="", **body.dict())


@router.delete("/views/{int:view_id}", response={204: None}, operation_id="removeView")
@needs("workspace.read")
def remove_view(request: HttpRequest, view_id: int) -> Any:
    views.remove(actor(request), view_id)
    return Status(204, None)
