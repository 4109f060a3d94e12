"""The declared tables: what the engine makes of them, alone and on a cluster."""

from types import ModuleType

import pytest

from huike.base.warehouse.schema import Table, ddl
from huike.library.facts.migrations import MIGRATIONS
from huike.library.facts.tables import TABLES

NAMES = [table.name for table in TABLES]


def made(warehouse: ModuleType, name: str) -> str:
    return str(
        warehouse.scalar(
            "SELECT engine_full FROM system.tables WHERE database = currentDatabase()"
            " AND name = {name:String}",
            {"name": name},
        )
    )


def test_the_steps_make_every_table(warehouse: ModuleType) -> None:
    listed = [one.name for step in MIGRATIONS for one in step.changes if isinstance(one, Table)]
    assert sorted(listed) == sorted(NAMES)
    stands = "SELECT name FROM system.tables WHERE database = currentDatabase()"
    assert set(NAMES) <= {name for (name,) in warehouse.select(stands)}


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_every_table_begins_with_its_workspace_and_drops_a_batch_sent_twice(
    warehouse: ModuleType, table: Table
) -> None:
    assert next(iter(table.columns)) == "workspace_id"
    assert table.order_by.startswith("(workspace_id, ")
    assert "non_replicated_deduplication_window = 1000" in made(warehouse, table.name)


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_tables_with_versions_settle_and_hide_what_is_deleted(
    warehouse: ModuleType, table: Table
) -> None:
    engine = made(warehouse, table.name)
    assert ("ReplacingMergeTree(version" in engine) == ("version" in table.columns)
    assert ("ReplacingMergeTree(version, is_deleted)" in engine) == ("is_deleted" in table.columns)
    assert ("min_age_to_force_merge_on_partition_only = 1" in engine) == (
        "version" in table.columns
    )


@pytest.mark.parametrize("table", TABLES, ids=NAMES)
def test_the_engine_reads_the_tables_of_a_cluster(warehouse: ModuleType, table: Table) -> None:
    for statement in ddl(table, "main"):
        read = warehouse.scalar("SELECT formatQuerySingleLine({sql:String})", {"sql": statement})
        assert "ON CLUSTER main" in read


def test_a_partition_is_pruned_before_versions_are_reconciled(warehouse: ModuleType) -> None:
    """Without the setting of every call, two parts of other months would be read as well."""
    warehouse.execute(
        "INSERT INTO orders (workspace_id, order_no, ordered_at, version)"
        " SELECT 1, toString(number), toDateTime64('2026-01-15 00:00:00', 3, 'UTC')"
        " + toIntervalMonth(number), 1 FROM numbers(3)"
    )
    plan = warehouse.select(
        "EXPLAIN indexes = 1 SELECT sum(amount) FROM orders FINAL WHERE workspace_id = 1"
        " AND ordered_at >= toDateTime64('2026-03-01 00:00:00', 3, 'UTC')"
    )
    assert "Parts: 1/3" in {line.strip() for (line,) in plan}
