"""How far the reading of history is. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Part:
    """One sort of records: from when to when, how far, and the span that is being read."""

    began: datetime
    upto: datetime
    goal: datetime
    since: datetime | None
    until: datetime | None
    done: int
    total: int | None


def how_far(parts: Sequence[Part]) -> tuple[int, int]:
    """In thousandths: spans by their time, pages of one by their rows, all sorts alike."""
    share = sum(_share(one) for one in parts)
    return round(1000 * share), 1000 * len(parts)


def _share(one: Part) -> float:
    length = max((one.goal - one.began).total_seconds(), 1.0)
    past = (one.upto - one.began).total_seconds()
    if one.since and one.until and one.total:
        past += min(one.done / one.total, 1.0) * (one.until - one.since).total_seconds()
    return max(0.0, min(past / length, 1.0))
