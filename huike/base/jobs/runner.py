"""Running jobs: one at a time by hand, or by the threads of a worker."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.db import close_old_connections, connection

from huike.base.jobs import actions
from huike.base.jobs.models import Job
from huike.base.jobs.registry import JOBS, LANES
from huike.base.jobs.rules import (
    Cancel,
    Cancelled,
    Outcome,
    Retry,
    Snooze,
    Stopping,
    backoff,
)
from huike.base.kernel import garbage
from huike.base.kernel.errors import HuikeError

log = structlog.get_logger(__name__)
_EVERY = 0.5  # seconds between two writes of progress
Watcher = Callable[[int, int, str], None]


@dataclass
class Context:
    """What a running job knows of itself."""

    row: Job
    is_stopping: Callable[[], bool] = lambda: False
    watcher: Watcher | None = None
    _next_write: float = field(default=0.0)

    @property
    def job_id(self) -> int:
        """The job's number."""
        return self.row.pk

    @property
    def workspace_id(self) -> int:
        """The workspace it works for."""
        if self.row.workspace_id is None:
            raise RuntimeError(f"job {self.row.name} belongs to no workspace")
        return int(self.row.workspace_id)

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Tell how far the job is; raises when it was cancelled or the process is going down."""
        if self.watcher:
            self.watcher(done, total, note)
        if self.is_stopping():
            raise Stopping
        now = time.monotonic()
        if now < self._next_write and done != total:
            return
        self._next_write = now + _EVERY
        if actions.save_progress(self.row, done, total, note):
            raise Cancelled
        if actions.is_held():
            raise Stopping


def run(
    row: Job, *, is_stopping: Callable[[], bool] = lambda: False, watcher: Watcher | None = None
) -> Outcome:
    """Run one claimed job and record how it ended."""
    spec = JOBS[row.name]
    context = Context(row, is_stopping, watcher)
    outcome: Outcome
    try:
        outcome = spec.run(context, **row.args)
    except Cancelled:
        outcome = Cancel("cancelled by a person")
    except Stopping:
        outcome = Snooze(0)
    except HuikeError as refusal:
        reason = f"{refusal.code}: {refusal.detail}"
        outcome = Retry(backoff(row.attempts), reason) if refusal.may_retry else Cancel(reason)
    except Exception as problem:
        # Anything unexpected is kept with the job, logged whole, and tried again.
        log.exception("job_crashed", job=row.name, job_id=row.pk)
        if connection.in_atomic_block:
            raise
        outcome = Retry(backoff(row.attempts), f"{type(problem).__name__}: {problem}")
    actions.settle(row, outcome)
    return outcome


def drain(max_jobs: int = 10_000, lanes: tuple[str, ...] = LANES) -> int:
    """Run every due job inline, in order; answer how many ran."""
    owner = actions.owner_name()
    for count in range(max_jobs):
        row = actions.claim(owner, lanes)
        if row is None:
            return count
        run(row)
    raise RuntimeError(f"still jobs due after {max_jobs}: do two of them make each other?")


class Worker:
    """Threads that run jobs until told to stop: one keeps free for live ones, one for quick."""

    def __init__(self, *, threads: int = 3, poll_seconds: float = 0.1) -> None:
        self._stop = threading.Event()
        self._owner = actions.owner_name()
        self._poll = poll_seconds
        lanes = [("live",), ("live", "quick")] + [LANES] * (threads - 1)
        self._threads = [
            threading.Thread(target=self._work, args=(lane,), name=f"jobs-{n}")
            for n, lane in enumerate(lanes)
        ]
        self._keeper = threading.Thread(target=self._keep, name="jobs-keeper")

    def start(self) -> None:
        """Begin taking jobs."""
        garbage.look_less()
        actions.recover(self._owner)
        for thread in [*self._threads, self._keeper]:
            thread.start()

    def stop(self, timeout: float = 20.0) -> None:
        """Take no more jobs, let those that run stop at their next step, and wait for them."""
        self._stop.set()
        deadline = time.monotonic() + timeout
        for thread in [*self._threads, self._keeper]:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self, lanes: tuple[str, ...]) -> None:
        while not self._stop.is_set():
            close_old_connections()
            try:
                row = actions.claim(self._owner, lanes)
                if row is not None:
                    run(row, is_stopping=self._stop.is_set)
                    continue
            except Exception:
                # A database that is away for a moment must not end the worker.
                log.exception("worker_trouble")
                connection.close()
                self._stop.wait(1.0)
            self._stop.wait(self._poll)
        connection.close()

    def _keep(self) -> None:
        while not self._stop.wait(2.0):
            try:
                actions.renew(self._owner)
                actions.recover(self._owner)
                actions.tick()
            except Exception:
                log.exception("worker_trouble")
                connection.close()
        connection.close()
