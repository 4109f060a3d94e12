"""Cells to values, a column at a time: a cleaner answers values and, where there are, problems."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import polars as pl

from huike.flow.ingest.rules.reasons import Reason

_SCALE = 8  # money is read with eight decimals before it is rounded once
_MOST_MAJOR = 9 * 10**10  # times 10**8 it still fits 64 bits
_EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
_NOTHING = (
    "", "-", "--", "/", "na", "NA", "n/a", "N/A", "nan", "NaN", "null", "Null", "NULL",
    "none", "None", "NONE", "无", "空",
)  # fmt: skip
_DECIMAL = pl.Decimal(38, _SCALE)
_BROKEN = "�"
_HIDDEN = r"[*＊]|^\s*(##|\$\$|~\S+~\d)|\$\S+\$\d*\$\s*$"


@dataclass(frozen=True)
class Column:
    """The values of a field, and beside them the reason where a cell is no value of it."""

    values: pl.Series
    problems: pl.Series | None = None


def tidy(cells: pl.Series) -> pl.Series:
    """Cells without what spreadsheets and shops wrap around them; nothing in them is null."""
    cells = cells.str.strip_chars()
    if cells.str.starts_with("=").any():  # ="123" keeps Excel from rounding
        cells = cells.str.replace(r'^="(.*)"$', "$1")
    if cells.str.starts_with("'").any():  # so does '123; it also disarms a formula
        cells = cells.str.strip_prefix("'")
    return _nulled(cells, cells == "")


def identifier(cells: pl.Series, most: int = 100) -> Column:
    """An id: 14075.0 is 14075; what a spreadsheet has rounded is a problem, not an id."""
    cells = _without_nothing(tidy(cells))
    if cells.str.ends_with(".0").any():
        is_float = cells.str.contains(r"^\d+\.0$")
        cells = cells.str.strip_suffix(".0").zip_with(is_float.fill_null(value=False), cells)
    problems = _found({"broken_text": _broken(cells), "too_long": cells.str.len_chars() > most})
    if cells.str.contains("+", literal=True).any():
        lost = cells.str.contains(r"^\d(\.\d+)?[eE]\+\d{2}$")
        problems = _merged(problems, _found({"lost_digits": lost}))
    return Column(cells, problems)


def text(cells: pl.Series, most: int = 500) -> Column:
    """Free text."""
    cells = tidy(cells)
    return Column(
        cells, _found({"broken_text": _broken(cells), "too_long": cells.str.len_chars() > most})
    )


def person(cells: pl.Series) -> Column:
    """Something to know a person by; whether it is one is decided where people are found.

    What was masked or encrypted before it came here is nobody's: 138****0000 are many people.
    """
    return identifier(_nulled(cells, cells.str.contains(_HIDDEN)), most=200)


def decimals(
    cells: pl.Series, *, is_decimal_comma: bool = False
) -> tuple[pl.Series, pl.Series | None, pl.Series | None]:
    """Numbers times 10**8, exactly; where there is no number, and where one is out of range."""
    values = cells.cast(_DECIMAL, strict=False) if not is_decimal_comma else _no_numbers(cells)
    odd = values.is_null() & cells.is_not_null() & (cells != "")
    is_wrong = None
    if odd.any():  # most columns are plain numbers: the odd cells alone are looked at again
        places = odd.arg_true()
        left = _without_nothing(tidy(cells.gather(places)))
        mended = _plain_number(left, is_decimal_comma).cast(_DECIMAL, strict=False)
        values = values.scatter(places, mended)
        is_wrong = odd.scatter(places, mended.is_null() & left.is_not_null())
    is_huge = None
    low, high = values.min(), values.max()
    if high is not None and max(high, -low) > _MOST_MAJOR:  # type: ignore[operator, type-var]
        is_huge = (values.abs() > _MOST_MAJOR).fill_null(value=False)
        values = _nulled(values, is_huge)
    return (values * 10**_SCALE).cast(pl.Int64), is_wrong, is_huge


def half_even(scaled: pl.Series, divisor: int) -> pl.Series:
    """Whole numbers divided, half to even: money is rounded once, and never upwards by habit."""
    if divisor == 1:
        return scaled
    by, two = whole_number(divisor, scaled), whole_number(2, scaled)
    whole = scaled // by
    rest = scaled - whole * by
    if (rest == 0).all():
        return whole
    doubled = rest * two
    up = (doubled > by) | ((doubled == by) & (whole % two != 0))
    return whole + up.cast(scaled.dtype)


def whole_number(value: int, like: pl.Series) -> pl.Series:
    """A number that a column of this type can be reckoned with."""
    return pl.Series([value], dtype=like.dtype)


def minor(scaled: pl.Series, exponent: int) -> pl.Series:
    """Numbers times 10**8 as minor units of a currency with that many decimals."""
    return half_even(scaled, 10 ** (_SCALE - exponent))


def money(cells: pl.Series, *, is_decimal_comma: bool = False) -> Column:
    """An amount, still times 10**8."""
    values, is_wrong, is_huge = decimals(cells, is_decimal_comma=is_decimal_comma)
    return Column(values, _found({"amount_unreadable": is_wrong, "amount_out_of_range": is_huge}))


def integer(cells: pl.Series, *, is_decimal_comma: bool = False) -> Column:
    """A whole number; 3.0 is 3, 3.5 is none."""
    scaled, is_wrong, is_huge = decimals(cells, is_decimal_comma=is_decimal_comma)
    one = whole_number(10**_SCALE, scaled)
    whole = scaled // one
    is_broken = whole * one != scaled
    problems = _found({"number_unreadable": is_wrong, "quantity_out_of_range": is_huge})
    more = _found({"number_unreadable": is_broken, "quantity_out_of_range": whole.abs() > 10**9})
    return Column(whole, _merged(problems, more))


def time(cells: pl.Series, *, zone: str, date_order: str, now: datetime) -> Column:
    """A moment in UTC; a time without a zone is one of `zone`."""
    cells = _without_nothing(tidy(cells))
    values = pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us", "UTC"))
    left = cells
    for form in _FORMS[date_order]:
        if not left.is_not_null().any():
            break
        found = _moments(left, form, zone)
        values = values.zip_with(values.is_not_null(), found)
        left = _nulled(left, found.is_not_null())
    latest = now.astimezone(UTC) + timedelta(days=2)
    outside = (values < _EARLIEST) | (values > latest)
    problems = _found({"date_unreadable": left.is_not_null(), "date_out_of_range": outside})
    return Column(values, problems)


_ISO = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d")
_ODD = (
    "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M", "zoned",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y.%m.%d %H:%M:%S", "%Y.%m.%d",
    "%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%Y年%m月%d日",
    "%Y%m%d%H%M%S", "%Y%m%d", "epoch",
)  # fmt: skip
_CLOCKS = (" %H:%M:%S", " %H:%M", " %I:%M:%S %p", " %I:%M %p", "")
_DAYS = {"ymd": (), "dmy": ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"), "mdy": ("%m/%d/%Y", "%m-%d-%Y")}
_FORMS = {
    order: _ISO + _ODD + tuple(f"{day}{clock}" for day in days for clock in _CLOCKS)
    for order, days in _DAYS.items()
}


def _moments(cells: pl.Series, form: str, zone: str) -> pl.Series:
    if form == "epoch":
        seconds = cells.str.contains(r"^\d{10}$")
        millis = cells.str.contains(r"^\d{13}$")
        number = _nulled(cells, ~(seconds | millis)).cast(pl.Int64, strict=False)
        whole = number.zip_with(millis.fill_null(value=False), number * 1_000)
        return (whole * 1_000).cast(pl.Datetime("us", "UTC"))
    if form == "zoned":
        if not cells.str.contains(r"(Z|[+-]\d\d:?\d\d)$").any():
            return pl.Series(cells.name, [None] * len(cells), dtype=pl.Datetime("us", "UTC"))
        plain = cells.str.replace(" ", "T", literal=True).str.replace(r"\s*Z$", "+00:00")
        return plain.str.strptime(pl.Datetime("us", "UTC"), "%Y-%m-%dT%H:%M:%S%.f%#z", strict=False)
    if form in ("%Y%m%d", "%Y%m%d%H%M%S"):  # or a longer number would be read by its beginning
        digits = 8 if form == "%Y%m%d" else 14
        cells = _nulled(cells, ~cells.str.contains(rf"^\d{{{digits}}}$"))
    naive = cells.str.strptime(pl.Datetime("us"), form, strict=False)
    return _in_utc(naive, zone)


def _in_utc(naive: pl.Series, zone: str) -> pl.Series:
    """The earlier of two moments where clocks go back; an hour later in the gap of spring."""

    def placed(times: pl.Series) -> pl.Series:
        there = times.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
        return there.dt.convert_time_zone("UTC")

    moments = placed(naive)
    gap = moments.is_null() & naive.is_not_null()
    if gap.any():
        moments = moments.zip_with(~gap, placed(naive + timedelta(hours=1)))
    return moments


def _plain_number(cells: pl.Series, is_decimal_comma: bool) -> pl.Series:
    """1,234.50, ¥12.5, 12.5元, (3.00), full-width digits: the number in them."""
    cells = cells.str.normalize("NFKC").str.replace_all(r"(?i)rmb|cny|usd|[¥$€£元\s]", "")
    cells = cells.str.replace(r"^\((.*)\)$", "-$1")
    if is_decimal_comma:
        return cells.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True)
    is_grouped = cells.str.contains(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
    return cells.str.replace_all(",", "", literal=True).zip_with(is_grouped, cells)


def _no_numbers(cells: pl.Series) -> pl.Series:
    return pl.Series(cells.name, [None], dtype=_DECIMAL).new_from_index(0, len(cells))


def _without_nothing(cells: pl.Series) -> pl.Series:
    return _nulled(cells, cells.is_in(_NOTHING))


def _broken(cells: pl.Series) -> pl.Series:
    return cells.str.contains(_BROKEN, literal=True)


def _nulled(cells: pl.Series, where: pl.Series) -> pl.Series:
    where = where.fill_null(value=False)
    if not where.any():
        return cells
    return cells.set(where, None)


def _found(marks: dict[Reason, pl.Series | None]) -> pl.Series | None:
    """One reason a cell: the first that holds; none at all in most columns."""
    problems: pl.Series | None = None
    for reason, mark in marks.items():
        if mark is None:
            continue
        hit = mark.fill_null(value=False)
        if hit.any():
            blank = pl.Series("problem", [None], dtype=pl.String).new_from_index(0, len(hit))
            one = blank.set(hit, reason)
            problems = one if problems is None else problems.zip_with(problems.is_not_null(), one)
    return problems


def _merged(first: pl.Series | None, second: pl.Series | None) -> pl.Series | None:
    if first is None or second is None:
        return second if first is None else first
    return first.zip_with(first.is_not_null(), second)
