"""The sink's viewer: mails for trying things out, which never left this machine."""

import json
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Schema, Status

from huike.base.access.facade import Actor, audit, needs
from huike.base.kernel import crypto
from huike.base.kernel.errors import NotFound
from huike.base.kernel.paging import decode_cursor, encode_cursor, limit_of
from huike.flow.message import links
from huike.flow.message.http.routing import actor_of, router
from huike.flow.message.models import SinkMail
from huike.flow.message.sink import SEALED

_HIDDEN = "•••"
_MOST_OPENED = 2_000  # by one search; the next page goes on from there


class SinkLine(Schema):
    id: int
    message_id: str
    received_at: datetime
    size: int
    subject: str
    recipients: list[str]


class SinkPage(Schema):
    items: list[SinkLine]
    next_cursor: str | None
    total: int | None


class HeaderOut(Schema):
    name: str
    value: str


class SinkMailOut(SinkLine):
    sender: str
    headers: list[HeaderOut]
    html: str
    text: str


class SinkQuery(Schema):
    q: str = ""
    cursor: str = ""
    limit: int = 50


@router.get("/sink/mails", response=SinkPage, operation_id="listSinkMails")
@needs("channels.read")
def list_mails(request: HttpRequest, asked: Query[SinkQuery]) -> Any:
    """Newest first; `q` looks into subjects, recipients and Message-IDs."""
    actor, limit, wanted = actor_of(request), limit_of(asked.limit), asked.q.strip().lower()
    rows = SinkMail.objects.filter(workspace_id=actor.workspace_id).order_by("-id")
    total = None if wanted else rows.count()
    if asked.cursor:
        rows = rows.filter(id__lt=decode_cursor(asked.cursor, 1)[0])
    if wanted:
        items, more = _searched(actor, rows, wanted, limit)
        return {"items": items, "next_cursor": more, "total": total}
    found = list(rows[: limit + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    items = [_line(actor, row, _opened(row)) for row in found[:limit]]
    return {"items": items, "next_cursor": more, "total": total}


@router.get("/sink/mails/{mail_id}", response=SinkMailOut, operation_id="getSinkMail")
@needs("customers.reveal")
def get_mail(request: HttpRequest, mail_id: int) -> Any:
    """The whole mail; it names its customer, so that looking is noted."""
    actor = actor_of(request)
    row = SinkMail.objects.filter(workspace_id=actor.workspace_id, pk=mail_id).first()
    if row is None:
        raise NotFound("No such mail in the sink")
    with transaction.atomic():
        audit(actor, "sink.mail_read", target_kind="sink_mail", target_id=mail_id)
    opened = _opened(row)
    mail = message_from_bytes(opened["content"].encode("latin-1"), policy=default)
    assert isinstance(mail, EmailMessage)
    return {
        **_line(actor, row, opened),
        "sender": opened["sender"],
        "headers": [{"name": name, "value": str(value)} for name, value in mail.items()],
        "html": links.without_pixel(_body(mail, "html")),
        "text": _body(mail, "plain"),
    }


@router.delete("/sink/mails", response={204: None}, operation_id="emptySink")
@needs("channels.write")
def empty_sink(request: HttpRequest) -> Any:
    actor = actor_of(request)
    with transaction.atomic():
        gone, _ = SinkMail.objects.filter(workspace_id=actor.workspace_id).delete()
        audit(actor, "sink.emptied", target_kind="sink", count=gone)
    return Status(204, None)


def _searched(
    actor: Actor, rows: QuerySet[SinkMail], wanted: str, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """Mails that say so. They are sealed, so each is opened; a page opens only so many."""
    items: list[dict[str, Any]] = []
    for looked, row in enumerate(rows.iterator(chunk_size=100), start=1):
        line = _line(actor, row, _opened(row))
        # What this person may not see, they cannot search either.
        if any(wanted in part.lower() for part in (row.message_id, *_telling(line))):
            items.append(line)
        if len(items) == limit or looked == _MOST_OPENED:
            return items, encode_cursor([row.pk])
    return items, None


def _telling(line: dict[str, Any]) -> list[str]:
    return [text for text in (line["subject"], *line["recipients"]) if text != _HIDDEN]


def _opened(row: SinkMail) -> dict[str, Any]:
    key = crypto.unwrap_key(bytes(row.wrapped_key))
    opened: dict[str, Any] = json.loads(crypto.unseal(key, bytes(row.sealed), SEALED))
    return opened


def _line(actor: Actor, row: SinkMail, opened: dict[str, Any]) -> dict[str, Any]:
    """Subject and recipients may name a customer: masked for who may not see names."""
    may_see = actor.can("customers.reveal")
    return {
        "id": row.pk,
        "message_id": row.message_id,
        "received_at": row.received_at,
        "size": row.size,
        "subject": opened["subject"] if may_see else _HIDDEN,
        "recipients": opened["recipients"] if may_see else [_HIDDEN] * len(opened["recipients"]),
    }


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
