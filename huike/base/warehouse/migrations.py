"""Changes of the warehouse's tables: numbered, applied once, safe to run again after a crash."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from huike.base.warehouse.schema import Table, add_columns, ddl

_RECORD = Table(
    name="schema_migrations",
    columns={"number": "UInt32", "name": "String", "applied_at": "DateTime64(3, 'UTC')"},
    order_by="number",
    kind="replacing",
    version="applied_at",
    spread="everywhere",
)


@dataclass(frozen=True, kw_only=True)
class Change:
    """A statement for one server, and its counterpart for a cluster where that differs.

    It must be repeatable (IF [NOT] EXISTS, or an INSERT, which gets a token of its own):
    a crash between change and record runs it again.
    """

    sql: str
    on_cluster: str = ""


@dataclass(frozen=True, kw_only=True)
class MoreColumns:
    """Columns of a table's declaration that installations from before do not have yet."""

    table: Table
    names: Sequence[str]


@dataclass(frozen=True, kw_only=True)
class Migration:
    """One numbered step; tables are created from their declaration."""

    number: int
    name: str
    changes: Sequence[Table | Change | MoreColumns]

    def statements(self, cluster: str) -> list[str]:
        """The SQL of this step for one server or for a cluster."""
        made: list[str] = []
        for change in self.changes:
            if isinstance(change, Table):
                made += ddl(change, cluster)
            elif isinstance(change, MoreColumns):
                wanted = {name: change.table.columns[name] for name in change.names}
                made += add_columns(change.table, wanted, cluster)
            else:
                made.append(change.on_cluster if cluster and change.on_cluster else change.sql)
        return made


class Runner(Protocol):
    """What applying needs from the warehouse."""

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of a query."""

    def change(self, sql: str, token: str | None) -> None:
        """Run a statement; a token makes an INSERT land once."""


def apply(migrations: Sequence[Migration], *, cluster: str, runner: Runner) -> list[int]:
    """Apply what is missing, in order of number; gives the numbers applied."""
    numbers = [migration.number for migration in migrations]
    if numbers != sorted(set(numbers)):
        raise ValueError(f"Migrations must be listed by rising number, but are {numbers}")
    for statement in ddl(_RECORD, cluster):
        runner.change(statement, None)
    done = {row[0] for row in runner.rows("SELECT number FROM schema_migrations")}
    applied = []
    for migration in migrations:
        if migration.number in done:
            continue
        for position, statement in enumerate(migration.statements(cluster)):
            is_insert = statement.lstrip()[:6].upper() == "INSERT"
            token = f"migration-{migration.number}-{position}" if is_insert else None
            runner.change(statement, token)
        runner.change(
            "INSERT INTO schema_migrations (number, name, applied_at) "
            f"SELECT {migration.number:d}, '{_plain(migration.name)}', now64(3)",
            f"migration-{migration.number}",
        )
        applied.append(migration.number)
    return applied


def _plain(name: str) -> str:
    if not name.replace("_", "").isalnum():
        raise ValueError(f"A migration's name is letters, digits and underscores, not {name!r}")
    return name
