"""Figures as they are shown: a value, its unit, change and trend, and what stands behind it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from huike.flow.measurement.rules.comparing import Comparison
from huike.flow.measurement.rules.ratio import RatioCheck
from huike.flow.measurement.rules.selections import Selection

Unit = Literal["money", "orders", "people", "pieces", "share"]


@dataclass(frozen=True)
class Point:
    """A figure in one day, week or month."""

    first_day: date
    start: datetime
    end: datetime
    value: float | None


@dataclass(frozen=True)
class Figure:
    """A number with its definition (`code`), the period before, and its people or orders.

    A share or an average is `numerator` over `denominator`; its drill-down shows the numerator.
    """

    code: str
    unit: Unit
    value: float | None
    drilldown: Selection
    before: float | None = None
    change: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    trend: tuple[Point, ...] = ()


@dataclass(frozen=True)
class Span:
    """A period as it was read."""

    first_day: date
    last_day: date
    start: datetime
    end: datetime
    days: int


@dataclass(frozen=True)
class TopRow:
    """A category or product with what it sold."""

    name: str
    category: str
    shop_id: int | None
    sku: str | None
    orders: int
    pieces: int
    revenue: Figure


@dataclass(frozen=True)
class Overview:
    """How the shop does."""

    currency: str
    timezone: str
    period: Span
    before: Span
    unit: Literal["day", "week", "month"]
    figures: tuple[Figure, ...]
    categories: tuple[TopRow, ...]
    products: tuple[TopRow, ...]


@dataclass(frozen=True)
class RfmGridCell:
    """Customers of one recency and frequency score."""

    recency: int
    frequency: int
    people: Figure
    value: int


@dataclass(frozen=True)
class RfmGrid:
    """All customers with orders in 25 cells: 5 is best."""

    currency: str
    cells: tuple[RfmGridCell, ...]
    people: int
    value: int


@dataclass(frozen=True)
class CohortMonth:
    """How many of a cohort ordered so many months after their first month."""

    months_since: int
    people: Figure
    share: float
    revenue: int
    is_partial: bool


@dataclass(frozen=True)
class Cohort:
    """Customers with their first order in the same month."""

    month: date
    size: int
    months: tuple[CohortMonth, ...]


@dataclass(frozen=True)
class Cohorts:
    """Retention by month of the first order."""

    currency: str
    timezone: str
    cohorts: tuple[Cohort, ...]


@dataclass(frozen=True)
class Reason:
    """Why people got no message."""

    ending: str
    reason: str
    people: Figure


@dataclass(frozen=True)
class ReportDay:
    """A local day of a broadcast."""

    day: date
    figures: tuple[Figure, ...]


@dataclass(frozen=True)
class Outcome:
    """Treated against holdout for one outcome, with what stands behind both."""

    comparison: Comparison
    unit: Unit
    treated: Figure
    holdout: Figure


@dataclass(frozen=True)
class BroadcastReport:
    """What a broadcast came to."""

    broadcast_id: int
    name: str
    currency: str
    timezone: str
    goal_days: int
    is_goal_over: bool
    exposed_from: datetime | None
    exposed_until: datetime | None
    audience: Figure
    arms: tuple[Figure, ...]
    funnel: tuple[Figure, ...]
    endings: tuple[Figure, ...]
    reasons: tuple[Reason, ...]
    revenue: Figure
    revenue_after_click: int
    outcomes: tuple[Outcome, ...]
    ratio: RatioCheck
    days: tuple[ReportDay, ...]
