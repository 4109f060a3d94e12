"""Cells of every spelling become the same values, or a problem with a name."""

from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.ingest.rules import cells, statuses

NOW = datetime(2024, 6, 1, tzinfo=UTC)


def _column(*values) -> pl.Series:
    return pl.Series("c", list(values), dtype=pl.String)


def _problems(column: cells.Column) -> list[str | None]:
    return [None] * len(column.values) if column.problems is None else column.problems.to_list()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("14075.0", "14075"),
        (" 14075\u3000", "14075"),
        ('="0012"', "0012"),
        ("'0012", "0012"),
        ("\t6941234567890", "6941234567890"),
        ("A-1.0", "A-1.0"),
        ("", None),
        ("N/A", None),
        (None, None),
    ],
)
def test_identifiers_lose_their_wrapping_only(written, read):
    assert cells.identifier(_column(written)).values.to_list() == [read]


def test_an_identifier_that_lost_its_digits_is_a_problem():
    column = cells.identifier(_column("1.23457E+18", "1.2e+18", "E+", "x" * 101, "a\ufffd"))

    assert _problems(column) == ["lost_digits", "lost_digits", None, "too_long", "broken_text"]


@pytest.mark.parametrize(
    ("written", "minor"),
    [
        ("12.5", 1250),
        ("1,234.50", 123450),
        ("¥12", 1200),
        ("12.50元", 1250),
        ("(3.00)", -300),
        ("１２．５", 1250),
        ("-0", 0),
        ("+3.1", 310),
        ("1e2", 10000),
        (".5", 50),
        ("5.", 500),
        ("'7", 700),
        ("0.125", 12),
        ("0.135", 14),
        ("0.115", 12),
        ("-0.125", -12),
        ("0.004999999", 0),
        ("", None),
        ("-", None),
    ],
)
def test_money_is_read_exactly_and_rounded_once(written, minor):
    column = cells.money(_column(written, "1"))

    assert cells.minor(column.values, 2).to_list() == [minor, 100]
    assert column.problems is None


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("abc", "amount_unreadable"),
        ("1,23", "amount_unreadable"),
        ("1.2.3", "amount_unreadable"),
        ("--5", "amount_unreadable"),
        ("12 apples", "amount_unreadable"),
        ("1/2", "amount_unreadable"),
        ("99999999999", "amount_out_of_range"),
        ("-1e15", "amount_out_of_range"),
        ("inf", "amount_unreadable"),
    ],
)
def test_money_that_is_none_is_a_problem(written, reason):
    assert _problems(cells.money(_column("1", written))) == [None, reason]


def test_a_decimal_comma_is_read_where_the_plan_says_so():
    column = cells.money(_column("1.234,50", "12,5", "7"), is_decimal_comma=True)

    assert cells.minor(column.values, 2).to_list() == [123450, 1250, 700]


@given(
    st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1),
    st.sampled_from([0, 2, 3]),
)
def test_rounding_is_that_of_decimal(amounts, exponent):
    column = cells.money(_column(*map(str, amounts)))

    assert cells.minor(column.values, exponent).to_list() == [
        int(amount.scaleb(exponent).to_integral_value(ROUND_HALF_EVEN)) for amount in amounts
    ]


@given(st.floats(-(10**7), 10**7).map(lambda value: round(value, 2)))
def test_a_float_of_two_decimals_never_drifts(value):
    column = cells.money(_column(repr(value)))

    assert cells.minor(column.values, 2).to_list() == [int(Decimal(repr(value)).scaleb(2))]


def test_whole_numbers():
    column = cells.integer(_column("3", "3.0", "-6", "3.5", "many", "2000000000", ""))

    assert column.values.to_list()[:3] == [3, 3, -6]
    assert _problems(column) == [
        None,
        None,
        None,
        "number_unreadable",
        "number_unreadable",
        "quantity_out_of_range",
        None,
    ]


@pytest.mark.parametrize(
    "written",
    [
        "2024-01-02 11:04:05",
        "2024-01-02T11:04:05",
        "2024-01-02 11:04:05.000",
        "2024-01-02T03:04:05Z",
        "2024-01-02T03:04:05.000+00:00",
        "2024-01-02 11:04:05+08:00",
        "2024-01-02T11:04:05+0800",
        "2024/1/2 11:04:05",
        "2024年1月2日 11:04:05",
        "20240102110405",
        "1704164645",
        "1704164645000",
        " '2024-01-02 11:04:05 ",
    ],
)
def test_moments_of_many_spellings(written):
    column = cells.time(_column(written), zone="Asia/Shanghai", date_order="ymd", now=NOW)

    assert column.values.to_list() == [datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)]
    assert column.problems is None


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("03/04/2024", "dmy", (2024, 4, 3)),
        ("03/04/2024", "mdy", (2024, 3, 4)),
        ("3.4.2024 13:30", "dmy", (2024, 4, 3)),
        ("3/4/2024 1:30 PM", "mdy", (2024, 3, 4)),
        ("2024-04-03", "dmy", (2024, 4, 3)),
        ("20240403", "ymd", (2024, 4, 3)),
    ],
)
def test_the_order_of_day_and_month_is_the_plans(written, order, day):
    (found,) = cells.time(_column(written), zone="UTC", date_order=order, now=NOW).values

    assert (found.year, found.month, found.day) == day


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("2024-02-30 10:00:00", "date_unreadable"),
        ("yesterday", "date_unreadable"),
        ("03/04/2024", "date_unreadable"),
        ("0000-00-00 00:00:00", "date_unreadable"),
        ("1970-01-01 00:00:00", "date_out_of_range"),
        ("2024-06-04 00:00:00", "date_out_of_range"),
        ("9999-12-31", "date_out_of_range"),
        ("13800138000", "date_unreadable"),
        ("45292", "date_unreadable"),
    ],
)
def test_impossible_dates_are_problems(written, reason):
    column = cells.time(_column(written), zone="UTC", date_order="ymd", now=NOW)

    assert _problems(column) == [reason]


def test_the_hours_that_summer_time_takes_and_doubles():
    column = cells.time(
        _column("2011-03-27 01:30:00", "2011-10-30 01:30:00", "2011-07-01 09:00:00"),
        zone="Europe/London",
        date_order="ymd",
        now=NOW,
    )

    assert [moment.isoformat() for moment in column.values] == [
        "2011-03-27T01:30:00+00:00",
        "2011-10-30T00:30:00+00:00",
        "2011-07-01T08:00:00+00:00",
    ]


def test_states_in_the_words_of_shops():
    column = statuses.status(
        _column(
            "交易成功",
            "Shipped",
            "partially_paid",
            "买家已付款，等待卖家发货",
            "交易关闭",
            "",
            "whatever",
        )
    )

    assert column.values.to_list()[:6] == [
        "completed",
        "shipped",
        "paid",
        "paid",
        "cancelled",
        None,
    ]
    assert _problems(column) == [None] * 6 + ["status_unknown"]
