"""The process: listens on loopback, watches over its queries, and leaves in good order."""

import json
import logging
import os
import secrets
import select
import signal
import socket
import threading
import time

import httptools

from huike.base.warehouse.engine.core import Core
from huike.base.warehouse.engine.door import Reply
from huike.base.warehouse.engine.errors import BAD_ARGUMENTS, UNKNOWN_EXCEPTION, Refused
from huike.base.warehouse.engine.lock import FolderLock
from huike.base.warehouse.engine.options import Options
from huike.base.warehouse.engine.wire import Request, read_request, send, summary

_log = logging.getLogger(__name__)
_MOST_CONNECTIONS = 256
_DRAIN_SECONDS = 10.0
_LINGER_SECONDS = 0.5
_WATCH_SECONDS = 0.25
_READER_CHECK_SECONDS = 0.5


class Server:
    """One engine with its door, from start to end."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._is_stopping = threading.Event()
        self._is_orphan = threading.Event()
        self._guard = threading.Lock()
        self._connections: set[socket.socket] = set()
        self._busy = 0
        self._last_left = time.monotonic()

    def run(self) -> None:
        """Serve until asked to stop, or until nobody needs this engine any more."""
        lock = FolderLock(self._options.path)
        lock.take(self._options.lock_wait)
        signal.signal(signal.SIGTERM, lambda *_: self._is_stopping.set())
        signal.signal(signal.SIGINT, lambda *_: self._is_stopping.set())
        secret = secrets.token_urlsafe(32)
        self._core = Core(self._options, secret)
        listener = socket.create_server(("127.0.0.1", self._options.port), backlog=128)
        listener.settimeout(_WATCH_SECONDS)
        threading.Thread(target=self._watch, daemon=True).start()
        if self._options.with_parent:
            threading.Thread(target=self._await_parent, daemon=True).start()
        self._write_ready(listener.getsockname()[1], secret)
        try:
            while not (self._is_stopping.is_set() or self._is_abandoned()):
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                self._welcome(connection)
        finally:
            self._options.ready_file.unlink(missing_ok=True)
            listener.close()
            self._drain()
            self._core.close()
            lock.release()

    def _write_ready(self, port: int, secret: str) -> None:
        ready = self._options.ready_file
        ready.parent.mkdir(parents=True, exist_ok=True)
        fresh = ready.with_name(f"{ready.name}.{os.getpid()}")
        fresh.unlink(missing_ok=True)
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as out:
            json.dump(
                {
                    "pid": os.getpid(),
                    "keeper": self._options.keeper,
                    "port": port,
                    "secret": secret,
                    "path": str(self._options.path),
                    "started": int(time.time()),
                },
                out,
            )
        fresh.replace(ready)

    def _welcome(self, connection: socket.socket) -> None:
        with self._guard:
            if len(self._connections) >= _MOST_CONNECTIONS:
                connection.close()
                return
            self._connections.add(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.settimeout(None)
        threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        """Answer the requests of one connection, one after the other."""
        try:
            while not self._is_stopping.is_set():
                request = read_request(connection)
                if request is None:
                    return
                with self._guard:
                    self._busy += 1
                try:
                    self._answer(connection, request)
                finally:
                    with self._guard:
                        self._busy -= 1
                if not request.keep_alive:
                    return
        except httptools.HttpParserError:
            send(connection, {"Connection": "close"}, b"not HTTP", 400)
        except Refused as refusal:
            _send_refusal(connection, refusal, "")
        except OSError:
            return  # the client has left
        finally:
            with self._guard:
                self._connections.discard(connection)
                self._last_left = time.monotonic()
            connection.close()

    def _answer(self, connection: socket.socket, request: Request) -> None:
        if request.path == "/ping" or (request.method == "GET" and not request.params):
            send(connection, {"Content-Type": "text/plain"}, b"Ok.\n")
            return
        query_id = request.params.get("query_id", "")
        try:
            reply = self._core.door.answer(request, connection.fileno())
        except Refused as refusal:
            _send_refusal(connection, refusal, query_id)
            return
        except Exception as error:
            _log.exception("a request failed")
            _send_refusal(connection, Refused(UNKNOWN_EXCEPTION, repr(error)), query_id)
            return
        send(connection, _head(reply), reply.answer.body)

    def _watch(self) -> None:
        """Stop what outstayed its time, and reads whose reader has left."""
        while not self._is_stopping.wait(_WATCH_SECONDS):
            self._core.sweep()
            readers = self._core.running.reading(since_seconds=_READER_CHECK_SECONDS)
            if readers:
                poll = select.poll()
                for query in readers:
                    poll.register(query.socket_number, select.POLLRDHUP)
                gone = {number for number, _ in poll.poll(0)}
                for query in readers:
                    if query.socket_number in gone and not query.is_cancelled:
                        self._core.running.stop(query)

    def _await_parent(self) -> None:
        """Standard input closes when the command that started this engine ends, however it ends."""
        while os.read(0, 1024):
            pass
        self._is_orphan.set()

    def _is_abandoned(self) -> bool:
        if not self._is_orphan.is_set():
            return False
        with self._guard:
            is_quiet = time.monotonic() - self._last_left > _LINGER_SECONDS
            return not self._connections and is_quiet

    def _drain(self) -> None:
        """Let running requests end, for a while; then cancel them and wait once more."""
        self._is_stopping.set()
        if not self._is_idle_within(_DRAIN_SECONDS):
            for query in self._core.running.everything():
                self._core.running.stop(query)
            self._is_idle_within(_DRAIN_SECONDS)
        with self._guard:
            for connection in self._connections:
                connection.close()

    def _is_idle_within(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            with self._guard:
                if self._busy == 0:
                    return True
            time.sleep(0.01)
        return False


def _head(reply: Reply) -> dict[str, str]:
    head = {
        "Content-Type": "application/octet-stream",
        "X-ClickHouse-Query-Id": reply.query_id,
        "X-ClickHouse-Timezone": "UTC",
        "X-ClickHouse-Summary": summary(reply.answer),
    }
    if reply.format:
        head["X-ClickHouse-Format"] = reply.format
    return head


def _send_refusal(connection: socket.socket, refusal: Refused, query_id: str) -> None:
    head = {
        "Content-Type": "text/plain; charset=UTF-8",
        "X-ClickHouse-Exception-Code": str(refusal.code or BAD_ARGUMENTS),
    }
    if query_id.isascii() and query_id.isprintable():
        head["X-ClickHouse-Query-Id"] = query_id
    send(connection, head, refusal.text.encode(), refusal.status)
