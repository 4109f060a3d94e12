"""An identifier is taken out of a record, and put back: this phone is not hers.

It leads to a record of its own from then on. What was seen with it speaks of that record, and all
that is this person's without it is kept apart from there (decision 21).
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.kernel.bulk import insert_new, reserve_ids
from huike.base.kernel.errors import Conflict, NotFound
from huike.base.outbox.facade import publish
from huike.events import CustomersChanged
from huike.flow.identity import aliases, groups, said, sealing, splits
from huike.flow.identity.actions import deciding, merging, writing
from huike.flow.identity.models import Apart, Customer, Identifier, Match, Split
from huike.flow.identity.rules.grouping import STAFF
from huike.flow.identity.rules.keys import HASH, Key, head, packed, unpacked
from huike.flow.identity.rules.kinds import BY_CODE, USER_ID
from huike.flow.identity.rules.person import Known, of_identifier, shop_ids, with_shop
from huike.flow.identity.rules.values import NOTHING
from huike.flow.identity.said import Said

_Word = tuple[int, int, str, datetime]  # of staff: one, other, who, when


def split(actor: Actor, identifier: int, shops: Sequence[int] = ()) -> int:
    """This identifier is somebody else's; with it go what was ordered in these shops.

    The number of the split, by which it can be taken back.
    """
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        row = splits.identifier(workspace_id, identifier)
        mine = deciding.records_of(workspace_id, row.customer)
        key = head(row.kind, row.scope) + bytes(row.hash)
        record = _locked(workspace_id, row.customer)
        if not set(shops) <= set(shop_ids(record.shops)):
            raise NotFound("They are not known at this shop", where="shop_ids")
        is_whole = unpacked(bytes(record.keys)) == [key]
        if is_whole and len(mine) == 1:
            raise Conflict(
                "It is all that leads to this customer",
                code="only_identifier",
                mend="Erase the customer, or edit them",
            )
        hers = splits.without(workspace_id, record.pk, key)
        if is_whole:
            hers = {one for one in mine if one != record.pk}
        place, taken = 0, record.pk
        if not is_whole:
            place, taken = _cut(record, key, shops)
            _point(workspace_id, key, record.pk, taken)
        pairs = sorted({(min(one, taken), max(one, taken)) for one in hers if one != taken})
        unsaid = _unsaid(workspace_id, pairs)
        kept = [list(pair) for pair in pairs if pair not in _kept_apart(workspace_id, pairs)]
        now = deciding.keep_apart(actor, pairs)
        merging.look_again(workspace_id, mine)
        merging.settle(workspace_id, [*mine, taken])
        made = Split.objects.create(
            workspace_id=workspace_id, record=record.pk, taken=taken, kind=row.kind,
            scope=row.scope, hash=bytes(row.hash), place=place,
            shops=[] if is_whole else sorted(set(shops)), kept_apart=kept,
            unsaid=[[one, other, who, at.isoformat()] for one, other, who, at in unsaid],
            said_at=now, said_by=actor.label[:120],
            facts=Split.Facts.GOING if shops and not is_whole else Split.Facts.STAND,
        )  # fmt: skip
        _tell(workspace_id, [record.pk, taken])
        audit(
            actor,
            "customer.identifier_split",
            target_kind="customer",
            target_id=record.pk,
            fields=[BY_CODE[row.kind].name, str(taken)],
        )
        if made.facts != Split.Facts.STAND:
            start_moving(workspace_id)
        return made.pk


def unsplit(actor: Actor, number: int) -> int:
    """The identifier is theirs after all: back where it was, with all that went along.

    What has come to the other record since follows by a merge of the two, unless that record has
    become somebody of their own. The number of the person.
    """
    workspace_id = actor.workspace_id
    with writing.alone(workspace_id), transaction.atomic():
        row = Split.objects.select_for_update().filter(workspace_id=workspace_id, pk=number).first()
        if row is None:
            raise NotFound("No such split")
        if row.undone_at is not None:
            raise Conflict("This was taken back already", code="split_undone")
        key = head(row.kind, row.scope) + bytes(row.hash)
        ends = {one for pair in row.kept_apart for one in pair} | {row.record, row.taken}
        touched = {one for mine in groups.records(workspace_id, ends).values() for one in mine}
        touched |= ends
        for low, high in row.kept_apart:
            Apart.objects.filter(workspace_id=workspace_id, one=low, other=high).delete()
        if row.taken != row.record:
            is_hollow = _put_back(workspace_id, row, key)
            _point(workspace_id, key, row.taken, row.record)
            if is_hollow:
                low, high = sorted((row.record, row.taken))
                merging.note(workspace_id, [(low, high, STAFF, b"")], actor.label)
        _say_again(workspace_id, row.unsaid)
        merging.look_again(workspace_id, sorted(touched))
        merging.settle(workspace_id, touched)
        row.undone_at, row.undone_by = clock.now(), actor.label[:120]
        if row.shops:
            row.facts = Split.Facts.COMING
        row.save()
        _tell(workspace_id, [row.record, row.taken])
        audit(
            actor,
            "customer.split_undone",
            target_kind="customer",
            target_id=row.record,
            fields=[BY_CODE[row.kind].name, str(row.taken)],
        )
        if row.facts != Split.Facts.STAND:
            start_moving(workspace_id)
        return groups.shown_as(workspace_id, [row.record])[0]


def start_moving(workspace_id: int) -> int:
    """The job that writes orders again which went with an identifier, or came back."""
    return enqueue(
        "identity.follow",
        workspace_id=workspace_id,
        waiting_key=f"identity.follow:{workspace_id}",
        order_key=f"identity.follow:{workspace_id}",
    )


def forget(workspace_id: int, record: int) -> None:
    """Somebody of a split is erased: nothing of it can be taken back, and no hash is kept."""
    rows = Split.objects.filter(workspace_id=workspace_id)
    rows.filter(Q(record=record) | Q(taken=record)).delete()


def _locked(workspace_id: int, number: int) -> Customer:
    rows = Customer.objects.filter(workspace_id=workspace_id, pk=number, erased_at=None)
    return rows.select_for_update(no_key=True).get()


def _cut(record: Customer, key: Key, shops: Iterable[int]) -> tuple[int, int]:
    """A new record for this key of a record; where it stood there, and the number of the new."""
    workspace_id = record.workspace_id
    person = sealing.unseal(bytes(record.wrapped_key or b""), bytes(record.sealed or b""))
    place = splits.keys_in(workspace_id, person).index(key)
    known = person.identifiers.pop(place)
    source, heard = person.notes.told_by(of_identifier(known))
    person.notes.keep(of_identifier(known), NOTHING)
    _keep(record, [one for one in unpacked(bytes(record.keys)) if one != key], person)
    rows = Identifier.objects.filter(workspace_id=workspace_id, customer=record.pk)
    rows.filter(kind=known[0], scope=known[1], hash=key[HASH]).delete()
    where = record.shops
    if known[0] == USER_ID.code:
        where = with_shop("", known[1])
    for shop in shops:
        where = with_shop(where, shop)
    alone = Said(shops=where)
    alone.add(key, known[2], known[3])
    part = said.joined([alone], source, heard)
    numbers = reserve_ids("customer", 1)
    new = said.make_new(workspace_id, part, [0])
    writing.create(workspace_id, new, numbers, writing.Leading([key], [numbers[0]]))
    return place, numbers[0]


def _put_back(workspace_id: int, row: Split, key: Key) -> bool:
    """The key where it stood; whether nothing leads to the record any more that it leaves."""
    taken, record = _locked(workspace_id, row.taken), _locked(workspace_id, row.record)
    other = sealing.unseal(bytes(taken.wrapped_key or b""), bytes(taken.sealed or b""))
    known: Known = other.identifiers.pop(splits.keys_in(workspace_id, other).index(key))
    left = [one for one in unpacked(bytes(taken.keys)) if one != key]
    person = sealing.unseal(bytes(record.wrapped_key or b""), bytes(record.sealed or b""))
    person.identifiers.insert(row.place, known)
    mark = of_identifier(known)
    person.notes.keep(mark, other.notes.saying(mark, known[2]))
    other.notes.keep(mark, NOTHING)
    _keep(taken, left, other)
    keys = unpacked(bytes(record.keys))
    keys.insert(row.place, key)
    _keep(record, keys, person)
    rows = Identifier.objects.filter(workspace_id=workspace_id, customer=taken.pk)
    rows.filter(kind=row.kind, scope=row.scope, hash=bytes(row.hash)).update(customer=record.pk)
    said_one = Match.objects.filter(workspace_id=workspace_id, kind=STAFF)
    return not left and not said_one.filter(Q(customer=taken.pk) | Q(other=taken.pk)).exists()


def _keep(row: Customer, keys: Sequence[Key], person: Any) -> None:
    row.sealed = sealing.seal_again(bytes(row.wrapped_key or b""), person)
    row.keys = packed(keys)
    row.version += 1
    row.save(update_fields=["sealed", "keys", "version"])


def _point(workspace_id: int, key: Key, before: int, after: int) -> None:
    """What was seen with this key speaks of the record to which it leads now."""
    rows = Match.objects.filter(workspace_id=workspace_id, kind=key[0])
    there = set(rows.filter(other=after).values_list("customer", flat=True)) | {after}
    leading = rows.filter(other=before, hash=key[HASH])
    leading.filter(customer__in=there).delete()  # said of them already, or of nobody else
    leading.update(other=after, state=Match.State.NEW)
    aliases.follow(workspace_id, key)


def _unsaid(workspace_id: int, pairs: Iterable[tuple[int, int]]) -> list[_Word]:
    """Words of staff that will yield."""
    rows = Match.objects.filter(workspace_id=workspace_id, kind=STAFF)
    ends = {one for pair in pairs for one in pair}
    told = rows.filter(customer__in=ends, other__in=ends)
    return [
        (one, other, who, at)
        for one, other, who, at in told.values_list("customer", "other", "source", "seen_at")
        if (min(one, other), max(one, other)) in set(pairs)
    ]


def _say_again(workspace_id: int, words: Iterable[Sequence[Any]]) -> None:
    columns = ["workspace", "customer", "other", "kind", "hash", "source", "seen_at", "state"]
    new = Match.State.NEW.value
    rows = [
        (workspace_id, one, other, STAFF, b"", who, datetime.fromisoformat(at), new)
        for one, other, who, at in words
    ]
    insert_new(Match, columns, rows)


def _kept_apart(workspace_id: int, pairs: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
    return groups.severed(workspace_id, {low for low, _ in pairs})


def _tell(workspace_id: int, records: Sequence[int]) -> None:
    whole = sorted({*records, *groups.shown_as(workspace_id, records)})
    merging.rise(workspace_id, whole)
    publish(CustomersChanged(workspace_id=workspace_id, customer_ids=tuple(whole)))
