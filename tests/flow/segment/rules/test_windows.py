"""Windows as spans: midnights of the workspace's zone, whole days, milliseconds."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from huike.flow.segment.rules.language import (
    Ago,
    BetweenWindow,
    EarlierWindow,
    EverWindow,
    LastWindow,
    SinceWindow,
)
from huike.flow.segment.rules.windows import Moment, Span, back, span

SHANGHAI = Moment(datetime(2026, 3, 10, 4, 5, 6, 789_400, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("window", "start", "end"),
    [
        (EverWindow(), None, None),
        (LastWindow(n=0), "2026-03-09T16:00", "2026-03-10T04:05:06.790"),
        (LastWindow(n=30), "2026-02-07T16:00", "2026-03-10T04:05:06.790"),
        (LastWindow(n=2, unit="week"), "2026-02-23T16:00", "2026-03-10T04:05:06.790"),
        (LastWindow(n=1, unit="month"), "2026-02-09T16:00", "2026-03-10T04:05:06.790"),
        (LastWindow(n=3, unit="hour"), "2026-03-10T01:05:06.789400", "2026-03-10T04:05:06.790"),
        (EarlierWindow(n=30), None, "2026-02-07T16:00"),
        (SinceWindow(start="2026-01-01"), "2025-12-31T16:00", None),
        (
            BetweenWindow(start="2026-01-01", end="2026-01-31"),
            "2025-12-31T16:00",
            "2026-01-31T16:00",
        ),
    ],
)
def test_a_window_is_a_half_open_span_from_midnight_in_the_zone(
    window: object, start: str | None, end: str | None
) -> None:
    expected = Span(utc(start) if start else None, utc(end) if end else None)
    assert span(window, SHANGHAI) == expected  # type: ignore[arg-type]


def test_today_is_the_day_of_the_zone_not_of_utc() -> None:
    late = Moment(utc("2026-03-10T16:30"), ZoneInfo("Asia/Shanghai"))
    assert back(Ago(n=0), late) == utc("2026-03-10T16:00")


def test_a_month_back_from_the_31st_ends_on_the_last_day_of_the_shorter_month() -> None:
    at = Moment(utc("2026-03-31T12:00"), ZoneInfo("UTC"))
    assert back(Ago(n=1, unit="month"), at) == utc("2026-02-28T00:00")


def test_days_count_by_the_calendar_across_the_change_to_summer_time() -> None:
    at = Moment(utc("2026-03-30T12:00"), ZoneInfo("Europe/Berlin"))
    assert back(Ago(n=2), at) == utc("2026-03-27T23:00")
    assert back(Ago(n=1), at) == utc("2026-03-28T23:00")
    assert back(Ago(n=0), at) == utc("2026-03-29T22:00")


@pytest.mark.parametrize("unit", ["hour", "day", "week", "month"])
def test_the_longest_length_of_time_stays_inside_the_calendar(unit: str) -> None:
    assert back(Ago(n=9999, unit=unit), SHANGHAI).year >= 1970  # type: ignore[arg-type]


def test_last_and_earlier_divide_the_past() -> None:
    last, earlier = span(LastWindow(n=7), SHANGHAI), span(EarlierWindow(n=7), SHANGHAI)
    assert earlier.end == last.start


def test_a_fact_of_this_very_millisecond_is_in_the_last_days() -> None:
    assert span(LastWindow(n=7), SHANGHAI).holds(utc("2026-03-10T04:05:06.789"))
    assert not span(LastWindow(n=7), SHANGHAI).holds(utc("2026-03-10T04:05:06.790"))
