"""Arms are a pure function of ids: one by one and in sets alike, and as wide as asked."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.library.experiment.facade import HOLDOUT, Shares, arm, arms, with_holdout

workspaces = st.integers(1, 2**31)
experiments = st.integers(1, 2**40)
customers = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=200)


@st.composite
def shares(draw: st.DrawFn) -> Shares:
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), max_size=4)))
    bounds = [0, *cuts, 10_000]
    widths = [b - a for a, b in pairwise(bounds)]
    return Shares(tuple((f"arm{n}", width) for n, width in enumerate(widths)))


@given(workspaces, experiments, customers, shares())
def test_sets_and_single_people_agree(workspace, experiment, ids, parts):
    many = arms(workspace, "broadcast", experiment, np.array(ids, dtype=np.uint32), parts)
    single = [arm(workspace, "broadcast", experiment, one, parts) for one in ids]
    assert [parts.arms[position][0] for position in many] == single


@given(workspaces, experiments, customers)
def test_an_arm_without_a_share_is_empty(workspace, experiment, ids):
    everyone_treated = with_holdout(0)
    assert {arm(workspace, "broadcast", experiment, one, everyone_treated) for one in ids} == {
        "treated"
    }


@pytest.mark.parametrize("share", [100, 1_000, 5_000])
def test_the_holdout_is_as_wide_as_asked(share):
    ids = np.arange(1, 200_001)
    held = (arms(1, "broadcast", 7, ids, with_holdout(share)) == 0).mean()
    expected = share / 10_000
    assert abs(held - expected) < 5 * (expected * (1 - expected) / 200_000) ** 0.5


def test_two_experiments_and_two_workspaces_are_independent():
    ids = np.arange(1, 200_001)
    first, second, elsewhere = (
        arms(workspace, "broadcast", number, ids, with_holdout(5_000))
        for workspace, number in [(1, 1), (1, 2), (2, 1)]
    )
    assert abs((first == second).mean() - 0.5) < 0.006
    assert abs((first == elsewhere).mean() - 0.5) < 0.006


def test_an_arm_is_the_same_for_ever():
    # These are stored nowhere: a change of the function would move people between arms.
    held = [one for one in range(1, 60) if arm(1, "broadcast", 42, one, with_holdout()) == HOLDOUT]
    assert held == [22, 23, 26, 28, 52]


@pytest.mark.parametrize(
    ("parts", "why"),
    [
        ((("a", 9_999),), "add up"),
        ((("a", 5_000), ("a", 5_000)), "named twice"),
        ((("a", 10_001), ("b", -1)), "at least 0"),
    ],
)
def test_shares_that_are_no_whole_are_refused(parts, why):
    with pytest.raises(ValueError, match=why):
        Shares(parts)
