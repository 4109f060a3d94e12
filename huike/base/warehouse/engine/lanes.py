"""Connections by lane: short questions never wait behind long ones, nor inserts behind either."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from huike.base.warehouse.engine.errors import (
    SESSION_IS_LOCKED,
    SESSION_NOT_FOUND,
    TOO_MANY_SIMULTANEOUS_QUERIES,
    Refused,
)
from huike.base.warehouse.engine.handle import Handle

SHORT, INSERT, LONG = "short", "insert", "long"


class Lanes:
    """A fixed number of connections for each kind of work."""

    def __init__(self, open_handle: Callable[[], Handle], sizes: dict[str, int]) -> None:
        self._free: dict[str, queue.LifoQueue[Handle]] = {}
        for lane, size in sizes.items():
            self._free[lane] = queue.LifoQueue()
            for _ in range(size):
                self._free[lane].put(open_handle())

    @contextmanager
    def handle(self, lane: str, wait_seconds: float) -> Iterator[Handle]:
        """Borrow a connection of the lane, waiting no longer than told."""
        try:
            handle = self._free[lane].get(timeout=wait_seconds)
        except queue.Empty:
            raise Refused(
                TOO_MANY_SIMULTANEOUS_QUERIES,
                f"Too many simultaneous queries: the {lane} lane was busy for {wait_seconds:g} s",
            ) from None
        try:
            yield handle
        finally:
            self._free[lane].put(handle)

    def close(self) -> None:
        """Close the connections that are at rest."""
        for free in self._free.values():
            while not free.empty():
                free.get_nowait().close()


class _Session:
    def __init__(self) -> None:
        self.handle: Handle | None = None
        self.lock = threading.Lock()
        self.expires = 0.0


class Sessions:
    """What a client set up for itself; it costs a connection only once it holds something."""

    def __init__(self, open_handle: Callable[[], Handle], limit: int) -> None:
        self._open = open_handle
        self._limit = limit
        self._lock = threading.Lock()
        self._known: dict[str, _Session] = {}

    @contextmanager
    def enter(self, name: str, *, timeout: float, must_exist: bool) -> Iterator[_Session]:
        """Hold the session for one request; two requests at once are refused as on a server."""
        now = time.monotonic()
        with self._lock:
            self._drop_expired(now)
            session = self._known.get(name)
            if session is None:
                if must_exist:
                    raise Refused(SESSION_NOT_FOUND, "Session not found")
                session = self._known[name] = _Session()
            if not session.lock.acquire(blocking=False):
                raise Refused(SESSION_IS_LOCKED, "Session is locked by a concurrent client")
        try:
            yield session
        finally:
            session.expires = time.monotonic() + timeout
            session.lock.release()

    def pin(self, session: _Session) -> Handle:
        """The session's own connection, opened when it first needs one."""
        if session.handle is None:
            with self._lock:
                pinned = sum(1 for other in self._known.values() if other.handle is not None)
            if pinned >= self._limit:
                raise Refused(
                    TOO_MANY_SIMULTANEOUS_QUERIES, f"Too many sessions hold state: {self._limit}"
                )
            session.handle = self._open()
        return session.handle

    def sweep(self) -> None:
        """Close sessions that nobody came back to."""
        with self._lock:
            self._drop_expired(time.monotonic())

    def _drop_expired(self, now: float) -> None:
        for name, session in list(self._known.items()):
            if session.expires and session.expires < now and session.lock.acquire(blocking=False):
                del self._known[name]
                if session.handle is not None:
                    session.handle.close()

    def close(self) -> None:
        """Close every session that is at rest."""
        with self._lock:
            self._drop_expired(float("inf"))
