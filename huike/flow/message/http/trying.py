"""Before a broadcast goes: who would get it, how it looks to somebody, a test to oneself."""

from typing import Any

from django.http import HttpRequest
from ninja import Schema

from huike.base.access.facade import needs
from huike.flow.journey import facade as journey
from huike.flow.message import trying
from huike.flow.message.http.routing import actor_of, router
from huike.library.content.facade import Document


class RefusalOut(Schema):
    reason: str
    count: int


class AudienceOut(Schema):
    audience: int
    held_out: int
    treated: int
    sendable: int
    refusals: list[RefusalOut]
    is_estimate: bool


class PreviewIn(Schema):
    document: Document | None = None
    content_id: int | None = None
    customer_id: int | None = None


class MailOut(Schema):
    subject: str
    html: str
    text: str
    customer_id: int | None


class TestIn(PreviewIn):
    to: str


class TestOut(Schema):
    works: bool
    code: str
    detail: str
    message_id: str


@router.get(
    "/broadcasts/{broadcast_id}/audience",
    response=AudienceOut,
    operation_id="previewBroadcastAudience",
)
@needs("broadcasts.read")
def preview_audience(request: HttpRequest, broadcast_id: int) -> Any:
    actor = actor_of(request)
    return trying.audience(actor.scope, journey.seen(actor.scope, broadcast_id))


@router.post("/mails/preview", response=MailOut, operation_id="previewMail")
@needs("content.read")
def preview_mail(request: HttpRequest, body: PreviewIn) -> Any:
    """A content or a document as this customer would get it; masked for who may not see names."""
    return trying.preview(
        actor_of(request), body.document, body.content_id, customer_id=body.customer_id
    )


@router.post("/mails/test", response=TestOut, operation_id="sendTestMail")
@needs("content.write")
def send_test(request: HttpRequest, body: TestIn) -> Any:
    """One mail now, to an address of this workspace's own people."""
    return trying.send_test(
        actor_of(request),
        body.document,
        body.content_id,
        customer_id=body.customer_id,
        to=body.to,
    )
