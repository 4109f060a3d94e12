"""The one list of who reacts to what, and of every job. Read it top to bottom."""

from huike.base.outbox import jobs as outbox_jobs
from huike.base.outbox.facade import Event, Reaction, wire
from huike.base.webhooks import jobs as webhooks_jobs
from huike.base.webhooks.facade import note
from huike.entry.worker import upkeep
from huike.events import (
    AudienceComplete,
    BroadcastCancelled,
    BroadcastResumed,
    CategoriesLanded,
    CategoriesNamed,
    ConsentChanged,
    ConsentLanded,
    ContactsTold,
    CustomersChanged,
    CustomersCreated,
    CustomersLanded,
    CustomersMerged,
    ErasureAsked,
    ListTold,
    MessagesEnded,
    OrdersLanded,
    StepReached,
    TraitsRefreshed,
    VisitorsJoined,
    VisitorsLanded,
)
from huike.flow.consent import handlers as consent
from huike.flow.consent import jobs as consent_jobs
from huike.flow.identity import facade as identity_facade
from huike.flow.identity import handlers as identity
from huike.flow.identity import jobs as identity_jobs
from huike.flow.ingest import facade as ingest
from huike.flow.ingest import handlers as ingest_handlers
from huike.flow.ingest import jobs as ingest_jobs
from huike.flow.ingest.connect import jobs as connect_jobs
from huike.flow.ingest.leaving import jobs as leaving_jobs
from huike.flow.ingest.quality import jobs as quality_jobs
from huike.flow.journey import handlers as journey
from huike.flow.journey import jobs as journey_jobs
from huike.flow.message import handlers as message
from huike.flow.message import jobs as message_jobs
from huike.flow.profile import handlers as profile
from huike.flow.profile import jobs as profile_jobs
from huike.flow.response import jobs as response_jobs
from huike.flow.segment import handlers as segment
from huike.flow.segment import jobs as segment_jobs
from huike.library.commerce.categories import following as categories

JOBS = [
    upkeep,
    outbox_jobs,
    webhooks_jobs,
    ingest_jobs,
    connect_jobs,
    quality_jobs,
    leaving_jobs,
    identity_jobs,
    consent_jobs,
    categories,
    profile_jobs,
    segment_jobs,
    journey_jobs,
    message_jobs,
    response_jobs,
]

REACTIONS: list[tuple[type[Event], Reaction]] = [
    (CustomersCreated, identity.land_created),
    (CustomersChanged, identity.land_changed),
    (CustomersMerged, identity.land_merged),
    (ErasureAsked, identity.erasure_asked),
    (VisitorsJoined, identity.land_joined),
    (VisitorsLanded, ingest_handlers.visitors_landed),
    (ContactsTold, consent.contacts_told),
    (ConsentChanged, consent.land),
    (CustomersMerged, consent.land),
    (OrdersLanded, identity.orders_landed),
    (OrdersLanded, profile.facts_landed),
    (CustomersLanded, profile.facts_landed),
    (CategoriesNamed, categories.named),
    (CategoriesLanded, profile.facts_landed),
    (TraitsRefreshed, segment.facts_changed),
    (ConsentLanded, segment.facts_changed),
    (ListTold, segment.list_told),
    (StepReached, message.expand),
    (AudienceComplete, message.audience_complete),
    (BroadcastResumed, message.resumed),
    (BroadcastCancelled, message.cancelled),
    (MessagesEnded, journey.finish),
]


def connect() -> None:
    """Give the outbox its list; importing the modules of `JOBS` has registered the jobs."""
    wire(REACTIONS, witnesses=[note])
    # Data goes from ingest to identity, so ingest cannot call it: who people are is plugged in.
    ingest.are_known_by(
        ingest.Knowing(
            resolve=identity_facade.resolve,
            visit=identity_facade.visit,
            join=identity_facade.join,
            alias=identity_facade.say_alias,
            share=identity_facade.share_numbers,
            unshare=identity_facade.unshare_numbers,
            hashes=identity_facade.hash_addresses,
            owners=identity_facade.owners_of_addresses,
            seal=identity_facade.seal_all_words,
            unseal=identity_facade.read_words,
            known=identity_facade.known_at,
            named=identity_facade.search_name,
        )
    )
