"""What a row must be: a test of one field, read over columns of a batch and as SQL. Pure.

Both readings say of which rows the test does *not* hold. A field that is empty breaks nothing but
a test for presence. Of order lines, no test looks at stock-taking, nor at what is paid beside goods
(shipping: no sku, no pieces); ranges are for what was sold, for what comes back has other signs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter

from huike.flow.ingest.rules.reasons import Reason

Severity = Literal["warn", "hold"]
Rows = Literal["orders", "products"]
Sort = Literal["text", "number", "money", "time", "buyer"]
TestKind = Literal["range", "age", "presence", "pattern", "one_of", "reference"]
Bind = Callable[[str, Any], str]
_MOST = 10**15
_Name = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
_Number = Annotated[int | None, Field(ge=-_MOST, le=_MOST)]


class _Test(BaseModel):
    model_config = ConfigDict(extra="forbid")

    field: _Name


class RowRange(_Test):
    """From `low` to `high`, both included; money in minor units of the workspace's currency."""

    kind: Literal["range"]
    low: _Number = None
    high: _Number = None


class RowAge(_Test):
    """A time that was at most so many days ago, or is not in the future, when the row came."""

    kind: Literal["age"]
    days: Annotated[int | None, Field(ge=1, le=36_500)] = None
    not_in_future: bool = False


class RowPresence(_Test):
    """There is a value."""

    kind: Literal["presence"]


class RowPattern(_Test):
    """A text of this form as a whole: `*` is any text, `?` any one sign, `#` a digit."""

    kind: Literal["pattern"]
    pattern: _Text


class RowOneOf(_Test):
    """A text that is one of these."""

    kind: Literal["one_of"]
    values: Annotated[list[_Text], Field(min_length=1, max_length=500)]


class RowReference(_Test):
    """A sku that is known among the products of the shop."""

    kind: Literal["reference"]


RowTest = Annotated[
    RowRange | RowAge | RowPresence | RowPattern | RowOneOf | RowReference,
    Field(discriminator="kind"),
]
_TESTS: TypeAdapter[RowTest] = TypeAdapter(RowTest)


@dataclass(frozen=True)
class Subject:
    """A field that can be looked at: what it holds, and what can be asked of it."""

    sort: Sort
    tests: tuple[TestKind, ...]


_PLAIN: tuple[TestKind, ...] = ("presence", "pattern", "one_of")
# Only what the facts keep, so that a rule can be tried on what has landed.
SUBJECTS: Mapping[Rows, Mapping[str, Subject]] = {
    "orders": {
        "amount": Subject("money", ("range",)),
        "unit_price": Subject("money", ("range",)),
        "discount": Subject("money", ("range",)),
        "quantity": Subject("number", ("range",)),
        "ordered_at": Subject("time", ("age",)),
        "sku": Subject("text", (*_PLAIN, "reference")),
        "buyer": Subject("buyer", ("presence",)),
        "order_no": Subject("text", ("pattern",)),
    },
    "products": {
        "price": Subject("money", ("range", "presence")),
        "sku": Subject("text", ("pattern", "one_of")),
        **{name: Subject("text", _PLAIN) for name in ("title", "category", "department", "brand")},
    },
}
HANDLES = ("user_id", "email", "phone")  # a buyer is known by any of them

REASONS: Mapping[TestKind, Reason] = {
    "range": "rule_range",
    "age": "rule_age",
    "presence": "rule_presence",
    "pattern": "rule_pattern",
    "one_of": "rule_one_of",
    "reference": "rule_reference",
}


def test_of(given: object) -> RowTest:
    """A test as it is kept."""
    return _TESTS.validate_python(given)


def digest(test: RowTest) -> str:
    """The same for the same test."""
    text = json.dumps(test.model_dump(mode="json"), sort_keys=True, ensure_ascii=False)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def fits(test: RowTest, rows: Rows) -> bool:
    """Whether this can be asked of the field."""
    subject = SUBJECTS[rows].get(test.field)
    return subject is not None and test.kind in subject.tests


