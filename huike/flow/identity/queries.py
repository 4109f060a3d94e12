"""Reads of identity: always inside a workspace, always in sets."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np
from django.db import connection
from django.db.models import F

from huike.base.access.facade import Scope, workspace
from huike.base.kernel import crypto
from huike.base.kernel.bulk import chunks
from huike.base.kernel.lookup import among
from huike.flow.identity import groups, names, said, sealing
from huike.flow.identity.models import Customer, Identifier, NamePiece, Survivor
from huike.flow.identity.rules import normal, person, pieces
from huike.flow.identity.rules.keys import HASH, Key, hashes_in, head, unpacked
from huike.flow.identity.rules.kinds import BY_CODE, KINDS, Kind
from huike.flow.identity.rules.person import Person, name_and_first, shop_ids
from huike.flow.identity.rules.values import Notes, take

Outline = tuple[str, bytes | None]  # shops, hash of the name
_PART = 5_000
_CHECKED = 2_000  # names opened to check a search
_NOWHERE: frozenset[int] = frozenset()


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
    is_shown: bool = True  # merged records are shown under another number


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


def records(workspace_id: int, ids: Iterable[int]) -> dict[int, Person]:
    """These records opened, each by itself; erased and foreign ones are left out."""
    rows = among(Customer, ("id", "wrapped_key", "sealed"), "id", ids, workspace=workspace_id)
    return {
        number: sealing.unseal(bytes(key), bytes(sealed or b""))
        for number, key, sealed in rows
        if key is not None
    }


def keys_of(workspace_id: int, ids: Iterable[int]) -> dict[int, bytes]:
    """The wrapped keys of these records; erased and foreign ones are left out."""
    rows = among(Customer, ("id", "wrapped_key"), "id", ids, workspace=workspace_id)
    return {number: bytes(key) for number, key in rows if key is not None}


def people(workspace_id: int, ids: Sequence[int]) -> dict[int, Person]:
    """These customers opened, with all records of each; erased and foreign ones are left out."""
    merged = groups.records(workspace_id, ids)
    opened = records(workspace_id, {*ids}.union(*merged.values()))
    for number, own in merged.items():
        found = [opened[one] for one in own if one in opened]
        if number in opened:
            opened[number] = person.together(found)
    return {one: opened[one] for one in ids if one in opened}


def reached(workspace_id: int, kind: Kind, ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """Name and first value of one kind of these customers; erased and foreign ones are left out."""
    rows = among(Customer, ("id", "wrapped_key", "sealed"), "id", ids, workspace=workspace_id)
    found = {
        number: name_and_first(sealing.unsealed_text(bytes(key), bytes(sealed or b"")), kind.code)
        for number, key, sealed in rows
        if key is not None
    }
    merged = [one for one in groups.records(workspace_id, ids) if one in found]
    for number, whole in people(workspace_id, merged).items():
        found[number] = (whole.name, next(iter(whole.values(kind.code)), ""))
    return found


def facts(workspace_id: int, ids: Sequence[int]) -> list[CustomerFact]:
    """These customers as the warehouse keeps them, in the order of their numbers.

    Who was merged is shown as the survivor, with all that is known of each record.
    """
    merged = groups.records(workspace_id, ids)
    own = {one.id: one for one in _record_facts(workspace_id, {*ids}.union(*merged.values()))}
    opened = records(workspace_id, set().union(*merged.values()))
    found: list[CustomerFact] = []
    for number in sorted(one for one in ids if one in own):
        if number not in merged:
            found.append(own[number])
        elif number == merged[number][0]:
            mine = [own[one] for one in merged[number] if one in own]
            found.append(_fact_of(mine, opened))
        else:
            found.append(replace(own[number], is_shown=False))
    return found


def _fact_of(mine: Sequence[CustomerFact], opened: dict[int, Person]) -> CustomerFact:
    """The records of one person as one; the oldest record gives the number and the version."""
    known = [(one.attributes, opened[one.id].notes) for one in mine if not one.is_erased]
    return replace(
        mine[0],
        created_at=min(one.created_at for one in mine),
        shop_ids=sorted({shop for one in mine for shop in one.shop_ids}),
        kinds=frozenset().union(*(one.kinds for one in mine)),
        attributes=together(known)[0],
    )


def together(records: Sequence[tuple[dict[str, str], Notes]]) -> tuple[dict[str, str], Notes]:
    """The open attributes of the records of one person as one's, the oldest record first."""
    values: dict[str, str] = {}
    notes = Notes()
    for mine, beside in reversed(records):
        take(values, notes, mine, beside)
    return values, notes


