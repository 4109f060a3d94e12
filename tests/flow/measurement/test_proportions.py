"""Two proportions: against Newcombe's published table, scipy, and the coverage promised."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from huike.flow.measurement.rules import Share, compare_shares
from huike.flow.measurement.rules.proportions import detectable, fisher, newcombe

# Newcombe 1998, table II, method 10: successes and sizes, then the interval to four places.
PUBLISHED = [
    (56, 70, 48, 80, 0.0524, 0.3339),
    (9, 10, 3, 10, 0.1705, 0.8090),
    (6, 7, 2, 7, 0.0582, 0.8062),
    (5, 56, 0, 29, -0.0381, 0.1926),
    (0, 10, 0, 20, -0.1611, 0.2775),
    (0, 10, 0, 10, -0.2775, 0.2775),
    (10, 10, 0, 20, 0.6791, 1.0000),
    (10, 10, 0, 10, 0.6075, 1.0000),
]


@pytest.mark.parametrize(("x1", "n1", "x2", "n2", "low", "high"), PUBLISHED)
def test_the_interval_is_the_published_one(
    x1: int, n1: int, x2: int, n2: int, low: float, high: float
) -> None:
    interval = newcombe(Share(n1, x1), Share(n2, x2))
    assert interval.low == pytest.approx(low, abs=5e-5)
    assert interval.high == pytest.approx(high, abs=5e-5)


def test_the_z_test_gives_the_published_p_value() -> None:
    # The example in the documentation of statsmodels' proportions_ztest: 5 of 83, 12 of 99.
    found = compare_shares("conversion", Share(83, 5), Share(99, 12))
    assert found.method.test == "z_pooled"
    assert found.p_value == pytest.approx(0.159, abs=5e-4)


def test_fishers_own_example_gives_its_published_p_value() -> None:
    found = compare_shares("conversion", Share(4, 3), Share(4, 1))  # the lady tasting tea
    assert found.method.test == "fisher_exact"
    assert found.p_value == pytest.approx(0.4857, abs=5e-5)


@given(st.integers(1, 60), st.integers(1, 60), st.data())
def test_fisher_agrees_with_scipy(n1: int, n2: int, data: st.DataObject) -> None:
    x1, x2 = data.draw(st.integers(0, n1)), data.draw(st.integers(0, n2))
    wanted = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]])[1]
    assert fisher(Share(n1, x1), Share(n2, x2)) == pytest.approx(wanted, rel=1e-6)


@given(st.integers(1, 5000), st.integers(1, 5000), st.data())
def test_the_interval_holds_the_difference_and_turns_with_the_arms(
    n1: int, n2: int, data: st.DataObject
) -> None:
    one = Share(n1, data.draw(st.integers(0, n1)))
    two = Share(n2, data.draw(st.integers(0, n2)))
    found, turned = newcombe(one, two), newcombe(two, one)
    assert found.low - 1e-12 <= one.rate - two.rate <= found.high + 1e-12
    assert found.low == pytest.approx(-turned.high, abs=1e-12)


def test_a_clear_effect_is_named_with_its_size() -> None:
    found = compare_shares("conversion", Share(9000, 540), Share(1000, 40))
    assert found.verdict == "higher"
    assert found.difference == pytest.approx(0.02)
    assert found.lift == pytest.approx(0.5)
    assert found.incremental == pytest.approx(180.0)
    assert found.incremental_interval is not None
    assert found.interval is not None
    assert found.incremental_interval.low == pytest.approx(found.interval.low * 9000)


def test_no_effect_is_not_called_one() -> None:
    found = compare_shares("conversion", Share(9000, 450), Share(1000, 50))
    assert found.verdict == "not_shown"
    assert found.p_value == pytest.approx(1.0)
    assert found.interval is not None
    assert found.interval.covers(0)


@pytest.mark.parametrize(
    ("treated", "holdout"),
    [
        (Share(29, 20), Share(3000, 5)),  # an arm of 29 people
        (Share(900, 3), Share(100, 1)),  # four buyers in all
        (Share(90, 30), Share(0, 0)),  # nobody held out
        (Share(0, 0), Share(0, 0)),
    ],
)
def test_too_few_is_said_and_no_direction_named(treated: Share, holdout: Share) -> None:
    assert compare_shares("conversion", treated, holdout).verdict == "too_few"


def test_an_empty_arm_gives_no_interval_and_no_p_value() -> None:
    found = compare_shares("conversion", Share(90, 30), Share(0, 0))
    assert (found.difference, found.interval, found.p_value) == (None, None, None)
    assert found.treated == pytest.approx(1 / 3)


def test_the_detectable_effect_is_found_four_times_in_five() -> None:
    rng = np.random.default_rng(20261122)
    base, treated, holdout = 0.10, 4500, 500
    rise = detectable(Share(treated, 450), Share(holdout, 50))
    assert rise is not None
    found = 0
    for x1, x2 in zip(
        rng.binomial(treated, base + rise, 1000), rng.binomial(holdout, base, 1000), strict=True
    ):
        p_value = compare_shares("c", Share(treated, int(x1)), Share(holdout, int(x2))).p_value
        found += p_value is not None and p_value < 0.05
    assert found / 1000 == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(("rate", "effect"), [(0.02, 0.0), (0.10, 0.02), (0.5, -0.05), (0.9, 0.0)])
def test_95_of_100_intervals_cover_the_truth(rate: float, effect: float) -> None:
    rng = np.random.default_rng(1998)
    treated, holdout, runs = 1800, 200, 4000
    hits = zip(
        rng.binomial(treated, rate + effect, runs), rng.binomial(holdout, rate, runs), strict=True
    )
    covered = sum(
        newcombe(Share(treated, int(a)), Share(holdout, int(b))).covers(effect) for a, b in hits
    )
    assert covered / runs == pytest.approx(0.95, abs=0.015)


def test_under_no_effect_the_test_errs_at_most_about_five_times_in_100() -> None:
    rng = np.random.default_rng(7)
    hits = zip(rng.binomial(1800, 0.1, 4000), rng.binomial(200, 0.1, 4000), strict=True)
    wrong = sum(
        compare_shares("c", Share(1800, int(a)), Share(200, int(b))).verdict != "not_shown"
        for a, b in hits
    )
    assert wrong / 4000 <= 0.06
