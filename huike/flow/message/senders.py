"""How a workspace sends: its own settings, or the installation's server, or the local sink."""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings

from huike.base.kernel import crypto
from huike.base.kernel.errors import Conflict
from huike.flow.message.models import Sender
from huike.flow.message.rules import Patience
from huike.flow.message.transport.answers import SenderTrouble
from huike.flow.message.transport.dkim import Signer
from huike.flow.message.transport.smtp import Security, Server

PASSWORD = "message.sender.password"  # noqa: S105 - the context it is sealed under
KEY = "message.sender.dkim_key"
SINK_FILE = "sink.json"
_PORTS: dict[str, tuple[int, Security]] = {"smtp": (587, "starttls"), "smtps": (465, "tls")}


@dataclass(frozen=True)
class SenderInfo:
    """Everything that sending for a workspace needs to know."""

    workspace_id: int
    server: Server
    from_name: str
    from_address: str
    reply_to: str
    postal_address: str
    signer: Signer | None
    connections: int
    per_second: int
    patience: Patience
    is_sink: bool

    @property
    def domain(self) -> str:
        """The domain its mails come from."""
        return self.from_address.rpartition("@")[2]


def row_of(workspace_id: int) -> Sender:
    """The settings of a workspace; without them nothing can be sent."""
    row = Sender.objects.filter(workspace_id=workspace_id).first()
    if row is None:
        raise Conflict(
            "This workspace has no e-mail sender yet",
            code="sender_missing",
            mend="Say in the channel settings who mails come from and the sender's postal address",
        )
    return row


def sender(workspace_id: int) -> SenderInfo:
    """How this workspace sends now; `SenderTrouble` where it names no reachable way."""
    row = row_of(workspace_id)
    server = own_server(row) if row.host else home_server(workspace_id)
    return SenderInfo(
        workspace_id=workspace_id,
        server=server,
        from_name=row.from_name,
        from_address=row.from_address,
        reply_to=row.reply_to,
        postal_address=row.postal_address,
        signer=_signer(row),
        connections=row.connections,
        per_second=row.per_second,
        patience=Patience(row.most_attempts, float(row.retry_seconds)),
        is_sink=not row.host and is_sink_used(),
    )


def is_sink_used() -> bool:
    """Whether workspaces without a server of their own send into the local sink."""
    return not settings.SMTP_URL


def own_server(row: Sender) -> Server:
    """The server that the workspace's settings name."""
    password = crypto.unseal_secret(bytes(row.password), PASSWORD) if row.password else ""
    return Server(
        host=row.host,
        port=row.port,
        security=_security(row.security),
        username=row.username,
        password=password,
        local_name=row.from_address.rpartition("@")[2] or "localhost",
    )


def home_server(workspace_id: int) -> Server:
    """The installation's server from `HUIKE_SMTP_URL`, else the local sink."""
    if not settings.SMTP_URL:
        return sink_server(workspace_id)
    parts = urlsplit(settings.SMTP_URL)
    port, security = _PORTS.get(parts.scheme, (587, "starttls"))
    asked = parse_qs(parts.query).get("security", [security])[0]
    return Server(
        host=parts.hostname or "",
        port=parts.port or port,
        security=_security(asked),
        username=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def sink_server(workspace_id: int) -> Server:
    """The sink of this installation, signed in to as this workspace."""
    try:
        port = int(json.loads((settings.HUIKE_HOME / SINK_FILE).read_text())["port"])
    except (OSError, ValueError, KeyError):
        raise SenderTrouble(
            "no_server", "no mail server is set, and the local sink is not running", is_lasting=True
        ) from None
    name = str(workspace_id)
    return Server(
        host="127.0.0.1",
        port=port,
        security="none",
        username=name,
        password=crypto.sign("sink", name.encode()),
    )


def _signer(row: Sender) -> Signer | None:
    if not row.dkim_key or not row.dkim_selector:
        return None
    domain = row.dkim_domain or row.from_address.rpartition("@")[2]
    return Signer(domain, row.dkim_selector, crypto.unseal_secret(bytes(row.dkim_key), KEY))


def _security(text: str) -> Security:
    if text in ("tls", "starttls", "none"):
        return text  # type: ignore[return-value]
    raise SenderTrouble("bad_security", f"{text!r} is not tls, starttls or none", is_lasting=True)
