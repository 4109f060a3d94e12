"""The one list of who reacts to what, and of every job. Read it top to bottom."""

from huike.base.outbox import jobs as outbox_jobs
from huike.base.outbox.facade import Event, Reaction, wire
from huike.entry.worker import upkeep
from huike.events import CustomersChanged, CustomersCreated
from huike.flow.identity import handlers as identity
from huike.flow.identity import jobs as identity_jobs

JOBS = [upkeep, outbox_jobs, identity_jobs]

REACTIONS: list[tuple[type[Event], Reaction]] = [
    (CustomersCreated, identity.land_created),
    (CustomersChanged, identity.land_changed),
]


def connect() -> None:
    """Give the outbox its list; importing the modules of `JOBS` has registered the jobs."""
    wire(REACTIONS)
