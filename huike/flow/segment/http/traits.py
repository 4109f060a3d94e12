"""The registry of traits over HTTP: what there is, and one trait with its SQL and values."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Schema

from huike.base.access.facade import needs
from huike.flow.segment.http.building import SegmentWord
from huike.flow.segment.http.routing import actor, traits_router
from huike.flow.segment.queries import traits


class TraitUser(Schema):
    id: int
    name: str


class TraitOut(Schema):
    name: str
    group: Literal[
        "basic", "consumption", "interest", "channel", "service", "social", "geography", "calendar"
    ]
    type: Literal["number", "money", "date", "text", "list"]
    unit: str
    zh: str
    en: str
    meaning_zh: str
    meaning_en: str
    facts: list[str]
    known: int  # customers with a value
    segments: list[TraitUser]
    options: list[SegmentWord]


class TraitRegistry(Schema):
    items: list[TraitOut]
    customers: int
    refreshed_at: datetime | None


class TraitBar(Schema):
    value: str | None
    start: float | None  # moments in seconds
    end: float | None  # equal to start: this number alone
    count: int


class TraitShown(TraitOut):
    customers: int
    refreshed_at: datetime | None
    sql: str
    bars: list[TraitBar]


@traits_router.get("", response=TraitRegistry, operation_id="listTraits")
@needs("segments.read")
def list_traits(request: HttpRequest) -> Any:
    """Every standard trait: its meaning, the facts it is from, how many have it, who uses it."""
    found = traits.everything(actor(request).scope)
    return {
        "items": [shape(one) for one in found.traits],
        "customers": found.customers,
        "refreshed_at": found.refreshed_at,
    }


@traits_router.get("/{name}", response=TraitShown, operation_id="getTrait")
@needs("segments.read")
def get_trait(request: HttpRequest, name: str) -> Any:
    """One trait, with the SQL that computes it and how its values are spread."""
    found = traits.one(actor(request).scope, name)
    return {
        **shape(found.trait),
        "customers": found.customers,
        "refreshed_at": found.refreshed_at,
        "sql": found.sql,
        "bars": found.bars,
    }


def shape(one: traits.Trait) -> dict[str, Any]:
    """A trait as it goes over the wire."""
    return {
        "name": one.field.name,
        "group": one.standard.group,
        "type": one.field.type,
        "unit": one.field.unit,
        "zh": one.field.zh,
        "en": one.field.en,
        "meaning_zh": one.standard.zh,
        "meaning_en": one.standard.en,
        "facts": list(one.standard.facts),
        "known": one.known,
        "segments": one.users,
        "options": one.field.options,
    }
