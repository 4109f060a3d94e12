"""The warehouse's door: ask, write, and know that a write lands once.

Parameters are bound by the engine, written `{name:Type}`; a user's text never becomes SQL.
Every query has a time limit: 2 s on the short lane, 10 minutes on the long one.
"""

import re
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any, Literal, TypeVar

import numpy as np
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from django.conf import settings
from django.utils.module_loading import import_string

from huike.base.warehouse import migrations
from huike.base.warehouse.client import Warehouse
from huike.base.warehouse.errors import (
    QueryCancelled,
    QueryRefused,
    QueryTooBig,
    QueryTooLong,
    WarehouseBusy,
    WarehouseDown,
)
from huike.base.warehouse.migrations import Change, Migration
from huike.base.warehouse.schema import Table, ddl, undo
from huike.base.warehouse.sql import load

__all__ = [
    "Change",
    "Migration",
    "QueryCancelled",
    "QueryRefused",
    "QueryTooBig",
    "QueryTooLong",
    "Table",
    "WarehouseBusy",
    "WarehouseDown",
    "cancel",
    "close",
    "create_table",
    "drop_table",
    "execute",
    "id_list",
    "insert",
    "is_embedded",
    "load",
    "migrate",
    "ping",
    "scalar",
    "select",
    "select_arrow",
    "select_dicts",
    "server_version",
    "use_database",
]

T = TypeVar("T")
Lane = Literal["short", "long"]
Params = Mapping[str, Any] | None

_SECONDS: dict[str, float] = {"short": 2.0, "long": 600.0}
_INSERT_SECONDS = 300.0
_MIGRATIONS = "huike.library.facts.migrations.MIGRATIONS"  # named, not imported: facts stand above
_TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?\Z")
_list_numbers = count(1)
_session: ContextVar[Client | None] = ContextVar("warehouse_session", default=None)
_chosen = threading.Lock()
_database: list[str] = []


def select(
    sql: str,
    params: Params = None,
    *,
    lane: Lane = "short",
    tag: str = "",
    seconds: float | None = None,
) -> list[tuple[Any, ...]]:
    """Rows of a query, as tuples."""

    def act(client: Client) -> list[tuple[Any, ...]]:
        result = client.query(sql, _bound(sql, params), **_call(lane, tag, seconds))
        return [tuple(row) for row in result.result_rows]

    return _ask(act, lane=lane)


def select_dicts(
    sql: str,
    params: Params = None,
    *,
    lane: Lane = "short",
    tag: str = "",
    seconds: float | None = None,
) -> list[dict[str, Any]]:
    """Rows of a query, each by column name."""

    def act(client: Client) -> list[dict[str, Any]]:
        result = client.query(sql, _bound(sql, params), **_call(lane, tag, seconds))
        return [dict(row) for row in result.named_results()]

    return _ask(act, lane=lane)


def select_arrow(
    sql: str,
    params: Params = None,
    *,
    lane: Lane = "short",
    tag: str = "",
    seconds: float | None = None,
) -> pa.Table:
    """Rows of a query as an Arrow table: the quick way for many."""

    def act(client: Client) -> pa.Table:
        return client.query_arrow(
            sql, _bound(sql, params), use_strings=True, **_call(lane, tag, seconds)
        )

    return _ask(act, lane=lane)


def scalar(
    sql: str,
    params: Params = None,
    *,
    lane: Lane = "short",
    tag: str = "",
    seconds: float | None = None,
) -> Any:
    """The first value of the first row, or nothing."""
    rows = select(sql, params, lane=lane, tag=tag, seconds=seconds)
    return rows[0][0] if rows else None


def execute(
    sql: str,
    params: Params = None,
    *,
    lane: Lane = "long",
    token: str | None = None,
    tag: str = "",
    seconds: float | None = None,
) -> None:
    """Run a statement that changes something; with a token an INSERT … SELECT lands once."""
    call = _call(lane, tag, seconds)
    if token is not None:
        call["settings"]["insert_deduplication_token"] = token

    def act(client: Client) -> None:
        client.command(sql, _bound(sql, params), **call)

    _ask(act, lane=lane, may_repeat=token is not None)


def insert(table: str, data: pa.Table, *, token: str) -> None:
    """Write rows in one batch that lands once, however often the same token is sent."""
    if not _TABLE.match(table):
        raise ValueError(f"{table!r} is not the name of a table")
    if data.num_rows == 0:
        return
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, data.schema) as out:
        out.write_table(data)
    block = sink.getvalue().to_pybytes()
    call = _call("long", "", _INSERT_SECONDS)
    call["settings"]["insert_deduplication_token"] = token

    def act(client: Client) -> None:
        client.raw_insert(table, data.column_names, block, fmt="ArrowStream", **call)

    _ask(act, lane="insert")


