"""Scores, segments and stages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel.errors import Invalid
from huike.flow.profile.rules import (
    RFM_SEGMENTS,
    STAGES,
    Cuts,
    Thresholds,
    rfm_segment,
    score,
    stage,
)


def test_a_score_counts_the_cut_points_below() -> None:
    assert [score(value, (1, 2, 3, 4)) for value in (0, 1, 1.5, 3, 4, 5)] == [1, 1, 2, 3, 4, 5]


def test_the_eight_segments_are_high_or_low_on_each() -> None:
    assert rfm_segment(5, 4, 4) == "vip_value"
    assert rfm_segment(5, 3, 5) == "vip_develop"
    assert rfm_segment(1, 5, 5) == "vip_keep"
    assert rfm_segment(1, 1, 5) == "vip_win_back"
    assert rfm_segment(5, 5, 1) == "value"
    assert rfm_segment(1, 1, 1) == "win_back"
    every = {rfm_segment(r, f, m) for r in (1, 5) for f in (1, 5) for m in (1, 5)}
    assert every == set(RFM_SEGMENTS)


@pytest.mark.parametrize(
    ("orders", "last", "first", "gap", "expected"),
    [
        (0, 0, 0, None, "prospect"),
        (1, 10, 10, None, "new"),
        (2, 10, 60, 50, "active"),
        (5, 10, 400, 20, "loyal"),
        (5, 91, 400, 20, "at_risk"),
        (5, 90, 400, 20, "loyal"),
        (1, 181, 181, None, "lost"),
        (2, 5, 300, 200, "won_back"),
    ],
)
def test_each_stage_has_its_place(
    orders: int, last: float, first: float, gap: float | None, expected: str
) -> None:
    found = stage(
        orders=orders,
        days_since_last=last,
        days_since_first=first,
        last_gap_days=gap,
        thresholds=Thresholds(),
    )

    assert found == expected


@given(st.integers(0, 50), st.floats(0, 3000), st.floats(0, 3000), st.none() | st.floats(0, 3000))
def test_everybody_has_one_stage(orders: int, last: float, first: float, gap: float | None) -> None:
    found = stage(
        orders=orders,
        days_since_last=last,
        days_since_first=first,
        last_gap_days=gap,
        thresholds=Thresholds(),
    )

    assert found in STAGES


def test_wrong_cuts_and_thresholds_say_where() -> None:
    for cuts in (Cuts((4, 3, 2, 1), (1,) * 4, (1,) * 4), Cuts((1,) * 4, (1, 2), (1,) * 4)):
        with pytest.raises(Invalid):
            cuts.checked()
    for wrong in (Thresholds(at_risk_days=200), Thresholds(new_days=0), Thresholds(loyal_orders=1)):
        with pytest.raises(Invalid):
            wrong.checked()
