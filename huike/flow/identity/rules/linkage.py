"""How probable it is that two customers are one, from how alike they are. Pure.

Fellegi and Sunter, "A Theory for Record Linkage", JASA 64 (1969): each field that is compared
speaks for or against by the ratio of m, how often it looks so with one person, to u, how often
with two. u is counted on pairs drawn at random. m, and how many pairs are one person at all, are
found by EM (Winkler, "Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model
of Record Linkage", ASA 1988) on the pairs that share a key, with a prior that keeps it sober where
they are few. A name or an address that agrees says the more the rarer it is (Winkler,
"Frequency-Based Matching in the Fellegi-Sunter Model", ASA 1989).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huike.flow.identity.rules.alike import FIELDS, LEVELS, MISSING, SAME

Levels = np.ndarray[Any, np.dtype[np.int8]]  # a row a pair, a column a field
Numbers = np.ndarray[Any, np.dtype[np.float64]]

# What is thought before anything was seen: with one person, and with two.
_M: dict[str, tuple[float, ...]] = {
    "name": (0.72, 0.22, 0.02, 0.04),
    "address": (0.45, 0.35, 0.12, 0.08),
    "email": (0.5, 0.5),
    "phone": (0.25, 0.75),
    "birthday": (0.95, 0.05),
    "device": (0.3,),
}
_U: dict[str, tuple[float, ...]] = {
    "name": (0.0005, 0.002, 0.05, 0.9475),
    "address": (0.0001, 0.0005, 0.1, 0.8994),
    "email": (0.0002, 0.9998),
    "phone": (0.0001, 0.9999),
    "birthday": (0.003, 0.997),
    "device": (0.0001,),
}
_BELIEVED_M, _BELIEVED_U = 50.0, 2_000.0  # as many pairs as that thought is worth
_TWICE = 0.01  # of the customers are there twice, before anything was seen
_BELIEVED_PAIRS = 10.0
_ROUNDS = 60
_BY_VALUE = ("name", "address")


@dataclass(frozen=True)
class Model:
    """What a level of each field says, and how many of all pairs are one person."""

    m: dict[str, list[float]]
    u: dict[str, list[float]]
    share: float
    rounds: int = 0

    def weights(self) -> dict[str, list[float]]:
        """What each level adds, in bits: above zero speaks for one person."""
        return {
            name: [float(np.log2(m / u)) for m, u in zip(self.m[name], self.u[name], strict=True)]
            for name in FIELDS
        }


@dataclass(frozen=True)
class Pairs:
    """Pairs that are compared: levels, and how often the name and the address stand at all."""

    levels: Levels
    name_share: Numbers  # of the customers, those with this name; 0 = unknown
    address_share: Numbers
    people: int = field(default=0)

    def __len__(self) -> int:
        return len(self.levels)

    def where(self, chosen: np.ndarray[Any, np.dtype[np.bool_]]) -> "Pairs":
        """Some of them."""
        return Pairs(
            self.levels[chosen], self.name_share[chosen], self.address_share[chosen], self.people
        )


def fitted(pairs: Pairs, at_random: Levels) -> Model:
    """The model of these pairs; `at_random` are levels of pairs nobody chose."""
    u = {name: _counted(at_random[:, at], _U[name]) for at, name in enumerate(FIELDS)}
    model = Model({name: list(_M[name]) for name in FIELDS}, u, _share(0.0, pairs.people))
    if not len(pairs):
        return model
    for turn in range(_ROUNDS):
        chance = scores(model, pairs)
        m = {
            name: _weighted(pairs.levels[:, at], chance, _M[name], _BELIEVED_M)
            for at, name in enumerate(FIELDS)
        }
        after = Model(m, u, _share(float(chance.sum()), pairs.people), turn + 1)
        moved = max(
            abs(a - b) for name in FIELDS for a, b in zip(m[name], model.m[name], strict=True)
        )
        model = after
        if moved < 1e-5:
            break
    return model


def scores(model: Model, pairs: Pairs) -> Numbers:
    """How probable each pair is one person."""
    total = np.full(len(pairs), np.log2(model.share / (1 - model.share)))
    for part in weights_of(model, pairs):
        total += part
    found: Numbers = 1 / (1 + np.exp2(-np.clip(total, -60, 60)))
    return found


def weights_of(model: Model, pairs: Pairs) -> list[Numbers]:
    """Of each field what it adds to each pair, in bits."""
    found = []
    for at, name in enumerate(FIELDS):
        levels = pairs.levels[:, at]
        m, u = (np.array([*part[name], 1.0]) for part in (model.m, model.u))  # -1 = missing
        seen = u[levels]
        if name in _BY_VALUE:
            share = pairs.name_share if name == "name" else pairs.address_share
            seen = np.where((levels == SAME) & (share > 0), share, seen)
        found.append(np.log2(m[levels] / seen))
    return found


def alone(name: str) -> float:
    """How often two people have the same value of this field, before anything was counted."""
    return _U[name][SAME]


def _counted(levels: Levels, thought: Sequence[float]) -> list[float]:
    return _weighted(levels, np.ones(len(levels)), thought, _BELIEVED_U)


def _weighted(
    levels: Levels, by: Numbers, thought: Sequence[float], believed: float
) -> list[float]:
    """How often each level is there, with what was thought before as so many pairs more."""
    known = levels != MISSING
    seen = np.bincount(levels[known], weights=by[known], minlength=len(thought))
    if len(thought) == 1:  # never told apart from "unknown": only its presence speaks
        return [float(thought[0])]
    found = (seen + believed * np.array(thought)) / (seen.sum() + believed)
    return [float(one) for one in found]


def _share(matches: float, people: int) -> float:
    """Of all pairs of so many people, those that are one person."""
    every = max(1.0, people * (people - 1) / 2)
    thought = min(0.5, _TWICE * max(people, 2) / every)
    return (matches + _BELIEVED_PAIRS) / (every + _BELIEVED_PAIRS / thought)


assert all(len(_M[name]) == len(_U[name]) == len(LEVELS[name]) for name in FIELDS)
