"""Households and companies: who belongs together, their worth together, joining, leaving."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Schema, Status

from huike.base.access.facade import Actor, needs
from huike.flow.identity import facade as identity
from huike.flow.profile.http.records import whole
from huike.flow.profile.http.routing import router, seen
from huike.flow.profile.lists import customers


class GroupMemberOut(Schema):
    customer_id: int
    label: str
    how: str  # staff, alike, domain, company
    joined_at: datetime
    joined_by: str
    left_at: datetime | None
    left_by: str
    orders: int
    net: int


class GroupOut(Schema):
    id: int
    kind: str
    name: str  # of a company
    created_at: datetime
    created_by: str
    members: int
    shown: list[GroupMemberOut]
    orders: int  # of those shown who have not left
    net: int


class GroupPage(Schema):
    items: list[GroupOut]
    next_cursor: str | None
    total: int | None


class GroupIn(Schema):
    kind: Literal["household", "company"]
    name: str = Field(default="", max_length=120)
    customer_ids: list[int] = Field(min_length=1, max_length=200)


class GroupMemberIn(Schema):
    customer_id: int


@router.get("/groups", response=GroupPage, operation_id="listGroups")
@needs("customers.read")
def list_groups(
    request: HttpRequest,
    kind: Literal["", "household", "company"] = "",
    q: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Any:
    """Households and companies, newest first; names of members are masked."""
    asker = whole(request)
    found = identity.groups_page(asker.workspace_id, kind, q, cursor or None, limit)
    return {
        "items": _told(asker, found.items),
        "next_cursor": found.next_cursor,
        "total": None,
    }


@router.post("/groups", response={201: GroupOut}, operation_id="createGroup")
@needs("customers.write")
def create_group(request: HttpRequest, body: GroupIn) -> Any:
    """A new household or company of these customers."""
    asker = whole(request)
    for one in body.customer_ids:
        seen(asker, one)
    number = identity.make_group(asker, body.kind, body.name, body.customer_ids)
    return Status(201, _group(asker, number))


@router.get("/groups/{int:group_id}", response=GroupOut, operation_id="getGroup")
@needs("customers.read")
def get_group(request: HttpRequest, group_id: int) -> Any:
    """A group, its members, and those who left it."""
    return _group(whole(request), group_id)


@router.post("/groups/{int:group_id}/members", response=GroupOut, operation_id="joinGroup")
@needs("customers.write")
def join_group(request: HttpRequest, group_id: int, body: GroupMemberIn) -> Any:
    """A customer belongs to it, again if they had left."""
    asker = whole(request)
    identity.join_group(asker, group_id, seen(asker, body.customer_id))
    return _group(asker, group_id)


@router.post(
    "/groups/{int:group_id}/members/{int:customer_id}/leave",
    response=GroupOut,
    operation_id="leaveGroup",
)
@needs("customers.write")
def leave_group(request: HttpRequest, group_id: int, customer_id: int) -> Any:
    """A customer belongs to it no longer; joining takes that back."""
    asker = whole(request)
    identity.leave_group(asker, group_id, seen(asker, customer_id))
    return _group(asker, group_id)


@router.get("/{int:customer_id}/groups", response=list[GroupOut], operation_id="listCustomerGroups")
@needs("customers.read")
def list_customer_groups(request: HttpRequest, customer_id: int) -> Any:
    """The household and the company of a customer."""
    asker = whole(request)
    found = identity.groups_of_customer(asker.workspace_id, seen(asker, customer_id))
    return _told(asker, found)


def _group(asker: Actor, number: int) -> dict[str, Any]:
    return _told(asker, [identity.group_of(asker.workspace_id, number)])[0]


def _told(asker: Actor, found: Sequence[identity.Together]) -> list[dict[str, Any]]:
    """With what the members bought: one question for all of them."""
    ids = sorted({one.customer_id for row in found for one in row.shown})
    labels = identity.display_names(asker.workspace_id, ids)
    bought = customers.traits_of(asker.scope, ids) if ids else {}
    told = []
    for row in found:
        members = [
            {
                **vars(one),
                "label": labels.get(one.customer_id, ""),
                "orders": bought.get(one.customer_id, customers.NO_TRAITS)["orders"],
                "net": bought.get(one.customer_id, customers.NO_TRAITS)["net"],
            }
            for one in row.shown
            if one.customer_id in labels
        ]
        there = [one for one in members if one["left_at"] is None]
        sums = {name: sum(one[name] for one in there) for name in ("orders", "net")}
        told.append({**vars(row), "shown": members, **sums})
    return told
