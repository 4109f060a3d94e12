"""The score of a source: what share of its records was right. Pure."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal, get_args

Came = Literal[
    "came",  # every record that came, whatever became of it
    "history",  # the same, read from the past: it says nothing of how much comes a day
]
Fault = Literal[
    "duplicate",  # was known already: harmless, it lands once
    "schema",  # a value is missing or cannot be read: it did not land
    "range",  # a number or a date is out of what it can be: it did not land
    "reference",  # it names something that is not known: it did not land
    "plan",  # held back by the tracking plan
    "held",  # held back by a rule that a person has set
    "refused",  # a request that was refused whole
    "warned",  # landed, but a rule warns of it
    "unit",  # landed, but nobody knows the unit that it names
    "buyer",  # landed, but nobody knows whose it is
    "lines",  # an order without lines
    "late",  # it had happened more than a day before it came
]
FAULTS: tuple[Fault, ...] = get_args(Fault)
WHATS: tuple[str, ...] = (*get_args(Came), *FAULTS)

# What a record with this fault takes away, in tenths of a record: one that did not land is lost
# whole, one that landed with less than it should is worth half.
WEIGHTS: dict[Fault, int] = {
    "schema": 10,
    "range": 10,
    "reference": 10,
    "plan": 10,
    "held": 10,
    "refused": 10,
    "warned": 5,
    "buyer": 5,
    "lines": 5,
    "unit": 1,
    "late": 1,
}
LATE = timedelta(days=1)


def seen(counts: Mapping[str, int]) -> int:
    """All records that came."""
    return counts.get("came", 0) + counts.get("history", 0)


def score(counts: Mapping[str, int]) -> int | None:
    """100 when nothing at all was wrong, 0 when nothing was right; None when nothing came."""
    whole = 10 * seen(counts)
    if not whole:
        return None
    lost = sum(weight * counts.get(what, 0) for what, weight in WEIGHTS.items())
    return max(0, (whole - lost) * 100 // whole)


def what_of(reason: str) -> Fault:
    """Which fault a reason is for which a row or a record did not land."""
    if reason.startswith("rule_"):
        return "held"
    if reason.endswith("_out_of_range") or reason.startswith("negative_"):
        return "range"
    if reason.endswith("_unknown"):
        return "reference"
    return "schema"
