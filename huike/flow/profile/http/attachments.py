"""Files that staff keep with a customer."""

import io
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import File, Schema, Status
from ninja.files import UploadedFile

from huike.base.access.facade import needs
from huike.base.kernel.errors import TooLarge
from huike.flow.profile import attachments
from huike.flow.profile.http.routing import actor, router, seen


class AttachmentOut(Schema):
    id: int
    customer_id: int
    name: str
    size: int
    made_at: datetime
    made_by: str


class CustomerAttachments(Schema):
    items: list[AttachmentOut]


@router.get(
    "/{int:customer_id}/attachments",
    response=CustomerAttachments,
    operation_id="listCustomerAttachments",
)
@needs("customers.read")
def list_attachments(request: HttpRequest, customer_id: int) -> Any:
    """The files kept with a customer, the newest first."""
    asker = actor(request)
    return {"items": attachments.of_customer(asker, seen(asker, customer_id))}


@router.post(
    "/{int:customer_id}/attachments",
    response={201: AttachmentOut},
    operation_id="attachToCustomer",
)
@needs("customers.write")
def attach(request: HttpRequest, customer_id: int, file: File[UploadedFile]) -> Any:
    """Keep a file of at most 10 MB; it is sealed under the customer's key."""
    asker = actor(request)
    customer = seen(asker, customer_id)
    if (file.size or 0) > attachments.MOST_BYTES:
        raise TooLarge("A file may have 10 MB", code="attachment_size", where="file")
    return Status(201, attachments.keep(asker, customer, file.name or "", file.read()))


@router.get(
    "/{int:customer_id}/attachments/{int:attachment_id}/file",
    response=Any,
    operation_id="openCustomerAttachment",
)
@needs("customers.reveal")
def open_attachment(request: HttpRequest, customer_id: int, attachment_id: int) -> Any:
    """The file; who opened it stands in the audit."""
    asker = actor(request)
    name, data = attachments.opened(asker, seen(asker, customer_id), attachment_id)
    # Never shown in the page itself, whatever it is.
    return FileResponse(
        io.BytesIO(data), as_attachment=True, filename=name, content_type="application/octet-stream"
    )


@router.delete(
    "/{int:customer_id}/attachments/{int:attachment_id}",
    response={204: None},
    operation_id="removeCustomerAttachment",
)
@needs("customers.write")
def remove_attachment(request: HttpRequest, customer_id: int, attachment_id: int) -> Any:
    asker = actor(request)
    attachments.remove(asker, seen(asker, customer_id), attachment_id)
    return Status(204, None)
