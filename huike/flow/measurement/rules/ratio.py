"""Sample-ratio check: did the split come out as configured?

Chi-square of fit, flagged below 0.001 as R. Kohavi, D. Tang and Y. Xu advise in "Trustworthy Online
Controlled Experiments" (2020), chapter 21.
"""

from dataclasses import dataclass
from typing import Literal

from scipy.special import chdtrc

RATIO_ALPHA = 0.001  # a broken split shows far below this; a sound one seldom trips it
_LEAST_EXPECTED = 5


@dataclass(frozen=True)
class RatioCheck:
    """The split found against the split wanted."""

    treated: int
    holdout: int
    expected_holdout: float  # people
    chi_square: float | None
    p_value: float | None
    verdict: Literal["sound", "mismatch", "too_few", "no_holdout"]
    method: str = "chi_square_fit"
    source: str = "kohavi_2020"


def check_ratio(*, treated: int, holdout: int, holdout_share: float) -> RatioCheck:
    """Chi-square against the configured share of the holdout, flagged below 0.001."""
    people = treated + holdout
    expected = people * holdout_share
    if holdout_share <= 0:
        return RatioCheck(treated, holdout, 0.0, None, None, "no_holdout")
    if min(expected, people - expected) < _LEAST_EXPECTED:
        return RatioCheck(treated, holdout, expected, None, None, "too_few")
    chi = (holdout - expected) ** 2 / expected + (treated - (people - expected)) ** 2 / (
        people - expected
    )
    p_value = float(chdtrc(1, chi))
    verdict: Literal["sound", "mismatch"] = "mismatch" if p_value < RATIO_ALPHA else "sound"
    return RatioCheck(treated, holdout, expected, chi, p_value, verdict)
