"""Parts of the customer page that stages after profile know."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema

from huike.base.access.facade import Actor, needs
from huike.base.kernel.errors import NotFound
from huike.flow.identity import facade as identity
from huike.flow.segment import facade as segment

router = Router(tags=["customers"])


class SegmentOfCustomer(Schema):
    id: int
    name: str
    kind: str
    count: int | None
    evaluated_at: datetime | None


@router.get(
    "/{int:customer_id}/segments",
    response=list[SegmentOfCustomer],
    operation_id="listCustomerSegments",
)
@needs("segments.read")
def list_customer_segments(request: HttpRequest, customer_id: int) -> Any:
    """The live segments a customer is in, of those the reader may see."""
    asker: Actor = request.auth  # type: ignore[attr-defined]
    if not identity.visible(asker.scope, [customer_id]):
        raise NotFound("No such customer")
    return segment.of_customer(asker.scope, customer_id)
