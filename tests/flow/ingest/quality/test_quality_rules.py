"""Scores and checks: between their ends, never better for worse records, right in every zone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.flow.ingest.quality.rules import checks
from huike.flow.ingest.quality.rules.checks import CHECKS, Limit, default, fits, here
from huike.flow.ingest.quality.rules.scoring import WEIGHTS, WHATS, score, what_of
from huike.flow.ingest.rules.reasons import REASONS

NUMBERS = st.integers(0, 10**9)
COUNTS = st.dictionaries(st.sampled_from(WHATS), NUMBERS)
WEEKS = st.lists(NUMBERS, min_size=4, max_size=8)


@given(COUNTS)
def test_a_score_is_between_0_and_100_and_100_only_without_a_fault(counts: dict[str, int]) -> None:
    found = score(counts)
    came = counts.get("came", 0) + counts.get("history", 0)
    assert (found is None) == (came == 0)
    if found is not None:
        assert 0 <= found <= 100
        assert (found == 100) == (not any(counts.get(one) for one in WEIGHTS))


@given(COUNTS, st.sampled_from(sorted(WEIGHTS)), st.integers(1, 10**6))
def test_one_fault_more_never_makes_it_better(counts: dict[str, int], what: str, more: int) -> None:
    worse = score({**counts, what: counts.get(what, 0) + more})
    assert worse is None or worse <= (score(counts) or 0)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, None),
        ({"came": 3, "duplicate": 3}, 100),
        ({"came": 4, "schema": 1}, 75),
        ({"came": 4, "buyer": 1}, 87),
        ({"came": 10, "late": 10}, 90),
        ({"came": 1_000_000, "range": 1}, 99),
        ({"history": 2, "reference": 2, "lines": 2}, 0),
    ],
)
def test_scores(counts: dict[str, int], expected: int | None) -> None:
    assert score(counts) == expected


def test_every_reason_is_a_fault_that_costs() -> None:
    assert {what_of(one) for one in REASONS} == {"schema", "range", "reference", "held"}
    assert what_of("date_out_of_range") == what_of("negative_amount") == "range"
    assert what_of("currency_unknown") == "reference"


@given(WEEKS, st.integers(1, 20))
def test_the_usual_is_not_unusual(before: list[int], limit: int) -> None:
    usual = sorted(before)[len(before) // 2]
    same = [usual] * len(before)
    assert checks.volume(usual, same, 12, limit).state == "fine"


@given(WEEKS, NUMBERS, st.integers(1, 19))
def test_a_wider_limit_finds_no_more(before: list[int], today: int, limit: int) -> None:
    if checks.volume(today, before, 12, limit).state == "fine":
        assert checks.volume(today, before, 12, limit + 1).state == "fine"


def test_one_wild_week_does_not_move_the_usual() -> None:
    before = [100, 104, 98, 101, 5_000, 99, 102, 100]
    assert checks.volume(20, before, 12, 4).state == "wrong"
    assert checks.volume(400, before, 12, 4).state == "wrong"
    assert checks.volume(110, before, 12, 4).state == "fine"
    assert checks.volume(20, before, 12, 4).facts["usual"] == 100.5
    assert checks.volume(0, before, 0, 4).state == "not_yet"
    assert checks.volume(0, before[:3], 12, 4).facts == {"weeks": 3, "needed": 4}


def test_who_is_quiet_for_longer_than_allowed() -> None:
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert checks.freshness(None, now, 24).state == "not_yet"
    assert checks.freshness(now - timedelta(hours=24), now, 24).state == "fine"
    assert checks.freshness(now - timedelta(hours=24, seconds=1), now, 24).state == "wrong"


def test_a_share_is_made_of_twenty_records_at_least() -> None:
    assert checks.share("schema", {"came": 19, "schema": 19}, 5).state == "not_yet"
    assert checks.share("schema", {"came": 100, "schema": 3, "plan": 2}, 5).state == "fine"
    assert checks.share("schema", {"came": 100, "schema": 3, "plan": 3}, 5).state == "wrong"
    assert checks.share("range", {"came": 100, "schema": 100}, 5).state == "fine"


@pytest.mark.parametrize(
    ("moment", "zone", "expected"),
    [
        ("2026-03-01T15:59:00+00:00", "Asia/Shanghai", (date(2026, 3, 1), 23)),
        ("2026-03-01T16:00:00+00:00", "Asia/Shanghai", (date(2026, 3, 2), 0)),
        # Clocks go forward in London at 01:00 UTC: there is no hour 1. In autumn there are two.
        ("2026-03-29T00:30:00+00:00", "Europe/London", (date(2026, 3, 29), 0)),
        ("2026-03-29T01:30:00+00:00", "Europe/London", (date(2026, 3, 29), 2)),
        ("2026-10-25T00:30:00+00:00", "Europe/London", (date(2026, 10, 25), 1)),
        ("2026-10-25T01:30:00+00:00", "Europe/London", (date(2026, 10, 25), 1)),
    ],
)
def test_the_day_and_hour_of_the_workspace(
    moment: str, zone: str, expected: tuple[date, int]
) -> None:
    assert here(datetime.fromisoformat(moment), zone) == expected


def test_only_weeks_in_which_a_source_was_known_all_day() -> None:
    day = date(2026, 3, 30)
    assert checks.weekdays_before(day, None) == []
    assert len(checks.weekdays_before(day, day - timedelta(weeks=20))) == 8
    assert checks.weekdays_before(day, day - timedelta(weeks=2)) == [day - timedelta(weeks=1)]


def test_defaults_fit_and_files_are_not_missed() -> None:
    for kind in ("events", "connection", "file_orders"):
        assert all(fits(check, default(kind, check).limit) for check in CHECKS)
    assert default("events", "freshness") == Limit(True, 24)
    assert not default("file_orders", "freshness").is_on
    assert not fits("schema", 0)
    assert not fits("schema", 101)
