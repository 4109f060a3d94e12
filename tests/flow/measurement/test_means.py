"""Means per person: against R's and scipy's results, and the coverage promised."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from huike.flow.measurement.rules import Sample, compare_means


def sample(values: "np.ndarray | list[float]") -> Sample:
    numbers = np.asarray(values, dtype=float)
    variance = float(numbers.var(ddof=1)) if len(numbers) > 1 else 0.0
    return Sample(len(numbers), float(numbers.mean()), variance, int((numbers != 0).sum()))


def test_the_result_is_rs_for_students_sleep_data() -> None:
    # t.test(extra ~ group, data = sleep): t = -1.8608, p 0.07939, -3.3654832 to 0.2054832.
    one = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]
    two = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
    found = compare_means("revenue", sample(one), sample(two))
    assert found.p_value == pytest.approx(0.07939, abs=5e-6)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(-3.3654832, abs=5e-8)
    assert found.interval.high == pytest.approx(0.2054832, abs=5e-8)


@given(st.integers(0, 10_000), st.integers(2, 300), st.integers(2, 300))
@settings(max_examples=60)
def test_welch_agrees_with_scipy(seed: int, n1: int, n2: int) -> None:
    rng = np.random.default_rng(seed)
    one, two = rng.lognormal(3, 1, n1), rng.lognormal(3.1, 1.4, n2)
    wanted = stats.ttest_ind(one, two, equal_var=False)
    limits = wanted.confidence_interval(0.95)
    found = compare_means("revenue", sample(one), sample(two))
    assert found.p_value == pytest.approx(float(wanted.pvalue), rel=1e-8)
    assert found.interval is not None
    assert found.interval.low == pytest.approx(float(limits.low), rel=1e-8, abs=1e-9)
    assert found.interval.high == pytest.approx(float(limits.high), rel=1e-8, abs=1e-9)


def test_incremental_revenue_is_the_difference_for_everybody_treated() -> None:
    found = compare_means("revenue", Sample(9000, 1200.0, 9e6, 700), Sample(1000, 1000.0, 9e6, 70))
    assert found.difference == 200.0
    assert found.incremental == 1_800_000.0
    assert found.lift == pytest.approx(0.2)
    assert found.verdict == "higher"


@pytest.mark.parametrize(
    ("treated", "holdout"),
    [
        (Sample(29, 10, 5, 20), Sample(3000, 9, 5, 2000)),
        (Sample(900, 10, 5, 3), Sample(100, 9, 5, 1)),
        (Sample(900, 10, 5, 300), Sample(1, 9, 0, 1)),
        (Sample(900, 0, 0, 0), Sample(100, 0, 0, 0)),
        (Sample(900, 10, 5, 300), Sample(0, 0, 0, 0)),
    ],
)
def test_too_few_is_said_and_no_direction_named(treated: Sample, holdout: Sample) -> None:
    assert compare_means("revenue", treated, holdout).verdict == "too_few"


def test_95_of_100_intervals_cover_the_truth_where_most_spend_nothing() -> None:
    rng = np.random.default_rng(1947)
    treated, holdout, runs, buyers, rise = 3600, 400, 3000, 0.3, 1.1
    truth = buyers * (rise - 1) * np.exp(3 + 0.8**2 / 2)
    covered = 0
    for _ in range(runs):
        one = rng.lognormal(3, 0.8, treated) * (rng.random(treated) < buyers) * rise
        two = rng.lognormal(3, 0.8, holdout) * (rng.random(holdout) < buyers)
        interval = compare_means("revenue", sample(one), sample(two)).interval
        covered += interval is not None and interval.covers(float(truth))
    assert covered / runs == pytest.approx(0.95, abs=0.015)
