"""The door of jobs: enqueue, the four words, progress."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huike.base.jobs import actions, runner
from huike.base.jobs.actions import ALIVE, cancel, enqueue, forget_done, is_alive
from huike.base.jobs.models import Job
from huike.base.jobs.registry import LANES, job, schedule
from huike.base.jobs.rules import Cancel, Cancelled, Done, Outcome, Retry, Snooze, Stopping
from huike.base.jobs.runner import Context, drain
from huike.base.kernel.errors import NotFound

__all__ = [
    "ALIVE",
    "Cancel",
    "Cancelled",
    "Context",
    "Done",
    "JobInfo",
    "Outcome",
    "Retry",
    "Snooze",
    "Stopping",
    "cancel",
    "drain",
    "enqueue",
    "forget_done",
    "info",
    "is_alive",
    "job",
    "run_now",
    "schedule",
]


@dataclass(frozen=True)
class JobInfo:
    """A job as other rooms may see it."""

    id: int
    name: str
    title: str
    state: str
    done: int
    total: int
    note: str
    result: dict[str, Any] | None
    error: str
    created_at: datetime
    finished_at: datetime | None


def info(job_id: int, *, workspace_id: int) -> JobInfo:
    """One job of this workspace."""
    row = Job.objects.filter(pk=job_id, workspace_id=workspace_id).first()
    if row is None:
        raise NotFound("No such job")
    return shape(row)


def shape(row: Job) -> JobInfo:
    """A row as frozen data."""
    return JobInfo(
        row.pk,
        row.name,
        row.title,
        row.state,
        row.done,
        row.total,
        row.note,
        row.result,
        row.error,
        row.created_at,
        row.finished_at,
    )


def run_now(
    job_id: int, *, workspace_id: int, watcher: Callable[[int, int, str], None] | None = None
) -> JobInfo:
    """Run a job here, or follow it where a worker has it, until it has ended."""
    owner = actions.owner_name()
    while True:
        row = actions.claim(owner, LANES, job_id)
        if row is not None:
            runner.run(row, watcher=watcher)
        found = info(job_id, workspace_id=workspace_id)
        if found.state not in actions.ALIVE:
            return found
        if watcher:
            watcher(found.done, found.total, found.note)
        actions.recover(owner)
        time.sleep(0.2)
