"""Declared tables become DDL that the engine itself parses, for one machine and for a cluster."""

from types import ModuleType

import pytest

from huike.base.warehouse import schema
from huike.base.warehouse.schema import Table

ORDERS = Table(
    name="orders",
    columns={
        "workspace_id": "UInt32",
        "customer_id": "UInt32",
        "order_no": "String",
        "ordered_at": "DateTime64(3, 'UTC')",
        "amount": "Int64",
        "version": "UInt64",
        "is_deleted": "UInt8 DEFAULT 0",
    },
    order_by="(workspace_id, customer_id, order_no)",
    partition_by="toYYYYMM(ordered_at)",
    kind="replacing",
    version="version",
    deleted="is_deleted",
    settings={"index_granularity": "4096"},
    extras=("INDEX by_no order_no TYPE bloom_filter GRANULARITY 4",),
)
PRODUCTS = Table(
    name="products",
    columns={"workspace_id": "UInt32", "sku": "String"},
    order_by="(workspace_id, sku)",
    spread="everywhere",
)


def parsed(warehouse: ModuleType, sql: str) -> str:
    return str(warehouse.scalar("SELECT formatQuerySingleLine({q:String})", {"q": sql}))


def test_one_machine(bare_warehouse: ModuleType) -> None:
    (made,) = schema.ddl(ORDERS)
    assert parsed(bare_warehouse, made) == (
        "CREATE TABLE IF NOT EXISTS orders (`workspace_id` UInt32, `customer_id` UInt32, "
        "`order_no` String, `ordered_at` DateTime64(3, 'UTC'), `amount` Int64, `version` UInt64, "
        "`is_deleted` UInt8 DEFAULT 0, INDEX by_no order_no TYPE bloom_filter GRANULARITY 4) "
        "ENGINE = ReplacingMergeTree(version, is_deleted) PARTITION BY toYYYYMM(ordered_at) "
        "ORDER BY (workspace_id, customer_id, order_no) "
        "SETTINGS non_replicated_deduplication_window = 1000, index_granularity = 4096"
    )


def test_a_cluster_shards_by_customer(bare_warehouse: ModuleType) -> None:
    local_table, spread_table = schema.ddl(ORDERS, "main")
    text = parsed(bare_warehouse, local_table)
    assert text.startswith("CREATE TABLE IF NOT EXISTS orders_shard ON CLUSTER main (")
    assert (
        "ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{database}/{table}/{shard}', "
        "'{replica}', version, is_deleted)"
    ) in text
    assert "SETTINGS replicated_deduplication_window = 1000, index_granularity = 4096" in text
    assert parsed(bare_warehouse, spread_table) == (
        "CREATE TABLE IF NOT EXISTS orders ON CLUSTER main AS orders_shard "
        "ENGINE = Distributed(main, currentDatabase(), orders_shard, cityHash64(customer_id))"
    )


def test_a_small_table_is_kept_everywhere(bare_warehouse: ModuleType) -> None:
    (made,) = schema.ddl(PRODUCTS, "main")
    text = parsed(bare_warehouse, made)
    assert "CREATE TABLE IF NOT EXISTS products ON CLUSTER main" in text
    assert "ReplicatedMergeTree('/clickhouse/tables/{database}/{table}', '{replica}')" in text


@pytest.mark.parametrize("cluster", ["", "main"])
def test_columns_are_added_wherever_the_table_lies(
    bare_warehouse: ModuleType, cluster: str
) -> None:
    made = schema.add_columns(ORDERS, {"note": "String", "rank": "UInt8"}, cluster)
    texts = [parsed(bare_warehouse, sql) for sql in made]
    assert len(texts) == (2 if cluster else 1)
    assert texts[0] == (
        f"ALTER TABLE {schema.stored_name(ORDERS, cluster)}"
        + (" ON CLUSTER main" if cluster else "")
        + " (ADD COLUMN IF NOT EXISTS `note` String), (ADD COLUMN IF NOT EXISTS `rank` UInt8)"
    )


def test_the_embedded_text_runs_twice_and_drops_repeated_tokens(bare_warehouse: ModuleType) -> None:
    for _ in range(2):
        for sql in schema.ddl(ORDERS):
            bare_warehouse.execute(sql)
    for _ in range(2):
        bare_warehouse.execute(
            "INSERT INTO orders (workspace_id, order_no) VALUES (1, 'x')", token="t"
        )
    assert bare_warehouse.scalar("SELECT count() FROM orders") == 1
