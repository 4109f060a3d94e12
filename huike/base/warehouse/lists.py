"""Big lists of ids, as tables that last for a block."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count
from typing import Any

import numpy as np
import pyarrow as pa
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError

from huike.base.warehouse import current
from huike.base.warehouse.asking import execute, insert, request

_IDLE_SESSION_SECONDS = "5"
_numbers = count(1)


@contextmanager
def id_list(ids: "np.ndarray[Any, Any] | Sequence[int]") -> Iterator[str]:
    """A table of ids for the queries of this block: `IN (SELECT id FROM {name})`, any length.

    It belongs to the thread of the block. Up to about 1,000 ids an Array parameter is quicker.
    """
    name = f"ids_{next(_numbers)}"
    column = pa.array(np.asarray(ids, dtype=np.uint32))
    outer = current.session.get()
    if outer is not None:
        with _list_in(outer, name, column):
            yield name
        return
    with current.warehouse().session() as client:
        mark = current.session.set(client)
        try:
            with _list_in(client, name, column):
                yield name
        finally:
            current.session.reset(mark)


@contextmanager
def _list_in(client: Client, name: str, ids: pa.Array) -> Iterator[None]:
    execute(f"CREATE TEMPORARY TABLE {name} (id UInt32) ENGINE = Memory", lane="short")
    try:
        insert(name, pa.table({"id": ids}), token=name)
        yield
    finally:
        _drop_list(client, name)


def _drop_list(client: Client, name: str) -> None:
    call = request("short")
    call["settings"]["session_timeout"] = _IDLE_SESSION_SECONDS
    try:
        client.command(f"DROP TEMPORARY TABLE IF EXISTS {name}", **call)
    except DatabaseError:
        return  # the engine fell, and the table with it: the block's own error says so
