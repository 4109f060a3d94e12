"""A platform's web server on a local port, which can be made to fail as real ones do."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    verb: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        """The fields of a posted form; empty ones are fields too."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Said:
    """An answer."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


# "drop" closes the connection without a word, "half" in the middle of the answer, a number is a
# status of the web server in front, "page" is its page of HTML with status 200.
Fault = int | str


@dataclass
class Host:
    """Where the platform listens, what it was asked, and what goes wrong next."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    faults: deque[Fault | None] = field(default_factory=deque)
    is_down: bool = False

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"


class _Handler(BaseHTTPRequestHandler):
    """Takes requests one at a time, as they come; goes wrong as the host is told to."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # head and body in one packet: else each answer waits for the other's system
    host: Host
    answer: Callable[[Asked], Said]
    lock: threading.Lock

    def do_GET(self) -> None:
        self._take("GET")

    def do_POST(self) -> None:
        self._take("POST")

    def _take(self, verb: str) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        asked = Asked(verb, parts.path, query, headers, body)
        with self.lock:
            self.host.asked.append(asked)
            fault = self.host.faults.popleft() if self.host.faults else None
            if self.host.is_down or fault == "drop":
                self.close_connection = True
                return
            said = type(self).answer(asked)  # a broken line does not undo what was done
        self._say(said, fault)

    def _say(self, said: Said, fault: Fault | None) -> None:
        if isinstance(fault, int):
            said = Said(b"<html>Bad gateway</html>", fault)
        elif fault == "page":
            said = Said(b"<html>Sorry, too busy</html>")
        is_half = fault == "half"
        self.send_response_only(said.status)  # the clock of `Date` is the platform's own
        for name, value in {"content-type": "application/json", **said.headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body[: len(said.body) // 2] if is_half else said.body)
        self.close_connection |= is_half

    def log_message(self, *_: Any) -> None:
        """Says nothing."""


@contextmanager
def serving(answer: Callable[[Asked], Said], host: Host) -> Iterator[None]:
    """Serve until the block ends."""
    told = {"host": host, "answer": staticmethod(answer), "lock": threading.Lock()}
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), told))
    server.daemon_threads = True
    host.port = server.server_address[1]
    threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
    ).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
