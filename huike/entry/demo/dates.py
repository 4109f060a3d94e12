"""How the demo's year is moved to end now, and where its last six weeks begin. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

REPLAYED_DAYS = 42
TIMEZONE = "Asia/Shanghai"
ZONE = ZoneInfo(TIMEZONE)


@dataclass(frozen=True)
class Move:
    """Whole weeks added to every time of the data, so that weekdays stay and nothing is ahead."""

    weeks: int
    cut: datetime  # local midnight: history before it, replay from it
    end: datetime  # the last order

    @property
    def by(self) -> timedelta:
        """What is added."""
        return timedelta(weeks=self.weeks)

    def day(self, number: int) -> tuple[datetime, datetime]:
        """The start and end of a replayed day; the last one takes what is left."""
        start = self.cut + timedelta(days=number)
        after = start + timedelta(days=1)
        if number == REPLAYED_DAYS - 1:
            after = max(after, self.end + timedelta(seconds=1))
        return start, after

    def as_json(self) -> dict[str, Any]:
        """What a later run reads again: a demo begun keeps its dates."""
        return {"weeks": self.weeks, "cut": self.cut.isoformat(), "end": self.end.isoformat()}


def from_json(kept: dict[str, Any]) -> Move:
    """The move of an earlier run."""
    cut, end = (datetime.fromisoformat(kept[name]).astimezone(ZONE) for name in ("cut", "end"))
    return Move(kept["weeks"], cut, end)


def move_to_now(last_order: datetime, now: datetime) -> Move:
    """The most whole weeks that leave the last order (a local time without zone) before now."""
    weeks = (now - last_order.replace(tzinfo=ZONE)) // timedelta(weeks=1)
    end = (last_order + timedelta(weeks=weeks)).replace(tzinfo=ZONE)
    first = end.date() - timedelta(days=REPLAYED_DAYS)
    return Move(weeks, datetime.combine(first, time(), ZONE), end)
