"""A batch of facts lands once and whole, or not at all."""

from datetime import UTC, datetime
from types import ModuleType

import pyarrow as pa
import pytest

from huike.base.kernel.errors import Invalid
from huike.library.facts import facade as facts
from huike.library.facts.tables import TABLES
from tests.library.facts.rows import batch, land

ORDER = {"shop_id": 3, "order_no": "A1", "customer_id": 7, "origin_id": 7, "amount": 1250}


def test_a_batch_lands_as_it_was_given(warehouse: ModuleType) -> None:
    land("orders", ORDER, token="b1")
    (row,) = warehouse.select_dicts("SELECT * FROM orders")
    assert row == batch("orders", ORDER).to_pylist()[0]


def test_a_batch_sent_again_adds_nothing(warehouse: ModuleType) -> None:
    for _ in range(3):
        land("events", {"event": "view", "message_id": "m1"}, token="b1")
    assert warehouse.scalar("SELECT count() FROM events") == 1


def test_equal_facts_of_two_batches_are_two_facts(warehouse: ModuleType) -> None:
    for token in ("b1", "b2"):
        land("events", {"event": "view", "message_id": "m1"}, token=token)
    assert warehouse.scalar("SELECT count() FROM events") == 2


def test_one_batch_may_span_more_months_than_the_engine_would_let_through(
    warehouse: ModuleType,
) -> None:
    times = [datetime(2016 + n // 12, n % 12 + 1, 1, tzinfo=UTC) for n in range(101)]
    land("events", *({"event": "view", "occurred_at": at} for at in times), token="b1")
    assert warehouse.scalar("SELECT count() FROM events") == 101


@pytest.mark.parametrize("table", [table.name for table in TABLES if table.name != "memberships"])
def test_every_table_takes_a_row_of_its_schema(warehouse: ModuleType, table: str) -> None:
    land(table, {}, token="b1")
    assert warehouse.scalar(f"SELECT count() FROM {facts.current(table)}") == 1


def test_texts_may_come_as_dictionaries(warehouse: ModuleType) -> None:
    rows = batch("orders", ORDER)
    at = rows.column_names.index("status")
    coded = rows.set_column(at, "status", rows.column("status").dictionary_encode())
    facts.land("orders", coded, token="b1")
    assert warehouse.scalar("SELECT status FROM orders") == "completed"


def test_columns_may_stand_in_any_order(warehouse: ModuleType) -> None:
    rows = batch("orders", ORDER)
    facts.land("orders", rows.select(rows.column_names[::-1]), token="b1")
    assert warehouse.scalar("SELECT order_no FROM orders") == "A1"


def test_a_missing_and_an_unknown_column_are_named(warehouse: ModuleType) -> None:
    rows = batch("orders", ORDER).rename_columns(
        ["sum" if name == "amount" else name for name in facts.schema_of("orders").names]
    )
    with pytest.raises(Invalid) as refused:
        facts.land("orders", rows, token="b1")
    assert refused.value.code == "wrong_columns"
    assert refused.value.params == {"missing": ["amount"], "unknown": ["sum"]}
    assert warehouse.scalar("SELECT count() FROM orders") == 0


def test_a_doubled_column_is_refused(warehouse: ModuleType) -> None:
    rows = batch("orders", ORDER)
    with pytest.raises(Invalid, match="other columns"):
        facts.land("orders", rows.append_column("amount", rows.column("amount")), token="b1")
    assert warehouse.scalar("SELECT count() FROM orders") == 0


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("amount", pa.array(["12.50"])),
        ("amount", pa.array([12.5])),
        ("customer_id", pa.array([-1])),
        ("customer_id", pa.array([2**32])),
        ("ordered_at", pa.array(["yesterday"])),
    ],
)
def test_a_value_that_does_not_fit_is_refused(
    warehouse: ModuleType, column: str, values: pa.Array
) -> None:
    rows = batch("orders", ORDER)
    wrong = rows.set_column(rows.column_names.index(column), column, values)
    with pytest.raises(Invalid) as refused:
        facts.land("orders", wrong, token="b1")
    assert refused.value.code == "wrong_type"
    assert warehouse.scalar("SELECT count() FROM orders") == 0


def test_nothing_is_no_value(warehouse: ModuleType) -> None:
    rows = batch("orders", ORDER)
    nothing = pa.array([None], pa.string())
    with pytest.raises(Invalid) as refused:
        facts.land("orders", rows.set_column(2, "order_no", nothing), token="b1")
    assert (refused.value.code, refused.value.where) == ("value_missing", "orders.order_no")
    assert warehouse.scalar("SELECT count() FROM orders") == 0


def test_a_price_may_be_unknown(warehouse: ModuleType) -> None:
    land("products", {"sku": "s1", "price": None}, token="b1")
    assert warehouse.select("SELECT price FROM products FINAL") == [(None,)]


def test_only_declared_tables_take_facts() -> None:
    with pytest.raises(Invalid, match="not a table of facts"):
        facts.land("system.one", pa.table({"dummy": [1]}), token="b1")
