"""The statistics of measurement: pure, each figure with its method and the method's source."""

from huike.flow.measurement.rules.comparing import (
    ALPHA,
    FEWEST_HITS,
    FEWEST_PEOPLE,
    LEVEL,
    POWER,
    Comparison,
    Interval,
    Method,
)
from huike.flow.measurement.rules.means import Sample, compare_means
from huike.flow.measurement.rules.proportions import Share, compare_shares
from huike.flow.measurement.rules.ratio import RATIO_ALPHA, RatioCheck, check_ratio

__all__ = [
    "ALPHA",
    "FEWEST_HITS",
    "FEWEST_PEOPLE",
    "LEVEL",
    "POWER",
    "RATIO_ALPHA",
    "Comparison",
    "Interval",
    "Method",
    "RatioCheck",
    "Sample",
    "Share",
    "check_ratio",
    "compare_means",
    "compare_shares",
]
