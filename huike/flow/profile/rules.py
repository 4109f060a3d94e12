"""What a customer's figures mean: RFM scores, their segment, and the lifecycle stage. Pure.

RFM scores go from 1 to 5 by cut points: four ascending values that part customers into fifths
(Hughes, Strategic Database Marketing, 1994), or four that a person set. The eight segments are
those Chinese retail speaks of: high or low on each of the three.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from huike.base.kernel.errors import Invalid

RFM_SEGMENTS = (
    "vip_value",
    "vip_develop",
    "vip_keep",
    "vip_win_back",
    "value",
    "develop",
    "keep",
    "win_back",
)
NO_ORDERS = "none"
HIGH = 4  # a score of 4 or 5: the upper two fifths

STAGES = ("prospect", "new", "active", "loyal", "at_risk", "lost", "won_back")


@dataclass(frozen=True)
class Cuts:
    """Four ascending cut points each: days since the last order, orders, net revenue (minor)."""

    recency_days: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]

    def checked(self) -> "Cuts":
        """The same, if each has four values that never fall."""
        for name in ("recency_days", "frequency", "monetary"):
            values = getattr(self, name)
            if len(values) != 4 or list(values) != sorted(values):
                raise Invalid(
                    "Cut points are four values that never fall", code="bad_cuts", where=name
                )
        return self


@dataclass(frozen=True)
class Thresholds:
    """Where one lifecycle stage ends and the next begins."""

    new_days: int = 30
    at_risk_days: int = 90
    lost_days: int = 180
    loyal_orders: int = 5

    def checked(self) -> "Thresholds":
        """The same, if they can be told apart."""
        if not 0 < self.new_days <= self.at_risk_days < self.lost_days <= 3650:
            raise Invalid(
                "Days must rise: new ≤ at risk < lost ≤ 3650",
                code="bad_stages",
                where="lost_days",
            )
        if not 2 <= self.loyal_orders <= 1000:
            raise Invalid(
                "Loyal begins at 2 to 1000 orders", code="bad_stages", where="loyal_orders"
            )
        return self


def score(value: float, cuts: Sequence[float]) -> int:
    """1 to 5: how many of the four cut points the value is above, plus one."""
    return 1 + sum(value > cut for cut in cuts)


def rfm_segment(recency: int, frequency: int, monetary: int) -> str:
    """The segment of three scores."""
    place = (monetary < HIGH) * 4 + (recency < HIGH) * 2 + (frequency < HIGH)
    return RFM_SEGMENTS[place]


def stage(
    *,
    orders: int,
    days_since_last: float,
    days_since_first: float,
    last_gap_days: float | None,
    thresholds: Thresholds,
) -> str:
    """The lifecycle stage of one customer."""
    if orders == 0:
        return "prospect"
    if days_since_last > thresholds.lost_days:
        return "lost"
    if days_since_last > thresholds.at_risk_days:
        return "at_risk"
    if last_gap_days is not None and last_gap_days > thresholds.lost_days:
        return "won_back"
    if orders >= thresholds.loyal_orders:
        return "loyal"
    if days_since_first <= thresholds.new_days:
        return "new"
    return "active"
