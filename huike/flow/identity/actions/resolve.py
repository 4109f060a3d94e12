"""Find or create the customers of a batch of people, in sets, whoever else does the same."""

from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, insert_prepared, prepare_new, reserve_ids
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged, CustomersCreated
from huike.flow.identity import queries, said
from huike.flow.identity.actions import change
from huike.flow.identity.models import Conflict, Customer, Identifier, NamePiece
from huike.flow.identity.people import PeopleBatch, Resolved
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.assign import Assignment, Key, assign
from huike.flow.identity.said import New, Part, Said

_PART = 1_000  # people written in one transaction: SQLite's one lock is held for about 50 ms
_CHANGES = 300  # known people are opened and sealed again inside the transaction
_TRIES = 50
_MOSTLY = 0.9  # so many new ones of a hundred, and the next are sealed before they are looked up

IDENTIFIER = ["workspace", "kind", "scope", "hash", "customer"]


class Raced(Exception):
    """Somebody else wrote one of these identifiers meanwhile: look again."""


@dataclass
class _Tally:
    created: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    conflicts: set[tuple[int, int, int]] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    are_new: bool = False


def resolve(workspace_id: int, people: PeopleBatch) -> Resolved:
    """The customers of these people; those nobody knew are created, once however many ask."""
    ids = np.zeros(len(people), dtype=np.int64)
    tally = _Tally()
    at = 0
    for part in _parts(workspace_id, people, tally):
        stop = at + len(part.people)
        for kind, count in part.refused.items():
            tally.refused[kind] = tally.refused.get(kind, 0) + count
        ids[at:stop] = _settle(workspace_id, part, people.source, tally)
        at = stop
    return Resolved(
        ids, tuple(tally.created), tuple(sorted(tally.changed)), len(tally.conflicts), tally.refused
    )


def _parts(workspace_id: int, people: PeopleBatch, tally: _Tally) -> Iterator[Part]:
    """The people in parts; while one is written, a thread reads and seals the next."""
    region = normal.region_of(workspace(workspace_id).timezone)
    total = len(people)

    def read(start: int) -> Part:
        stop = min(start + _PART, total)
        return said.read(workspace_id, people, start, stop, region, are_new=tally.are_new)

    if total <= _PART:
        yield read(0)
        return
    with ThreadPoolExecutor(1, "identity-read") as pool:
        coming: Future[Part] = pool.submit(read, 0)
        for start in range(_PART, total, _PART):
            part = coming.result()
            coming = pool.submit(read, start)
            yield part
        yield coming.result()


def _settle(workspace_id: int, part: Part, source: str, tally: _Tally) -> list[int]:
    """Look, decide, write; again from the look when somebody else was quicker."""
    keys = [one.keys for one in part.people]
    for _ in range(_TRIES):
        owners = queries.owners(workspace_id, (key for few in keys for key in few))
        found = assign(keys, owners)
        words = _gather(part, found, source)
        try:
            numbers = _create(workspace_id, found, words, part, tally)
            _change(workspace_id, words, tally)
        except Raced:
            continue
        _note_conflicts(workspace_id, found, numbers, source, tally)
        tally.are_new = found.new > _MOSTLY * len(keys)
        return [one if one >= 0 else numbers[-one - 1] for one in found.customers]
    raise RuntimeError(f"identifiers still moving after {_TRIES} tries")


def _gather(part: Part, found: Assignment, source: str) -> dict[int, Said]:
    """What is said of each customer; of somebody new who stands alone, `_create` knows it."""
    places: dict[int, list[int]] = {}
    for place, customer in enumerate(found.customers):
        if customer:
            places.setdefault(customer, []).append(place)
    words: dict[int, Said] = {}
    values: dict[Key, str] = {}
    for customer, mine in places.items():
        if customer < 0 and len(mine) == 1:
            words[customer] = part.people[mine[0]]
            continue
        one = words[customer] = Said()
        for place in mine:
            other = part.people[place]
            one.add_words(other)
            values.update(zip(other.keys, (known[2] for known in other.identifiers), strict=True))
    for key, value in values.items():
        owner = found.attached.get(key)
        if owner is not None:
            words[owner].add(key, value, source)
    return words


