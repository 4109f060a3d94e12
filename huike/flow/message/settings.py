"""Acts on the sender's settings: change, make a DKIM key, try the server."""

import re
from dataclasses import dataclass

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Invalid
from huike.flow.message import senders
from huike.flow.message.models import Sender
from huike.flow.message.transport import dkim
from huike.flow.message.transport.answers import SenderTrouble
from huike.flow.message.transport.mime import ascii_address
from huike.flow.message.transport.smtp import Connection

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_SELECTOR = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_SECURITIES = ("tls", "starttls", "none")
_LEAST = {"connections": 1, "per_second": 0, "most_attempts": 1, "retry_seconds": 1}
_MOST = {"connections": 50, "per_second": 10_000, "most_attempts": 20, "retry_seconds": 3_600}


@dataclass(frozen=True)
class SenderWish:
    """The settings as a person gives them; a password or key of None keeps the one there is."""

    host: str
    port: int
    security: str
    username: str
    password: str | None
    from_name: str
    from_address: str
    reply_to: str
    postal_address: str
    dkim_domain: str
    dkim_selector: str
    dkim_key: str | None
    connections: int
    per_second: int
    most_attempts: int
    retry_seconds: int


def save(actor: Actor, wish: SenderWish) -> Sender:
    """Change how this workspace sends; messages of the next turn go by it."""
    _check(wish)
    known = Sender.objects.filter(workspace_id=actor.workspace_id).first()
    values = {
        name: getattr(wish, name).strip() if isinstance(getattr(wish, name), str) else value
        for name, value in vars(wish).items()
        if name not in ("password", "dkim_key")
    }
    if wish.password is not None:
        sealed = crypto.seal_secret(wish.password, senders.PASSWORD) if wish.password else None
        values["password"] = sealed
    if known and known.host != values["host"] and wish.password is None:
        # A password goes to the server it was given for, not to whichever is named later.
        values["password"] = None
    if wish.dkim_key is not None:
        sealed = crypto.seal_secret(wish.dkim_key, senders.KEY) if wish.dkim_key else None
        values["dkim_key"] = sealed
    with transaction.atomic():
        row, _ = Sender.objects.update_or_create(
            workspace_id=actor.workspace_id, defaults={**values, "updated_at": clock.now()}
        )
        audit(actor, "sender.changed", target_kind="channel", target_id="email",
              fields=sorted(values))  # fmt: skip
    return row


def make_key(actor: Actor, *, selector: str) -> Sender:
    """A fresh DKIM key under a selector; its record has to be published before it helps."""
    if not _SELECTOR.fullmatch(selector):
        raise Invalid("This is no DKIM selector", code="bad_selector", where="selector")
    row = senders.row_of(actor.workspace_id)
    with transaction.atomic():
        row.dkim_selector = selector
        row.dkim_domain = row.dkim_domain or row.from_address.rpartition("@")[2]
        row.dkim_key = crypto.seal_secret(dkim.new_key(), senders.KEY)
        row.updated_at = clock.now()
        row.save()
        audit(actor, "sender.key_made", target_kind="channel", target_id="email")
    return row


def record_of(row: Sender) -> str:
    """The text of the TXT record for the key; empty where there is none."""
    if not row.dkim_key:
        return ""
    return dkim.public_record(crypto.unseal_secret(bytes(row.dkim_key), senders.KEY))


def check_server(workspace_id: int) -> tuple[bool, str, str]:
    """Connect and sign in: whether it works, the code of what does not, the server's words."""
    try:
        name = Connection(senders.sender(workspace_id).server).check()
    except SenderTrouble as trouble:
        return False, trouble.code, trouble.detail
    return True, "", name


def _check(wish: SenderWish) -> None:
    _check_person(wish)
    _check_server(wish)
    for name, least in _LEAST.items():
        if not least <= getattr(wish, name) <= _MOST[name]:
            raise Invalid(
                f"{name} is {least} to {_MOST[name]}",
                code="out_of_range",
                where=name,
                least=least,
                most=_MOST[name],
            )


def _check_person(wish: SenderWish) -> None:
    for name in ("from_address", "reply_to"):
        address = getattr(wish, name).strip()
        if (address or name == "from_address") and not _is_address(address):
            raise Invalid(f"{name} is no e-mail address", code="bad_address", where=name)
    for name in ("from_name", "postal_address"):
        if not getattr(wish, name).strip():
            raise Invalid(f"{name} must say something", code="missing", where=name)


def _check_server(wish: SenderWish) -> None:
    shapes = {
        "host": (_HOST, "bad_host"),
        "dkim_domain": (_HOST, "bad_domain"),
        "dkim_selector": (_SELECTOR, "bad_selector"),
    }
    for name, (shape, code) in shapes.items():
        text = getattr(wish, name).strip()
        if text and not shape.fullmatch(text):
            raise Invalid(f"{name} is not one", code=code, where=name)
    if wish.security not in _SECURITIES:
        raise Invalid(f"One of {', '.join(_SECURITIES)}", code="bad_security", where="security")
    if not 1 <= wish.port <= 65_535:
        raise Invalid("A port is 1 to 65535", code="bad_port", where="port")
    if wish.dkim_key:
        dkim.private_key(wish.dkim_key)


def _is_address(text: str) -> bool:
    try:
        ascii_address(text)
    except ValueError:
        return False
    return "." in text.rpartition("@")[2] or text.endswith("@localhost")
