"""Where the parcels of an order have been, out of all that was heard of it. Pure.

A step counts once a parcel, when it was told of first. What is told of the order as a whole (a
platform's time of sending) counts only where no parcel tells of that step.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, get_args

from huike.flow.ingest.collect.rules import commerce
from huike.flow.ingest.collect.rules.commerce import Told
from huike.flow.ingest.collect.rules.settling import Heard, standing

Step = Literal["shipped", "in_transit", "out_for_delivery", "signed", "returned"]
STEPS: tuple[Step, ...] = get_args(Step)
ORDERS: tuple[Step, ...] = ("shipped", "signed")  # of which platforms give an order's own times
# The events that tell of each; the public spec has none for them (decision 23).
EVENTS: Mapping[str, Step] = {
    "Order Shipped": "shipped",
    "Order In Transit": "in_transit",
    "Order Out for Delivery": "out_for_delivery",
    "Order Delivered": "signed",
    "Order Sent Back": "returned",
}
_SHOWN = 4  # signs of a parcel's number: enough to tell it from others, not to follow it
_SHORTEST = 8
Hashed = Callable[[str], bytes]


@dataclass(frozen=True)
class Move:
    """A step of a parcel."""

    step: Step
    parcel: str  # what tells it from others; "" is the order as a whole
    tail: str  # the last signs of its number, to be shown
    carrier: str
    at: datetime
    is_exact: bool = True  # else: at this time at the latest


def moves(heard: Sequence[Heard]) -> list[Move]:
    """Every step that is known of an order, the earliest first."""
    found: dict[tuple[str, Step], Move] = {}
    last = standing(heard)
    told = [*_told(heard), *(_listed(last) if last else ())]
    for one in sorted(told, key=lambda one: (not one.is_exact, one.at, one.tail, one.carrier)):
        found.setdefault((one.parcel, one.step), one)
    by_parcel = {step for parcel, step in found if parcel}
    kept = [one for one in found.values() if one.parcel or one.step not in by_parcel]
    return sorted(kept, key=lambda one: (one.at, STEPS.index(one.step), one.parcel))


def read(event: str, given: Mapping[str, Any], currency: str) -> Told:
    """What an event of a parcel says of its order: how far it is, and nothing of money."""
    step = EVENTS[event]
    return Told(
        act="moved",
        order_no=commerce.required_id(given, "order_id"),
        currency=currency,
        total=None,
        discount=0,
        extra=0,
        status={"signed": "completed", "returned": None}.get(step, "shipped"),  # type: ignore[arg-type]
        items=(),
    )


def of_event(event: str, given: Mapping[str, Any], hashed: Hashed) -> dict[str, Any]:
    """What is kept of it beside; the number of a parcel leads to where somebody lives."""
    number = commerce.named(given, "tracking_number")
    return {
        "step": EVENTS[event],
        "parcel": parcel_of(number, hashed),
        "tail": tail_of(number),
        "carrier": commerce.words(given, "carrier"),
    }


def parcel_of(number: str, hashed: Hashed) -> str:
    """What tells a parcel from others without giving its number away."""
    plain = "".join(number.split()).upper()
    return hashed(f"parcel\x1f{plain}").hex()[:16] if plain else ""


def tail_of(number: str) -> str:
    """The last signs of a parcel's number; of a short one none."""
    plain = "".join(number.split())
    return f"…{plain[-_SHOWN:]}" if len(plain) >= _SHORTEST else ""


def _told(heard: Sequence[Heard]) -> Iterator[Move]:
    for one in heard:
        if one.told.act == "moved" and one.more.get("step") in STEPS:
            more = one.more
            yield Move(more["step"], more["parcel"], more["tail"], more["carrier"], one.at)


def _listed(last: Heard) -> Iterator[Move]:
    """What a platform lists with its order: parcels, and times of the order as a whole."""
    more = last.more
    times: dict[Step, str | None] = {}
    for name in ORDERS:
        times[name] = more.get(f"{name}_at")
    carriers: Sequence[str] = more.get("carriers", [])
    carrier = str(carriers[0]) if len(carriers) == 1 else ""
    for parcel, tail, brings, steps in more.get("parcels", []):
        own: dict[Step, str] = {step: at for step, at in steps if step in STEPS}
        if times["shipped"]:
            own.setdefault("shipped", times["shipped"])
        for step, when in own.items():
            yield Move(step, parcel, tail, brings, datetime.fromisoformat(when))
    for step, told in times.items():
        if told:
            yield Move(step, "", "", carrier, datetime.fromisoformat(told))
        elif more.get("state") == step:
            yield Move(step, "", "", carrier, last.at, is_exact=False)
