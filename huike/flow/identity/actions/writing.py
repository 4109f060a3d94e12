"""New customers are written: a few in one transaction, many as a wave of short ones.

SQLite has one writer, and a keyed hash lands anywhere in its index. So a wave writes its customers,
then all their keys in the order of the index, then all name pieces: each page is written once and
no transaction is long (decision 10). A wave that a crash cuts short is brought to its end from the
customers' own rows by whoever writes next; until then nobody else writes in the workspace.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from django.db import transaction

from huike import events
from huike.base.kernel import clock
from huike.base.kernel.bulk import Statement, insert_prepared, prepare_new
from huike.base.kernel.exclusive import exclusive
from huike.base.outbox.facade import publish
from huike.flow.identity import names, queries, sealing
from huike.flow.identity.actions import merging
from huike.flow.identity.models import Customer, Identifier, NamePiece, Wave
from huike.flow.identity.names import Numbers
from huike.flow.identity.rules.keys import HASH, Key, columns, unpacked
from huike.flow.identity.said import New

AT_ONCE = 500  # people written in one transaction
_ROWS = {Customer: 1_000, Identifier: 4_000, NamePiece: 10_000}  # of one transaction of a wave


@dataclass(frozen=True)
class Leading:
    """Keys in the order of their index, and beside each the customer to whom it leads.

    So pages are visited once, and no two writers form a ring.
    """

    keys: list[Key]
    customers: list[int]


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


def create(workspace_id: int, new: New, numbers: range, leading: Leading) -> None:
    """Write new customers under these numbers with the keys that lead to them, and tell of them."""
    customers = _customers(workspace_id, new, numbers)
    rows = names.with_customers(new.names, np.arange(numbers.start, numbers.stop))
    if len(new) > AT_ONCE:
        wave = _begin(workspace_id, numbers, customers)
        _finish(wave, numbers, leading, rows)
        return
    identifiers = _identifiers(workspace_id, leading)
    rest = _name_pieces(workspace_id, rows)
    with transaction.atomic():
        insert_prepared(customers)
        if insert_prepared(identifiers) != len(leading.keys):
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


def _finish(wave: Wave, ids: Sequence[int], leading: Leading, rows: Numbers) -> None:
    """Write what leads to the customers of a wave; may be begun again after a crash."""
    workspace_id = wave.workspace_id
    inserted = _in_turn(_identifiers(workspace_id, leading))
    if inserted != len(leading.keys):
        _note_lost(workspace_id, leading)
    _in_turn(_name_pieces(workspace_id, rows))
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
        keys: list[tuple[Key, int]] = []
        named: list[str] = []
        for number, own, wrapped, sealed in rows.values_list("id", "keys", "wrapped_key", "sealed"):
            ids.append(number)
            keys += [(key, number) for key in unpacked(bytes(own))]
            named.append(sealing.unseal(bytes(wrapped or b""), bytes(sealed or b"")).name)
        keys.sort()
        leading = Leading([key for key, _ in keys], [number for _, number in keys])
        pieces = names.rows_of_all(workspace_id, named)
        _finish(wave, ids, leading, names.with_customers(pieces, np.array(ids, np.int64)))


def _note_lost(workspace_id: int, leading: Leading) -> None:
    """Keys that lead to somebody else although the workspace was ours: for a person to look at."""
    owners = queries.owners(workspace_id, leading.keys)
    lost = [
        (number, owners[key], key[0], key[HASH])
        for key, number in zip(leading.keys, leading.customers, strict=True)
        if owners.get(key, number) != number
    ]
    merging.note(workspace_id, sorted(lost), "")


def _in_turn(statements: Iterable[Statement]) -> int:
    return sum(insert_prepared([statement]) for statement in statements)


def _tell(workspace_id: int, ids: Sequence[int]) -> None:
    for part in events.in_batches(list(ids)):
        publish(events.CustomersCreated(workspace_id=workspace_id, customer_ids=part))


def _customers(workspace_id: int, new: New, numbers: range) -> list[Statement]:
    size, now = len(new), clock.now()
    return prepare_new(
        Customer,
        {
            "id": numbers,
            "workspace": [workspace_id] * size,
            "created_at": [now] * size,
            "version": [1] * size,
            **new.lists(),
        },
        chunk=_ROWS[Customer],
    )


def _identifiers(workspace_id: int, leading: Leading) -> list[Statement]:
    kinds, scopes, hashes = columns(leading.keys)
    return prepare_new(
        Identifier,
        {
            "workspace": [workspace_id] * len(hashes),
            "kind": kinds,
            "scope": scopes,
            "hash": hashes,
            "customer": leading.customers,
        },
        chunk=_ROWS[Identifier],
    )


def _name_pieces(workspace_id: int, rows: Numbers) -> list[Statement]:
    numbers = rows.tolist()
    return prepare_new(
        NamePiece,
        {"id": numbers, "workspace": [workspace_id] * len(numbers)},
        chunk=_ROWS[NamePiece],
    )


def _lock(workspace_id: int) -> str:
    return f"identity:{workspace_id}"
