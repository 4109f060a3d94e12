"""Asking and writing: every request with its time limit, its lane and its token."""

import re
import uuid
from collections.abc import Mapping
from typing import Any, Literal

import pyarrow as pa
from clickhouse_connect.driver.client import Client
from django.conf import settings

from huike.base.warehouse.current import ask

Lane = Literal["short", "long"]
Params = Mapping[str, Any] | None

_LONG_SECONDS = 600.0
_MOST_SECONDS = 3600.0
_INSERT_SECONDS = 300.0
# A row keeps its partition for life, so the newest version is found inside one (decision 2); a
# batch of facts may span more months than the engine lets through by default.
_ALWAYS = {
    "do_not_merge_across_partitions_select_final": "1",
    "max_partitions_per_insert_block": "0",
}
_TAG = re.compile(r"[A-Za-z0-9_.:-]{1,80}\Z")
_TABLE = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?\Z")


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
        result = client.query(sql, _bound(sql, params), **request(lane, tag, seconds))
        return [tuple(row) for row in result.result_rows]

    return ask(act, lane=lane)


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
        result = client.query(sql, _bound(sql, params), **request(lane, tag, seconds))
        return [dict(row) for row in result.named_results()]

    return ask(act, lane=lane)


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
            sql, _bound(sql, params), use_strings=True, **request(lane, tag, seconds)
        )

    return ask(act, lane=lane)


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
    call = request(lane, tag, seconds)
    if token is not None:
        call["settings"]["insert_deduplication_token"] = token

    def act(client: Client) -> None:
        client.command(sql, _bound(sql, params), **call)

    ask(act, lane=lane, may_repeat=token is not None)


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
    call = request("long", "", _INSERT_SECONDS)
    call["settings"]["insert_deduplication_token"] = token

    def act(client: Client) -> None:
        client.raw_insert(table, data.column_names, block, fmt="ArrowStream", **call)

    ask(act, lane="insert")


def cancel(tag: str) -> None:
    """Stop every query that was asked under this tag."""
    sql = "KILL QUERY WHERE startsWith(query_id, {prefix:String})"
    call = request("short")

    def act(client: Client) -> None:
        client.command(sql, {"prefix": f"{tag}."}, **call)

    ask(act, lane="control")


def request(lane: Lane, tag: str = "", seconds: float | None = None) -> dict[str, Any]:
    """What goes with one call of a client: its settings and its lane."""
    usual, most = _LONG_SECONDS, _MOST_SECONDS
    if lane == "short":
        usual = most = float(settings.QUESTION_SECONDS)
    asked: dict[str, Any] = {**_ALWAYS, "max_execution_time": f"{min(seconds or usual, most):g}"}
    if tag:
        if not _TAG.match(tag):
            raise ValueError(f"A tag is letters, digits and . : _ -, at most 80, not {tag!r}")
        asked["query_id"] = f"{tag}.{uuid.uuid4().hex}"
    return {"settings": asked, "transport_settings": {"X-Huike-Lane": lane}}


def _bound(sql: str, params: Params) -> dict[str, Any] | None:
    for name in params or ():
        if f"{{{name}:" not in sql:
            raise ValueError(f"The query has no place {{{name}:Type}} for parameter {name!r}")
    return dict(params) if params else None