def is_bounded(test: RowTest) -> bool:
    """Whether the test asks for anything, and something can stand it."""
    match test:
        case RowRange(low=low, high=high):
            return not (low is None and high is None) and (
                low is None or high is None or low <= high
            )
        case RowAge():
            return test.days is not None or test.not_in_future
    return True


def broken(test: RowTest, rows: Rows, now: datetime, known: pl.Series | None) -> pl.Expr:
    """The rows of a batch of which it does not hold; `known` are the skus of the products."""
    found = _broken(test, rows, now, known)
    if rows == "orders":
        kind = pl.col("kind")
        found = found & ((kind == "sale") if test.kind == "range" else (kind != "adjustment"))
        found = found & ~((pl.col("sku") == "") & (pl.col("quantity") == 0))
    return found.fill_null(value=False)


def _broken(test: RowTest, rows: Rows, now: datetime, known: pl.Series | None) -> pl.Expr:
    column = pl.col(test.field)
    match test:
        case RowRange():
            parts = [] if test.low is None else [column < test.low]
            parts += [] if test.high is None else [column > test.high]
            return pl.any_horizontal(parts)
        case RowAge():
            parts = [column > pl.lit(now)] if test.not_in_future else []
            if test.days is not None:
                parts.append(column < pl.lit(now - timedelta(days=test.days)))
            return pl.any_horizontal(parts)
        case RowPresence():
            return _absent(test, rows)
        case RowPattern():
            good = column.str.contains(regex(test.pattern))
        case RowOneOf():
            good = column.is_in(test.values)
        case RowReference():
            assert known is not None, "a reference is judged by what is known"
            good = column.is_in(known.implode())
    return (column != "") & ~good


def _absent(test: RowPresence, rows: Rows) -> pl.Expr:
    match SUBJECTS[rows][test.field].sort:
        case "buyer":
            return pl.all_horizontal(pl.col(one).is_null() for one in HANDLES)
        case "text":
            return pl.col(test.field).is_null() | (pl.col(test.field) == "")
    return pl.col(test.field).is_null()


def broken_sql(test: RowTest, rows: Rows, bind: Bind) -> str:
    """The same over rows of `order_lines` or `products` that have landed.

    Text is joined from fixed words and placeholders only; every value is bound.
    """
    assert fits(test, rows), "a test that does not fit is never kept"
    found = _broken_sql(test, rows, bind)
    if rows == "orders":
        among = "kind = 'sale'" if test.kind == "range" else "kind != 'adjustment'"
        found = f"{among} AND NOT (sku = '' AND quantity = 0) AND ({found})"
    return f"ifNull({found}, false)"


def _broken_sql(test: RowTest, rows: Rows, bind: Bind) -> str:
    name = test.field
    match test:
        case RowRange():
            parts = [] if test.low is None else [f"{name} < {bind('Int64', test.low)}"]
            parts += [] if test.high is None else [f"{name} > {bind('Int64', test.high)}"]
            return " OR ".join(parts)
        case RowAge():
            parts = [f"{name} > landed_at"] if test.not_in_future else []
            if test.days is not None:
                parts.append(f"{name} < subtractDays(landed_at, {bind('UInt32', test.days)})")
            return " OR ".join(parts)
        case RowPresence():
            absent = {"buyer": "customer_id = 0", "text": f"{name} = ''"}
            return absent.get(SUBJECTS[rows][name].sort, f"{name} IS NULL")
        case RowPattern():
            bad = f"NOT match({name}, {bind('String', regex(test.pattern))})"
        case RowOneOf():
            bad = f"{name} NOT IN {bind('Array(String)', test.values)}"
        case RowReference():
            bad = (
                f"{name} NOT IN (SELECT sku FROM products FINAL"  # noqa: S608
                " WHERE workspace_id = {workspace:UInt32} AND shop_id = {shop:UInt32})"
            )
    return f"{name} != '' AND {bad}"


_SIGNS = {"*": ".*", "?": ".", "#": "[0-9]"}
_SPECIAL = frozenset(r"\.+()|[]{}^$")


def regex(pattern: str) -> str:
    """The pattern for both engines: what is special to them stands for itself."""
    inner = (_SIGNS.get(one, f"\\{one}" if one in _SPECIAL else one) for one in pattern)
    return f"(?s)^{''.join(inner)}$"
