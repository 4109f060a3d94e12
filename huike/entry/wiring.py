"""The one list of who reacts to what, and of every job. Read it top to bottom."""

from huike.base.outbox import jobs as outbox_jobs
from huike.base.outbox.facade import Event, Reaction, wire
from huike.entry.worker import upkeep
from huike.events import ConsentChanged, CustomersChanged, CustomersCreated, OrdersLanded
from huike.flow.consent import handlers as consent
from huike.flow.consent import jobs as consent_jobs
from huike.flow.identity import facade as identity_facade
from huike.flow.identity import handlers as identity
from huike.flow.identity import jobs as identity_jobs
from huike.flow.ingest import facade as ingest
from huike.flow.ingest import jobs as ingest_jobs
from huike.flow.profile import handlers as profile
from huike.flow.profile import jobs as profile_jobs

JOBS = [upkeep, outbox_jobs, ingest_jobs, identity_jobs, consent_jobs, profile_jobs]

REACTIONS: list[tuple[type[Event], Reaction]] = [
    (CustomersCreated, identity.land_created),
    (CustomersChanged, identity.land_changed),
    (ConsentChanged, consent.land),
    (OrdersLanded, profile.facts_landed),
    (CustomersCreated, profile.facts_landed),
    (CustomersChanged, profile.facts_landed),
]


def connect() -> None:
    """Give the outbox its list; importing the modules of `JOBS` has registered the jobs."""
    wire(REACTIONS)
    # Data goes from ingest to identity, so ingest cannot call it: who people are is plugged in.
    ingest.are_resolved_by(identity_facade.resolve)