def _record_facts(workspace_id: int, ids: Iterable[int]) -> Iterator[CustomerFact]:
    columns = ("id", "created_at", "version", "shops", "keys", "attributes", "erased_at")
    for part in chunks(sorted(ids), _PART):
        rows = Customer.objects.filter(workspace_id=workspace_id, id__in=part).order_by("id")
        for number, created, version, shops, own, attributes, erased in rows.values_list(*columns):
            kinds = frozenset(BY_CODE[key[0]].name for key in unpacked(bytes(own)))
            yield CustomerFact(
                number, created, version, shop_ids(shops), kinds, attributes, bool(erased)
            )


def ids_between(workspace_id: int, first: int, after: int) -> list[int]:
    """The customers whose number is at least `first` and below `after`."""
    rows = Customer.objects.filter(workspace_id=workspace_id, id__gte=first, id__lt=after)
    return list(rows.order_by("id").values_list("id", flat=True))


def hashes_of(workspace_id: int, kind: Kind, ids: Sequence[int]) -> dict[int, list[bytes]]:
    """The keyed hashes of one kind that these customers have, the one seen first before others."""
    code = kind.code
    merged = groups.records(workspace_id, ids)
    asked = {*ids}.union(*merged.values())
    rows = among(Customer, ("id", "keys"), "id", asked, workspace=workspace_id)
    own = {number: hashes_in(keys, code) for number, keys in rows}
    found: dict[int, list[bytes]] = {}
    for number in ids:
        records = merged.get(number, (number,))
        mine = [hashed for one in records for hashed in own.get(one, ())]
        if mine:
            found[number] = list(dict.fromkeys(mine))
    return found


def find(
    workspace_id: int, kind: Kind, texts: Iterable[str], scopes: Collection[int] = ()
) -> list[int]:
    """The customers with exactly these identifiers, at whichever shop unless some are named."""
    spelled = map(spelling(workspace_id, kind), texts)
    hashed = [crypto.blind(workspace_id, kind.name, one) for one in spelled if one is not None]
    rows = Identifier.objects.filter(workspace_id=workspace_id, kind=kind.code, hash__in=hashed)
    if scopes:
        rows = rows.filter(scope__in=scopes)
    found = set(rows.values_list("customer", flat=True))
    return sorted(set(groups.shown_as(workspace_id, list(found))))


def visible(scope: Scope, ids: Sequence[int]) -> list[int]:
    """Those whom the scope lets a caller see: known at an allowed shop, as every buyer there is."""
    workspace_id = scope.workspace_id
    merged = groups.records(workspace_id, ids)
    asked = {*ids}.union(*merged.values())
    known: dict[int, frozenset[int]] = {}
    for part in chunks(sorted(asked), _PART):
        rows = Customer.objects.filter(workspace_id=workspace_id, id__in=part, erased_at=None)
        known.update(
            (one, frozenset(shop_ids(shops))) for one, shops in rows.values_list("id", "shops")
        )
    allowed = scope.shop_ids

    def is_visible(one: int) -> bool:
        records = merged.get(one, [one])
        if one not in known or one != records[0]:
            return False
        return allowed is None or any(
            not known.get(record, _NOWHERE).isdisjoint(allowed) for record in records
        )

    return [one for one in ids if is_visible(one)]


def spelling(workspace_id: int, kind: Kind) -> Callable[[str], str | None]:
    """How this kind of identifier is spelled in this workspace."""
    return said.normaliser(kind, normal.region_of(workspace(workspace_id).timezone))


def with_name(workspace_id: int, text: str, most: int) -> list[int]:
    """The customers in whose name this text stands; at most `most`."""
    found = _with_pieces(workspace_id, names.spans(workspace_id, text), most)
    if len(found) <= _CHECKED:
        opened = records(workspace_id, found)
        found = [one for one in found if one in opened and pieces.has(opened[one].name, text)]
    return sorted(set(groups.shown_as(workspace_id, found)))


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
        found.update(find(workspace_id, kind, [text]))
    if not found:
        found.update(with_name(workspace_id, text, most))
    return np.array(sorted(found)[:most], dtype=np.uint32)


def count(workspace_id: int) -> int:
    """How many customers the workspace has, erased ones apart."""
    known = Customer.objects.filter(workspace_id=workspace_id, erased_at=None)
    merged = Survivor.objects.filter(workspace_id=workspace_id).exclude(survivor=F("customer"))
    return known.exclude(id__in=merged.values("customer")).count()
