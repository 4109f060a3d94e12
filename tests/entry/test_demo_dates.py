"""How the demo moves its year: whole weeks, nothing ahead of now, and six weeks to replay."""

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from huike.entry.demo.dates import REPLAYED_DAYS, ZONE, from_json, move_to_now

LAST = datetime(2018, 1, 1, 4, 1, 20)
NOWS = st.datetimes(datetime(2018, 2, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


@given(NOWS)
def test_history_ends_within_the_week_before_now_on_the_same_weekday(now: datetime) -> None:
    move = move_to_now(LAST, now)
    assert timedelta(0) <= now - move.end < timedelta(weeks=1)
    assert move.end.weekday() == LAST.weekday()
    assert move.end.time() == LAST.time()


@given(NOWS)
def test_the_replayed_days_follow_each_other_from_the_cut_to_the_last_order(now: datetime) -> None:
    move = move_to_now(LAST, now)
    days = [move.day(number) for number in range(REPLAYED_DAYS)]
    assert days[0][0] == move.cut
    assert all(one[1] == two[0] for one, two in itertools.pairwise(days))
    assert days[-1][0] < move.end < days[-1][1] <= now + timedelta(days=1)
    assert move.cut.astimezone(ZONE).hour == 0


def test_a_demo_begun_keeps_its_dates() -> None:
    move = move_to_now(LAST, datetime(2026, 11, 22, tzinfo=UTC))
    assert from_json(move.as_json()) == move
    assert move.weeks == 463
