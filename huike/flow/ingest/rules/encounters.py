"""When somebody asked for help or came into a store: rows of files as what happened. Pure.

They become events under names of ours, as if a source had told of them, so whatever reads events
(timeline, segments, erasure) reads these.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from huike.flow.ingest.collect.rules import naming
from huike.flow.ingest.rules.cleaning import Cleaned, Setting, Typed
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.rules.plan import Plan

HANDLES = ("user_id", "email", "phone")
_MOST_SECONDS = 7 * 86_400


@dataclass(frozen=True)
class Sort:
    """A kind of file, the event that its rows are, and which field is which property of it."""

    kind: Kind
    event: str
    time: str
    number: str  # the field that tells one row from another, where a file has it
    properties: Mapping[str, str]


SERVICE = Sort(
    "service_contacts",
    naming.CONTACTED,
    "contacted_at",
    "ticket_id",
    {
        "ticket_id": "ticket_id", "way": "channel", "topic": "topic", "outcome": "outcome",
        "agent": "agent", "seconds": "seconds", "rating": "rating", "order_no": "order_id",
        "sku": "sku",
    },
)  # fmt: skip
VISITS = Sort(
    "store_visits",
    naming.VISITED,
    "visited_at",
    "visit_id",
    {
        "visit_id": "visit_id", "store": "store", "guide": "guide", "purpose": "purpose",
        "outcome": "outcome",
    },
)  # fmt: skip
SORTS = (SERVICE, VISITS)
_FIGURES = ("seconds", "rating")


def clean(
    sort: Sort, table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting
) -> Cleaned:
    """Rows of a file; one that names nobody is set aside, for it says nothing of anybody."""
    typed = Typed(table, sort.kind, plan, setting)
    names = [name for name in HANDLES if name in typed]
    named = typed.constant(value=False, kind=pl.Boolean)
    for name in names:
        named = named | typed[name].is_not_null()
    typed.refuse(names[0], "missing", ~named & ~typed.has_problem(names[0]))
    figures = {name: _figure(typed, name) for name in _FIGURES if name in sort.properties}
    if "seconds" in figures:
        seconds = figures["seconds"]
        typed.refuse("seconds", "quantity_out_of_range", ~seconds.is_between(0, _MOST_SECONDS))
    if "rating" in figures:
        typed.refuse("rating", "quantity_out_of_range", ~figures["rating"].is_between(1, 5))
    texts = {name: typed.text(name) for name in sort.properties if name not in _FIGURES}
    return typed.cleaned(
        rows,
        {
            "at": typed[sort.time].dt.cast_time_unit("ms"),
            **texts,
            **figures,
            **{name: typed.text(name) for name in PEOPLE},
        },
    )


def _figure(typed: Typed, name: str) -> pl.Series:
    return typed[name] if name in typed else typed.blank(pl.Int64)
