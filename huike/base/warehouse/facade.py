"""The warehouse's door: ask, write, and know that a write lands once.

Parameters are bound by the engine, written `{name:Type}`; a user's text never becomes SQL.
Every query has a time limit: 2 s on the short lane, 10 minutes on the long one.
"""

from collections.abc import Sequence

from django.utils.module_loading import import_string

from huike.base.warehouse import current, migrations
from huike.base.warehouse.asking import (
    cancel,
    execute,
    insert,
    scalar,
    select,
    select_arrow,
    select_dicts,
)
from huike.base.warehouse.current import use_database
from huike.base.warehouse.errors import (
    QueryCancelled,
    QueryRefused,
    QueryTooBig,
    QueryTooLong,
    WarehouseBusy,
    WarehouseDown,
)
from huike.base.warehouse.lists import id_list
from huike.base.warehouse.migrations import Change, Migration, MoreColumns
from huike.base.warehouse.schema import Table, ddl, undo
from huike.base.warehouse.sql import load

__all__ = [
    "Change",
    "Migration",
    "MoreColumns",
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
    "is_up",
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

_MIGRATIONS = "huike.library.facts.migrations.MIGRATIONS"  # named, not imported: facts stand above


def ping() -> None:
    """Come back if the warehouse answers; otherwise say what is wrong."""
    scalar("SELECT 1")


def is_up() -> bool:
    """Whether the warehouse answers right now; starts nothing and waits for nothing."""
    return current.warehouse().is_up()


def server_version() -> str:
    """The engine's own version."""
    return str(scalar("SELECT version()"))


def is_embedded() -> bool:
    """Whether the warehouse is the local engine."""
    return current.warehouse().is_embedded


def create_table(table: Table) -> None:
    """Make a working table (one that no migration knows), here or on the cluster."""
    for statement in ddl(table, current.warehouse().cluster):
        execute(statement)


def drop_table(table: Table) -> None:
    """Remove a working table; one that is not there is no error."""
    for statement in undo(table, current.warehouse().cluster):
        execute(statement)


def migrate(steps: Sequence[Migration] | None = None) -> list[int]:
    """Bring the tables up to date; gives the numbers of the steps applied."""
    if steps is None:
        steps = import_string(_MIGRATIONS)
    _make_database()
    return migrations.apply(steps, cluster=current.warehouse().cluster, runner=_Migrator())


def close() -> None:
    """Let go of all clients."""
    current.warehouse().close()


def _make_database() -> None:
    name, cluster = current.database(), current.warehouse().cluster
    on_cluster = f" ON CLUSTER `{cluster}`" if cluster else ""
    with use_database("default"):
        execute(f"CREATE DATABASE IF NOT EXISTS `{name}`{on_cluster}", lane="short")


class _Migrator:
    def rows(self, sql: str) -> list[tuple[object, ...]]:
        return select(sql)

    def change(self, sql: str, token: str | None) -> None:
        execute(sql, token=token)
