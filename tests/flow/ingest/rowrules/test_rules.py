"""What a test of rows means is the same in a batch that is read and in facts that have landed."""

from datetime import UTC, datetime, timedelta
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.rowrules import rules
from huike.flow.ingest.rowrules.rules import RowTest
from huike.library.facts import facade as facts

pytestmark = pytest.mark.facts
NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)
SKUS = ("", "A-1", "A-22", "b.9", "茶-1", "A-1\nx")
KINDS = ("sale", "return", "adjustment")
TEXTS = st.text(alphabet="A-1*?#.茶b9\n", min_size=1, max_size=4).filter(str.strip)
NUMBERS = st.integers(-3, 30) | st.none()


def any_test() -> st.SearchStrategy[RowTest]:
    """Any test that can be asked of lines of orders."""
    money = st.sampled_from(["amount", "unit_price", "discount", "quantity"])
    ranges = st.builds(
        rules.RowRange, kind=st.just("range"), field=money, low=NUMBERS, high=NUMBERS
    )
    ages = st.builds(
        rules.RowAge,
        kind=st.just("age"),
        field=st.just("ordered_at"),
        days=st.none() | st.integers(1, 40),
        not_in_future=st.booleans(),
    )
    presence = st.builds(
        rules.RowPresence, kind=st.just("presence"), field=st.sampled_from(["sku", "buyer"])
    )
    patterns = st.builds(
        rules.RowPattern,
        kind=st.just("pattern"),
        field=st.sampled_from(["sku", "order_no"]),
        pattern=TEXTS,
    )
    lists = st.builds(
        rules.RowOneOf,
        kind=st.just("one_of"),
        field=st.just("sku"),
        values=st.lists(st.sampled_from(SKUS[1:-1]), min_size=1),
    )
    known = st.just(rules.RowReference(kind="reference", field="sku"))
    found = st.one_of(ranges, ages, presence, patterns, lists, known)
    return found.filter(rules.is_bounded)


def _rows() -> list[dict[str, Any]]:
    """Lines of every kind, with and without sku and buyer, at the edges of numbers and times."""
    days = (-2, 0, 1, 5, 30, 40)
    return [
        {
            "row": number,
            "order_no": f"A-{number}",
            "sku": SKUS[number % 6],
            "kind": KINDS[number // 6 % 3],
            "ordered_at": NOW - timedelta(days=days[number % 5]),
            "quantity": number % 4 - 1,
            "unit_price": number % 7 * 5,
            "amount": number % 11 * 3,
            "discount": number % 2,
            "user_id": "u" if number % 3 == 0 else None,
            "email": None,
            "phone": "1" if number % 5 == 0 else None,
        }
        for number in range(90)
    ]


@pytest.fixture
def lines(lasting_warehouse: Any) -> pl.DataFrame:
    """The same lines as facts of the warehouse, and as a batch that is read."""
    rows = _rows()
    batch = pl.DataFrame(rows, schema_overrides={"ordered_at": pl.Datetime("ms", "UTC")})
    if warehouse.scalar("SELECT count() FROM order_lines") == 0:
        landed = batch.select(
            "order_no", "sku", "kind", "ordered_at", "quantity", "unit_price", "amount", "discount",
            workspace_id=pl.lit(1), shop_id=pl.lit(2), line_key=pl.col("row"), product_id=pl.lit(0),
            category=pl.lit(""), origin_id=pl.lit(0), batch_id=pl.lit(1), version=pl.lit(1),
            customer_id=pl.when(pl.col("user_id").is_null() & pl.col("phone").is_null())
            .then(0)
            .otherwise(7),
            landed_at=pl.lit(NOW).dt.cast_time_unit("ms"), is_deleted=pl.lit(0),
        )  # fmt: skip
        facts.land("order_lines", landed.to_arrow(), token="rows")
        known = [
            {name: 0 if pa.types.is_integer(one.type) else "" for name, one in _schema()}
            | {"workspace_id": 1, "shop_id": 2, "sku": sku, "attributes": {}, "price": None}
            for sku in ("A-1", "茶-1")
        ]
        facts.land("products", pa.Table.from_pylist(known, facts.schema_of("products")), token="p")
    return batch


def _schema() -> list[tuple[str, Any]]:
    return [(one.name, one) for one in facts.schema_of("products")]


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(test=any_test())
def test_both_readings_find_the_same_rows(lines: pl.DataFrame, test: RowTest) -> None:
    values: dict[str, Any] = {}

    def bind(kind: str, value: Any) -> str:
        values[f"v{len(values)}"] = value
        return f"{{v{len(values) - 1}:{kind}}}"

    sql = rules.broken_sql(test, "orders", bind)
    found = warehouse.select(
        "SELECT line_key FROM order_lines FINAL WHERE workspace_id = {workspace:UInt32}"
        f" AND shop_id = {{shop:UInt32}} AND {sql} ORDER BY line_key",
        {"workspace": 1, "shop": 2, **values},
    )
    known = pl.Series("sku", ["A-1", "茶-1"])
    broken = lines.filter(rules.broken(test, "orders", NOW, known))["row"].to_list()
    assert [key for (key,) in found] == broken


def test_what_a_pattern_means() -> None:
    for pattern, good, bad in [
        ("SKU-##", "SKU-07", "SKU-7"),
        ("*.jpg", "a.jpg", "ajpg"),
        ("?茶*", "绿茶", "茶"),
        ("a+b", "a+b", "aab"),
    ]:
        found = pl.Series([good, bad]).str.contains(rules.regex(pattern)).to_list()
        assert found == [True, False], pattern


def test_a_test_that_asks_nothing_or_cannot_be_stood_is_told() -> None:
    bounded = {
        (None, None): False, (2, 1): False, (1, 1): True, (None, 1): True, (0, None): True,
    }  # fmt: skip
    for (low, high), fine in bounded.items():
        test = rules.RowRange(kind="range", field="amount", low=low, high=high)
        assert rules.is_bounded(test) is fine
    assert not rules.is_bounded(rules.RowAge(kind="age", field="ordered_at"))
    assert not rules.fits(rules.test_of({"kind": "reference", "field": "amount"}), "orders")
    assert not rules.fits(rules.test_of({"kind": "presence", "field": "email"}), "orders")
    with pytest.raises(ValidationError):
        rules.test_of({"kind": "one_of", "field": "sku", "values": []})
