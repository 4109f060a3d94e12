"""What was seen of an event's properties: how often, of which types, a few values. Pure.

Without the NUL character, which PostgreSQL keeps in no text.
"""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from huike.base.kernel.personal import is_personal
from huike.flow.ingest.rules import mask

MOST_PROPERTIES = 200
_MOST_EXAMPLES = 5
_TYPES: Mapping[type, str] = {
    str: "text",
    bool: "boolean",
    int: "number",
    float: "number",
    dict: "object",
    list: "list",
    type(None): "nothing",
}


class _Hidden:
    """Stands for a value that is not looked at."""


HIDDEN = _Hidden()


class Property(TypedDict):
    """A property of an event; the types by how often, the examples newest first."""

    count: int
    types: dict[str, int]
    examples: list[str]


def with_values(
    known: Mapping[str, Property], messages: Sequence[Mapping[str, Any]]
) -> dict[str, Property]:
    """The properties with those of these messages; beyond two hundred names no more are taken."""
    found: dict[str, Property] = {
        name: {
            "count": one["count"],
            "types": dict(one["types"]),
            "examples": list(one["examples"]),
        }
        for name, one in known.items()
    }
    for values in messages:
        for full, value in values.items():
            name = full.replace("\0", "")[:100]
            if name in found or (len(found) < MOST_PROPERTIES and not is_personal("", name)):
                fresh: Property = {"count": 0, "types": {}, "examples": []}
                _look(found.setdefault(name, fresh), name, value)
    return dict(sorted(found.items()))


def _look(one: Property, name: str, value: Any) -> None:
    one["count"] += 1
    if value is HIDDEN:
        return
    kind = _TYPES.get(type(value), "text")
    one["types"][kind] = one["types"].get(kind, 0) + 1
    if kind in ("text", "number", "boolean"):
        text = str(value).lower() if kind == "boolean" else str(value)
        shown = text if kind == "boolean" else mask.free(name, text.replace("\0", ""))
        others = [other for other in one["examples"] if other != shown]
        one["examples"] = [shown, *others][:_MOST_EXAMPLES]
