"""Lines of orders: sales, returns, adjustments; amounts exact to the last minor unit."""

from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

from huike.flow.ingest.rules import orders
from huike.flow.ingest.rules.cleaning import Setting
from huike.flow.ingest.rules.plan import Options, Plan

SETTING = Setting(currency="CNY", timezone="Asia/Shanghai", now=datetime(2024, 6, 1, tzinfo=UTC))
HEADER = ("no", "at", "who", "sku", "qty", "price", "paid", "off", "state", "cur")
FIELDS = (
    "order_no",
    "ordered_at",
    "user_id",
    "sku",
    "quantity",
    "unit_price",
    "amount",
    "discount",
    "status",
    "currency",
)


def _clean(*rows: dict, **options):
    given = {key for row in rows for key in row} | {"no", "at"}
    table = pl.DataFrame(
        [{"no": "1", "at": "2024-01-02", "who": "u", **row} for row in rows],
        schema=dict.fromkeys(HEADER, pl.String),
    )
    columns = {
        column: field for column, field in zip(HEADER, FIELDS, strict=True)
        if column in given | {"who"}
    }  # fmt: skip
    plan = Plan(columns=columns, options=Options(**options))
    found = orders.clean(table, np.arange(2, 2 + table.height), plan, SETTING)
    return found.facts, found.problems.rows()


def _amounts(facts) -> list[tuple]:
    return facts.select("quantity", "unit_price", "amount", "refund", "discount").rows()


def test_what_was_paid_is_quantity_times_price_less_discount():
    facts, problems = _clean({"qty": "3", "price": "2.50", "off": "0.5"}, {"price": "4", "off": ""})

    assert _amounts(facts) == [(3, 250, 700, 0, 50), (1, 400, 400, 0, 0)]
    assert problems == []


def test_what_was_paid_counts_before_what_was_asked():
    facts, _ = _clean(
        {"qty": "2", "price": "10", "paid": "15"}, {"qty": "2", "price": "10", "paid": ""}
    )

    assert _amounts(facts) == [(2, 1000, 1500, 0, 0), (2, 1000, 2000, 0, 0)]


def test_a_missing_price_follows_from_what_was_paid():
    facts, _ = _clean({"qty": "4", "paid": "10", "off": "2"}, {"qty": "0", "paid": "0", "off": "0"})

    assert _amounts(facts) == [(4, 300, 1000, 0, 200), (0, 0, 0, 0, 0)]


def test_a_price_below_a_minor_unit_is_not_lost_in_the_sum():
    facts, _ = _clean({"qty": "1000", "price": "0.001"})

    assert _amounts(facts) == [(1000, 0, 100, 0, 0)]


def test_negative_lines_are_what_the_plan_says():
    row = {"qty": "-2", "price": "5"}

    refused, problems = _clean(row)
    returned, _ = _clean(row, negative="return")
    adjusted, _ = _clean(row, negative="adjustment")

    assert (refused.height, problems) == (0, [(2, "qty", "negative_quantity")])
    assert (returned["kind"][0], _amounts(returned)) == ("return", [(-2, 500, 0, 1000, 0)])
    assert (adjusted["kind"][0], _amounts(adjusted)) == ("adjustment", [(-2, 500, 0, 0, 0)])


def test_a_negative_amount_is_refused_by_its_own_column():
    assert _clean({"qty": "1", "paid": "-3"})[1] == [(2, "paid", "negative_amount")]


def test_prefixes_tell_returns_and_adjustments():
    facts, _ = _clean(
        {"no": "C1", "qty": "-1", "price": "3"},
        {"no": "A1", "qty": "1", "price": "-3"},
        {"no": "7", "qty": "1", "price": "3"},
        {"no": "8", "qty": "5", "price": "0", "who": None},
        {"no": "9", "qty": "5", "price": "0"},
        return_prefix="C", adjustment_prefix="A", negative="adjustment",
        is_free_and_anonymous_adjustment=True,
    )  # fmt: skip

    assert facts["kind"].to_list() == ["return", "adjustment", "sale", "adjustment", "sale"]
    assert facts["amount"].to_list() == [0, 0, 300, 0, 0]
    assert facts["refund"].to_list() == [300, 0, 0, 0, 0]


def test_another_currency_needs_a_rate():
    row = {"price": "10.00", "cur": "USD"}

    facts, problems = _clean(row, {"price": "1", "cur": "cny"}, {"price": "1"})
    rated, _ = _clean(row, {"price": "100", "cur": "JPY"}, rates={"USD": "7.1234", "JPY": "0.0487"})

    assert problems == [(2, "cur", "currency_unknown")]
    assert facts["currency"].to_list() == ["CNY", "CNY"]
    assert rated.select("amount", "currency_amount", "currency").rows() == [
        (7123, 1000, "USD"),
        (487, 100, "JPY"),
    ]


def test_another_rate_does_not_make_another_line():
    row = {"price": "10.00", "cur": "USD"}
    content = ["content_price", "content_amount", "content_discount"]

    first, _ = _clean(row, rates={"USD": "7"})
    second, _ = _clean(row, rates={"USD": "8"})

    assert first.select(content).rows() == second.select(content).rows()
    assert first["amount"][0] != second["amount"][0]


def test_amounts_that_cannot_be_are_refused_not_wrapped_around():
    _, problems = _clean(
        {"qty": "999999999", "price": "89999999999.99"}, {"qty": "1", "price": "x"}
    )

    assert problems == [(2, "price", "amount_out_of_range"), (3, "price", "amount_unreadable")]


def test_every_problem_of_a_row_is_told_the_first_one_first():
    _, problems = _clean({"no": "", "at": "never", "qty": "1", "price": "?"})

    assert problems == [
        (2, "at", "date_unreadable"),
        (2, "price", "amount_unreadable"),
        (2, "no", "missing"),
    ]


def test_a_column_that_is_read_as_missing_stays_one_problem():
    _, problems = _clean({"at": "", "price": "1"}, {"at": "2024-13-01"})

    assert [(p[0], p[2]) for p in problems if p[1] == "at"] == [
        (2, "missing"),
        (3, "date_unreadable"),
    ]


def test_states_and_anonymous_lines():
    facts, problems = _clean(
        {"price": "1", "state": "交易成功", "who": None}, {"price": "1", "state": ""}, status="paid"
    )
    _, refused = _clean({"price": "1", "who": ""}, is_anonymous_allowed=False)

    assert facts["status"].to_list() == ["completed", "paid"]
    assert facts["user_id"].to_list() == [None, "u"]
    assert problems == []
    assert refused == [(2, "who", "missing")]


@pytest.mark.parametrize("rows", [1, 7])
def test_columns_without_a_field_are_filled(rows):
    facts, _ = _clean(*[{"price": "1"}] * rows)

    assert facts["sku"].to_list() == [""] * rows
    assert facts["quantity"].to_list() == [1] * rows
    assert facts["status"].to_list() == ["completed"] * rows
