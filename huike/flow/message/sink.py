"""The local sink: a mailbox for trying things out. Nothing that arrives here leaves this machine.

An SMTP server on the loopback that takes every mail of this installation's own workers and keeps
it, sealed, where the console shows it.
"""

import json
import logging
import os
import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import default
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Invalid
from huike.flow.message.models import SinkMail
from huike.flow.message.senders import SINK_FILE

log = structlog.get_logger(__name__)
SEALED = "message.sink_mail.sealed"
_MOST_AT_ONCE = 100
_SECONDS = 20.0


@dataclass
class _Arrival:
    workspace_id: int
    sender: str
    recipients: list[str]
    content: bytes
    at: datetime
    is_kept: threading.Event = field(default_factory=threading.Event)
    error: str = ""


@dataclass
class SinkHandle:
    """A running sink."""

    port: int
    _controller: Any
    _keeper: "_Keeper"

    def stop(self) -> None:
        """Take no more mail."""
        self._controller.stop()
        self._keeper.stop()
        (settings.HUIKE_HOME / SINK_FILE).unlink(missing_ok=True)


def start_sink(port: int = 0) -> SinkHandle:
    """Start the sink (port 0: any free one) and say where it is to this installation's workers."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it warns of every sign-in
    keeper = _Keeper()
    handler = _Handler(keeper)
    controller = _OnLoopback(handler, hostname="127.0.0.1", port=port, ready_timeout=60.0)
    controller.start()
    listening: Any = controller.server
    taken = int(listening.sockets[0].getsockname()[1])
    path = settings.HUIKE_HOME / SINK_FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"{SINK_FILE}.{os.getpid()}")
    fresh.write_text(json.dumps({"port": taken, "pid": os.getpid()}))
    fresh.replace(path)
    log.info("sink_started", port=taken)
    return SinkHandle(taken, controller, keeper)


class _OnLoopback(Controller):
    def factory(self) -> SMTP:
        return SMTP(
            self.handler,
            data_size_limit=20_000_000,
            authenticator=_authenticate,
            auth_require_tls=False,
            ident="Huike sink: nothing leaves this machine",
        )

    def _trigger_server(self) -> None:
        """Before the base tries the server: the port it was given may be 0."""
        listening: Any = self.server
        self.port = int(listening.sockets[0].getsockname()[1])
        super()._trigger_server()  # type: ignore[no-untyped-call]


class _Handler:
    def __init__(self, keeper: "_Keeper") -> None:
        self._keeper = keeper

    async def handle_MAIL(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Only from this installation's own workers."""
        if not session.authenticated:
            return "530 5.7.0 sign in first"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 ok"

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        """Keep the mail; 250 only once it is in the database."""
        arrival = _Arrival(
            workspace_id=int(session.auth_data.login.decode()),
            sender=envelope.mail_from or "",
            recipients=list(envelope.rcpt_tos),
            content=envelope.original_content or b"",
            at=clock.now(),
        )
        is_kept = await server.loop.run_in_executor(None, self._keeper.keep, arrival)
        return "250 kept in the sink" if is_kept else "451 the sink could not keep it"


class _Keeper:
    """Writes what arrived at the same time in one transaction."""

    def __init__(self) -> None:
        self._arrivals: queue.Queue[_Arrival | None] = queue.Queue()
        self._thread = threading.Thread(target=self._work, name="sink-keeper", daemon=True)
        self._thread.start()

    def keep(self, arrival: _Arrival) -> bool:
        self._arrivals.put(arrival)
        return arrival.is_kept.wait(_SECONDS) and not arrival.error

    def stop(self) -> None:
        self._arrivals.put(None)
        self._thread.join(_SECONDS)

    def _work(self) -> None:
        while (first := self._arrivals.get()) is not None:
            together = [first]
            while len(together) < _MOST_AT_ONCE and not self._arrivals.empty():
                more = self._arrivals.get()
                if more is None:
                    self._arrivals.put(None)
                    break
                together.append(more)
            self._write(together)
        connection.close()

    def _write(self, arrivals: Sequence[_Arrival]) -> None:
        try:
            with transaction.atomic():
                SinkMail.objects.bulk_create([_row(one) for one in arrivals])
        except DatabaseError as problem:
            log.warning("sink_cannot_write", problem=type(problem).__name__)
            connection.close()
            for one in arrivals:
                one.error = "database"
        for one in arrivals:
            one.is_kept.set()


def _row(arrival: _Arrival) -> SinkMail:
    head = BytesHeaderParser(policy=default).parsebytes(arrival.content.partition(b"\r\n\r\n")[0])
    key = crypto.new_key()
    text = json.dumps(
        {
            "sender": arrival.sender,
            "recipients": arrival.recipients,
            "subject": str(head["Subject"] or ""),
            "content": arrival.content.decode("latin-1"),
        }
    )
    return SinkMail(
        workspace_id=arrival.workspace_id,
        message_id=str(head["Message-ID"] or "")[:255],
        received_at=arrival.at,
        size=len(arrival.content),
        wrapped_key=crypto.wrap_key(key),
        sealed=crypto.seal(key, text, SEALED),
    )


def _authenticate(
    server: Any, session: Any, envelope: Any, mechanism: str, given: Any
) -> AuthResult:
    """Only this installation's own workers sign in, each as one workspace."""
    if not isinstance(given, LoginPassword):
        return AuthResult(success=False, handled=False)
    try:
        name = crypto.verify("sink", given.password.decode("ascii", "replace"))
    except Invalid:
        return AuthResult(success=False, handled=False)
    is_same = name == given.login and name.isdigit()
    return AuthResult(success=is_same, handled=False, auth_data=given)
