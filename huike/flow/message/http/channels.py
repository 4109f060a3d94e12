"""The e-mail channel's settings; secrets go in and never come out."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Schema

from huike.base.access.facade import needs
from huike.flow.message import senders, settings
from huike.flow.message.http.routing import actor_of, router
from huike.flow.message.models import Sender
from huike.flow.message.settings import SenderWish


class SenderIn(Schema):
    host: str = ""
    port: int = 587
    security: str = "starttls"
    username: str = ""
    password: str | None = None
    from_name: str
    from_address: str
    reply_to: str = ""
    postal_address: str
    dkim_domain: str = ""
    dkim_selector: str = ""
    dkim_key: str | None = None
    connections: int = 8
    per_second: int = 0
    most_attempts: int = 5
    retry_seconds: int = 60


class SenderOut(Schema):
    is_set: bool
    uses_sink: bool
    uses_installation: bool
    has_sink: bool  # what is used without a server of one's own is the sink
    host: str
    port: int
    security: str
    username: str
    has_password: bool
    from_name: str
    from_address: str
    reply_to: str
    postal_address: str
    dkim_domain: str
    dkim_selector: str
    has_dkim_key: bool
    dkim_name: str
    dkim_record: str
    connections: int
    per_second: int
    most_attempts: int
    retry_seconds: int
    updated_at: datetime | None


class KeyIn(Schema):
    selector: str


class CheckOut(Schema):
    works: bool
    code: str
    detail: str


@router.get("/channels/email", response=SenderOut, operation_id="getEmailChannel")
@needs("channels.read")
def get_channel(request: HttpRequest) -> Any:
    row = Sender.objects.filter(workspace_id=actor_of(request).workspace_id).first()
    return _shape(row or Sender(from_name="", from_address="", postal_address=""))


@router.put("/channels/email", response=SenderOut, operation_id="saveEmailChannel")
@needs("channels.write")
def save_channel(request: HttpRequest, body: SenderIn) -> Any:
    return _shape(settings.save(actor_of(request), SenderWish(**body.dict())))


@router.post("/channels/email/key", response=SenderOut, operation_id="makeDkimKey")
@needs("channels.write")
def make_key(request: HttpRequest, body: KeyIn) -> Any:
    return _shape(settings.make_key(actor_of(request), selector=body.selector))


@router.post("/channels/email/check", response=CheckOut, operation_id="checkEmailChannel")
@needs("channels.write")
def check_channel(request: HttpRequest) -> Any:
    works, code, detail = settings.check_server(actor_of(request).workspace_id)
    return {"works": works, "code": code, "detail": detail}


def _shape(row: Sender) -> dict[str, Any]:
    plain = {name: getattr(row, name, None) for name in SenderIn.model_fields}
    domain = row.dkim_domain or row.from_address.rpartition("@")[2]
    return {
        **plain,
        "is_set": row.pk is not None,
        "uses_sink": not row.host and senders.is_sink_used(),
        "uses_installation": not row.host and not senders.is_sink_used(),
        "has_sink": senders.is_sink_used(),
        "has_password": bool(row.password),
        "has_dkim_key": bool(row.dkim_key),
        "dkim_name": f"{row.dkim_selector}._domainkey.{domain}" if row.dkim_selector else "",
        "dkim_record": settings.record_of(row),
        "updated_at": row.updated_at,
    }
