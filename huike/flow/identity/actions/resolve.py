"""Find or create the customers of a batch of people, in sets, whoever else does the same."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field, replace
from itertools import compress

import numpy as np
from django.db import transaction

from huike.base.access.facade import workspace
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import aliases, forgotten, matching, queries, said
from huike.flow.identity.actions import change, merging, writing
from huike.flow.identity.models import Identifier
from huike.flow.identity.people import PeopleBatch, Resolved
from huike.flow.identity.preparing import Preparing
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.assign import Assignment, assign
from huike.flow.identity.rules.keys import Key, parts
from huike.flow.identity.rules.kinds import ALIAS, APP
from huike.flow.identity.rules.values import of_source
from huike.flow.identity.said import New, Part, Said

_CHANGES = 300  # known people are opened and sealed again inside the transaction
_TRIES = 50
_MOSTLY = 0.9  # so many with news of a hundred, and the next are not looked up before the lock

IDENTIFIER = ["workspace", "kind", "scope", "hash", "customer"]


@dataclass
class _Tally:
    created: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    matches: set[tuple[int, int, Key]] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    are_new: bool = False  # most of those before were, so the next may be
    are_writing: bool = False  # something had to be written of most of those before


@dataclass(frozen=True)
class _Decided:
    """Who the people of a part are, and what is said of each customer by them."""

    found: Assignment
    alone: dict[int, int]  # new customers (-n) of whom one place says all, in rising order
    words: dict[int, Said]  # the other new ones, and those known of whom something is new

    @property
    def changes_nothing(self) -> bool:
        return not (self.found.new or self.words or self.found.matches)


def resolve(workspace_id: int, people: PeopleBatch) -> Resolved:
    """The customers of these people; those nobody knew are created, once however many ask."""
    ids = np.zeros(len(people), dtype=np.int64)
    tally = _Tally()
    region = normal.region_of(workspace(workspace_id).timezone)
    people = replace(people, heard=int(clock.now().timestamp()))
    writing.take_up(workspace_id)
    with closing(Preparing(workspace_id, people, region)) as preparing:
        for (start, stop), (part, new) in preparing.waves():
            for kind, count in part.refused.items():
                tally.refused[kind] = tally.refused.get(kind, 0) + count
            ids[start:stop] = _settle(workspace_id, part, new, tally)
            preparing.are_new = tally.are_new
    return Resolved(
        ids, tuple(tally.created), tuple(sorted(tally.changed)), len(tally.matches), tally.refused
    )


def _settle(workspace_id: int, part: Part, new: New | None, tally: _Tally) -> list[int]:
    """Look, decide, write; again from the look when somebody else was quicker."""
    if not tally.are_writing:
        decided = _decide(workspace_id, part)  # mostly nobody is new, and nobody need wait
        if decided.changes_nothing:
            return decided.found.customers
    with writing.alone(workspace_id):
        for _ in range(_TRIES):
            decided = _decide(workspace_id, part)
            found = decided.found
            try:
                numbers = _create(workspace_id, decided, part, new, tally)
                _change(workspace_id, decided.words, tally)
            except writing.Raced:
                continue
            _note_matches(workspace_id, found, numbers, part.source, tally)
            tally.are_new = found.new > _MOSTLY * len(part)
            tally.are_writing = found.new + len(found.matches) > _MOSTLY * len(part)
            return [one if one >= 0 else numbers[one] for one in found.customers]
    raise RuntimeError(f"identifiers still moving after {_TRIES} tries")


def _decide(workspace_id: int, part: Part) -> _Decided:
    owners = queries.owners(workspace_id, part.all_keys())
    forgotten.leave_out(workspace_id, part, owners)
    found = assign(part.keys, owners)
    if found.matches:  # only where identifiers disagree it matters which is believed first
        found = _as_believed(workspace_id, part, owners, found)
    found.matches |= aliases.heard(workspace_id, part.all_keys(), {**owners, **found.attached})
    return _Decided(found, *_gather(part, found, _to_open(workspace_id, part, found)))


def _as_believed(
    workspace_id: int, part: Part, owners: Mapping[Key, int], found: Assignment
) -> Assignment:
    """Who they are where the workspace believes the kinds in another order than ours."""
    places = {code: rule.place for code, rule in matching.rules_of(workspace_id).items()}
    if list(places) == [kind.code for kind in matching.DECIDING]:
        return found
    return assign([sorted(keys, key=lambda key: places[key[0]]) for keys in part.keys], owners)


def _gather(
    part: Part, found: Assignment, to_open: set[int]
) -> tuple[dict[int, int], dict[int, Said]]:
    """What is said of each customer; of somebody new who stands alone, where it is said."""
    alone: dict[int, int] = {}
    several: dict[int, list[int]] = {}
    for place, customer in enumerate(found.customers):
        if customer in several:
            several[customer].append(place)
        elif customer in alone:
            several[customer] = [alone.pop(customer), place]
        elif customer < 0:
            alone[customer] = place
        elif customer in to_open:
            several[customer] = [place]
    words: dict[int, Said] = {}
    values: dict[Key, str] = {}
    for customer, places in several.items():
        one = words[customer] = Said(notes=of_source(part.source, part.heard))
        for place in places:
            one.add_words(part.at(place))
            values.update(zip(part.keys[place], part.values[place], strict=True))
    for key, value in values.items():
        owner = found.attached.get(key)
        if owner is not None and owner in words:
            words[owner].add(key, value, part.source)
    return alone, words


def _create(
    workspace_id: int, decided: _Decided, part: Part, ready: New | None, tally: _Tally
) -> dict[int, int]:
    """Write the new customers; the number of each -n of the assignment."""
    found = decided.found
    if not found.new:
        return {}
    together = {n: one for n, one in decided.words.items() if n < 0}
    merged = said.joined(list(together.values()), part.source, part.heard)
    alone = list(decided.alone.values())
    new = ready.at(alone) if ready else said.make_new(workspace_id, part, alone)
    new += said.make_new(workspace_id, merged, range(len(merged)))
    reserved = reserve_ids("customer", found.new)
    numbers = dict(zip((*decided.alone, *together), reserved, strict=True))
    writing.create(workspace_id, new, reserved, _leading(part, found, numbers))
    tally.created += reserved
    return numbers


def _leading(part: Part, found: Assignment, numbers: dict[int, int]) -> writing.Leading:
    """The keys of new customers: whoever has an unknown key first is whom it leads to."""
    created = np.array([numbers[one] if one < 0 else 0 for one in found.customers], np.int64)
    keys, whose = part.in_order()
    customers = created[whose]
    if not customers.all():
        keys = list(compress(keys, customers))
        customers = customers[customers > 0]
    return writing.Leading(keys, customers.tolist())


def _change(workspace_id: int, words: dict[int, Said], tally: _Tally) -> None:
    """Write what is new about known customers; mostly that is nothing."""
    known = {customer: one for customer, one in words.items() if customer > 0}
    for ids in chunks(sorted(known), _CHANGES):
        attached = sorted((key, one) for one in ids for key in known[one].keys)
        rows = [(workspace_id, *parts(key), one) for key, one in attached]
        with transaction.atomic():
            changed = change.apply(workspace_id, {one: known[one] for one in ids})
            if insert_new(Identifier, IDENTIFIER, rows) != len(rows):
                raise writing.Raced
            if changed:
                publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(changed)))
        tally.changed.update(changed)


def _to_open(workspace_id: int, part: Part, found: Assignment) -> set[int]:
    """The known customers of whom something is said that their rows do not tell already."""
    places = [(place, customer) for place, customer in enumerate(found.customers) if customer > 0]
    outlines = queries.outlines(workspace_id, {customer for _, customer in places})
    asked = {customer for place, customer in places if part.open_ones.get(place)}
    attributes = queries.attributes(workspace_id, asked)
    gaining = {owner for owner in found.attached.values() if owner in outlines}
    hash_name = crypto.blinder(workspace_id, "name")

    def differs(place: int, customer: int) -> bool:
        shops, name_hash = outlines[customer]
        name, open_ones = part.names[place], part.open_ones.get(place)
        return bool(
            part.shops[place] not in shops
            or (name and hash_name(name) != name_hash)
            or (open_ones and said.with_attributes(attributes[customer], open_ones) is not None)
            or part.private.get(place)
            or place in part.times  # the same said later is known to be newer from then on
        )

    return gaining.union(
        customer for place, customer in places if customer in outlines and differs(place, customer)
    )


def _note_matches(
    workspace_id: int, found: Assignment, numbers: dict[int, int], source: str, tally: _Tally
) -> None:
    """Keep that two known records were seen under one identifier, and what follows from it."""
    if not found.matches:
        return

    def number(one: int) -> int:
        return one if one > 0 else numbers[one]

    seen = {_directed(number(taken), number(other), key) for taken, other, key in found.matches}
    rows = sorted((taken, other, *parts(key)[::2]) for taken, other, key in seen)
    if merging.note(workspace_id, rows, source):
        merging.settle(workspace_id)
    tally.matches |= seen


def _directed(taken: int, other: int, key: Key) -> tuple[int, int, Key]:
    """An alias leads from nobody to nobody: it is said of the older record first."""
    if key[0] in (ALIAS.code, APP.code):
        return min(taken, other), max(taken, other), key
    return taken, other, key
