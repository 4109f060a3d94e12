"""Where each value of a customer came from, and staff's word taken back."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema

from huike.base.access.facade import needs
from huike.flow.identity import facade as identity
from huike.flow.ingest import facade as ingest
from huike.flow.profile.http.routing import actor, router, seen


class ToldBelow(Schema):
    """What sources say of a value that staff set."""

    value: str
    source: str
    source_name: str
    heard_at: datetime | None


class KnownValue(Schema):
    field: Literal["name", "email", "phone", "user_id", "private", "attribute"]
    key: str  # of an attribute
    value: str  # masked
    source: str  # import:12, source:3, connection:4, or who of staff
    source_name: str
    heard_at: datetime | None  # None = before it was kept
    said_at: datetime | None
    below: ToldBelow | None  # there is one where staff set the value


class KnownValues(Schema):
    items: list[KnownValue]


class UndoIn(Schema):
    field: Literal["name", "private", "attribute"]
    key: str = ""


@router.get("/{int:customer_id}/values", response=KnownValues, operation_id="listCustomerValues")
@needs("customers.read")
def list_customer_values(request: HttpRequest, customer_id: int) -> Any:
    """Every value of a customer, masked, with who told of it and when."""
    asker = actor(request)
    return {"items": _values(asker.workspace_id, seen(asker, customer_id))}


@router.post(
    "/{int:customer_id}/values/undo", response=KnownValues, operation_id="undoCustomerEdit"
)
@needs("customers.write")
def undo_customer_edit(request: HttpRequest, customer_id: int, body: UndoIn) -> Any:
    """Take staff's word about a value back: what sources say stands again, maybe nothing."""
    asker = actor(request)
    identity.undo_edit(asker, seen(asker, customer_id), body.field, body.key)
    return {"items": _values(asker.workspace_id, customer_id)}


def _values(workspace_id: int, customer_id: int) -> list[dict[str, Any]]:
    found = identity.values_of(workspace_id, customer_id)
    marks = {one.source for one in found} | {one.below.source for one in found if one.below}
    names = ingest.names_of(workspace_id, marks)
    return [
        {
            **vars(one),
            "source_name": names.get(one.source, ""),
            "below": one.below
            and {**vars(one.below), "source_name": names.get(one.below.source, "")},
        }
        for one in found
    ]
