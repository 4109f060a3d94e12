"""The shared pieces of SQL, held to small numbers that were reckoned by hand."""

from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import pytest

from huike.base.access.facade import Scope
from huike.library.facts import facade as facts
from tests.library.facts.rows import land

MARCH, APRIL = datetime(2026, 3, 31, 23, 59, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
WORKSPACE = "{workspace:UInt32}"


def order(order_no: str, customer_id: int = 1, **more: Any) -> dict[str, Any]:
    return {
        "shop_id": 1,
        "order_no": order_no,
        "customer_id": customer_id,
        "origin_id": customer_id,
        "amount": 100,
        **more,
    }


def figures(warehouse: ModuleType, *, mapped: bool = False) -> dict[int, tuple[int, ...]]:
    """Orders, spend, refunds and net of each customer of workspace 1."""
    source = facts.current("orders", workspace=WORKSPACE if mapped else "")
    columns = ", ".join(facts.FIGURES.values())
    rows = warehouse.select(
        f"SELECT customer_id, {columns} FROM {source} WHERE workspace_id = {WORKSPACE}"
        " GROUP BY customer_id",
        {"workspace": 1},
    )
    return {row[0]: row[1:] for row in rows}


def test_the_newest_version_of_an_order_stands(warehouse: ModuleType) -> None:
    land("orders", order("a", version=2, amount=300), order("b"), token="1")
    land("orders", order("a", version=3, amount=500, refund=50), token="2")
    land("orders", order("a", version=1, amount=900), token="3")
    assert figures(warehouse) == {1: (2, 600, 50, 550)}


def test_of_equal_versions_the_last_to_land_stands(warehouse: ModuleType) -> None:
    land("orders", order("a", amount=300), token="1")
    land("orders", order("a", amount=500), token="2")
    assert figures(warehouse) == {1: (1, 500, 0, 500)}


def test_versions_replace_each_other_after_the_parts_are_one(warehouse: ModuleType) -> None:
    land("orders", order("a", amount=300), order("gone"), token="1")
    land("orders", order("a", version=2), order("gone", version=2, is_deleted=1), token="2")
    warehouse.execute("OPTIMIZE TABLE orders FINAL")
    assert figures(warehouse) == {1: (1, 100, 0, 100)}


def test_a_deleted_order_is_gone_until_it_lands_again(warehouse: ModuleType) -> None:
    land("orders", order("a"), order("b"), token="1")
    land("orders", order("a", version=2, is_deleted=1), token="2")
    assert figures(warehouse) == {1: (1, 100, 0, 100)}
    land("orders", order("a", version=3), token="3")
    assert figures(warehouse) == {1: (2, 200, 0, 200)}


def test_a_cancelled_order_is_neither_counted_nor_earned(warehouse: ModuleType) -> None:
    land("orders", order("a"), order("b"), order("c", status="refunded", refund=100), token="1")
    land("orders", order("b", version=2, status="cancelled", refund=100), token="2")
    assert figures(warehouse) == {1: (2, 200, 200, 0)}


def test_returns_and_adjustments_are_no_orders_but_returns_cost(warehouse: ModuleType) -> None:
    land(
        "orders",
        order("a"),
        order("b", kind="return", amount=0, refund=30),
        order("c", kind="adjustment", amount=0),
        token="1",
    )
    assert figures(warehouse) == {1: (1, 100, 30, 70)}


def test_the_same_number_in_two_shops_or_workspaces_is_two_orders(warehouse: ModuleType) -> None:
    land(
        "orders",
        order("a"),
        order("a", shop_id=2),
        order("a", customer_id=9, workspace_id=2),
        token="1",
    )
    assert figures(warehouse) == {1: (2, 200, 0, 200)}


def test_an_order_found_to_be_somebodys_leaves_the_anonymous(warehouse: ModuleType) -> None:
    land("orders", order("a", customer_id=0), token="1")
    land("orders", order("a", customer_id=5, version=2), token="2")
    assert figures(warehouse) == {5: (1, 100, 0, 100)}


def test_a_version_may_move_an_order_within_its_month_only(warehouse: ModuleType) -> None:
    """Whoever lands versions keeps the month: the newest one is sought inside a partition."""
    land("orders", order("a", ordered_at=datetime(2026, 3, 1, tzinfo=UTC)), token="1")
    land("orders", order("a", ordered_at=MARCH, version=2), token="2")
    assert figures(warehouse) == {1: (1, 100, 0, 100)}
    land("orders", order("a", ordered_at=APRIL, version=3), token="3")
    assert figures(warehouse) == {1: (2, 200, 0, 200)}


def test_events_stand_as_they_landed(warehouse: ModuleType) -> None:
    assert facts.current("events") == "events"
    assert facts.current("order_lines") == "order_lines FINAL"


def test_facts_of_a_merged_person_count_for_the_survivor(warehouse: ModuleType) -> None:
    land("orders", order("a", 1), order("b", 2), order("c", 3), order("d", 0), token="1")
    land("overrides", {"customer_id": 2, "survivor_id": 1}, token="1")
    land("overrides", {"customer_id": 3, "survivor_id": 1, "workspace_id": 2}, token="2")
    assert figures(warehouse, mapped=True) == {
        0: (1, 100, 0, 100),
        1: (2, 200, 0, 200),
        3: (1, 100, 0, 100),
    }
    assert figures(warehouse)[2] == (1, 100, 0, 100)


def test_a_merge_taken_back_gives_everybody_their_own(warehouse: ModuleType) -> None:
    land("orders", order("a", 1), order("b", 2), token="1")
    land("overrides", {"customer_id": 2, "survivor_id": 1}, token="1")
    land(
        "overrides", {"customer_id": 2, "survivor_id": 1, "version": 2, "is_deleted": 1}, token="2"
    )
    assert figures(warehouse, mapped=True) == {1: (1, 100, 0, 100), 2: (1, 100, 0, 100)}


def test_a_merge_told_again_points_to_the_newest_survivor(warehouse: ModuleType) -> None:
    land("orders", order("a", 2), order("b", 4), token="1")
    land("overrides", {"customer_id": 2, "survivor_id": 4}, token="1")
    land(
        "overrides",
        {"customer_id": 2, "survivor_id": 6, "version": 2},
        {"customer_id": 4, "survivor_id": 6},
        token="2",
    )
    assert figures(warehouse, mapped=True) == {6: (2, 200, 0, 200)}


@pytest.mark.parametrize("table", ["orders", "order_lines", "events", "messages"])
def test_each_table_of_acts_reads_under_survivors(warehouse: ModuleType, table: str) -> None:
    land(table, {"customer_id": 2}, token="1")
    land("overrides", {"customer_id": 2, "survivor_id": 8}, token="1")
    sql = f"SELECT customer_id FROM {facts.current(table, workspace=WORKSPACE)} WHERE"
    assert warehouse.select(f"{sql} customer_id = 8", {"workspace": 1}) == [(8,)]
    assert warehouse.select(f"{sql} customer_id = 2", {"workspace": 1}) == []


def test_tables_about_people_themselves_have_no_survivors() -> None:
    with pytest.raises(ValueError, match="customers does not keep ids"):
        facts.current("customers", workspace=WORKSPACE)


def seen(warehouse: ModuleType, shop_ids: tuple[int, ...] | None) -> list[int]:
    sql, params = facts.visible_sql(Scope(workspace_id=1, shop_ids=shop_ids))
    return sorted(row[0] for row in warehouse.select(sql, params))


def test_a_scope_sees_those_known_in_its_shops(warehouse: ModuleType) -> None:
    land(
        "customers",
        {"customer_id": 1, "shop_ids": [1]},
        {"customer_id": 2, "shop_ids": [1, 2]},
        {"customer_id": 3, "shop_ids": [3]},
        {"customer_id": 4, "shop_ids": []},
        {"customer_id": 5, "shop_ids": [1, 2, 3], "workspace_id": 2},
        {"customer_id": 6, "shop_ids": [1]},
        token="1",
    )
    land("customers", {"customer_id": 3, "shop_ids": [3, 2], "version": 2}, token="2")
    land("customers", {"customer_id": 6, "version": 2, "is_deleted": 1}, token="3")
    assert seen(warehouse, None) == [1, 2, 3, 4]
    assert seen(warehouse, (1,)) == [1, 2]
    assert seen(warehouse, (2, 9)) == [2, 3]
    assert seen(warehouse, ()) == []


def some_orders(warehouse: ModuleType, customer_ids: list[int]) -> list[tuple[str, int]]:
    source = facts.orders_of("{customers:Array(UInt32)}")
    sql = f"SELECT order_no, amount FROM {source} ORDER BY order_no"
    rows: list[tuple[str, int]] = warehouse.select(sql, {"workspace": 1, "customers": customer_ids})
    return rows


def test_orders_of_a_few_are_those_that_stand(warehouse: ModuleType) -> None:
    land("orders", order("a", 1), order("b", 1, ordered_at=APRIL), order("c", 2), token="1")
    land("orders", order("d", 1), order("e", 0), order("f", 1, workspace_id=2), token="2")
    land("orders", order("a", 1, version=2, amount=250), token="3")
    land("orders", order("d", 1, version=2, is_deleted=1), token="4")
    land("orders", order("b", 3, ordered_at=APRIL, version=2), token="5")
    assert some_orders(warehouse, [1]) == [("a", 250)]
    assert some_orders(warehouse, [2, 3]) == [("b", 100), ("c", 100)]
    assert some_orders(warehouse, []) == []
