"""How the demo's year is moved to end now, and where its last six weeks begin. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

REPLAYED_DAYS = 42
ZONE = ZoneInfo("Asia/Shanghai")


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
        after = self.cut + timedelta(days=number + 1)
        return start, max(after, self.end + timedelta(seconds=1)) if self.is_last(number) else after

    def is_last(self, number: int) -> bool:
        """Whether this is the last day of the replay."""
        return number == REPLAYED_DAYS - 1


def move_to_now(last_order: datetime, now: datetime) -> Move:
    """The most whole weeks that leave the last order (a local time without zone) before now."""
    local_last = last_order.replace(tzinfo=ZONE)
    weeks = (now - local_last) // timedelta(weeks=1)
    end = (last_order + timedelta(weeks=weeks)).replace(tzinfo=ZONE)
    first = end.date() - timedelta(days=REPLAYED_DAYS)
    return Move(weeks, datetime.combine(first, time(), ZONE), end)
