"""The four words a job answers with, and how long to wait before trying again. Pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True)
class Done:
    """Finished; the result is shown to whoever asked."""

    result: dict[str, Any] | None = None


@dataclass(frozen=True)
class Retry:
    """Failed for now: try again, counted as an attempt."""

    seconds: float
    reason: str


@dataclass(frozen=True)
class Cancel:
    """Will never succeed, or somebody stopped it."""

    reason: str


@dataclass(frozen=True)
class Snooze:
    """Not yet: look again later, not counted as an attempt."""

    seconds: float


Outcome = Done | Retry | Cancel | Snooze


class Cancelled(Exception):
    """A person cancelled the job: raised by `Context.progress`, not to be caught."""


class Stopping(Exception):
    """The process is going down: raised by `Context.progress`; the job goes on after restart."""


@dataclass(frozen=True)
class JobSpec:
    """What the registry knows of a job."""

    name: str
    run: Callable[..., Outcome]
    max_attempts: int
    lane: str


def backoff(attempts: int) -> float:
    """Seconds until the next try after a crash: 1, 4, 9 … at most ten minutes."""
    return min(600.0, float(attempts * attempts))


_EVERY = re.compile(r"(\d+)([smhd])(?:@(\d\d):(\d\d))?")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def next_time(every: str, now: datetime) -> datetime:
    """The next moment of `15m`, `1h`, or `1d@03:10` (UTC) after now."""
    found = _EVERY.fullmatch(every)
    if not found:
        raise ValueError(f"{every!r} is not a schedule like 15m, 1h or 1d@03:10")
    step = timedelta(seconds=int(found[1]) * _UNITS[found[2]])
    if found[3] is None:
        return now + step
    first = datetime.combine(now.date(), time(int(found[3]), int(found[4])), UTC)
    while first <= now:
        first += step
    return first
