"""Periods and their parts. Pure: the moment and the zone are given."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from huike.base.kernel.errors import Invalid

Unit = Literal["day", "week", "month"]

_LAST_DAYS = {
    "today": 1,
    "last_7_days": 7,
    "last_28_days": 28,
    "last_30_days": 30,
    "last_90_days": 90,
    "last_365_days": 365,
}
NAMES: tuple[str, ...] = (*_LAST_DAYS, "this_month")
_MOST_DAYS = 3_700  # ten years: more days than anybody reads, fewer than would hurt


@dataclass(frozen=True)
class Period:
    """The moments from `start` up to, not including, `end`; both in UTC, meant in `timezone`."""

    start: datetime
    end: datetime
    timezone: str

    @property
    def first_day(self) -> date:
        """The local day it begins on."""
        return local_day(self.start, self.timezone)

    @property
    def last_day(self) -> date:
        """The local day of its last moment."""
        return local_day(self.end - timedelta(microseconds=1), self.timezone)

    @property
    def days(self) -> int:
        """How many local days it touches."""
        return (self.last_day - self.first_day).days + 1


@dataclass(frozen=True)
class Bucket:
    """One day, week or month of a period, cut to the period; named by its unit's first day."""

    first_day: date
    start: datetime
    end: datetime


def local_day(moment: datetime, timezone: str) -> date:
    """The date on the wall at this moment."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def day_start(day: date, timezone: str) -> datetime:
    """The first moment of a local day, in UTC.

    Where clocks jump over midnight the day begins at the jump; where midnight strikes twice, at the
    first stroke (fold 0 gives both).
    """
    return datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def named(name: str, *, timezone: str, now: datetime) -> Period:
    """The period of this name as seen now: whole local days, the last of them up to now."""
    today = local_day(now, timezone)
    if name == "this_month":
        first = today.replace(day=1)
    elif name in _LAST_DAYS:
        first = today - timedelta(days=_LAST_DAYS[name] - 1)
    else:
        raise Invalid(
            f"{name!r} is not a period",
            code="bad_period",
            where="period",
            mend=f"Use one of {', '.join(NAMES)}, or from and to",
        )
    return _until_now(first, today, timezone, now)


def custom(first_day: date, last_day: date, *, timezone: str, now: datetime) -> Period:
    """Both days and all between them; what lies ahead of now is left out."""
    today = local_day(now, timezone)
    if last_day < first_day:
        raise Invalid("The period ends before it begins", code="bad_period", where="to")
    if first_day > today:
        raise Invalid("The period lies ahead of us", code="bad_period", where="from")
    if (last_day - first_day).days >= _MOST_DAYS:
        raise Invalid(
            f"A period has at most {_MOST_DAYS} days", code="period_too_long", where="from"
        )
    return _until_now(first_day, last_day, timezone, now)


def before(period: Period) -> Period:
    """The period of as many days just before, from and to the same local times of day."""
    return Period(
        _earlier(period.start, period.days, period.timezone),
        _earlier(period.end, period.days, period.timezone),
        period.timezone,
    )


def unit_for(period: Period) -> Unit:
    """The unit whose buckets draw this period well: at most 62 days, 53 weeks, else months."""
    if period.days <= 62:
        return "day"
    return "week" if period.days <= 53 * 7 else "month"


def buckets(period: Period, unit: Unit) -> list[Bucket]:
    """The days, weeks or months of the period in order, without gap or overlap."""
    zone = period.timezone
    found = []
    for first, after in _steps(period, unit):
        start = max(day_start(first, zone), period.start)
        end = min(day_start(after, zone), period.end)
        if start < end:  # Samoa had no 30 December 2011
            found.append(Bucket(first, start, end))
    return found


def _steps(period: Period, unit: Unit) -> Iterator[tuple[date, date]]:
    first = _unit_start(period.first_day, unit)
    while first <= period.last_day:
        after = _unit_after(first, unit)
        yield first, after
        first = after


def _unit_start(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if unit == "month" else day


def _unit_after(first: date, unit: Unit) -> date:
    if unit == "month":
        return (first + timedelta(days=31)).replace(day=1)
    return first + timedelta(days=7 if unit == "week" else 1)


def _until_now(first: date, last: date, timezone: str, now: datetime) -> Period:
    start = day_start(first, timezone)
    end = min(day_start(last + timedelta(days=1), timezone), now.astimezone(UTC))
    # At the very stroke of midnight today holds no moment yet; a period is never empty.
    return Period(start, max(end, start + timedelta(microseconds=1)), timezone)


def _earlier(moment: datetime, days: int, timezone: str) -> datetime:
    # On the wall, not on the stopwatch: 09:00 stays 09:00 across a clock change.
    local = moment.astimezone(ZoneInfo(timezone))
    wall = (local.replace(tzinfo=None) - timedelta(days=days)).replace(tzinfo=ZoneInfo(timezone))
    return wall.astimezone(UTC)
