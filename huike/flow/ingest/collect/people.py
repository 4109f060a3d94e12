"""Whose messages these are: by what they say of somebody, else by the visitor's number."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from huike.flow.ingest import people as ports
from huike.flow.ingest.people import People

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

_NAMES = ("name", "full_name", "fullName")
_NOBODY: Mapping[str, Any] = dict.fromkeys(("email", "phone", "name"))
_START = datetime(1970, 1, 1, tzinfo=UTC)


def of(workspace_id: int, said: Sequence["Said"]) -> np.ndarray[Any, Any]:
    """The customer or visitor of each message; 0 for an alias that names nobody."""
    numbers = np.zeros(len(said), dtype=np.int64)
    for shop_id in sorted({one.shop_id for one in said}):
        places = [place for place, one in enumerate(said) if one.shop_id == shop_id]
        numbers[places] = _known(workspace_id, shop_id, [said[place] for place in places])
    visitors = [_visitor(one) for one in said]
    told = [
        (name, int(number), one.happened_at)
        for one, name, number in zip(said, visitors, numbers, strict=True)
        if name and number
    ]
    ports.join(workspace_id, told)
    alone = [
        name if name and not number else None
        for name, number in zip(visitors, numbers, strict=True)
    ]
    return np.where(numbers > 0, numbers, ports.visit(workspace_id, alone))


def _known(workspace_id: int, shop_id: int, said: Sequence["Said"]) -> np.ndarray[Any, Any]:
    """Customers by user id, and by e-mail and phone where somebody is identified."""
    rows = [_person(one) for one in said]
    batch = People(
        shop_id=shop_id,
        user_id=[row["user_id"] for row in rows],
        email=[row["email"] for row in rows],
        phone=[row["phone"] for row in rows],
        name=[row["name"] for row in rows],
        attributes=[row["attributes"] for row in rows],
        source=f"source:{said[0].source_id}",
        said_at=[_micros(one.happened_at) for one in said],
        acted_at=[_micros(one.happened_at) for one in said],
    )
    numbers = np.asarray(ports.resolve(workspace_id, batch))
    told = [one.message for one in said if one.message.kind == "alias"]
    pairs = [(message.previous_id, message.user_id) for message in told]
    ports.alias(workspace_id, shop_id, pairs, batch.source)
    return numbers


def _person(one: "Said") -> dict[str, Any]:
    message = one.message
    if message.kind == "group":
        return {**_NOBODY, "user_id": message.user_id or None, "attributes": _company(one)}
    traits = message.traits if message.kind == "identify" else {}
    first, last = _text(traits, "first_name", "firstName"), _text(traits, "last_name", "lastName")
    name = _text(traits, *_NAMES) or " ".join(part for part in (first, last) if part) or None
    return {
        "user_id": message.user_id or None,
        "email": _text(traits, "email"),
        "phone": _text(traits, "phone"),
        "name": name,
        "attributes": _attributes(traits) or None,
    }


def _attributes(traits: Mapping[str, Any]) -> dict[str, Any]:
    """Plain traits that are no identifier and no name."""
    left_out = {"email", "phone", "id", "userId", "firstName", "lastName", *_NAMES}
    left_out |= {"first_name", "last_name"}
    return _address(traits) | {
        key: value
        for key, value in traits.items()
        if key not in left_out and isinstance(value, (str, int, float, bool))
    }


def _address(traits: Mapping[str, Any]) -> dict[str, str]:
    """The reserved trait `address`, which is an object, as a line and its city."""
    parts = traits.get("address")
    if not isinstance(parts, Mapping):
        return {}
    named = {name: _text(parts, name) for name in ("state", "city", "street", "postalCode")}
    line = " ".join(text for text in named.values() if text)
    told = {"address": line, "city": named["city"], "country": _text(parts, "country")}
    return {name: text for name, text in told.items() if text}


def _company(one: "Said") -> dict[str, Any] | None:
    """A group is mostly somebody's company: its name is kept with them."""
    name = _text(one.message.traits, "name")
    return {"company": name} if name else None


def _micros(at: datetime) -> int:
    return (at - _START) // timedelta(microseconds=1)


def _text(traits: Mapping[str, Any], *names: str) -> str | None:
    for name in names:
        value = traits.get(name)
        if isinstance(value, str) and value.strip():
            return value.strip()
    return None


def _visitor(one: "Said") -> str:
    message = one.message
    return message.previous_id if message.kind == "alias" else message.anonymous_id
