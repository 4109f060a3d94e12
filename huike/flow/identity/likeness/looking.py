"""Looking for customers who are alike: everybody is opened once, pairs are scored, the best kept.

How well it finds is measured in the same pass: some customers are taken a second time, written
otherwise (`rules.misspelling`), and looked for among all others. The model never learns from them.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from huike.base.kernel.bulk import chunks
from huike.flow.identity import groups, queries
from huike.flow.identity.likeness.population import Gathering, Population
from huike.flow.identity.models import Customer, SharedVisitor
from huike.flow.identity.rules import alike, company, linkage, misspelling
from huike.flow.identity.rules.alike import FAMILY, FIELDS, LEVELS, MISSING, NEAR, Likeness
from huike.flow.identity.rules.kinds import EMAIL, PHONE
from huike.flow.identity.rules.misspelling import Written
from huike.flow.identity.rules.person import Person

SUGGESTED = 0.8  # as probable as this, and a person is asked
SEED = 1969
_COPIES, _PART_OF_ALL = 500, 10  # at most so many, and one of ten
_FEWEST = 10  # copies on which anything can be measured
_AT_ONCE = 2_000
_PAIRS_AT_ONCE = 2_000
_AT_RANDOM = 20_000
_SAMPLE = 2_000
_MOST_SUGGESTED = 20_000
_MOST_OF_A_DEVICE = 5
_FEWEST_OF_A_COMPANY = 2
_KEPT = 50_000  # people who need not be opened twice

Progress = Callable[[int, int, str], None]
_NAME, _ADDRESS = FIELDS.index("name"), FIELDS.index("address")


@dataclass(frozen=True)
class Pair:
    """Two customers who are alike, and why: field, level, bits."""

    customer: int
    other: int
    what: str
    score: float
    reasons: list[list[Any]]


@dataclass
class Company:
    """Customers of one company, as their addresses or what was said of them tell."""

    name: str
    how: str  # domain, company
    customers: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Looked:
    """What a search brought."""

    customers: int
    compared: int
    crowded: int
    weights: dict[str, list[float]]
    check: dict[str, int]
    pairs: list[Pair] = field(default_factory=list)
    companies: dict[str, Company] = field(default_factory=dict)  # by mark


def look(workspace_id: int, progress: Progress) -> Looked:
    """Everybody of the workspace against everybody who shares a key with them."""
    search = _Search(workspace_id, progress)
    population = search.gathered()
    levels = search.compared(population)
    return search.told(population, levels)


class _Search:
    def __init__(self, workspace_id: int, progress: Progress) -> None:
        self._workspace_id = workspace_id
        self._progress = progress
        self._ids = _everybody(workspace_id)
        self._devices = _devices(workspace_id)
        self._known: dict[int, Likeness] = {}
        self._companies: dict[str, Company] = {}
        self._copies: dict[int, int] = {}  # a copy's number, below zero: its original
        self._chance = random.Random(SEED)  # so that it can be done again

    def gathered(self) -> Population:
        gathering = Gathering(self._workspace_id)
        for part in chunks(self._ids, _AT_ONCE):
            self._progress(len(gathering), len(self._ids), "people")
            people = list(self._opened(part))
            gathering.take(people)
            if len(self._known) < _KEPT:
                self._known.update(people)
        gathering.take(self._copied())
        return gathering.population()

    def compared(self, population: Population) -> linkage.Levels:
        """The level of each field of each pair."""
        pairs = population.pairs
        found = np.full((len(pairs), len(FIELDS)), MISSING, np.int8)
        for start in range(0, len(pairs), _PAIRS_AT_ONCE):
            self._progress(start, len(pairs), "pairs")
            numbers = population.ids[pairs[start : start + _PAIRS_AT_ONCE]]
            people = self._likenesses(set(numbers.ravel().tolist()))
            for at, (one, other) in enumerate(numbers.tolist(), start):
                if one in people and other in people:
                    found[at] = alike.compared(people[one], people[other])
        return found

    def told(self, population: Population, levels: linkage.Levels) -> Looked:
        self._progress(len(levels), len(levels), "scores")
        places = population.pairs
        real = len(self._ids)
        is_check = np.asarray((places >= real).any(axis=1))
        pairs = linkage.Pairs(
            levels,
            population.share_of(population.names, places[:, 0], real, linkage.alone("name")),
            population.share_of(population.addresses, places[:, 0], real, linkage.alone("address")),
            real,
        )
        model = linkage.fitted(pairs.where(~is_check), self._at_random())
        scores = linkage.scores(model, pairs)
        is_one = (scores >= SUGGESTED) & _speaks_of_one(levels)
        numbers = population.ids[places]
        return Looked(
            customers=real,
            compared=int((~is_check).sum()),
            crowded=population.crowded,
            weights=model.weights(),
            check=self._checked(numbers[is_check & is_one]),
            companies={
                mark: one
                for mark, one in self._companies.items()
                if len(one.customers) >= _FEWEST_OF_A_COMPANY
            },
            pairs=_best(model, pairs, numbers, scores, is_one, ~is_check),
        )

    def _opened(self, ids: Sequence[int]) -> Iterator[tuple[int, Likeness]]:
        people = queries.people(self._workspace_id, ids)
        attributes = queries.attributes(self._workspace_id, ids)
        for number, person in people.items():
            self._seen_at(number, person, attributes.get(number, {}))
            devices = self._devices.get(number, ())
            yield number, alike.of_person(person, attributes.get(number, {}), devices)

    def _seen_at(self, number: int, person: Person, attributes: dict[str, str]) -> None:
        told = company.of(person.values(EMAIL.code), attributes)
        if told:
            mark, name, how = told
            mine = self._companies.setdefault(mark, Company(name, how)).customers
            if not mine or mine[-1] < number:  # opened a second time, everybody is known
                mine.append(number)

    def _likenesses(self, numbers: set[int]) -> dict[int, Likeness]:
        found = {one: self._known[one] for one in numbers if one in self._known}
        found.update(self._opened(sorted(numbers - found.keys())))
        return found

    def _copied(self) -> list[tuple[int, Likeness]]:
        """Some of them a second time."""
        count = min(_COPIES, len(self._ids) // _PART_OF_ALL)
        chosen = sorted(self._chance.sample(self._ids, min(len(self._ids), 2 * count)))
        attributes = queries.attributes(self._workspace_id, chosen)
        people = queries.people(self._workspace_id, chosen)
        written = {one: _written(person, attributes[one]) for one, person in people.items()}
        able = {number: one for number, one in written.items() if one is not None}
        numbers = list(able)[:count]
        found = []
        again = misspelling.copies([able[number] for number in numbers], SEED)
        for at, (number, one) in enumerate(zip(numbers, again, strict=True), 1):
            copy = alike.made(
                one.name, one.address, one.city, _list(one.email), _list(one.phone), one.birthday
            )
            self._copies[-at] = number
            self._known[-at] = copy
            found.append((-at, copy))
        return found

    def _at_random(self) -> linkage.Levels:
        """The levels of pairs that nobody chose."""
        sample = self._chance.sample(self._ids, min(len(self._ids), _SAMPLE))
        known = self._likenesses(set(sample))
        people = [known[one] for one in sample if one in known]
        if len(people) < 2:
            return np.empty((0, len(FIELDS)), np.int8)
        pairs = (self._chance.sample(people, 2) for _ in range(min(_AT_RANDOM, len(people) ** 2)))
        return np.array([alike.compared(one, other) for one, other in pairs], np.int8)

    def _checked(self, found: np.ndarray[Any, Any]) -> dict[str, int]:
        if len(self._copies) < _FEWEST:
            return {}
        right = sum(self._copies.get(low) == high or self._copies.get(high) == low
                    for low, high in found.tolist())  # fmt: skip
        return {
            "seed": SEED,
            "copies": len(self._copies),
            "found": right,
            "wrong": len(found) - right,
        }


def _best(
    model: linkage.Model,
    pairs: linkage.Pairs,
    numbers: np.ndarray[Any, Any],
    scores: linkage.Numbers,
    is_one: np.ndarray[Any, Any],
    is_real: np.ndarray[Any, Any],
) -> list[Pair]:
    """Who may be one person, and who may live together; the most probable first."""
    at_home = is_real & ~is_one & _speaks_of_one_home(pairs.levels)
    by = linkage.weights_of(model, pairs)
    found = []
    for what, chosen in (("person", is_real & is_one), ("household", at_home)):
        places = np.flatnonzero(chosen)
        best = places[np.argsort(-scores[places], kind="stable")][:_MOST_SUGGESTED]
        for place in best.tolist():
            low, high = sorted(numbers[place].tolist())
            reasons = [
                [name, LEVELS[name][level], round(float(by[at][place]), 2)]
                for at, name in enumerate(FIELDS)
                if (level := int(pairs.levels[place, at])) != MISSING
            ]
            score = float(scores[place]) if what == "person" else _home(pairs, place)
            found.append(Pair(low, high, what, round(score, 4), reasons))
    return found


def _speaks_of_one(levels: linkage.Levels) -> np.ndarray[Any, Any]:
    """Whoever only lives where another lives is not that person: a name, an address or a device
    of their own has to say so.
    """
    email, phone, device = (FIELDS.index(name) for name in ("email", "phone", "device"))
    name = levels[:, _NAME]
    told: np.ndarray[Any, Any] = (levels[:, [email, phone, device]] == 0).any(axis=1)
    found: np.ndarray[Any, Any] = ((name != MISSING) & (name <= NEAR)) | (told & (name == MISSING))
    return found


def _speaks_of_one_home(levels: linkage.Levels) -> np.ndarray[Any, Any]:
    address = levels[:, _ADDRESS]
    found: np.ndarray[Any, Any] = (
        (levels[:, _NAME] == FAMILY) & (address != MISSING) & (address <= NEAR)
    )
    return found


def _home(pairs: linkage.Pairs, place: int) -> float:
    """A home is as probable as few of a name live there: no model, a rule that is told as one."""
    return 0.9 if pairs.levels[place, _ADDRESS] == alike.SAME else 0.7


def _everybody(workspace_id: int) -> list[int]:
    rows = Customer.objects.filter(workspace_id=workspace_id, erased_at=None).order_by("id")
    ids = list(rows.values_list("id", flat=True))
    merged = groups.absorbed(workspace_id)
    return [one for one in ids if one not in merged] if merged else ids


def _devices(workspace_id: int) -> dict[int, tuple[int, ...]]:
    """Browsers in which several said who they are, of each of them; a public one says nothing."""
    rows = list(
        SharedVisitor.objects.filter(workspace_id=workspace_id)
        .order_by("number", "customer")
        .values_list("number", "customer")
    )
    people = groups.shown_as(workspace_id, [customer for _, customer in rows])
    by_device: dict[int, set[int]] = {}
    for (number, _), person in zip(rows, people, strict=True):
        by_device.setdefault(number, set()).add(person)
    found: dict[int, tuple[int, ...]] = {}
    for number, whose in sorted(by_device.items()):
        if 2 <= len(whose) <= _MOST_OF_A_DEVICE:
            for person in whose:
                found[person] = (*found.get(person, ()), number)
    return found


def _written(person: Person, attributes: dict[str, str]) -> Written | None:
    """A person's values as they are written; None of whom too little is known to find them by."""
    told = alike.values_of(person, attributes)
    email = next(iter(person.values(EMAIL.code)), "")
    phone = next(iter(person.values(PHONE.code)), "")
    if not person.name or "*" in person.name or not (told["address"] or email or phone):
        return None
    return Written(person.name, told["address"], told["city"], email, phone, told["birthday"])


def _list(value: str) -> list[str]:
    return [value] if value else []
