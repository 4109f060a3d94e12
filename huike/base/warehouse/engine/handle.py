"""One connection to the engine inside this process, with its state known at every moment."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from huike.base.warehouse.engine.errors import UNKNOWN_SETTING, Refused, from_engine

_SETTING = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


@dataclass(frozen=True, kw_only=True)
class Work:
    """One statement with all that it needs."""

    sql: str
    format: str = "TabSeparated"
    params: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    database: str = ""
    data: bytes | None = None  # rows for an INSERT, in `format`
    mark: str = ""  # comment put before the statement, by which it can be found and stopped


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came of it: bytes in the format asked for, and how much was read or written."""

    body: bytes
    read_rows: int = 0
    read_bytes: int = 0
    written_rows: int = 0
    written_bytes: int = 0
    seconds: float = 0.0


def quoted(text: str) -> str:
    """A string literal of ClickHouse."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Handle:
    """Settings and database are applied as differences, so equal requests pay nothing for them."""

    def __init__(self, connect: Callable[[], Any], base_settings: dict[str, str]) -> None:
        self._connect = connect
        self._base = base_settings
        self._connection: Any = connect()
        self._applied: dict[str, str] = {}
        self._database = "default"

    def renew(self) -> None:
        """A fresh connection: no temporary tables, no settings, no database chosen."""
        self._connection.close()
        self._connection = self._connect()
        self._applied = {}
        self._database = "default"

    def close(self) -> None:
        """Give the connection back to the engine."""
        self._connection.close()

    def count_statements(self, sql: str) -> tuple[int, str]:
        """How many statements the engine's own parser sees, and of what kind the strictest is."""
        report = self._connection._conn.classify_query(sql)
        return report["statement_count"], report["query_class"].name

    def run(self, work: Work) -> Answer:
        """Run one statement under exactly the settings and database it names."""
        try:
            self._use(work.database or "default")
            self._apply({**self._base, **work.settings})
            if work.data is not None:
                return self._insert(work)
            result = self._connection.query(work.mark + work.sql, work.format, params=work.params)
        except Refused:
            raise
        except Exception as error:  # chDB raises RuntimeError and its own ChdbError
            raise from_engine(error) from error
        return Answer(
            body=result.bytes() or b"",
            read_rows=result.rows_read(),
            read_bytes=result.bytes_read(),
            seconds=result.elapsed(),
        )

    def _insert(self, work: Work) -> Answer:
        with self._connection.send_insert(work.mark + work.sql, work.format) as rows:
            if work.data:
                rows.append(work.data)
            done = rows.finish()
        return Answer(
            body=b"",
            written_rows=done.rows_written,
            written_bytes=done.bytes_written,
            seconds=done.elapsed,
        )

    def _use(self, database: str) -> None:
        if database != self._database:
            escaped = database.replace("\\", "\\\\").replace("`", "\\`")
            self._connection.query(f"USE `{escaped}`")
            self._database = database

    def _apply(self, wanted: dict[str, str]) -> None:
        if wanted == self._applied:
            return
        for name in [name for name in self._applied if name not in wanted]:
            self._connection.query(f"SET {name} = DEFAULT")
            del self._applied[name]
        for name, value in wanted.items():
            if self._applied.get(name) != value:
                if not _SETTING.match(name):
                    raise Refused(UNKNOWN_SETTING, f"Unknown setting {name!r}")
                self._connection.query(f"SET {name} = {quoted(value)}")
                self._applied[name] = value
