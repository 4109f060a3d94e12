"""The catalogue: every event that was sent, how often, when, and of what its properties are."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from huike.flow.ingest.collect.models import EventName
from huike.flow.ingest.collect.rules import naming

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

_MOST_PROPERTIES = 200
_TYPES: Mapping[type, str] = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "list",
    type(None): "nothing",
}


def count(workspace_id: int, said: Sequence["Said"]) -> None:
    """Add these messages to the catalogue, inside the transaction that ends their landing."""
    grouped: dict[tuple[str, str], list[Said]] = {}
    for one in said:
        key = (one.message.kind, naming.event_of(one.message) or one.message.kind)
        grouped.setdefault(key, []).append(one)
    for (kind, name), messages in sorted(grouped.items()):
        times = [one.happened_at for one in messages]
        row, _ = EventName.objects.select_for_update().get_or_create(
            workspace_id=workspace_id,
            kind=kind,
            name=name,
            defaults={"first_at": min(times), "last_at": max(times)},
        )
        row.count += len(messages)
        row.first_at, row.last_at = min(row.first_at, *times), max(row.last_at, *times)
        row.properties = _with(row.properties, messages)
        row.save(update_fields=["count", "first_at", "last_at", "properties"])


def _with(known: Mapping[str, Any], messages: Sequence["Said"]) -> dict[str, list[str]]:
    found = {name: set(types) for name, types in known.items()}
    for one in messages:
        for name, value in naming.props_of(one.message).items():
            if name in found or len(found) < _MOST_PROPERTIES:
                found.setdefault(name[:100], set()).add(_TYPES.get(type(value), "text"))
    return {name: sorted(types) for name, types in sorted(found.items())}
