"""Find or create the customers of a batch of people, in sets, whoever else does the same."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
from django.db import transaction

from huike.base.access.facade import workspace
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import queries, said
from huike.flow.identity.actions import change, writing
from huike.flow.identity.models import Conflict, Identifier
from huike.flow.identity.people import PeopleBatch, Resolved
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.assign import Assignment, Key, assign
from huike.flow.identity.said import New, Part, Said

_WAVES = (1_000, 4_000, 10_000)  # then 20,000 at a time (decision 10)
_MOST = 20_000
_CHANGES = 300  # known people are opened and sealed again inside the transaction
_TRIES = 50
_MOSTLY = 0.9  # so many new ones of a hundred, and the next are sealed before they are looked up

IDENTIFIER = ["workspace", "kind", "scope", "hash", "customer"]


@dataclass
class _Tally:
    created: list[int] = field(default_factory=list)
    changed: set[int] = field(default_factory=set)
    conflicts: set[tuple[int, int, int]] = field(default_factory=set)
    refused: dict[str, int] = field(default_factory=dict)
    are_new: bool = False


@dataclass(frozen=True)
class _Decided:
    """Who the people of a part are, and what is said of each customer by them."""

    found: Assignment
    alone: dict[int, int]  # a new customer (-n) of whom one place says all
    words: dict[int, Said]  # the other new ones, and those known of whom something differs

    @property
    def changes_nothing(self) -> bool:
        return not (self.found.new or self.words or self.found.conflicts)


def resolve(workspace_id: int, people: PeopleBatch) -> Resolved:
    """The customers of these people; those nobody knew are created, once however many ask."""
    ids = np.zeros(len(people), dtype=np.int64)
    tally = _Tally()
    at = 0
    writing.take_up(workspace_id)
    for part in _parts(workspace_id, people, tally):
        stop = at + len(part)
        for kind, count in part.refused.items():
            tally.refused[kind] = tally.refused.get(kind, 0) + count
        ids[at:stop] = _settle(workspace_id, part, tally)
        at = stop
    return Resolved(
        ids, tuple(tally.created), tuple(sorted(tally.changed)), len(tally.conflicts), tally.refused
    )


def _parts(workspace_id: int, people: PeopleBatch, tally: _Tally) -> Iterator[Part]:
    """The people in waves; while one is written, a thread reads and seals the next."""
    region = normal.region_of(workspace(workspace_id).timezone)

    def read(start: int, stop: int) -> Part:
        return said.read(workspace_id, people, start, stop, region, are_new=tally.are_new)

    first, *rest = _bounds(len(people)) or [(0, 0)]
    yield read(*first)  # alone: it tells whether the next are likely to be new
    if not rest:
        return
    with ThreadPoolExecutor(1, "identity-read") as pool:
        coming = pool.submit(read, *rest[0])
        for bounds in rest[1:]:
            part = coming.result()
            coming = pool.submit(read, *bounds)
            yield part
        yield coming.result()


def _bounds(total: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    start = 0
    while start < total:
        size = _WAVES[len(found)] if len(found) < len(_WAVES) else _MOST
        found.append((start, min(start + size, total)))
        start += size
    return found


def _settle(workspace_id: int, part: Part, tally: _Tally) -> list[int]:
    """Look, decide, write; again from the look when somebody else was quicker."""
    if not tally.are_new:
        decided = _decide(workspace_id, part)  # mostly nobody is new, and nobody need wait
        if decided.changes_nothing:
            return decided.found.customers
    with writing.alone(workspace_id):
        for _ in range(_TRIES):
            decided = _decide(workspace_id, part)
            found = decided.found
            try:
                numbers = _create(workspace_id, decided, part, tally)
                _change(workspace_id, decided.words, tally)
            except writing.Raced:
                continue
            _note_conflicts(workspace_id, found, numbers, part.source, tally)
            tally.are_new = found.new > _MOSTLY * len(part)
            return [one if one >= 0 else numbers[-one - 1] for one in found.customers]
    raise RuntimeError(f"identifiers still moving after {_TRIES} tries")


def _decide(workspace_id: int, part: Part) -> _Decided:
    owners = queries.owners(workspace_id, (key for few in part.keys for key in few))
    found = assign(part.keys, owners)
    alone, words = _gather(part, found)
    known = {customer: one for customer, one in words.items() if customer > 0}
    for same in known.keys() - set(_to_look_at(workspace_id, known)):
        del words[same]
    return _Decided(found, alone, words)


def _gather(part: Part, found: Assignment) -> tuple[dict[int, int], dict[int, Said]]:
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
        elif customer > 0:
            several[customer] = [place]
    words: dict[int, Said] = {}
    values: dict[Key, str] = {}
    for customer, places in several.items():
        one = words[customer] = Said()
        for place in places:
            one.add_words(part.at(place))
            values.update(zip(part.keys[place], part.values[place], strict=True))
    for key, value in values.items():
        owner = found.attached.get(key)
        if owner is not None and owner in words:
            words[owner].add(key, value, part.source)
    return alone, words


def _create(workspace_id: int, decided: _Decided, part: Part, tally: _Tally) -> range:
    """Write the new customers; their numbers in the order of the assignment."""
    found = decided.found
    if not found.new:
        return range(0)
    new = _made(workspace_id, decided, part)
    numbers = reserve_ids("customer", found.new)
    keys = writing.Keys(
        [key for key, n in found.attached.items() if n < 0],
        [numbers[-n - 1] for n in found.attached.values() if n < 0],
    )
    writing.create(workspace_id, new, numbers, keys)
    tally.created += numbers
    return numbers


def _made(workspace_id: int, decided: _Decided, part: Part) -> list[New]:
    """The new customers in the order of their numbers; those sealed ahead are taken as they are."""
    count, alone = decided.found.new, decided.alone
    together = [n for n in range(1, count + 1) if -n not in alone]
    merged = said.joined([decided.words[-n] for n in together], part.source)
    late = dict(
        zip(together, said.make_new(workspace_id, merged, range(len(together))), strict=True)
    )
    places = {n: alone[-n] for n in range(1, count + 1) if -n in alone}
    ready: Sequence[New] = part.new or []
    if part.new is None:
        late.update(
            zip(places, said.make_new(workspace_id, part, list(places.values())), strict=True)
        )
    return [late[n] if n in late else ready[places[n]] for n in range(1, count + 1)]


def _change(workspace_id: int, words: dict[int, Said], tally: _Tally) -> None:
    """Write what is new about known customers; mostly that is nothing."""
    known = {customer: one for customer, one in words.items() if customer > 0}
    for ids in chunks(sorted(known), _CHANGES):
        attached = sorted((key, one) for one in ids for key in known[one].keys)
        rows = [(workspace_id, *key, one) for key, one in attached]
        with transaction.atomic():
            changed = change.apply(workspace_id, {one: known[one] for one in ids})
            if insert_new(Identifier, IDENTIFIER, rows) != len(rows):
                raise writing.Raced
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
