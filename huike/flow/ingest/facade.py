"""The door: bring files in, and say who knows the people in them."""

from huike.flow.ingest.commands import ImportFailed, import_file
from huike.flow.ingest.events_in import import_events
from huike.flow.ingest.people import People, Resolve, are_resolved_by
from huike.flow.ingest.queries import last_finished

__all__ = [
    "ImportFailed",
    "People",
    "Resolve",
    "are_resolved_by",
    "import_events",
    "import_file",
    "last_finished",
]
