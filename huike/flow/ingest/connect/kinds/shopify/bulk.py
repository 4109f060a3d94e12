"""History by a bulk operation: Shopify prepares all rows as one document of lines, which is read.

The operation is begun, its number kept, and looked at again and again; nobody waits for it in
between. Its document lists what hangs below a row anywhere, by `__parentId`; it is put together in
a database of its own on the disk, which is gone when it is closed. A document that is shorter than
the operation says was cut off: nothing of it counts, for an order may lack its lines.
"""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any

from huike.flow.ingest.connect.contract import (
    Ask,
    Preparing,
    RateLimited,
    Refused,
    Unsound,
)
from huike.flow.ingest.connect.kinds.shopify import asking
from huike.flow.ingest.connect.kinds.shopify.gateway import Gateway
from huike.flow.ingest.connect.rules import reading

SIZE = 250  # rows of a page
_LOOK, _SELDOM = 3.0, 60.0  # seconds between two looks at an operation: ever more
_BUSY = 60.0  # seconds until another try while others' operations take all the room
_TRIES = 2  # operations that end badly, before the rows are read by pages
_BUSY_CODES = {"OPERATION_IN_PROGRESS", "LIMIT_REACHED"}


@dataclass(frozen=True)
class Mark:
    """How far history is: which operation, how many of its rows were taken; or by pages."""

    operation: str = ""
    looks: int = 0
    done: int = 0
    failed: int = 0  # operations that came to nothing
    cursor: str = ""  # of the pages that are read instead

    @property
    def is_paged(self) -> bool:
        """Whether rows are read by pages, since operations came to nothing."""
        return self.failed >= _TRIES

    def text(self) -> str:
        return json.dumps([self.operation, self.looks, self.done, self.failed, self.cursor])

    @staticmethod
    def of(text: str) -> "Mark":
        return Mark(*json.loads(text)) if text else Mark()


@dataclass(frozen=True)
class Part:
    """Rows that were read, and the mark behind them; none while the operation is prepared."""

    mark: Mark
    rows: list[dict[str, Any]]
    total: int | None = None


def parts(gateway: Gateway, ask: Ask, mark: Mark) -> Iterator[Part]:
    """The rows of history, from the mark on; ends with a part whose mark is paged if they failed.

    An operation that is not ready raises `Preparing` behind a part that keeps its number.
    """
    if not mark.operation:
        mark = replace(mark, operation=_begun(gateway, ask), looks=0, done=0)
        yield Part(mark, [])
    told = gateway.ask(asking.OPERATION, {"id": mark.operation})["node"]
    status = told.get("status") if isinstance(told, dict) else "EXPIRED"
    if status in ("CREATED", "RUNNING", "CANCELING"):
        mark = replace(mark, looks=mark.looks + 1)
        yield Part(mark, [], _count(told, "rootObjectCount") or None)
        raise Preparing(
            "The platform prepares the history", after=min(_LOOK * 1.3**mark.looks, _SELDOM)
        )
    if status != "COMPLETED":
        if isinstance(told, dict) and told.get("errorCode") == "ACCESS_DENIED":
            raise Refused("The app may not read this", code="connector_forbidden", what=ask.what)
        # Cancelled by somebody, failed, or its document is gone: from the beginning again.
        yield Part(Mark(failed=mark.failed + 1), [])
        return
    yield from _document(gateway, ask, mark, told)


def _begun(gateway: Gateway, ask: Ask) -> str:
    query = span_of("created_at", ask) if ask.what == "orders" else ""
    told = gateway.ask(asking.RUN, {"query": asking.bulk_of(ask.what, query)})
    told = told["bulkOperationRunQuery"]
    errors = told.get("userErrors") or ()
    if any(one.get("code") in _BUSY_CODES for one in errors):
        raise RateLimited("Another operation of this app is running", after=_BUSY)
    if errors:
        raise Refused("The shop refused the question", code="connector_refused", status=0)
    return str(told["bulkOperation"]["id"])


def _document(gateway: Gateway, ask: Ask, mark: Mark, told: dict[str, Any]) -> Iterator[Part]:
    if not told.get("url"):  # an operation that found nothing has no document
        if _count(told, "objectCount"):
            raise Unsound("The history has no document")
        return
    total = _count(told, "rootObjectCount")
    with closing(_put_together(gateway, told)) as kept:
        while True:
            rows = _rows(kept, asking.BELOW[ask.what], mark.done)
            if not rows:
                return
            mark = replace(mark, done=mark.done + len(rows))
            yield Part(mark, rows, total)


def _put_together(gateway: Gateway, told: dict[str, Any]) -> sqlite3.Connection:
    """The document's lines by whom they hang below."""
    kept = sqlite3.connect("")  # on the disk, and nowhere once it is closed
    try:
        kept.execute("CREATE TABLE line (place INTEGER PRIMARY KEY, id, parent, text)")
        lines = _checked(gateway.web.lines(str(told["url"])), _count(told, "objectCount"))
        kept.executemany("INSERT INTO line VALUES (?, ?, ?, ?)", lines)
        kept.execute("CREATE INDEX by_parent ON line (parent, place)")
    except BaseException:
        kept.close()
        raise
    return kept


def _checked(lines: Iterator[bytes], count: int) -> Iterator[tuple[int, str, str, str]]:
    place = 0
    for line in lines:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield place, str(row["id"]), str(row.get("__parentId") or ""), line.decode()
        except (ValueError, KeyError, AttributeError, TypeError, RecursionError):
            raise Unsound("A line of the history cannot be read", line=place) from None
        place += 1
    if place != count:
        raise Unsound("The history was cut off", lines=place, said=count)


def _rows(kept: sqlite3.Connection, below: str, done: int) -> list[dict[str, Any]]:
    sql = "SELECT id, text FROM line WHERE parent = '' ORDER BY place LIMIT ? OFFSET ?"
    found = []
    for gid, text in kept.execute(sql, (SIZE, done)).fetchall():
        row = reading.exact_json(text.encode())
        if below:
            own = kept.execute("SELECT text FROM line WHERE parent = ? ORDER BY place", (gid,))
            row[below] = [reading.exact_json(one.encode()) for (one,) in own.fetchall()]
        found.append(row)
    return found


def span_of(name: str, ask: Ask) -> str:
    """A span in the platform's search language, both ends included."""
    since, until = (at.strftime("%Y-%m-%dT%H:%M:%SZ") for at in (ask.since, ask.until))
    return f"{name}:>='{since}' AND {name}:<='{until}'"


def _count(told: dict[str, Any], name: str) -> int:
    return int(told.get(name) or 0)
