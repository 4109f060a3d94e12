"""What is running, so that it can be found by the name its client gave it, and stopped."""

import re
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from huike.base.warehouse.engine.errors import QUERY_WAS_CANCELLED, Refused
from huike.base.warehouse.engine.handle import Handle, Work, quoted

_SAFE = re.compile(r"[A-Za-z0-9_.:-]{1,120}\Z")
_KILL = re.compile(
    r"\s*KILL\s+QUERY\s+WHERE\s+(?:query_id\s*=\s*(?P<same>\S+)"
    r"|startsWith\(\s*query_id\s*,\s*(?P<start>[^\s)]+)\s*\))\s*(?:SYNC|ASYNC)?\s*;?\s*\Z",
    re.IGNORECASE,
)
_PLACE = re.compile(r"\{(\w+):String\}\Z")
_GRACE_SECONDS = 3.0


@dataclass
class Query:
    """One request on its way through the engine."""

    query_id: str
    mark: str
    socket_number: int = -1
    is_read: bool = True
    started: float = field(default_factory=time.monotonic)
    ends_by: float = float("inf")
    is_cancelled: bool = False
    is_inside: bool = False

    def start(self, seconds: float) -> None:
        """The engine has it now, and should be done within this time."""
        self.ends_by = time.monotonic() + seconds
        self.is_inside = True

    def check(self) -> None:
        """Stop here if somebody cancelled while this was waiting for its turn."""
        if self.is_cancelled:
            raise Refused(QUERY_WAS_CANCELLED, "Query was cancelled")


class Running:
    """All queries of the moment; the engine keeps its own ids, so a comment marks each."""

    def __init__(self, control: Handle) -> None:
        self._control = control
        self._control_lock = threading.Lock()
        self._lock = threading.Lock()
        self._queries: dict[str, Query] = {}

    @contextmanager
    def listed(self, wanted_id: str, socket_number: int) -> Iterator[Query]:
        """Keep the query in the list while it waits and runs."""
        query_id = wanted_id if _SAFE.match(wanted_id) else uuid.uuid4().hex
        key = uuid.uuid4().hex
        query = Query(query_id, f"/* {key} */ ", socket_number)
        with self._lock:
            self._queries[key] = query
        try:
            yield query
        finally:
            with self._lock:
                del self._queries[key]

    def asked_to_kill(self, sql: str, params: dict[str, str]) -> list[Query] | None:
        """The queries a KILL statement means, or None if it is another statement."""
        found = _KILL.match(sql)
        if found is None:
            return None
        text = found["same"] or found["start"]
        place = _PLACE.match(text)
        name = params.get(place[1], "") if place else text.strip("'")
        is_exact = found["same"] is not None
        with self._lock:
            queries = list(self._queries.values())
        return [
            query
            for query in queries
            if (query.query_id == name if is_exact else query.query_id.startswith(name))
        ]

    def stop(self, query: Query) -> None:
        """Cancel one query, wherever it is."""
        query.is_cancelled = True
        if query.is_inside:
            with self._control_lock:
                self._control.run(
                    Work(sql=f"KILL QUERY WHERE startsWith(query, {quoted(query.mark)}) ASYNC")
                )

    def overdue(self) -> list[Query]:
        """Queries that a cancel met between two doors, or that overran the engine's time limit."""
        now = time.monotonic()
        with self._lock:
            return [
                query
                for query in self._queries.values()
                if query.is_inside and (query.is_cancelled or now > query.ends_by + _GRACE_SECONDS)
            ]

    def reading(self, since_seconds: float) -> list[Query]:
        """Reads that have been going for a while, whose reader may have left."""
        before = time.monotonic() - since_seconds
        with self._lock:
            return [q for q in self._queries.values() if q.is_read and q.started < before]

    def everything(self) -> list[Query]:
        """Every query of the moment."""
        with self._lock:
            return list(self._queries.values())
