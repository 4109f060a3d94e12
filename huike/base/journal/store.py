"""Where entries stand: a SQLite file beside the database's, or two tables of PostgreSQL."""

import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

# id, workspace, source, form, received (microseconds), count, sealed body
Row = tuple[int, int, int, str, int, int, bytes]

_COLUMNS = "id, workspace_id, source_id, form, received_at, count, sealed"
TABLES = """
CREATE TABLE IF NOT EXISTS journal_entry (
    id {number}, workspace_id BIGINT NOT NULL, source_id BIGINT NOT NULL, form VARCHAR(40) NOT NULL,
    received_at BIGINT NOT NULL, count INTEGER NOT NULL, sealed {bytes} NOT NULL,
    is_waiting BOOLEAN NOT NULL
);
CREATE INDEX IF NOT EXISTS journal_waiting ON journal_entry (workspace_id, id) WHERE is_waiting;
CREATE INDEX IF NOT EXISTS journal_by_time ON journal_entry (workspace_id, received_at);
CREATE TABLE IF NOT EXISTS journal_key (
    workspace_id BIGINT NOT NULL, day VARCHAR(10) NOT NULL, wrapped {bytes} NOT NULL,
    PRIMARY KEY (workspace_id, day)
);
"""
_PATIENCE = 5  # seconds for the lock: who cannot write by then is told so
_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
# One look into the index for each workspace, however many entries wait.
_WHO_WAITS = """
WITH RECURSIVE one (workspace) AS (
    SELECT MIN(workspace_id) FROM journal_entry WHERE is_waiting
    UNION ALL
    SELECT (
        SELECT MIN(workspace_id) FROM journal_entry
        WHERE is_waiting AND workspace_id > one.workspace
    ) FROM one WHERE one.workspace IS NOT NULL
)
SELECT workspace FROM one WHERE workspace IS NOT NULL
"""
_MOST = 900  # numbers in one question
_FORGOTTEN_AT_ONCE = 100  # entries may be large, and who accepts waits meanwhile

Ask = Callable[[str, Sequence[Any]], list[Any]]
_local = threading.local()


def place() -> str:
    """Which journal this is: a file, or the name of the database."""
    name = str(connection.settings_dict["NAME"])
    return str(Path(name).with_name("journal.db")) if connection.vendor == "sqlite" else name


def count_between(workspace_id: int, source_id: int, since: int, until: int) -> int:
    """How many rows `between` gives."""
    ((count,),) = _ask(
        "SELECT COUNT(*) FROM journal_entry WHERE workspace_id = ? AND source_id = ?"
        " AND received_at >= ? AND received_at < ?",
        [workspace_id, source_id, since, until],
    )
    return int(count)


def insert(rows: Sequence[tuple[Any, ...]]) -> list[int]:
    """Write the rows in one transaction; their numbers."""
    marks = ", ".join(["(?, ?, ?, ?, ?, ?, TRUE)"] * len(rows))
    sql = (
        "INSERT INTO journal_entry"  # noqa: S608 - ours alone
        " (workspace_id, source_id, form, received_at, count, sealed, is_waiting)"
        f" VALUES {marks} RETURNING id"
    )
    if not rows:
        return []
    with _writing() as ask:
        return sorted(int(number) for (number,) in ask(sql, [v for row in rows for v in row]))


def waiting(workspace_id: int, most: int, most_bytes: int, most_things: int) -> list[Row]:
    """The eldest that wait, up to these limits, but at least one."""
    sizes = _ask(
        "SELECT id, length(sealed), count FROM journal_entry WHERE workspace_id = ? AND is_waiting"
        " ORDER BY id LIMIT ?",
        [workspace_id, most],
    )
    chosen: list[int] = []
    size = things = 0
    for number, length, count in sizes:
        size += int(length)
        things += int(count)
        if chosen and (size > most_bytes or things > most_things):
            break
        chosen.append(int(number))
    return taken(chosen)


def who_waits() -> list[int]:
    """The workspaces of which something waits."""
    return [int(one) for (one,) in _ask(_WHO_WAITS, [])]


def backlog(most: int) -> int:
    """How many wait, counted up to `most`."""
    limited = "SELECT 1 FROM journal_entry WHERE is_waiting LIMIT ?"
    ((count,),) = _ask(f"SELECT COUNT(*) FROM ({limited}) AS found", [most])  # noqa: S608
    return int(count)


def settle(ids: Sequence[int], *, is_waiting: bool = False) -> None:
    """They wait no longer, or again."""
    if not ids:
        return
    state = "TRUE" if is_waiting else "FALSE"
    with _writing() as ask:
        for part in _parts(ids):
            marks = ", ".join("?" * len(part))
            ask(f"UPDATE journal_entry SET is_waiting = {state} WHERE id IN ({marks})", part)  # noqa: S608


def taken(ids: Sequence[int]) -> list[Row]:
    """These rows, in the order of their numbers."""
    found: list[Row] = []
    for part in _parts(ids):
        marks = ", ".join("?" * len(part))
        sql = f"SELECT {_COLUMNS} FROM journal_entry WHERE id IN ({marks}) ORDER BY id"  # noqa: S608
        found += _rows(_ask(sql, part))
    return found


