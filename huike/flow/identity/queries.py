"""Reads of identity: always inside a workspace, always in sets."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import crypto
from huike.base.kernel.bulk import chunks
from huike.base.kernel.lookup import among
from huike.flow.identity import names, said, sealing
from huike.flow.identity.models import Conflict, Customer, Identifier, NamePiece
from huike.flow.identity.rules import normal, pieces
from huike.flow.identity.rules.keys import HASH, Key, hashes_in, head, unpacked
from huike.flow.identity.rules.kinds import BY_CODE, KINDS, Kind
from huike.flow.identity.rules.person import Person, name_and_first, shop_ids

Outline = tuple[str, bytes | None]  # shops, hash of the name
_PART = 5_000
_CHECKED = 2_000  # names opened to check a search


@dataclass(frozen=True, slots=True)
class CustomerFact:
    """A customer as the warehouse keeps them: nothing personal."""

    id: int
    created_at: datetime
    version: int
    shop_ids: list[int]
    kinds: frozenset[str]
    attributes: dict[str, str]
    is_erased: bool


def owners(workspace_id: int, keys: Iterable[Key]) -> dict[Key, int]:
    """Whose these keys are, of those that are known."""
    by_kind: dict[int, list[bytes]] = defaultdict(list)
    for key in keys:
        by_kind[key[0]].append(key[HASH])
    found: dict[Key, int] = {}
    columns = ("scope", "hash", "customer")
    for kind, hashes in by_kind.items():
        place = {"workspace": workspace_id, "kind": kind}
        hashes.sort()  # so that neighbours in the index are asked for together
        for scope, hashed, customer in among(Identifier, columns, "hash", hashes, **place):
            found[head(kind, scope) + hashed] = customer
    return found


def outlines(workspace_id: int, ids: Iterable[int]) -> dict[int, Outline]:
    """What of these customers can be read without opening them."""
    rows = among(Customer, ("id", "shops", "name_hash"), "id", ids, workspace=workspace_id)
    return {number: (shops, hashed and bytes(hashed)) for number, shops, hashed in rows}


def attributes(workspace_id: int, ids: Iterable[int]) -> dict[int, dict[str, Any]]:
    """The open attributes of these customers."""
    found: dict[int, dict[str, Any]] = {}
    for part in chunks(ids, _PART):
        rows = Customer.objects.filter(workspace_id=workspace_id, id__in=part)
        found.update(rows.values_list("id", "attributes"))
    return found


def people(workspace_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """These customers opened; erased and foreign ones are left out."""
    rows = among(Customer, ("id", "wrapped_key", "sealed"), "id", ids, workspace=workspace_id)
    return {
        number: sealing.unseal(bytes(key), bytes(sealed or b""))
        for number, key, sealed in rows
        if key is not None
    }


def reached(workspace_id: int, kind: Kind, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and first value of one kind of these customers; erased and foreign ones are left out."""
    rows = among(Customer, ("id", "wrapped_key", "sealed"), "id", ids, workspace=workspace_id)
    return {
        number: name_and_first(sealing.unsealed_text(bytes(key), bytes(sealed or b"")), kind.code)
        for number, key, sealed in rows
        if key is not None
    }


def facts(workspace_id: int, ids: Sequence[int]) -> list[CustomerFact]:
    """These customers as the warehouse keeps them, in the order of their numbers."""
    found: list[CustomerFact] = []
    columns = ("id", "created_at", "version", "shops", "keys", "attributes", "erased_at")
    for part in chunks(sorted(ids), _PART):
        rows = Customer.objects.filter(workspace_id=workspace_id, id__in=part).order_by("id")
        for number, created, version, shops, own, attributes, erased in rows.values_list(*columns):
            kinds = frozenset(BY_CODE[key[0]].name for key in unpacked(bytes(own)))
            found.append(
                CustomerFact(
                    number, created, version, shop_ids(shops), kinds, attributes, bool(erased)
                )
            )
    return found


def ids_between(workspace_id: int, first: int, after: int) -> list[int]:
    """The customers whose number is at least `first` and below `after`."""
    rows = Customer.objects.filter(workspace_id=workspace_id, id__gte=first, id__lt=after)
    return list(rows.order_by("id").values_list("id", flat=True))


