"""Names to functions; filled by the decorators when entry/wiring.py imports the jobs."""

from collections.abc import Callable
from typing import Any

from huike.base.jobs.rules import JobSpec, Outcome

JOBS: dict[str, JobSpec] = {}
SCHEDULES: dict[str, str] = {}
LANES = ("live", "quick", "long")

JobFunction = Callable[..., Outcome]


def job(
    name: str, *, max_attempts: int = 10, lane: str = "quick"
) -> Callable[[JobFunction], JobFunction]:
    """Register a job; `lane="long"` keeps it from holding up quick ones.

    `lane="live"` is for what somebody waits to see within a second: a thread is kept free for it.
    """
    if lane not in LANES:
        raise ValueError(f"{lane!r} is not a lane")

    def register(function: JobFunction) -> JobFunction:
        known = JOBS.get(name)
        if known is not None and known.run.__qualname__ != function.__qualname__:
            raise ValueError(f"Two jobs are named {name!r}")
        JOBS[name] = JobSpec(name, function, max_attempts, lane)
        return function

    return register


def schedule(name: str, *, every: str) -> Callable[[Any], Any]:
    """Run a registered job that takes no arguments again and again: `15m`, `1h`, `1d@03:10`."""

    def register(function: Any) -> Any:
        SCHEDULES[name] = every
        return function

    return register
