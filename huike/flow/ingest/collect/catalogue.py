"""The catalogue: every event that was sent, how often, when, and of what its properties are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from huike.flow.ingest.collect.models import EventName
from huike.flow.ingest.collect.rules import naming, seen

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

_MOST_NAMES = 1_000  # a sender that makes names up shall not fill the catalogue
_LOOKED_AT = 25  # messages of an event in one landing whose properties are looked at: it costs

Key = tuple[str, str]  # kind, name


def key_of(one: "Said") -> Key:
    """As what a message stands in the catalogue."""
    return one.message.kind, naming.event_of(one.message) or one.message.kind


def count(workspace_id: int, said: Sequence["Said"], new: Sequence["Said"]) -> set[Key]:
    """Add what is new of a landing, inside the transaction that ends it.

    Answers what of all that was said stands in the catalogue: beyond a thousand names, no more.
    """
    grouped: dict[Key, list[Said]] = {}
    for one in new:
        grouped.setdefault(key_of(one), []).append(one)
    every = {key_of(one) for one in said}
    ours = EventName.objects.filter(workspace_id=workspace_id)
    named = ours.filter(name__in={name for _, name in every}).order_by("pk")
    rows = {(row.kind, row.name): row for row in named.select_for_update()}
    room = _MOST_NAMES - (ours.count() if grouped.keys() - rows.keys() else 0)
    for key in sorted(grouped.keys() - rows.keys())[: max(0, room)]:
        times = [one.happened_at for one in grouped[key]]
        rows[key] = EventName(
            workspace_id=workspace_id,
            kind=key[0],
            name=key[1],
            first_at=min(times),
            last_at=max(times),
        )
    for key, row in rows.items():
        if key in grouped:
            _add(row, grouped[key])
    return rows.keys() & every


def _add(row: EventName, messages: Sequence["Said"]) -> None:
    times = [one.happened_at for one in messages]
    looked_at = messages[-_LOOKED_AT:]
    row.count += len(messages)
    row.looked += len(looked_at)
    row.first_at, row.last_at = min(row.first_at, *times), max(row.last_at, *times)
    row.properties = seen.with_values(row.properties, [_props(one) for one in looked_at])
    row.save()


def _props(one: "Said") -> Mapping[str, Any]:
    """What is looked at: an event's properties; of who is identified nothing but the names."""
    if one.message.kind in ("identify", "group"):
        return dict.fromkeys(one.message.traits, seen.HIDDEN)
    found: Mapping[str, Any] = naming.props_of(one.message)
    return found
