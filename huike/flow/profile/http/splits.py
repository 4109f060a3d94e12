"""The identifiers of a person one by one, and taking one out that is somebody else's."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import NotFound
from huike.flow.identity import facade as identity
from huike.flow.profile.http.records import whole
from huike.flow.profile.http.routing import router, seen


class IdentifierOut(Schema):
    id: int
    record_id: int
    kind: str
    value: str  # masked
    shop_id: int  # 0: of the whole workspace
    source: str  # where it was seen first


class SplitOut(Schema):
    id: int
    record_id: int
    taken_id: int  # the record to which it leads now; the record itself: all of it went
    kind: str
    value: str  # masked
    shop_ids: list[int]  # whose orders went along
    said_at: datetime
    said_by: str
    undone_at: datetime | None
    undone_by: str
    is_moving: bool  # orders are still being written again


class CustomerIdentifiers(Schema):
    customer_id: int
    identifiers: list[IdentifierOut]
    splits: list[SplitOut]


class ShopOrders(Schema):
    shop_id: int
    orders: int


class SplitPreview(Schema):
    id: int
    kind: str
    value: str
    record_id: int
    is_whole: bool  # nothing else leads to the record: all of it goes, with its facts
    staying: list[int]  # records that are the person's without it
    leaving: list[int]  # records that only this identifier joins to them
    matches: int  # pieces of evidence that speak of it
    orders: list[ShopOrders]  # of the record, any of which may go along


class SplitIn(Schema):
    shop_ids: list[int] = Field(default=[], max_length=1000)


@router.get(
    "/{int:customer_id}/identifiers",
    response=CustomerIdentifiers,
    operation_id="listCustomerIdentifiers",
)
@needs("customers.read")
def list_identifiers(request: HttpRequest, customer_id: int) -> Any:
    """The identifiers of a person, masked, and what was taken out of them."""
    asker = whole(request)
    return _identifiers(asker, seen(asker, customer_id))


@router.get(
    "/{int:customer_id}/identifiers/{int:identifier_id}/split",
    response=SplitPreview,
    operation_id="previewSplit",
)
@needs("customers.read")
def preview(request: HttpRequest, customer_id: int, identifier_id: int) -> Any:
    """What taking it out would do, counted; nothing is done."""
    asker = whole(request)
    _held(asker, customer_id, identifier_id)
    told = identity.preview_split(asker.workspace_id, identifier_id)
    orders = [{"shop_id": shop, "orders": count} for shop, count in told.orders.items()]
    return {**vars(told), "orders": orders}


@router.post(
    "/{int:customer_id}/identifiers/{int:identifier_id}/split",
    response=SplitOut,
    operation_id="splitIdentifier",
)
@needs("customers.write")
def split(request: HttpRequest, customer_id: int, identifier_id: int, body: SplitIn) -> Any:
    """Say that it is somebody else's; it never joins this person by itself again."""
    asker = whole(request)
    _held(asker, customer_id, identifier_id)
    made = identity.split_identifier(asker, identifier_id, body.shop_ids)
    return vars(identity.split_of(asker.workspace_id, made))


@router.post("/splits/{int:split_id}/undo", response=CustomerIdentifiers, operation_id="undoSplit")
@needs("customers.write")
def undo(request: HttpRequest, split_id: int) -> Any:
    """It is theirs after all: back where it was, with all that went along or came since."""
    asker = whole(request)
    return _identifiers(asker, identity.unsplit(asker, split_id))


def _held(asker: Actor, customer_id: int, identifier_id: int) -> None:
    mine = identity.identifiers_of(asker.workspace_id, seen(asker, customer_id))
    if identifier_id not in {row.id for row in mine}:
        raise NotFound("The person has no such identifier", where="identifier_id")


def _identifiers(asker: Actor, customer_id: int) -> dict[str, Any]:
    workspace_id = asker.workspace_id
    return {
        "customer_id": customer_id,
        "identifiers": [vars(row) for row in identity.identifiers_of(workspace_id, customer_id)],
        "splits": [vars(row) for row in identity.taken_out(workspace_id, customer_id)],
    }
