"""The overview: how the shop does in a period, against the one before."""

from datetime import datetime
from typing import Any

from huike.base.access.facade import Scope, workspace
from huike.flow.measurement.queries.asking import ask, millis
from huike.flow.measurement.rules.figures import Figure, Overview, Point, Span, TopRow, Unit
from huike.flow.measurement.rules.selections import (
    CategoryOrders,
    NewCustomers,
    PeriodBuyers,
    PeriodOrders,
    ProductOrders,
    Selection,
)
from huike.library.calendar import facade as calendar

_TOP = 10
Row = dict[str, Any]
_NOTHING: Row = dict.fromkeys(
    ("revenue", "net_revenue", "orders", "buyers", "repeat_buyers", "new_customers"), 0
)


def overview(scope: Scope, period: calendar.Period) -> Overview:
    """All figures of the overview for this period."""
    info = workspace(scope.workspace_id)
    before = calendar.before(period)
    unit = calendar.unit_for(period)
    asked = _params(period, before, unit)
    new = ask("overview_new_customers", scope, asked)
    now_row, before_row = _totals(scope, asked, new)
    trend = _trend(scope, asked, new)
    buckets = calendar.buckets(period, unit)
    made = [
        _figure(
            code, now_row, before_row, _selection(code, period.start, period.end), trend, buckets
        )
        for code in _FIGURES
    ]
    return Overview(
        currency=info.currency,
        timezone=info.timezone,
        period=_span(period),
        before=_span(before),
        unit=unit,
        figures=tuple(made),
        categories=_categories(scope, period, asked),
        products=_products(scope, period, asked),
    )


# code: unit, numerator, denominator ("" for a plain sum)
_FIGURES: dict[str, tuple[Unit, str, str]] = {
    "revenue": ("money", "revenue", ""),
    "net_revenue": ("money", "net_revenue", ""),
    "orders": ("orders", "orders", ""),
    "buyers": ("people", "buyers", ""),
    "new_customers": ("people", "new_customers", ""),
    "average_order": ("money", "revenue", "orders"),
    "repeat_rate": ("share", "repeat_buyers", "buyers"),
}


def _selection(code: str, start: datetime, end: datetime) -> Selection:
    match code:
        case "revenue" | "average_order":
            return PeriodOrders(start=start, end=end, measure="value")
        case "net_revenue":
            return PeriodOrders(start=start, end=end, measure="value", net=True)
        case "orders":
            return PeriodOrders(start=start, end=end)
        case "buyers":
            return PeriodBuyers(start=start, end=end)
        case "repeat_rate":
            return PeriodBuyers(start=start, end=end, at_least=2)
    return NewCustomers(start=start, end=end)


def _figure(
    code: str,
    now: Row,
    before: Row,
    drilldown: Selection,
    trend: dict[Any, Row],
    buckets: list[calendar.Bucket],
) -> Figure:
    unit, above, below = _FIGURES[code]
    value, earlier = _value(code, now), _value(code, before)
    is_comparable = value is not None and earlier is not None and earlier > 0
    return Figure(
        code=code,
        unit=unit,
        value=value,
        drilldown=drilldown,
        before=earlier,
        change=(value - earlier) / earlier if is_comparable else None,  # type: ignore[operator]
        numerator=now[above] if below else None,
        denominator=now[below] if below else None,
        trend=tuple(
            Point(b.first_day, b.start, b.end, _value(code, trend.get(b.first_day, _NOTHING)))
            for b in buckets
        ),
    )


def _value(code: str, row: Row) -> float | None:
    _unit, above, below = _FIGURES[code]
    if not below:
        return int(row[above])
    return row[above] / row[below] if row[below] else None


def _params(period: calendar.Period, before: calendar.Period, unit: str) -> Row:
    return {
        "start": millis(period.start),
        "end": millis(period.end),
        "start_before": millis(before.start),
        "end_before": millis(before.end),
        "zone": period.timezone,
        "unit": unit,
        "most": _TOP,
    }


def _totals(scope: Scope, asked: Row, new: list[Row]) -> tuple[Row, Row]:
    rows = {bool(row["is_now"]): row for row in ask("overview_totals", scope, asked)}
    found = []
    for is_now in (True, False):
        people = sum(row["people"] for row in new if bool(row["is_now"]) == is_now)
        found.append({**_NOTHING, **rows.get(is_now, {}), "new_customers": people})
    return found[0], found[1]


def _trend(scope: Scope, asked: Row, new: list[Row]) -> dict[Any, Row]:
    found = {row["bucket"]: {**_NOTHING, **row} for row in ask("overview_trend", scope, asked)}
    for row in new:
        if row["is_now"]:
            found.setdefault(row["bucket"], dict(_NOTHING))["new_customers"] += row["people"]
    return found


def _categories(scope: Scope, period: calendar.Period, asked: Row) -> tuple[TopRow, ...]:
    made = []
    for row in ask("overview_categories", scope, asked):
        selection = CategoryOrders(start=period.start, end=period.end, category=row["category"])
        figure = Figure("top_category", "money", row["revenue"], selection)
        name = row["category"]
        made.append(TopRow(name, name, None, None, row["orders"], row["pieces"], figure))
    return tuple(made)


def _products(scope: Scope, period: calendar.Period, asked: Row) -> tuple[TopRow, ...]:
    made = []
    for row in ask("overview_products", scope, asked):
        selection = ProductOrders(
            start=period.start, end=period.end, shop_id=row["shop_id"], sku=row["sku"]
        )
        figure = Figure("top_product", "money", row["revenue"], selection)
        made.append(
            TopRow(
                row["title"] or row["sku"],
                row["category"],
                row["shop_id"],
                row["sku"],
                row["orders"],
                row["pieces"],
                figure,
            )
        )
    return tuple(made)


def _span(period: calendar.Period) -> Span:
    return Span(period.first_day, period.last_day, period.start, period.end, period.days)
