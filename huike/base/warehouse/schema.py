"""Tables declared once, and written as DDL for the one engine or for a cluster of servers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["replacing", "plain"]
Spread = Literal["customer", "everywhere"]

DEDUPLICATION_WINDOW = 1000
SHARD_SUFFIX = "_shard"
_REPLICA_PATH = "/clickhouse/tables/{database}/{table}"


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table of facts; `replacing` keeps the newest version of each key, `plain` every row.

    A row's partition must never change: reading the newest versions looks inside one partition.
    On a cluster, rows are spread by customer so that work per customer stays on its shard, or
    kept `everywhere` (small tables that others are joined with).
    """

    name: str
    columns: Mapping[str, str]
    order_by: str
    partition_by: str = ""
    kind: Kind = "plain"
    version: str = "version"
    deleted: str = ""
    spread: Spread = "customer"
    shard_by: str = "cityHash64(customer_id)"
    settings: Mapping[str, str] = field(default_factory=dict)
    codecs: Mapping[str, str] = field(default_factory=dict)  # of columns that LZ4 does not suit
    extras: tuple[str, ...] = ()  # indexes and projections, as lines of the column list


def ddl(table: Table, cluster: str = "") -> list[str]:
    """The statements that make the table: one for one server, two for a spread one."""
    if not cluster:
        return [_create(table, table.name, "", _engine(table))]
    local_name = table.name if table.spread == "everywhere" else table.name + SHARD_SUFFIX
    made = [_create(table, local_name, cluster, _replicated_engine(table))]
    if table.spread == "customer":
        made.append(
            f"CREATE TABLE IF NOT EXISTS {table.name} ON CLUSTER {_name(cluster)} AS {local_name}\n"
            f"ENGINE = Distributed({_name(cluster)}, currentDatabase(), {local_name}, "
            f"{table.shard_by})"
        )
    return made


def undo(table: Table, cluster: str = "") -> list[str]:
    """The statements that remove the table again, its data at once."""
    if not cluster:
        return [f"DROP TABLE IF EXISTS {table.name} SYNC"]
    names = [table.name]
    if table.spread == "customer":
        names.append(table.name + SHARD_SUFFIX)
    return [f"DROP TABLE IF EXISTS {name} ON CLUSTER {_name(cluster)} SYNC" for name in names]


def add_columns(table: Table, columns: Mapping[str, str], cluster: str = "") -> list[str]:
    """The statements that add columns to a table that already stands."""
    parts = ", ".join(f"ADD COLUMN IF NOT EXISTS {name} {kind}" for name, kind in columns.items())
    if not cluster:
        return [f"ALTER TABLE {table.name} {parts}"]
    names = [table.name]
    if table.spread == "customer":
        names.insert(0, table.name + SHARD_SUFFIX)
    return [f"ALTER TABLE {name} ON CLUSTER {_name(cluster)} {parts}" for name in names]


def stored_name(table: Table, cluster: str = "") -> str:
    """The table that mutations (ALTER … DELETE) must name."""
    is_spread = cluster and table.spread == "customer"
    return table.name + SHARD_SUFFIX if is_spread else table.name


def _create(table: Table, made: str, cluster: str, engine: str) -> str:
    on_cluster = f" ON CLUSTER {_name(cluster)}" if cluster else ""
    lines = [f"    {name} {kind}{_codec(table, name)}" for name, kind in table.columns.items()]
    lines += [f"    {extra}" for extra in table.extras]
    partition = f"PARTITION BY {table.partition_by}\n" if table.partition_by else ""
    window = "replicated" if cluster else "non_replicated"
    settings = {f"{window}_deduplication_window": str(DEDUPLICATION_WINDOW), **table.settings}
    listed = ", ".join(f"{key} = {value}" for key, value in settings.items())
    return (
        f"CREATE TABLE IF NOT EXISTS {made}{on_cluster} (\n"
        + ",\n".join(lines)
        + f"\n)\nENGINE = {engine}\n{partition}ORDER BY {table.order_by}\nSETTINGS {listed}"
    )


def _codec(table: Table, column: str) -> str:
    return f" CODEC({table.codecs[column]})" if column in table.codecs else ""


def _engine(table: Table) -> str:
    if table.kind == "plain":
        return "MergeTree"
    return f"ReplacingMergeTree({_replacing(table)})"


def _replicated_engine(table: Table) -> str:
    shard = "" if table.spread == "everywhere" else "/{shard}"
    where = f"'{_REPLICA_PATH}{shard}', '{{replica}}'"
    if table.kind == "plain":
        return f"ReplicatedMergeTree({where})"
    return f"ReplicatedReplacingMergeTree({where}, {_replacing(table)})"


def _replacing(table: Table) -> str:
    return f"{table.version}, {table.deleted}" if table.deleted else table.version


def _name(text: str) -> str:
    return "`" + text.replace("`", "") + "`"
