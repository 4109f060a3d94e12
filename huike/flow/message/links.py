"""Tokens and addresses in messages: signed, tied to workspace and message, good for ever."""

import re
import struct
from dataclasses import dataclass

from django.conf import settings

from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid

_ENGAGED = struct.Struct(">IQ")  # workspace, message
_LEAVE = struct.Struct(">IQQ")  # workspace, message, customer: good even when the message is gone


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one message."""

    click: str
    pixel: str
    unsubscribe: str
    preferences: str


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who wants to leave, and which message they hold."""

    workspace_id: int
    message_id: int
    customer_id: int


def links_of(workspace_id: int, message_id: int, customer_id: int) -> Links:
    """What a message's readers may call."""
    engaged = crypto.sign("engage", _ENGAGED.pack(workspace_id, message_id))
    leave = crypto.sign("leave", _LEAVE.pack(workspace_id, message_id, customer_id))
    base = settings.PUBLIC_URL
    return Links(
        f"{base}/c/{engaged}", f"{base}/o/{engaged}", f"{base}/u/{leave}", f"{base}/p/{leave}"
    )


def without_pixel(html: str) -> str:
    """A mail for staff to look at: without the picture that would count them as its reader."""
    address = re.escape(f"{settings.PUBLIC_URL}/o/")
    return re.sub(rf"<img\b[^>]*{address}[^>]*>", "", html)


def read_engaged(token: str) -> tuple[int, int]:
    """Workspace and message of an open or a click; a made-up token is `Invalid`."""
    workspace_id, message_id = _opened(_ENGAGED, crypto.verify("engage", token))
    return workspace_id, message_id


def read_leaving(token: str) -> Leaving:
    """Who holds an unsubscribe or preferences link; a made-up token is `Invalid`."""
    return Leaving(*_opened(_LEAVE, crypto.verify("leave", token)))


def message_ref(workspace_id: int, message_id: int) -> str:
    """The local part of a message's Message-ID: the same whenever it is asked for."""
    return crypto.blind(workspace_id, "message-id", str(message_id)).hex()


def feedback_id(workspace_id: int, source: str, source_id: int) -> str:
    """What complaint statistics are grouped by: opaque, one per source."""
    mark = crypto.blind(workspace_id, "feedback", f"{source}:{source_id}").hex()[:16]
    brand = crypto.blind(workspace_id, "feedback", "workspace").hex()[:12]
    return f"{mark}:{brand}:{source}:huike"


def _opened(shape: struct.Struct, payload: bytes) -> tuple[int, ...]:
    if len(payload) != shape.size:
        raise Invalid("This link is not valid", code="bad_token")
    return shape.unpack(payload)
