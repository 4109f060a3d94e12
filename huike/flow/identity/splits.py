"""The identifiers of a person one by one, what was taken out of them, and what taking out means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q

from huike.base.kernel import crypto
from huike.base.kernel.errors import NotFound
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import aliases, groups, queries
from huike.flow.identity.actions import merging
from huike.flow.identity.models import Apart, Identifier, Match, Split
from huike.flow.identity.rules import mask
from huike.flow.identity.rules.keys import HASH, HEAD, Key, head, kind_and_scope
from huike.flow.identity.rules.kinds import BY_CODE
from huike.flow.identity.rules.person import Person

# What of a shop's facts goes along: their keys do not begin with whose they are.
MOVED = ("orders", "order_lines", "payments", "order_coupons", "logistics", "order_events")


@dataclass(frozen=True)
class Held:
    """One identifier of a person, masked."""

    id: int
    record_id: int
    kind: str
    value: str
    shop_id: int  # 0: of the whole workspace
    source: str  # where it was seen first


@dataclass(frozen=True)
class Taken:
    """An identifier that was taken out of a record."""

    id: int
    record_id: int
    taken_id: int
    kind: str
    value: str  # masked; "" once nobody has it
    shop_ids: list[int]
    said_at: datetime
    said_by: str
    undone_at: datetime | None
    undone_by: str
    is_moving: bool  # orders are still being written


@dataclass(frozen=True)
class Preview:
    """What taking an identifier out would do."""

    id: int
    kind: str
    value: str
    record_id: int
    is_whole: bool  # all that leads to the record: the record is separated
    staying: list[int]  # records that are the person's without it
    leaving: list[int]  # records that only this identifier joins to them
    matches: int  # pieces of evidence that speak of it
    orders: dict[int, int]  # by shop, of the record


def identifier(workspace_id: int, number: int) -> Identifier:
    """One identifier of this workspace."""
    row = Identifier.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such identifier")
    return row


def held(workspace_id: int, customer_id: int) -> list[Held]:
    """All identifiers of a person, record by record, in the order they were seen."""
    mine = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
    return _held(workspace_id, mine)


def _held(workspace_id: int, records: Sequence[int]) -> list[Held]:
    opened = queries.records(workspace_id, records)
    keys = {one: keys_in(workspace_id, opened[one]) for one in records if one in opened}
    rows = Identifier.objects.filter(
        workspace_id=workspace_id,
        kind__in=list(BY_CODE),
        hash__in=[key[HASH] for mine in keys.values() for key in mine],
    )
    numbers = {(row.customer, head(row.kind, row.scope) + bytes(row.hash)): row.pk for row in rows}
    found = []
    for record, own in keys.items():
        for key, known in zip(own, opened[record].identifiers, strict=True):
            if (record, key) not in numbers:
                continue
            kind, scope = kind_and_scope(key[HEAD])
            name = BY_CODE[kind].name
            shown = mask.BY_KIND[name](known[2])
            found.append(Held(numbers[record, key], record, name, shown, scope, known[3]))
    return found


def keys_in(workspace_id: int, person: Person) -> list[Key]:
    """The key of each identifier of a person, in their order."""
    return [
        head(kind, scope) + crypto.blind(workspace_id, BY_CODE[kind].name, value)
        for kind, scope, value, _ in person.identifiers
    ]


def taken_out(workspace_id: int, customer_id: int) -> list[Taken]:
    """What was taken out of this person, or made them, newest first."""
    mine = groups.records(workspace_id, [customer_id]).get(customer_id, [customer_id])
    rows = Split.objects.filter(workspace_id=workspace_id)
    found = list(rows.filter(Q(record__in=mine) | Q(taken__in=mine)))
    return _told(workspace_id, found + _gone_whole(workspace_id, mine))


def _gone_whole(workspace_id: int, mine: Sequence[int]) -> list[Split]:
    """Splits that took a whole record out of what these are now: it is known by being apart."""
    rows = Apart.objects.filter(workspace_id=workspace_id)
    pairs = rows.filter(Q(one__in=mine) | Q(other__in=mine)).values_list("one", "other")
    away = {one for pair in pairs for one in pair}.difference(mine)
    gone = Split.objects.filter(workspace_id=workspace_id, taken__in=away, record=F("taken"))
    return [row for row in gone if any(set(pair) & set(mine) for pair in row.kept_apart)]


def one(workspace_id: int, number: int) -> Taken:
    """One split."""
    row = Split.objects.filter(workspace_id=workspace_id, pk=number).first()
    if row is None:
        raise NotFound("No such split")
    return _told(workspace_id, [row])[0]


def _told(workspace_id: int, rows: Sequence[Split]) -> list[Taken]:
    keys = [head(row.kind, row.scope) + bytes(row.hash) for row in rows]
    owners = queries.owners(workspace_id, keys)
    shown = {
        (known.record_id, known.id): known.value
        for known in _held(workspace_id, sorted(set(owners.values())))
    }
    numbers = _numbers(workspace_id, keys)
    told = [
        Taken(
            row.pk, row.record, row.taken, BY_CODE[row.kind].name,
            shown.get((owners.get(key, 0), numbers.get(key, 0)), ""), list(row.shops),
            row.said_at, row.said_by, row.undone_at, row.undone_by,
            row.facts != Split.Facts.STAND,
        )
        for row, key in zip(rows, keys, strict=True)
    ]  # fmt: skip
    return sorted(told, key=lambda row: -row.id)


def _numbers(workspace_id: int, keys: Sequence[Key]) -> dict[Key, int]:
    rows = Identifier.objects.filter(
        workspace_id=workspace_id,
        kind__in={key[0] for key in keys},
        hash__in=[key[HASH] for key in keys],
    )
    return {head(row.kind, row.scope) + bytes(row.hash): row.pk for row in rows}


def preview(workspace_id: int, number: int) -> Preview:
    """What taking this identifier out would do, counted; nothing is done."""
    row = identifier(workspace_id, number)
    key = head(row.kind, row.scope) + bytes(row.hash)
    record = row.customer
    mine = groups.records(workspace_id, [record]).get(record, [record])
    (shown,) = [known for known in _held(workspace_id, [record]) if known.id == number]
    is_whole = len(_held(workspace_id, [record])) == 1
    # Where nothing else leads to the record, the record itself goes and the others stay.
    hers = (set(mine) - {record} or {record}) if is_whole else without(workspace_id, record, key)
    return Preview(
        number, shown.kind, shown.value, record, is_whole,
        staying=sorted(hers), leaving=[one for one in mine if one not in hers],
        matches=len(_speaking(workspace_id, key)), orders=_orders(workspace_id, record),
    )  # fmt: skip


def without(workspace_id: int, record: int, key: Key) -> set[int]:
    """The records that are one person with this one though nobody had ever seen this key."""
    return merging.together(workspace_id, record, _speaking(workspace_id, key))


def _speaking(workspace_id: int, key: Key) -> set[int]:
    """The evidence that there is by this key alone."""
    rows = Match.objects.filter(workspace_id=workspace_id, kind=key[0], hash=key[HASH])
    return {*rows.values_list("id", flat=True), *aliases.matches_of(workspace_id, key)}


def _orders(workspace_id: int, record: int) -> dict[int, int]:
    rows = warehouse.select(
        "SELECT shop_id, count() FROM orders FINAL WHERE workspace_id = {workspace:UInt32}"
        " AND origin_id = {record:UInt32} GROUP BY shop_id ORDER BY shop_id",
        {"workspace": workspace_id, "record": record},
    )
    return {int(shop): int(count) for shop, count in rows}


def to_move(workspace_id: int) -> list[Split]:
    """Those whose orders are still to be written under another record."""
    rows = Split.objects.filter(workspace_id=workspace_id).exclude(facts=Split.Facts.STAND)
    return list(rows.order_by("id"))


def moved(row: Split) -> None:
    """The orders of a split stand where they belong, unless it has been taken back meanwhile."""
    still = Split.objects.filter(workspace_id=row.workspace_id, pk=row.pk, facts=row.facts)
    still.update(facts=Split.Facts.STAND)


def move(row: Split) -> list[int]:
    """Write the orders of a split under the record to which they belong now; whom it concerns.

    What a row lands under follows from the split alone, so it may be done twice. What has landed
    since was told by its source under the identifiers as they lead now, and is left.
    """
    whose, new = row.record, row.taken
    if row.facts == Split.Facts.COMING:
        whose, new = new, whose
    (person,) = groups.shown_as(row.workspace_id, [new])
    for table in MOVED:
        warehouse.execute(
            f"ALTER TABLE {table} UPDATE origin_id = {{new:UInt32}},"
            " customer_id = {person:UInt32} WHERE workspace_id = {workspace:UInt32}"
            " AND origin_id = {whose:UInt32} AND shop_id IN {shops:Array(UInt32)}"
            " AND landed_at <= {at:DateTime64(3)} SETTINGS mutations_sync = 2",
            {
                "workspace": row.workspace_id,
                "new": new,
                "person": person,
                "whose": whose,
                "shops": list(row.shops),
                "at": row.said_at,
            },
            lane="long",
        )
    return sorted({whose, new, *groups.shown_as(row.workspace_id, [whose, new])})