def between(
    workspace_id: int, source_id: int, since: int, until: int, after: int, most: int
) -> list[Row]:
    """Rows of a source from a moment up to another, after a number."""
    return _rows(
        _ask(
            f"SELECT {_COLUMNS} FROM journal_entry WHERE workspace_id = ? AND source_id = ?"  # noqa: S608
            " AND received_at >= ? AND received_at < ? AND id > ? ORDER BY id LIMIT ?",
            [workspace_id, source_id, since, until, after, most],
        )
    )


def forget(before: int) -> int:
    """Drop what came earlier and is settled, a little at a time, and keys without entries."""
    gone = 0
    for (workspace_id,) in _ask("SELECT DISTINCT workspace_id FROM journal_key", []):
        while some := _forget_some(workspace_id, before):
            gone += some
        with _writing() as ask:
            (eldest,) = ask(
                "SELECT MIN(received_at) FROM journal_entry WHERE workspace_id = ?", [workspace_id]
            )[0]
            limit = before if eldest is None else min(before, int(eldest))
            ask(
                "DELETE FROM journal_key WHERE workspace_id = ? AND day < ?",
                [workspace_id, _day(limit)],
            )
    return gone


def _forget_some(workspace_id: int, before: int) -> int:
    old = (
        "SELECT id FROM journal_entry WHERE workspace_id = ? AND received_at < ?"
        " AND NOT is_waiting LIMIT ?"
    )
    with _writing() as ask:
        return len(
            ask(
                f"DELETE FROM journal_entry WHERE id IN ({old}) RETURNING id",  # noqa: S608
                [workspace_id, before, _FORGOTTEN_AT_ONCE],
            )
        )


def newest_key() -> bytes | None:
    """A wrapped key of the latest day that has one."""
    if connection.vendor == "sqlite" and not Path(place()).exists():
        return None
    rows = _ask("SELECT wrapped FROM journal_key ORDER BY day DESC LIMIT 1", [])
    return bytes(rows[0][0]) if rows else None


def save(target: Path) -> None:
    """Write the journal as of one moment into a file; a database's own copy has it already."""
    if connection.vendor != "sqlite":
        return
    with closing(sqlite3.connect(target)) as other:
        _connection().backup(other)


def load(source: Path) -> None:
    """Put a saved journal in the place of this one; nobody else may have it open."""
    if connection.vendor != "sqlite":
        return
    close()
    target = Path(place())
    fresh = target.with_name(f"{target.name}.restoring")
    fresh.unlink(missing_ok=True)
    if source.exists():
        shutil.copy(source, fresh)
    for leftover in ("", "-wal", "-shm"):
        target.with_name(f"{target.name}{leftover}").unlink(missing_ok=True)
    if source.exists():
        fresh.replace(target)


def close() -> None:
    """Let go of this thread's connections."""
    for opened in _local.__dict__.pop("opened", {}).values():
        opened.close()


def key(workspace_id: int, day: str, fresh: bytes) -> bytes:
    """The wrapped key of a workspace and day: the fresh one where there was none."""
    with _writing() as ask:
        ask(
            "INSERT INTO journal_key (workspace_id, day, wrapped) VALUES (?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            [workspace_id, day, fresh],
        )
        ((found,),) = ask(
            "SELECT wrapped FROM journal_key WHERE workspace_id = ? AND day = ?",
            [workspace_id, day],
        )
    return bytes(found)


def _day(stamp: int) -> str:
    return datetime.fromtimestamp(stamp / 1_000_000, UTC).date().isoformat()


def _parts(ids: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), _MOST):
        yield list(ids[start : start + _MOST])


def _rows(found: Sequence[Any]) -> list[Row]:
    return [(*row[:6], bytes(row[6])) for row in found]


def _ask(sql: str, values: Sequence[Any]) -> list[Any]:
    with _writing(is_reading=True) as ask:
        return ask(sql, values)


@contextmanager
def _writing(*, is_reading: bool = False) -> Iterator[Ask]:
    """A question to the journal inside one transaction; reading needs no lock."""
    with _file(is_reading) if connection.vendor == "sqlite" else _tables() as ask:
        yield ask


@contextmanager
def _tables() -> Iterator[Ask]:
    with transaction.atomic(), connection.cursor() as cursor:

        def ask(sql: str, values: Sequence[Any]) -> list[Any]:
            cursor.execute(sql.replace("?", "%s"), values)
            return list(cursor.fetchall()) if cursor.description else []

        yield ask


@contextmanager
def _file(is_reading: bool) -> Iterator[Ask]:
    opened = _connection()
    opened.execute("BEGIN" if is_reading else "BEGIN IMMEDIATE")
    try:
        yield lambda sql, values: opened.execute(sql, values).fetchall()
    except BaseException:
        opened.execute("ROLLBACK")
        raise
    opened.execute("COMMIT")


def _connection() -> sqlite3.Connection:
    """One connection a thread and file."""
    opened: dict[str, sqlite3.Connection] = _local.__dict__.setdefault("opened", {})
    name = place()
    if name not in opened:
        fresh = sqlite3.connect(name, isolation_level=None, timeout=_PATIENCE)
        fresh.executescript(_PRAGMAS)
        made = TABLES.format(number="INTEGER PRIMARY KEY AUTOINCREMENT", bytes="BLOB")
        fresh.executescript(f"BEGIN IMMEDIATE; {made} COMMIT;")
        opened[name] = fresh
    return opened[name]
