"""Migrations are numbered, applied once, and safe to run again after a crash."""

from types import ModuleType

import pytest

from huike.base.warehouse.errors import QueryRefused
from huike.base.warehouse.migrations import Change, Migration
from tests.base.warehouse.test_schema import ORDERS, PRODUCTS

FILL = "INSERT INTO products SELECT 1, toString(number) FROM numbers(3)"
STEPS = [
    Migration(number=1, name="orders", changes=[ORDERS]),
    Migration(number=2, name="products", changes=[PRODUCTS, Change(sql=FILL)]),
]


def test_each_number_is_applied_once(bare_warehouse: ModuleType) -> None:
    assert bare_warehouse.migrate(STEPS[:1]) == [1]
    assert bare_warehouse.migrate(STEPS) == [2]
    assert bare_warehouse.migrate(STEPS) == []
    assert bare_warehouse.scalar("SELECT count() FROM products") == 3
    found = bare_warehouse.select(
        "SELECT number, name FROM schema_migrations FINAL ORDER BY number"
    )
    assert found == [(1, "orders"), (2, "products")]


def test_a_step_cut_short_is_taken_up_again(bare_warehouse: ModuleType) -> None:
    broken = Migration(
        number=2, name="products", changes=[PRODUCTS, Change(sql=FILL), Change(sql="NO SQL")]
    )
    with pytest.raises(QueryRefused):
        bare_warehouse.migrate([STEPS[0], broken])
    assert bare_warehouse.migrate(STEPS) == [2]
    assert bare_warehouse.scalar("SELECT count() FROM products") == 3  # filled once


def test_a_cluster_has_its_own_text() -> None:
    step = Migration(
        number=3, name="both", changes=[PRODUCTS, Change(sql="a", on_cluster="b"), Change(sql="c")]
    )
    assert step.statements("")[1:] == ["a", "c"]
    assert step.statements("main")[1:] == ["b", "c"]


@pytest.mark.parametrize("numbers", [[2, 1], [1, 1]])
def test_numbers_rise(bare_warehouse: ModuleType, numbers: list[int]) -> None:
    steps = [Migration(number=number, name="x", changes=[]) for number in numbers]
    with pytest.raises(ValueError, match="rising number"):
        bare_warehouse.migrate(steps)


def test_a_name_is_a_plain_word(bare_warehouse: ModuleType) -> None:
    with pytest.raises(ValueError, match="letters, digits"):
        bare_warehouse.migrate([Migration(number=1, name="x'); --", changes=[])])
