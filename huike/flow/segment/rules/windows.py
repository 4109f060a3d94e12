"""Windows of the rule language as spans of time, in the workspace's zone."""

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from huike.flow.segment.rules.language import (
    Ago,
    BetweenWindow,
    EarlierWindow,
    EverWindow,
    LastWindow,
    SinceWindow,
    Window,
)


@dataclass(frozen=True)
class Moment:
    """The time a rule is read at, and the zone whose midnights count."""

    now: datetime
    zone: ZoneInfo


@dataclass(frozen=True)
class Span:
    """Half open: from `start` up to but without `end`; None is without limit."""

    start: datetime | None = None
    end: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether the moment lies inside."""
        return (self.start is None or at >= self.start) and (self.end is None or at < self.end)


def span(window: Window, at: Moment) -> Span:
    """The window as a span, read at this moment."""
    match window:
        case EverWindow():
            return Span()
        case LastWindow():
            return Span(back(window, at), until(at))
        case EarlierWindow():
            return Span(None, back(window, at))
        case BetweenWindow():
            return days(window.start, window.end, at)
        case SinceWindow():
            return days(window.start, None, at)


def days(first: str | None, last: str | None, at: Moment) -> Span:
    """From the first day's midnight to the end of the last day."""
    start = None if first is None else _midnight(date.fromisoformat(first), at.zone)
    end = None if last is None else _midnight(_next(date.fromisoformat(last)), at.zone)
    return Span(start, end)


def back(ago: Ago, at: Moment) -> datetime:
    """The start of the day n units ago; for hours, that moment."""
    if ago.unit == "hour":
        return at.now - timedelta(hours=ago.n)
    today = at.now.astimezone(at.zone).date()
    if ago.unit == "month":
        return _midnight(_months_before(today, ago.n), at.zone)
    return _midnight(_days_before(today, ago.n * (7 if ago.unit == "week" else 1)), at.zone)


def until(at: Moment) -> datetime:
    """The first moment that is later than now; facts carry milliseconds."""
    now = at.now
    return now.replace(microsecond=now.microsecond // 1000 * 1000) + timedelta(milliseconds=1)


_FIRST = date(1970, 1, 2)  # earlier than any fact; the engine's times begin in 1900


def _days_before(day: date, n: int) -> date:
    return max(_FIRST, day - timedelta(days=min(n, day.toordinal() - 1)))


def _months_before(day: date, n: int) -> date:
    months = day.year * 12 + day.month - 1 - n
    year, month = divmod(months, 12)
    if year < _FIRST.year:
        return _FIRST
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _next(day: date) -> date:
    return day + timedelta(days=1)