def hashes_of(workspace_id: int, kind: Kind, ids: Sequence[int]) -> dict[int, list[bytes]]:
    """The keyed hashes of one kind that these customers have, the one seen first before others."""
    found: dict[int, list[bytes]] = {}
    code = kind.code
    for customer, own in among(Customer, ("id", "keys"), "id", ids, workspace=workspace_id):
        if mine := hashes_in(own, code):
            found[customer] = mine
    return found


def find(workspace_id: int, kind: Kind, text: str) -> list[int]:
    """The customers with exactly this identifier, at whichever shop."""
    value = spelling(workspace_id, kind)(text)
    if value is None:
        return []
    hashed = crypto.blind(workspace_id, kind.name, value)
    rows = Identifier.objects.filter(workspace_id=workspace_id, kind=kind.code, hash=hashed)
    return sorted(set(rows.values_list("customer", flat=True)))


def visible(scope: Scope, ids: Sequence[int]) -> list[int]:
    """Those whom the scope lets a caller see: known at an allowed shop, as every buyer there is."""
    known: dict[int, set[int]] = {}
    for part in chunks(ids, _PART):
        rows = Customer.objects.filter(workspace_id=scope.workspace_id, id__in=part, erased_at=None)
        known.update((one, set(shop_ids(shops))) for one, shops in rows.values_list("id", "shops"))
    allowed = scope.shop_ids
    return [
        one
        for one in ids
        if one in known and (allowed is None or not known[one].isdisjoint(allowed))
    ]


def spelling(workspace_id: int, kind: Kind) -> Callable[[str], str | None]:
    """How this kind of identifier is spelled in this workspace."""
    return said.normaliser(kind, normal.region_of(workspace(workspace_id).timezone))


def with_name(workspace_id: int, text: str, most: int) -> list[int]:
    """The customers in whose name this text stands; at most `most`."""
    found = _with_pieces(workspace_id, names.spans(workspace_id, text), most)
    if len(found) > _CHECKED:
        return found
    opened = people(workspace_id, found)
    return [one for one in found if one in opened and pieces.has(opened[one].name, text)]


def _with_pieces(workspace_id: int, spans: Sequence[tuple[int, int]], most: int) -> list[int]:
    """The customers who have a row in each of these spans of numbers."""
    if not spans:
        return []
    table = connection.ops.quote_name(NamePiece._meta.db_table)
    marks = ", ".join(["(%s, %s)"] * len(spans))
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH spans(low, high) AS (VALUES {marks})"  # noqa: S608
            f" SELECT id & {names.CUSTOMER} AS number FROM spans CROSS JOIN {table}"
            " WHERE workspace_id = %s AND id BETWEEN low AND high"
            " GROUP BY number HAVING COUNT(*) = %s ORDER BY number LIMIT %s",
            [*(end for span in spans for end in span), workspace_id, len(spans), most],
        )
        return [int(number) for (number,) in cursor.fetchall()]


def search(workspace_id: int, text: str, most: int) -> np.ndarray:
    """The customers whom this text means: an identifier, or a part of a name."""
    found: set[int] = set()
    for kind in KINDS:
        found.update(find(workspace_id, kind, text))
    if not found:
        found.update(with_name(workspace_id, text, most))
    return np.array(sorted(found)[:most], dtype=np.uint32)


def conflicts(workspace_id: int, customer_id: int) -> list[tuple[int, str, str, datetime]]:
    """With whom this customer was seen under one identifier: other, kind, source, when."""
    rows = Conflict.objects.filter(workspace_id=workspace_id)
    mine = rows.filter(customer_id=customer_id) | rows.filter(other_id=customer_id)
    return [
        (
            row.other_id if row.customer_id == customer_id else row.customer_id,
            BY_CODE[row.kind].name,
            row.source,
            row.seen_at,
        )
        for row in mine.order_by("-id")[:200]
    ]


def count(workspace_id: int) -> int:
    """How many customers the workspace has, erased ones apart."""
    return Customer.objects.filter(workspace_id=workspace_id, erased_at=None).count()
