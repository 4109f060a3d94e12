"""Difference of two means of money or counts per person: Welch, zeros included."""

import math
from dataclasses import dataclass

from scipy.special import stdtr, stdtrit

from huike.flow.measurement.rules.comparing import (
    ALPHA,
    FEWEST_HITS,
    FEWEST_PEOPLE,
    POWER,
    Comparison,
    Interval,
    Method,
    lift_of,
    quantile,
    verdict_of,
)

_METHOD = Method("welch_t", "welch_t", ("welch_1947", "intention_to_treat"))


@dataclass(frozen=True)
class Sample:
    """An arm summed up: people, their values' mean and variance (n - 1), and who is above zero."""

    people: int
    mean: float
    variance: float
    above_zero: int


def compare_means(metric: str, treated: Sample, holdout: Sample) -> Comparison:
    """Treated against holdout: two means over everybody assigned, those with nothing as zero."""
    difference = treated.mean - holdout.mean if treated.people and holdout.people else None
    noise = _noise(treated, holdout)
    if difference is None or noise is None:
        return Comparison(
            metric, treated.people, holdout.people, treated.mean, holdout.mean,
            difference, None, None, None, None, None, None, "too_few", _METHOD,
        )  # fmt: skip
    freedom = _freedom(treated, holdout)
    half = float(stdtrit(freedom, 1 - ALPHA / 2)) * noise
    interval = Interval(difference - half, difference + half)
    p_value = float(2 * stdtr(freedom, -abs(difference / noise)))
    is_enough = (
        min(treated.people, holdout.people) >= FEWEST_PEOPLE
        and treated.above_zero + holdout.above_zero >= FEWEST_HITS
    )
    return Comparison(
        metric=metric,
        treated_people=treated.people,
        holdout_people=holdout.people,
        treated=treated.mean,
        holdout=holdout.mean,
        difference=difference,
        interval=interval,
        p_value=p_value,
        lift=lift_of(difference, holdout.mean),
        incremental=difference * treated.people,
        incremental_interval=interval.times(treated.people),
        detectable=(quantile(1 - ALPHA / 2) + quantile(POWER)) * noise,
        verdict=verdict_of(is_enough=is_enough, interval=interval, p_value=p_value),
        method=_METHOD,
    )


def _noise(one: Sample, two: Sample) -> float | None:
    """The standard error of the difference; None where the values do not vary or are too few."""
    if one.people < 2 or two.people < 2:
        return None
    square = one.variance / one.people + two.variance / two.people
    return math.sqrt(square) if square > 0 else None


def _freedom(one: Sample, two: Sample) -> float:
    """Degrees of freedom after Welch and Satterthwaite."""
    a, b = one.variance / one.people, two.variance / two.people
    return (a + b) ** 2 / (a * a / (one.people - 1) + b * b / (two.people - 1))
