"""New customers are written: a few in one transaction, many as a wave of short ones.

SQLite has one writer, and a keyed hash lands anywhere in its index. So a wave writes its customers,
then all their keys in the order of the index, then all name pieces: each page is written once and
no transaction is long (decision 10). A wave that a crash cuts short is brought to its end from the
customers' own rows by whoever writes next; until then nobody else writes in the workspace.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from django.db import transaction

from huike import events
from huike.base.kernel import clock
from huike.base.kernel.bulk import Statement, insert_new, insert_prepared, prepare_new
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.flow.identity import queries, said, sealing
from huike.flow.identity.models import Conflict, Customer, Identifier, NamePiece, Wave
from huike.flow.identity.rules.assign import Key
from huike.flow.identity.rules.keys import unpacked
from huike.flow.identity.said import New

AT_ONCE = 500  # people written in one transaction
_ROWS = {Customer: 1_000, Identifier: 4_000, NamePiece: 5_000}  # of one transaction of a wave


@dataclass
class Keys:
    """Keys, and beside each the customer it leads to."""

    keys: list[Key] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.keys)


@dataclass
class Pieces:
    """Pieces of names, and beside each the customer who has it."""

    pieces: list[int] = field(default_factory=list)
    customers: list[int] = field(default_factory=list)

    def add(self, customer: int, pieces: Sequence[int]) -> None:
        """The pieces of one customer more."""
        self.pieces += pieces
        self.customers += [customer] * len(pieces)


class Raced(Exception):
    """Somebody else wrote one of these identifiers meanwhile: look again."""


@contextmanager
def alone(workspace_id: int) -> Iterator[None]:
    """Nobody else writes who is who in this workspace, and nothing is left half-written."""
    with exclusive(_lock(workspace_id)):
        _complete(workspace_id)
        yield


def take_up(workspace_id: int) -> None:
    """Bring a wave to its end whose writer is gone; one that is being written is left alone."""
    if Wave.objects.filter(workspace_id=workspace_id).exists():
        with exclusive(_lock(workspace_id), is_patient=False) as is_mine:
            if is_mine:
                _complete(workspace_id)


def create(workspace_id: int, new: Sequence[New], numbers: range, keys: Keys) -> None:
    """Write new customers under these numbers with the keys that lead to them, and tell of them."""
    customers = _customers(workspace_id, new, numbers)
    pieces = Pieces()
    for number, one in zip(numbers, new, strict=True):
        pieces.add(number, one.pieces)
    if len(new) > AT_ONCE:
        wave = _begin(workspace_id, numbers, customers)
        _finish(wave, numbers, keys, pieces)
        return
    identifiers = _identifiers(workspace_id, keys)
    rest = _name_pieces(workspace_id, pieces)
    with transaction.atomic():
        insert_prepared(customers)
        if insert_prepared(identifiers) != len(keys):
            raise Raced
        insert_prepared(rest)
        _tell(workspace_id, numbers)


def _begin(workspace_id: int, numbers: range, customers: Sequence[Statement]) -> Wave:
    wave = Wave(
        workspace_id=workspace_id,
        first=numbers.start,
        after=numbers.stop,
        began_at=clock.now(),
    )
    for place, statement in enumerate(customers):
        with transaction.atomic():
            if place == 0:
                wave.save()
            insert_prepared([statement])
    return wave


def _finish(wave: Wave, ids: Sequence[int], keys: Keys, pieces: Pieces) -> None:
    """Write what leads to the customers of a wave; may be begun again after a crash."""
    workspace_id = wave.workspace_id
    inserted = _in_turn(_identifiers(workspace_id, keys))
    if inserted != len(keys):
        _note_lost(workspace_id, keys)
    _in_turn(_name_pieces(workspace_id, pieces))
    with transaction.atomic():
        _tell(workspace_id, ids)
        wave.delete()


def _complete(workspace_id: int) -> None:
    """Bring the waves of this workspace to their end; the caller holds its lock."""
    for wave in Wave.objects.filter(workspace_id=workspace_id).order_by("id"):
        rows = Customer.objects.filter(
            workspace_id=workspace_id,
            id__gte=wave.first,
            id__lt=wave.after,
            wrapped_key__isnull=False,
        ).order_by("id")
        ids: list[int] = []
        keys, pieces = Keys(), Pieces()
        for number, own, wrapped, sealed in rows.values_list("id", "keys", "wrapped_key", "sealed"):
            ids.append(number)
            mine = unpacked(bytes(own))
            keys.keys += mine
            keys.customers += [number] * len(mine)
            name = sealing.unseal(bytes(wrapped or b""), bytes(sealed or b"")).name
            pieces.add(number, said.pieces_of_name(workspace_id, name))
        _finish(wave, ids, keys, pieces)


def _note_lost(workspace_id: int, keys: Keys) -> None:
    """Keys that lead to somebody else although the workspace was ours: for a person to look at."""
    owners = queries.owners(workspace_id, keys.keys)
    now = clock.now()
    lost = [
        (workspace_id, number, owners[key], key[0], "", now)
        for key, number in zip(keys.keys, keys.customers, strict=True)
        if owners.get(key, number) != number
    ]
    columns = ["workspace", "customer", "other", "kind", "source", "seen_at"]
    insert_new(Conflict, columns, sorted(lost))


def _in_turn(statements: Iterable[Statement]) -> int:
    return sum(insert_prepared([statement]) for statement in statements)


def _tell(workspace_id: int, ids: Sequence[int]) -> None:
    for part in events.in_batches(list(ids)):
        publish(events.CustomersCreated(workspace_id=workspace_id, customer_ids=part))


def _customers(workspace_id: int, new: Sequence[New], numbers: range) -> list[Statement]:
    size, now = len(new), clock.now()
    columns = dict(zip(New._fields, zip(*new, strict=True), strict=True)) if new else {}
    columns.pop("pieces", None)
    return prepare_new(
        Customer,
        {
            "id": numbers,
            "workspace": [workspace_id] * size,
            "created_at": [now] * size,
            "version": [1] * size,
            **columns,
        },
        chunk=_ROWS[Customer],
    )


def _identifiers(workspace_id: int, keys: Keys) -> list[Statement]:
    """In the order of their index: so pages are visited once, and no two writers form a ring."""
    kinds, scopes, hashes = zip(*keys.keys, strict=True) if keys.keys else ((), (), ())
    ordered = pl.DataFrame(
        {"kind": kinds, "hash": hashes, "scope": scopes, "customer": keys.customers},
        schema={"kind": pl.Int64, "hash": pl.Binary, "scope": pl.Int64, "customer": pl.Int64},
    ).sort("kind", "hash", "scope")
    columns: dict[str, Sequence[object]] = {"workspace": [workspace_id] * len(keys)}
    for name in ("kind", "scope", "hash", "customer"):
        columns[name] = ordered[name].to_list()
    return prepare_new(Identifier, columns, chunk=_ROWS[Identifier])


def _name_pieces(workspace_id: int, pieces: Pieces) -> list[Statement]:
    found = np.array(pieces.pieces, dtype=np.int64)
    customers = np.array(pieces.customers, dtype=np.int64)
    order = np.lexsort((customers, found))
    return prepare_new(
        NamePiece,
        {
            "workspace": [workspace_id] * len(found),
            "piece": found[order].tolist(),
            "customer": customers[order].tolist(),
        },
        chunk=_ROWS[NamePiece],
    )


def _lock(workspace_id: int) -> str:
    return f"identity:{workspace_id}"
