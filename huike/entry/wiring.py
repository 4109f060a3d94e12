"""The one list of who reacts to what, and of every job. Read it top to bottom."""

from huike.base.outbox import jobs as outbox_jobs
from huike.base.outbox.facade import Event, Reaction, wire
from huike.entry.worker import upkeep

JOBS = [upkeep, outbox_jobs]

REACTIONS: list[tuple[type[Event], Reaction]] = []


def connect() -> None:
    """Give the outbox its list; importing the modules of `JOBS` has registered the jobs."""
    wire(REACTIONS)
