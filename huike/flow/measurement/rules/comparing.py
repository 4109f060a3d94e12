"""What every comparison of treated and holdout answers, and when it says "too few"."""

from dataclasses import dataclass
from typing import Literal

from scipy.special import ndtr, ndtri

LEVEL = 0.95
ALPHA = 1 - LEVEL
POWER = 0.8
FEWEST_PEOPLE = 30  # in the smaller arm; below it neither normal nor t holds for skewed spending
FEWEST_HITS = 5  # people with the outcome, both arms together

Verdict = Literal["too_few", "not_shown", "higher", "lower"]


@dataclass(frozen=True)
class Interval:
    """A range that covers the true value in 95 of 100 such experiments."""

    low: float
    high: float

    def times(self, factor: float) -> "Interval":
        """The range of a value `factor` times as large."""
        return Interval(self.low * factor, self.high * factor)

    def covers(self, value: float) -> bool:
        """Whether the value lies inside."""
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Method:
    """How a figure was reached, as codes that the console has words for."""

    interval: str
    test: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Comparison:
    """Treated against holdout for one outcome, over everybody assigned."""

    metric: str
    treated_people: int
    holdout_people: int
    treated: float
    holdout: float
    difference: float | None
    interval: Interval | None
    p_value: float | None
    lift: float | None  # difference over holdout; None where the holdout is zero
    incremental: float | None  # difference times the treated people
    incremental_interval: Interval | None
    detectable: float | None  # the smallest true difference found in 80 of 100 such experiments
    verdict: Verdict
    method: Method


def lift_of(difference: float, holdout: float) -> float | None:
    """The difference as a share of the holdout's value."""
    return difference / holdout if holdout > 0 else None


def verdict_of(*, is_enough: bool, interval: Interval | None, p_value: float | None) -> Verdict:
    """A direction is named only when interval and test agree and enough people stand behind it."""
    if not is_enough or interval is None or p_value is None:
        return "too_few"
    if p_value < ALPHA and interval.low > 0:
        return "higher"
    if p_value < ALPHA and interval.high < 0:
        return "lower"
    return "not_shown"


def quantile(probability: float) -> float:
    """The standard normal value below which this share lies."""
    return float(ndtri(probability))


def two_sided(z: float) -> float:
    """How often a standard normal value lies at least this far from zero."""
    return float(2 * ndtr(-abs(z)))


def normal_power(distance: float, noise_if_nil: float, noise: float) -> float:
    """How often a two-sided test finds a true difference of `distance`."""
    if noise == 0:
        return 1.0 if distance > 0 else 0.0
    return float(ndtr((distance - quantile(1 - ALPHA / 2) * noise_if_nil) / noise))
