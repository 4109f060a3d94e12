"""Values for the menus of a rule builder, from the facts that the reader may see."""

from dataclasses import dataclass
from typing import Any

from huike.base.access.facade import Scope
from huike.base.kernel.errors import Invalid
from huike.base.warehouse import facade as warehouse
from huike.flow.segment.rules.fields import ATTRIBUTE, FIELDS
from huike.library.commerce import facade as commerce

MOST = 50
_CATEGORIES = ("category", "favourite_category", "favourite_categories")
_NAMED = {"sku": "skus", "event": "events", "rfm_segment": "rfm_segments"}


@dataclass(frozen=True)
class Suggestion:
    """A value, what it is called, and on how many things it stands."""

    value: str
    label: str
    count: int


def attributes(scope: Scope) -> list[str]:
    """The names of the imported attributes."""
    return [str(name) for (name,) in warehouse.select(_text("attributes"), _scoped(scope))]


def events(scope: Scope) -> list[str]:
    """The names of what happens, the most frequent first."""
    return [one.value for one in _found(scope, "events", "")]


def values(scope: Scope, of: str, q: str) -> list[Suggestion]:
    """At most 50 values of a category, sku, event, trait or attribute, that hold the text."""
    if of in _CATEGORIES:
        known = commerce.categories(scope.workspace_id, shop_ids=scope.shop_ids)
        found = [Suggestion(name, name, n) for name, n in known if q.lower() in name.lower()]
        return found[:MOST]
    if of in _NAMED:
        return _found(scope, _NAMED[of], q)[:MOST]
    if of in FIELDS and FIELDS[of].options:
        return [
            Suggestion(option.value, option.zh, 0)
            for option in FIELDS[of].options
            if q.lower() in f"{option.value} {option.zh} {option.en}".lower()
        ]
    if of.startswith(ATTRIBUTE):
        return _found(scope, "attribute_values", q, name=of.removeprefix(ATTRIBUTE))
    known_of = [*_CATEGORIES, *_NAMED, "stage", f"{ATTRIBUTE}…"]
    raise Invalid(f"of is one of {', '.join(known_of)}", code="no_values", where="of")


def _found(scope: Scope, query: str, q: str, **more: Any) -> list[Suggestion]:
    params = {**_scoped(scope), "q": q[:200], **more}
    if query == "rfm_segments":
        del params["has_scope"], params["shop_ids"]
    rows = warehouse.select(_text(query), params)
    return [Suggestion(str(value), str(label or value), int(n)) for value, label, n in rows]


def _scoped(scope: Scope) -> dict[str, Any]:
    return {
        "workspace_id": scope.workspace_id,
        "has_scope": int(scope.shop_ids is not None),
        "shop_ids": list(scope.shop_ids or ()),
    }


def _text(name: str) -> str:
    return warehouse.load(__file__, name)
