"""The door: bring files in, accept what sources send, and say who knows the people in them."""

from huike.flow.ingest.collect.accept import Call, Reply, accept
from huike.flow.ingest.collect.landing import land_waiting
from huike.flow.ingest.collect.models import Source
from huike.flow.ingest.collect.orders import OrderProblem, order_problems
from huike.flow.ingest.collect.replaying import replay_source
from huike.flow.ingest.collect.rules.protocol import MOST_BODY, WORDS
from huike.flow.ingest.collect.rules.story import What as MomentWhat
from huike.flow.ingest.collect.sources import change as change_source
from huike.flow.ingest.collect.sources import create as create_source
from huike.flow.ingest.collect.sources import renew_key as renew_write_key
from huike.flow.ingest.collect.sources import sources
from huike.flow.ingest.commands import ImportFailed, import_file
from huike.flow.ingest.connect.calling import Call as PlatformCall
from huike.flow.ingest.connect.commands import (
    backfill_connection,
    change_connection,
    connection_kinds,
    connections,
    create_connection,
    sync_connection,
    test_connection,
)
from huike.flow.ingest.connect.hearing import hear
from huike.flow.ingest.events_in import import_events
from huike.flow.ingest.leaving.actions import Word as OrderMark
from huike.flow.ingest.leaving.commands import (
    create_leaving_rule,
    leaving_draft,
    leaving_rules,
    mark_order,
    preview_leaving,
    switch_leaving_rule,
)
from huike.flow.ingest.mending import export as export_quarantine
from huike.flow.ingest.mends.commands import mend_rows
from huike.flow.ingest.mends.listing import Wanted as WantedRows
from huike.flow.ingest.mends.listing import by_reason as quarantine_reasons
from huike.flow.ingest.mends.listing import waiting as quarantine
from huike.flow.ingest.mends.looking import preview as preview_mend
from huike.flow.ingest.mends.rules import BulkChange
from huike.flow.ingest.naming import names_of
from huike.flow.ingest.people import Knowing, People, are_known_by
from huike.flow.ingest.queries import last_finished
from huike.flow.ingest.reviews.keeping import Words as ReviewSaid
from huike.flow.ingest.reviews.keeping import masked as mask_words
from huike.flow.ingest.reviews.keeping import words_of as review_words
from huike.flow.ingest.rowrules.commands import (
    create_row_rule,
    delete_row_rule,
    preview_row_rule,
    row_rule_draft,
    row_rule_place,
    row_rules,
)
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.plan import LayoutName
from huike.flow.ingest.stories import Told, order_story

__all__ = [
    "MOST_BODY",
    "SOURCE_KINDS",
    "WORDS",
    "BulkChange",
    "Call",
    "ImportFailed",
    "Kind",
    "Knowing",
    "LayoutName",
    "MomentWhat",
    "OrderMark",
    "OrderProblem",
    "People",
    "PlatformCall",
    "Reply",
    "ReviewSaid",
    "Told",
    "WantedRows",
    "accept",
    "are_known_by",
    "backfill_connection",
    "change_connection",
    "change_source",
    "connection_kinds",
    "connections",
    "create_connection",
    "create_leaving_rule",
    "create_row_rule",
    "create_source",
    "delete_row_rule",
    "export_quarantine",
    "hear",
    "import_events",
    "import_file",
    "land_waiting",
    "last_finished",
    "leaving_draft",
    "leaving_rules",
    "mark_order",
    "mask_words",
    "mend_rows",
    "names_of",
    "order_problems",
    "order_story",
    "preview_leaving",
    "preview_mend",
    "preview_row_rule",
    "quarantine",
    "quarantine_reasons",
    "renew_write_key",
    "replay_source",
    "review_words",
    "row_rule_draft",
    "row_rule_place",
    "row_rules",
    "sources",
    "switch_leaving_rule",
    "sync_connection",
    "test_connection",
]
SOURCE_KINDS = tuple(Source.Kind.values)
