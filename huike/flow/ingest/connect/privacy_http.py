"""What people asked of a platform about their data, over HTTP."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema

from huike.base.access.facade import needs
from huike.flow.ingest.connect import privacy

router = Router(tags=["connections"])


class PrivacyRequestOut(Schema):
    id: int
    kind: Literal["data_request", "redact", "shop_redact"]
    number: str  # the platform's
    customer_ids: list[int]  # whom it is about, as far as they are known here
    orders: list[str]  # the platform's numbers of orders that it names
    asked_at: datetime
    due_at: datetime
    done_at: datetime | None
    done_by: str


class PrivacyRequests(Schema):
    items: list[PrivacyRequestOut]


@router.get(
    "/{connection_id}/privacy-requests",
    response=PrivacyRequests,
    operation_id="listPrivacyRequests",
)
@needs("sources.read")
def list_requests(request: HttpRequest, connection_id: int) -> Any:
    """What people asked through the platform, what is still to be answered first."""
    return {"items": privacy.listed(request.auth, connection_id)}  # type: ignore[attr-defined]


@router.post(
    "/{connection_id}/privacy-requests/{request_id}/done",
    response=PrivacyRequestOut,
    operation_id="answerPrivacyRequest",
)
@needs("sources.write")
def answer_request(request: HttpRequest, connection_id: int, request_id: int) -> Any:
    """Say that it was answered."""
    actor = request.auth  # type: ignore[attr-defined]
    return privacy.done(actor, connection_id, request_id)
