"""Orders that any program posts, signed: a shop system of one's own, a till, a middleware.

Nothing is asked for: what comes in the call is all there is, and it is answered once it has landed.
"""

import base64
import hmac
import re
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from huike.base.kernel.errors import Invalid, TooLarge
from huike.base.webhooks.rules import signature
from huike.flow.ingest.connect.calling import Call, Notice
from huike.flow.ingest.connect.contract import (
    BadSignature,
    Field,
    Kind,
    Order,
    Page,
    Settings,
    Unreadable,
    Words,
)
from huike.flow.ingest.connect.kinds.webhook_records import orders_of
from huike.flow.ingest.connect.rules import reading

MOST_BODY = 500_000
_STANDARD, _HEX, _BASE64 = "standard-webhooks", "hmac-sha256-hex", "hmac-sha256-base64"
_HEADER = "X-Signature"
_NAME = re.compile(r"[A-Za-z0-9-]{1,100}")
_LEAST = 16  # characters of a secret


def hear(settings: Settings, call: Call) -> Notice:
    """The orders of a call; whoever signed it, signed these bytes."""
    is_standard = settings["signature"] == _STANDARD
    notice = _standard(settings, call) if is_standard else _plain(settings, call)
    if len(call.body) > MOST_BODY:
        raise TooLarge("A call may hold 500 kB", code="request_too_large")
    read = list(orders_of(_rows(call.body), call.received_at))
    page = Page(
        resume="",
        orders=[one for one in read if isinstance(one, Order)],
        unreadable=[one for one in read if isinstance(one, Unreadable)],
    )
    return Notice(**notice, page=page)


def _standard(settings: Settings, call: Call) -> Mapping[str, Any]:
    now = int(call.received_at.timestamp())
    if not signature.is_signed([settings["secret"]], dict(call.headers), call.body, now):
        raise BadSignature("Not signed with the secret, or more than five minutes ago")
    at = datetime.fromtimestamp(int(call.headers["webhook-timestamp"]), UTC)
    return {"notice_id": call.headers["webhook-id"], "sent_at": at}


def _plain(settings: Settings, call: Call) -> Mapping[str, Any]:
    made = hmac.new(settings["secret"].encode(), call.body, sha256).digest()
    name = settings.get("header", _HEADER).lower()
    given = call.headers.get(name, "").strip().removeprefix("sha256=")
    if settings["signature"] == _HEX:
        right, given = made.hex(), given.lower()
    else:
        right = base64.b64encode(made).decode()
    if not hmac.compare_digest(right.encode(), given.encode(errors="replace")):
        raise BadSignature("Not signed with the secret")
    return {"notice_id": sha256(call.body).hexdigest()}


def _rows(body: bytes) -> list[Any]:
    try:
        found = reading.exact_json(body)
    except ValueError as problem:
        raise Invalid("The body is not JSON", code="bad_json", where=_place(problem)) from None
    rows = found if isinstance(found, list) else [found]
    if not rows or not all(isinstance(one, dict) for one in rows):
        raise Invalid("The body is an order or a list of orders", code="bad_json", where="orders")
    return rows


def _place(problem: ValueError) -> str:
    return f"{getattr(problem, 'lineno', 0)}:{getattr(problem, 'colno', 0)}"


def fit(settings: Settings) -> None:
    """Whether these settings can check a signature; raises which cannot."""
    if settings["signature"] == _STANDARD:
        try:
            signature.key_of(settings["secret"])
        except ValueError:
            raise Invalid(
                "A secret of Standard Webhooks is whsec_ and 24 to 64 bytes in base64",
                code="setting_wrong",
                where="secret",
            ) from None
    elif len(settings["secret"]) < _LEAST:
        raise Invalid("The secret is too short", code="setting_wrong", where="secret")
    if not _NAME.fullmatch(settings.get("header", _HEADER)):
        raise Invalid("Not the name of a header", code="setting_wrong", where="header")


KIND = Kind(
    name="webhook",
    words=Words("订单推送（任何系统、收银台）", "Posted orders (any system, a till)"),
    hint=Words(
        "您的系统把订单以 JSON 推送到连接页上的地址，并用密钥签名；线下收银也可以这样接入。"
        "入库之后才会返回成功。",
        "Your system posts orders as JSON to the address on the connection's page, signed with "
        "the secret; tills can do the same. The answer is 2xx only once they have landed.",
    ),
    fields=(
        Field(
            name="signature",
            words=Words("签名方式", "Signature"),
            help=Words(
                "standard-webhooks：按 Standard Webhooks 签名；其余两种：对原始内容做 HMAC-SHA256，"
                "放在下面的请求头里。",
                "standard-webhooks signs by Standard Webhooks; the others put an HMAC-SHA256 of "
                "the raw body into the header below.",
            ),
            default=_STANDARD,
            choices=(_STANDARD, _HEX, _BASE64),
        ),
        Field(
            name="header",
            words=Words("签名请求头", "Header of the signature"),
            help=Words(
                "只用于 hmac-sha256，默认 X-Signature。",
                "For hmac-sha256 only; X-Signature unless you say so.",
            ),
            default=_HEADER,
            is_required=False,
        ),
        Field(
            name="secret",
            words=Words("密钥", "Secret"),
            help=Words("留空则自动生成，只显示一次。", "Left empty, one is made and shown once."),
            is_secret=True,
            make=lambda: signature.secret_of(secrets.token_bytes(24)),
        ),
    ),
    fetches=("orders",),
    hear=hear,
    fit=fit,
)
