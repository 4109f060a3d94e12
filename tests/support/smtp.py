"""Mail servers for tests: one that does as it is told, and one by aiosmtpd that only counts.

They are outside software to the program: it talks to them over a real socket.
"""

import asyncio
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message as Mail
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP


@dataclass
class Received:
    """What a server took, as it answered 250 to it; of many only the heads are kept."""

    keeps: bool = True
    mails: list[tuple[str, Mail, bytes, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, recipient: str, raw: bytes) -> None:
        """Note one mail with the moment it arrived."""
        if not self.keeps:
            raw = raw.partition(b"\r\n\r\n")[0]
        with self.lock:
            self.mails.append((recipient, message_from_bytes(raw), raw, time.monotonic()))

    def per_recipient(self) -> Counter[str]:
        """How many mails each address got."""
        with self.lock:
            return Counter(recipient for recipient, *_ in self.mails)

    def per_message_id(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        with self.lock:
            return Counter(str(mail["Message-ID"]) for _, mail, *_ in self.mails)

    def __len__(self) -> int:
        with self.lock:
            return len(self.mails)


class CountingServer:
    """aiosmtpd in a thread; counts what it takes, after a pause as a network would make it."""

    def __init__(self, *, pause: float = 0.0, keeps: bool = True) -> None:
        self.received = Received(keeps)
        self._pause = pause
        handler = self

        class _Quiet(Controller):
            def factory(self) -> SMTP:
                return SMTP(handler, enable_SMTPUTF8=False, data_size_limit=20_000_000)

        self._controller = _Quiet(
            handler, hostname="127.0.0.1", port=_free_port(), ready_timeout=60
        )

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take everything."""
        if self._pause:
            await asyncio.sleep(self._pause)
        for recipient in envelope.rcpt_tos:
            self.received.add(recipient, envelope.original_content)
        if self._pause:
            # Taken, and not said yet: a worker that dies now cannot know.
            await asyncio.sleep(self._pause)
        return "250 taken"

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._controller.port)

    def __enter__(self) -> "CountingServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()


Script = Callable[[str, int], str]


class ScriptedServer:
    """A mail server that treats each recipient as its script says, try by try.

    Answers of a script: `ok`; a code and text for RCPT (`554 no`); `data 451 later` for the answer
    to DATA; `dot 554 spam` for the answer to the final dot; `drop rcpt|data|body|dot` to hang up at
    that moment (`dot`: after having taken the message, before the 250); `hang dot` to say nothing.
    """

    def __init__(self, script: Script | None = None, *, greeting: str = "220 test ESMTP") -> None:
        self.script = script or (lambda _recipient, _try: "ok")
        self.greeting = greeting
        self.on_mail = "250 ok"
        self.received = Received()
        self.tries: Counter[str] = Counter()
        self.open = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._stopping = threading.Event()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self._listener.getsockname()[1])

    def __enter__(self) -> "ScriptedServer":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                sock, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._talk, args=(sock,), daemon=True).start()

    def _talk(self, sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with sock, sock.makefile("rb") as lines:
            try:
                self._say(sock, self.greeting)
                self._serve(sock, lines)
            except (OSError, _HungUpError):
                return

    def _serve(self, sock: socket.socket, lines: Any) -> None:
        recipient, plan = "", "ok"
        while line := lines.readline():
            word = line.decode("ascii", "replace").strip()
            verb = word[:4].upper()
            if verb == "EHLO":
                self._say(sock, "250-test\r\n250 PIPELINING")
            elif verb == "MAIL":
                self._say(sock, self.on_mail)
            elif verb == "RCPT":
                recipient = word.split("<")[1].split(">")[0]
                self.tries[recipient] += 1
                plan = self.script(recipient, self.tries[recipient])
                self._at("rcpt", plan, sock)
                self._say(sock, plan if plan[0].isdigit() else "250 ok")
            elif verb == "DATA":
                self._at("data", plan, sock)
                if plan.startswith("data "):
                    self._say(sock, plan.removeprefix("data "))
                else:
                    self._take(sock, lines, recipient, plan)
            elif verb == "QUIT":
                self._say(sock, "221 bye")
                return
            else:
                self._say(sock, "250 ok")

    def _take(self, sock: socket.socket, lines: Any, recipient: str, plan: str) -> None:
        self._say(sock, "354 go on")
        self._at("body", plan, sock)
        raw = []
        while (line := lines.readline()) != b".\r\n":
            if not line:
                raise _HungUpError
            raw.append(line[1:] if line.startswith(b"..") else line)
        if plan == "hang dot":
            self._stopping.wait(30)
        if plan.startswith("dot "):
            self._say(sock, plan.removeprefix("dot "))
            return
        self.received.add(recipient, b"".join(raw))
        self._at("dot", plan, sock)
        self._say(sock, "250 taken")

    def _at(self, moment: str, plan: str, sock: socket.socket) -> None:
        if plan == f"drop {moment}":
            sock.shutdown(socket.SHUT_RDWR)
            raise _HungUpError

    def _say(self, sock: socket.socket, text: str) -> None:
        sock.sendall(text.encode() + b"\r\n")


class _HungUpError(Exception):
    """The connection has ended."""


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
