"""Find or create the customers of a batch of people, in sets, whoever else does the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged, CustomersCreated
from huike.flow.identity import queries, said, sealing
from huike.flow.identity.actions import change
from huike.flow.identity.models import Conflict, Customer, Identifier, NamePiece
from huike.flow.identity.people import PeopleBatch, Resolved
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.assign import Assignment, assign
from huike.flow.identity.said import Part, Said

_PART = 2_000  # people written in one transaction: SQLite's one lock is held for about 50 ms
_CHANGES = 500  # known people are opened and sealed again inside the transaction
_TRIES = 50

CUSTOMER = [
    "id",
    "workspace",
    "created_at",
    "version",
    "wrapped_key",
    "sealed",
    "name_hash",
    "shops",
    "attributes",
]
IDENTIFIER = ["workspace", "kind", "scope", "hash", "customer", "source"]


class Raced(Exception):
    """Somebody else wrote one of these identifiers meanwhile: look again."""


@dataclass
class _Tally:
    created: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    conflicts: set[tuple[int, int, int]] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)


def resolve(workspace_id: int, people: PeopleBatch) -> Resolved:
    """The customers of these people; those nobody knew are created, once however many ask."""
    region = normal.region_of(workspace(workspace_id).timezone)
    ids = np.zeros(len(people), dtype=np.int64)
    tally = _Tally()
    for start in range(0, len(people), _PART):
        stop = min(start + _PART, len(people))
        part = said.read(workspace_id, people, start, stop, region)
        for kind, count in part.refused.items():
            tally.refused[kind] = tally.refused.get(kind, 0) + count
        ids[start:stop] = _settle(workspace_id, part, people.source, tally)
    return Resolved(
        ids, tuple(tally.created), tuple(sorted(tally.changed)), len(tally.conflicts), tally.refused
    )


def _settle(workspace_id: int, part: Part, source: str, tally: _Tally) -> list[int]:
    """Look, decide, write; again from the look when somebody else was quicker."""
    for _ in range(_TRIES):
        owners = queries.owners(workspace_id, part.values)
        assignment = assign(part.keys, owners)
        words = _gather(part, assignment)
        try:
            numbers = _create(workspace_id, assignment, words, source, tally)
            _change(workspace_id, assignment, words, source, tally)
        except Raced:
            continue
        _note_conflicts(workspace_id, assignment, numbers, source, tally)
        return [one if one >= 0 else numbers[-one - 1] for one in assignment.customers]
    raise RuntimeError(f"identifiers still moving after {_TRIES} tries")


def _gather(part: Part, assignment: Assignment) -> dict[int, Said]:
    words: dict[int, Said] = {}
    for place, customer in enumerate(assignment.customers):
        if customer:
            part.add_to(words.setdefault(customer, Said()), place)
    for key, customer in assignment.attached.items():
        words[customer].identifiers.append((key[0], key[1], part.values[key]))
    return words


def _create(
    workspace_id: int, found: Assignment, words: dict[int, Said], source: str, tally: _Tally
) -> range:
    """Write the new customers; their numbers in the order of the assignment."""
    if not found.new:
        return range(0)
    numbers = reserve_ids("customer", found.new)
    now = clock.now()
    customers, pieces = [], []
    for number, one in zip(numbers, (words[-n] for n in range(1, found.new + 1)), strict=True):
        key, sealed = sealing.seal_new(one.person())
        hashed = said.name_hash(workspace_id, one.name)
        customers.append(
            (number, workspace_id, now, 1, key, sealed, hashed, one.shops, one.open_ones)
        )
        pieces += [
            (workspace_id, piece, number) for piece in said.pieces_of_name(workspace_id, one.name)
        ]
    # In the order of the index: pages are visited once, and two writers cannot deadlock.
    keys = sorted((key, numbers[-n - 1]) for key, n in found.attached.items() if n < 0)
    identifiers = [(workspace_id, *key, number, source) for key, number in keys]
    pieces.sort()
    with transaction.atomic():
        insert_new(Customer, CUSTOMER, customers)
        if insert_new(Identifier, IDENTIFIER, identifiers) != len(identifiers):
            raise Raced
        insert_new(NamePiece, ["workspace", "piece", "customer"], pieces)
        publish(CustomersCreated(workspace_id=workspace_id, customer_ids=tuple(numbers)))
    tally.created += numbers
    return numbers


def _change(
    workspace_id: int, found: Assignment, words: dict[int, Said], source: str, tally: _Tally
) -> None:
    """Write what is new about known customers; mostly that is nothing."""
    known = {customer: one for customer, one in words.items() if customer > 0}
    keys: dict[int, list[tuple[int, int, bytes]]] = {}
    for key, customer in found.attached.items():
        if customer > 0:
            keys.setdefault(customer, []).append(key)
    for ids in chunks(_to_look_at(workspace_id, known), _CHANGES):
        attached = sorted((key, one) for one in ids for key in keys.get(one, ()))
        rows = [(workspace_id, *key, one, source) for key, one in attached]
        with transaction.atomic():
            changed = change.apply(workspace_id, {one: known[one] for one in ids})
            if insert_new(Identifier, IDENTIFIER, rows) != len(rows):
                raise Raced
            if changed:
                publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(changed)))
        tally.changed.update(changed)


def _to_look_at(workspace_id: int, known: dict[int, Said]) -> Iterator[int]:
    """Those whose row differs from what was said, without opening anybody."""
    for row in queries.outlines(workspace_id, sorted(known)):
        one = known[row.id]
        yield_it = (
            one.identifiers
            or one.private
            or any(f",{shop}," not in row.shops for shop in one.shops.split(",") if shop)
            or (one.name and said.name_hash(workspace_id, one.name) != row.name_hash)
            or (one.open_ones and said.with_attributes(row.attributes, one.open_ones) is not None)
        )
        if yield_it:
            yield row.id


def _note_conflicts(
    workspace_id: int, found: Assignment, numbers: range, source: str, tally: _Tally
) -> None:
    """Keep for a person to look at; merging comes with its own act."""
    if not found.conflicts:
        return
    now = clock.now()

    def number(one: int) -> int:
        return one if one > 0 else numbers[-one - 1]

    pairs = sorted((number(taken), number(other), kind) for taken, other, kind in found.conflicts)
    columns = ["workspace", "customer", "other", "kind", "source", "seen_at"]
    rows = [(workspace_id, *pair, source, now) for pair in pairs]
    insert_new(Conflict, columns, rows)
    tally.conflicts.update(pairs)