def _create(
    workspace_id: int, found: Assignment, words: dict[int, Said], part: Part, tally: _Tally
) -> range:
    """Write the new customers; their numbers in the order of the assignment."""
    if not found.new:
        return range(0)
    new = _made(workspace_id, found, words, part)
    numbers = reserve_ids("customer", found.new)
    statements = _statements(workspace_id, found, new, numbers)
    with transaction.atomic():
        insert_prepared(statements[0])
        if insert_prepared(statements[1]) != sum(1 for n in found.attached.values() if n < 0):
            raise Raced
        insert_prepared(statements[2])
        publish(CustomersCreated(workspace_id=workspace_id, customer_ids=tuple(numbers)))
    tally.created += numbers
    return numbers


def _made(workspace_id: int, found: Assignment, words: dict[int, Said], part: Part) -> list[New]:
    """The new customers in the order of their numbers; those sealed ahead are taken as they are."""
    wanted = [words[-n] for n in range(1, found.new + 1)]
    if part.new is None:
        return said.make_new(workspace_id, wanted)
    ready = {id(one): made for one, made in zip(part.people, part.new, strict=True)}
    rest = [one for one in wanted if id(one) not in ready]
    late = dict(zip(map(id, rest), said.make_new(workspace_id, rest), strict=True))
    return [ready.get(id(one)) or late[id(one)] for one in wanted]


def _statements(
    workspace_id: int, found: Assignment, new: Sequence[New], numbers: range
) -> tuple[list[tuple[str, list[object]]], ...]:
    """Customers, identifiers and pieces in the order of their indexes.

    So pages are visited once, and two writers cannot wait for each other in a ring.
    """
    size, now = len(new), clock.now()
    customers: dict[str, Sequence[object]] = {
        "id": numbers,
        "workspace": [workspace_id] * size,
        "created_at": [now] * size,
        "version": [1] * size,
        "wrapped_key": [one.wrapped_key for one in new],
        "sealed": [one.sealed for one in new],
        "name_hash": [one.name_hash for one in new],
        "keys": [one.keys for one in new],
        "shops": [one.shops for one in new],
        "attributes": [one.attributes for one in new],
    }
    keys = sorted((key, numbers[-n - 1]) for key, n in found.attached.items() if n < 0)
    identifiers: dict[str, Sequence[object]] = {
        "workspace": [workspace_id] * len(keys),
        "kind": [key[0] for key, _ in keys],
        "scope": [key[1] for key, _ in keys],
        "hash": [key[2] for key, _ in keys],
        "customer": [number for _, number in keys],
    }
    pieces = sorted(
        (piece, number) for one, number in zip(new, numbers, strict=True) for piece in one.pieces
    )
    parts: dict[str, Sequence[object]] = {
        "workspace": [workspace_id] * len(pieces),
        "piece": [piece for piece, _ in pieces],
        "customer": [number for _, number in pieces],
    }
    return (
        prepare_new(Customer, customers),
        prepare_new(Identifier, identifiers),
        prepare_new(NamePiece, parts),
    )


def _change(workspace_id: int, words: dict[int, Said], tally: _Tally) -> None:
    """Write what is new about known customers; mostly that is nothing."""
    known = {customer: one for customer, one in words.items() if customer > 0}
    for ids in chunks(_to_look_at(workspace_id, known), _CHANGES):
        attached = sorted((key, one) for one in ids for key in known[one].keys)
        rows = [(workspace_id, *key, one) for key, one in attached]
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
        if (
            one.identifiers
            or one.private
            or any(f",{shop}," not in row.shops for shop in one.shops.split(",") if shop)
            or (one.name and said.name_hash(workspace_id, one.name) != row.name_hash)
            or (one.open_ones and said.with_attributes(row.attributes, one.open_ones) is not None)
        ):
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
