"""Which warehouse, database and session the calls of this process go to."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path
from typing import TypeVar

from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import DatabaseError
from django.conf import settings

from huike.base.warehouse.client import Warehouse

T = TypeVar("T")

session: ContextVar[Client | None] = ContextVar("warehouse_session", default=None)
_chosen = threading.Lock()
_databases: list[str] = []


def warehouse() -> Warehouse:
    """The warehouse of the settings."""
    return _opened(settings.WAREHOUSE_URL, settings.HUIKE_HOME)


def database() -> str:
    """The database of the URL, or the one a test has chosen."""
    return _databases[-1] if _databases else warehouse().database


@contextmanager
def use_database(name: str) -> Iterator[None]:
    """Send every call of this process to another database (tests)."""
    with _chosen:
        _databases.append(name)
    try:
        yield
    finally:
        with _chosen:
            _databases.remove(name)


def ask(act: Callable[[Client], T], *, lane: str, may_repeat: bool = True) -> T:
    """Run one act: in the session of the block around it, or on any free client."""
    client = session.get()
    if client is None:
        return warehouse().call(lambda free: act(_on(free)), lane=lane, may_repeat=may_repeat)
    try:
        return act(_on(client))
    except DatabaseError as error:
        raise warehouse().refusal(error) from error


def _on(client: Client) -> Client:
    client.database = database()
    return client


@cache
def _opened(url: str, home: Path) -> Warehouse:
    return Warehouse(url, home)
