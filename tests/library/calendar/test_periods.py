"""Periods in a time zone: lengths, comparison, buckets, and days of 23 and 25 hours."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel.errors import Invalid
from huike.library.calendar import facade as calendar

SHANGHAI, LONDON, BEIRUT, HAVANA = (
    "Asia/Shanghai",
    "Europe/London",
    "Asia/Beirut",
    "America/Havana",
)
NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)  # 12:00 in Shanghai, a Sunday

ZONES = st.sampled_from([SHANGHAI, LONDON, BEIRUT, HAVANA, "Australia/Lord_Howe"])
MOMENTS = st.datetimes(datetime(2010, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))


def test_today_begins_at_local_midnight_and_ends_now() -> None:
    period = calendar.named("today", timezone=SHANGHAI, now=NOON)
    assert period.start == datetime(2026, 11, 21, 16, tzinfo=UTC)
    assert period.end == NOON
    assert (period.first_day, period.last_day, period.days) == (
        date(2026, 11, 22),
        date(2026, 11, 22),
        1,
    )


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("last_7_days", date(2026, 11, 16)),
        ("last_28_days", date(2026, 10, 26)),
        ("last_30_days", date(2026, 10, 24)),
        ("last_90_days", date(2026, 8, 25)),
        ("this_month", date(2026, 11, 1)),
    ],
)
def test_a_named_period_counts_today_as_its_last_day(name: str, first: date) -> None:
    period = calendar.named(name, timezone=SHANGHAI, now=NOON)
    assert period.first_day == first
    assert period.last_day == date(2026, 11, 22)


def test_custom_holds_both_its_days() -> None:
    period = calendar.custom(date(2026, 10, 1), date(2026, 10, 7), timezone=SHANGHAI, now=NOON)
    assert period.start == datetime(2026, 9, 30, 16, tzinfo=UTC)
    assert period.end == datetime(2026, 10, 7, 16, tzinfo=UTC)
    assert period.days == 7


def test_the_period_before_is_as_long_and_ends_at_the_same_time_of_day() -> None:
    period = calendar.named("last_7_days", timezone=SHANGHAI, now=NOON)
    earlier = calendar.before(period)
    assert earlier.start == datetime(2026, 11, 8, 16, tzinfo=UTC)
    assert earlier.end == datetime(2026, 11, 15, 4, tzinfo=UTC)
    assert earlier.end - earlier.start == period.end - period.start


def test_across_a_clock_change_the_wall_time_stays() -> None:
    now = datetime(2026, 3, 30, 8, 0, tzinfo=UTC)  # 09:00 in London, summer time began on the 29th
    earlier = calendar.before(calendar.named("last_7_days", timezone=LONDON, now=now))
    assert earlier.end == datetime(2026, 3, 23, 9, 0, tzinfo=UTC)


def test_days_of_a_clock_change_have_23_and_25_hours() -> None:
    spring = calendar.custom(date(2026, 3, 29), date(2026, 3, 29), timezone=LONDON, now=NOON)
    autumn = calendar.custom(date(2026, 10, 25), date(2026, 10, 25), timezone=LONDON, now=NOON)
    assert spring.end - spring.start == timedelta(hours=23)
    assert autumn.end - autumn.start == timedelta(hours=25)


def test_a_day_whose_midnight_is_skipped_begins_at_the_jump() -> None:
    # Beirut 2026-03-29: 00:00 does not exist, clocks go from 24:00 (22:00 UTC) to 01:00.
    assert calendar.day_start(date(2026, 3, 29), BEIRUT) == datetime(2026, 3, 28, 22, tzinfo=UTC)


def test_a_day_whose_midnight_strikes_twice_begins_at_the_first() -> None:
    # Havana 2026-11-01: at 01:00 clocks go back to 00:00.
    assert calendar.day_start(date(2026, 11, 1), HAVANA) == datetime(2026, 11, 1, 4, tzinfo=UTC)


def test_weeks_begin_on_monday_and_are_cut_to_the_period() -> None:
    period = calendar.custom(date(2026, 11, 4), date(2026, 11, 10), timezone=SHANGHAI, now=NOON)
    first, second = calendar.buckets(period, "week")
    assert (first.first_day, second.first_day) == (date(2026, 11, 2), date(2026, 11, 9))
    assert first.start == period.start
    assert second.end == period.end


def test_months_are_named_by_their_first_day() -> None:
    period = calendar.custom(date(2026, 1, 31), date(2026, 3, 1), timezone=SHANGHAI, now=NOON)
    assert [b.first_day for b in calendar.buckets(period, "month")] == [
        date(2026, 1, 1),
        date(2026, 2, 1),
        date(2026, 3, 1),
    ]


@pytest.mark.parametrize(
    ("days", "unit"), [(1, "day"), (62, "day"), (63, "week"), (371, "week"), (372, "month")]
)
def test_the_unit_follows_the_length(days: int, unit: str) -> None:
    last = date(2026, 11, 1)
    period = calendar.custom(last - timedelta(days=days - 1), last, timezone=SHANGHAI, now=NOON)
    assert calendar.unit_for(period) == unit


@pytest.mark.parametrize(
    ("first", "last", "where"),
    [
        (date(2026, 11, 2), date(2026, 11, 1), "to"),
        (date(2026, 11, 23), date(2026, 11, 24), "from"),
        (date(2000, 1, 1), date(2026, 1, 1), "from"),
    ],
)
def test_a_period_that_cannot_be_is_refused_with_its_place(
    first: date, last: date, where: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        calendar.custom(first, last, timezone=SHANGHAI, now=NOON)
    assert refusal.value.where == where


def test_an_unknown_name_is_refused_with_the_known_ones() -> None:
    with pytest.raises(Invalid, match="fortnight") as refusal:
        calendar.named("fortnight", timezone=SHANGHAI, now=NOON)
    assert "last_28_days" in refusal.value.mend


def test_a_day_that_never_was_has_no_bucket() -> None:
    now = datetime(2012, 1, 2, tzinfo=UTC)  # Samoa crossed the date line on 30 December 2011
    period = calendar.custom(
        date(2011, 12, 29), date(2011, 12, 31), timezone="Pacific/Apia", now=now
    )
    found = calendar.buckets(period, "day")
    assert [b.first_day for b in found] == [date(2011, 12, 29), date(2011, 12, 31)]
    assert found[0].end == found[1].start


@given(ZONES, MOMENTS, st.sampled_from(calendar.NAMES), st.sampled_from(["day", "week", "month"]))
def test_buckets_fill_the_period_without_gap_or_overlap(
    zone: str, now: datetime, name: str, unit: calendar.Unit
) -> None:
    period = calendar.named(name, timezone=zone, now=now)
    found = calendar.buckets(period, unit)
    assert found[0].start == period.start
    assert found[-1].end == period.end
    assert all(one.end == two.start for one, two in itertools.pairwise(found))
    assert all(one.start < one.end for one in found)


@given(ZONES, MOMENTS, st.sampled_from(calendar.NAMES))
def test_the_period_before_has_as_many_days_and_ends_before_this_begins(
    zone: str, now: datetime, name: str
) -> None:
    period = calendar.named(name, timezone=zone, now=now)
    earlier = calendar.before(period)
    assert earlier.days == period.days
    assert earlier.end <= period.start
    assert earlier.start < earlier.end
