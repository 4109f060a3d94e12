"""Difference of two proportions: Newcombe's interval, z or Fisher's test."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from huike.flow.measurement.rules.comparing import (
    ALPHA,
    FEWEST_HITS,
    FEWEST_PEOPLE,
    POWER,
    Comparison,
    Interval,
    Method,
    lift_of,
    normal_power,
    quantile,
    two_sided,
    verdict_of,
)

_INTERVAL = "newcombe_hybrid_score"
_SOURCE = "newcombe_1998"
_LEAST_EXPECTED = 5  # Cochran's rule for the chi-square, hence for the z test


@dataclass(frozen=True)
class Share:
    """How many of the people of an arm have the outcome."""

    people: int
    hits: int

    @property
    def rate(self) -> float:
        """The proportion; 0 for an empty arm."""
        return self.hits / self.people if self.people else 0.0


def compare_shares(metric: str, treated: Share, holdout: Share) -> Comparison:
    """Treated against holdout: two proportions over everybody assigned."""
    test, p_value = _test(treated, holdout)
    sources = (_SOURCE, "cochran_1954") if test == "z_pooled" else (_SOURCE, "fisher_1935")
    method = Method(_INTERVAL, test, (*sources, "intention_to_treat"))
    if not (treated.people and holdout.people):
        return Comparison(
            metric, treated.people, holdout.people, treated.rate, holdout.rate,
            None, None, None, None, None, None, None, "too_few", method,
        )  # fmt: skip
    difference = treated.rate - holdout.rate
    interval = newcombe(treated, holdout)
    is_enough = (
        min(treated.people, holdout.people) >= FEWEST_PEOPLE
        and treated.hits + holdout.hits >= FEWEST_HITS
    )
    return Comparison(
        metric=metric,
        treated_people=treated.people,
        holdout_people=holdout.people,
        treated=treated.rate,
        holdout=holdout.rate,
        difference=difference,
        interval=interval,
        p_value=p_value,
        lift=lift_of(difference, holdout.rate),
        incremental=difference * treated.people,
        incremental_interval=interval.times(treated.people),
        detectable=detectable(treated, holdout),
        verdict=verdict_of(is_enough=is_enough, interval=interval, p_value=p_value),
        method=method,
    )


def newcombe(one: Share, two: Share) -> Interval:
    """The hybrid score interval without continuity correction.

    Method 10 of R. G. Newcombe, "Interval estimation for the difference between independent
    proportions: comparison of eleven methods", Statistics in Medicine 17 (1998), 873-890.
    """
    low_one, high_one = wilson(one)
    low_two, high_two = wilson(two)
    gap = one.rate - two.rate
    below = math.hypot(one.rate - low_one, high_two - two.rate)
    above = math.hypot(high_one - one.rate, two.rate - low_two)
    return Interval(gap - below, gap + above)


def wilson(share: Share) -> tuple[float, float]:
    """The score interval of one proportion (Wilson 1927)."""
    z = quantile(1 - ALPHA / 2)
    n, p = share.people, share.rate
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return max(0.0, centre - half), min(1.0, centre + half)


def fisher(one: Share, two: Share) -> float:
    """Two-sided exact test: all tables as likely as this one or less, given both margins."""
    hits, people = one.hits + two.hits, one.people + two.people
    x = np.arange(max(0, hits - two.people), min(hits, one.people) + 1)
    log_p = (
        _log_choose(one.people, x) + _log_choose(two.people, hits - x) - _log_choose(people, hits)
    )
    p = np.exp(log_p)
    return min(1.0, float(p[p <= p[x == one.hits][0] * (1 + 1e-7)].sum()))


def detectable(one: Share, two: Share) -> float | None:
    """The smallest rise over the holdout's rate that such a test finds 80 times in 100."""
    base = two.rate if 0 < two.hits < two.people else _together(one, two)
    low, high = 0.0, 1.0 - base
    if high <= 0 or _power(base, high, one.people, two.people) < POWER:
        return None
    for _ in range(60):
        middle = (low + high) / 2
        if _power(base, middle, one.people, two.people) < POWER:
            low = middle
        else:
            high = middle
    return high


def _test(one: Share, two: Share) -> tuple[str, float | None]:
    people, hits = one.people + two.people, one.hits + two.hits
    if not (one.people and two.people):
        return "fisher_exact", None
    least = min(one.people, two.people) * min(hits, people - hits) / people
    if least < _LEAST_EXPECTED:
        return "fisher_exact", fisher(one, two)
    pooled = hits / people
    noise = math.sqrt(pooled * (1 - pooled) * (1 / one.people + 1 / two.people))
    return "z_pooled", two_sided((one.rate - two.rate) / noise)


def _power(base: float, rise: float, treated: int, holdout: int) -> float:
    other = base + rise
    pooled = (treated * other + holdout * base) / (treated + holdout)
    nil = math.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / holdout))
    noise = math.sqrt(max(0.0, other * (1 - other)) / treated + base * (1 - base) / holdout)
    return normal_power(rise, nil, noise)


def _together(one: Share, two: Share) -> float:
    return (one.hits + two.hits) / (one.people + two.people)


def _log_choose(n: int, k: "np.ndarray | int") -> "np.ndarray":
    return np.asarray(gammaln(n + 1) - gammaln(np.asarray(k) + 1) - gammaln(n - np.asarray(k) + 1))