@contextmanager
def id_list(ids: "np.ndarray[Any, Any] | Sequence[int]") -> Iterator[str]:
    """A table of ids for the queries of this block: `IN (SELECT id FROM {name})`, any length."""
    name = f"ids_{next(_list_numbers)}"
    column = pa.array(np.asarray(ids, dtype=np.uint32))
    outer = _session.get()
    if outer is not None:
        with _list_in(outer, name, column):
            yield name
        return
    with _warehouse().session() as client:
        mark = _session.set(client)
        try:
            with _list_in(client, name, column):
                yield name
        finally:
            _session.reset(mark)


def cancel(tag: str) -> None:
    """Stop every query that was asked under this tag."""
    sql = "KILL QUERY WHERE startsWith(query_id, {prefix:String})"
    call = _call("short", "", None)

    def act(client: Client) -> None:
        client.command(sql, {"prefix": f"{tag}."}, **call)

    _ask(act, lane="control")


def ping() -> None:
    """Come back if the warehouse answers; otherwise say what is wrong."""
    scalar("SELECT 1")


def server_version() -> str:
    """The engine's own version."""
    return str(scalar("SELECT version()"))


def is_embedded() -> bool:
    """Whether the warehouse is the local engine."""
    return _warehouse().is_embedded


def create_table(table: Table) -> None:
    """Make a working table (one that no migration knows), here or on the cluster."""
    for statement in ddl(table, _warehouse().cluster):
        execute(statement)


def drop_table(table: Table) -> None:
    """Remove a working table; one that is not there is no error."""
    for statement in undo(table, _warehouse().cluster):
        execute(statement)


def migrate(steps: Sequence[Migration] | None = None) -> list[int]:
    """Bring the tables up to date; gives the numbers of the steps applied."""
    if steps is None:
        steps = import_string(_MIGRATIONS)
    _make_database()
    return migrations.apply(steps, cluster=_warehouse().cluster, runner=_Migrator())


@contextmanager
def use_database(name: str) -> Iterator[None]:
    """Send every call of this process to another database (tests)."""
    with _chosen:
        _database.append(name)
    try:
        yield
    finally:
        with _chosen:
            _database.remove(name)


def close() -> None:
    """Let go of all clients."""
    _warehouse().close()


def _make_database() -> None:
    warehouse = _warehouse()
    name = _database[-1] if _database else warehouse.database
    on_cluster = f" ON CLUSTER `{warehouse.cluster}`" if warehouse.cluster else ""
    with use_database("default"):
        execute(f"CREATE DATABASE IF NOT EXISTS `{name}`{on_cluster}", lane="short")


class _Migrator:
    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return select(sql)

    def change(self, sql: str, token: str | None) -> None:
        execute(sql, token=token)


def _warehouse() -> Warehouse:
    return _opened(settings.WAREHOUSE_URL, settings.HUIKE_HOME)


@cache
def _opened(url: str, home: Path) -> Warehouse:
    return Warehouse(url, home)


def _ask(act: Callable[[Client], T], *, lane: str, may_repeat: bool = True) -> T:
    database = _database[-1] if _database else _warehouse().database
    client = _session.get()
    if client is None:
        return _warehouse().call(
            lambda free: act(_on(free, database)), lane=lane, may_repeat=may_repeat
        )
    try:
        return act(_on(client, database))
    except DatabaseError as error:
        raise _warehouse().refusal(error) from error


def _on(client: Client, database: str) -> Client:
    client.database = database
    return client


def _call(lane: Lane, tag: str, seconds: float | None) -> dict[str, Any]:
    limit = min(seconds or _SECONDS[lane], _SECONDS["short"] if lane == "short" else 3600.0)
    asked: dict[str, Any] = {"max_execution_time": f"{limit:g}"}
    if tag:
        asked["query_id"] = f"{tag}.{uuid.uuid4().hex}"
    return {"settings": asked, "transport_settings": {"X-Huike-Lane": lane}}


def _bound(sql: str, params: Params) -> dict[str, Any] | None:
    for name in params or ():
        if f"{{{name}:" not in sql:
            raise ValueError(f"The query has no place {{{name}:Type}} for parameter {name!r}")
    return dict(params) if params else None


@contextmanager
def _list_in(client: Client, name: str, ids: pa.Array) -> Iterator[None]:
    execute(f"CREATE TEMPORARY TABLE {name} (id UInt32) ENGINE = Memory", lane="short")
    try:
        insert(name, pa.table({"id": ids}), token=name)
        yield
    finally:
        execute(f"DROP TEMPORARY TABLE IF EXISTS {name}", lane="short")
