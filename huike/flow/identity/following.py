"""Facts follow a merge: whose they are is told to the warehouse at once, and written again later.

`overrides` says under which number the facts of a record or a visitor are read. The orders, which
most figures count, are also written again: a row keeps the number that it landed under
(`origin_id`), and whose it is now follows from that alone. So it may be done twice, in any order.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

import pyarrow as pa
from django.db.models import F

from huike.base.kernel.bulk import chunks, reserve_ids
from huike.base.kernel.lookup import among
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import groups, visitors
from huike.flow.identity.models import Survivor
from huike.library.facts import facade as facts

_PART = 900
_AT_ONCE = 10_000  # records of one statement
_WRITTEN_AGAIN = ("orders", "order_lines")
_FIRST = 2**62  # above what was written before these numbers were counted


def tell(workspace_id: int, ids: Sequence[int]) -> None:
    """Tell the warehouse under whose number the facts of these records are read, and of visitors
    who turned out to be them.
    """
    # Whoever takes the later number reads later: so the newest version tells the newest truth.
    (version,) = reserve_ids("override", 1)
    seen = visitors.joined_to(workspace_id, ids)
    _land(workspace_id, [*_ever_merged(workspace_id, ids), *seen], version)


def tell_of_visitors(workspace_id: int, numbers: Sequence[int]) -> None:
    """The same of visitors who have said who they are."""
    (version,) = reserve_ids("override", 1)
    _land(workspace_id, visitors.customers_of(workspace_id, numbers), version)


def mark(workspace_id: int, ids: Iterable[int]) -> int:
    """Orders of these records have landed: they are to be written again; how many are merged."""
    rows = Survivor.objects.filter(workspace_id=workspace_id).exclude(survivor=F("customer"))
    return sum(
        rows.filter(customer__in=part).update(is_followed=False)
        for part in chunks(sorted(set(ids)), _PART)
    )


def mark_strays(workspace_id: int) -> int:
    """Mark the merged records under whose own number orders still stand; how many."""
    merged = Survivor.objects.filter(workspace_id=workspace_id).exclude(survivor=F("customer"))
    stray: set[int] = set()
    for part in chunks(merged.order_by("customer").values_list("customer", flat=True), _AT_ONCE):
        for table in _WRITTEN_AGAIN:
            rows = warehouse.select(
                f"SELECT DISTINCT customer_id FROM {table} WHERE"  # noqa: S608  # names of ours
                " workspace_id = {workspace:UInt32} AND customer_id IN {ids:Array(UInt32)}",
                {"workspace": workspace_id, "ids": list(part)},
                lane="long",
            )
            stray.update(number for (number,) in rows)
    return mark(workspace_id, stray)


def tell_everybody(workspace_id: int) -> None:
    """Tell of everybody who was ever merged, and of all visitors who said who they are."""
    merged = Survivor.objects.filter(workspace_id=workspace_id).order_by("customer")
    for part in chunks(merged.values_list("customer", flat=True).iterator(), _AT_ONCE):
        tell(workspace_id, part)
    for part in chunks(visitors.everybody(workspace_id), _AT_ONCE):
        tell_of_visitors(workspace_id, part)


def follow(workspace_id: int) -> list[int]:
    """Write the orders of some marked records again under whose they are; whom that concerns."""
    marked = Survivor.objects.filter(workspace_id=workspace_id, is_followed=False)
    rows = list(marked.order_by("customer")[:_AT_ONCE])
    if not rows:
        return []
    pairs = {row.customer: row.survivor for row in rows}
    for number, record in visitors.joined_to(workspace_id, list(pairs)):
        pairs[number] = pairs[record]
    _write_again(workspace_id, pairs)
    for row in rows:  # one that moved meanwhile stays marked
        still = marked.filter(customer=row.customer, changed_at=row.changed_at)
        still.filter(survivor=row.survivor).update(is_followed=True)
    return sorted({*pairs, *pairs.values()})


def write_everything_again(workspace_id: int) -> None:
    """Every order that stands under another number than it landed with stands where it belongs."""
    for table in _WRITTEN_AGAIN:
        moved = warehouse.select(
            f"SELECT DISTINCT origin_id FROM {table} WHERE"  # noqa: S608  # names of ours
            " workspace_id = {workspace:UInt32} AND customer_id != origin_id",
            {"workspace": workspace_id},
            lane="long",
        )
        for part in chunks((number for (number,) in moved), _AT_ONCE):
            records = {one: one for one in part} | dict(visitors.customers_of(workspace_id, part))
            people = groups.shown_as(workspace_id, list(records.values()))
            _write_again(workspace_id, dict(zip(records, people, strict=True)))
    Survivor.objects.filter(workspace_id=workspace_id).update(is_followed=False)


def _write_again(workspace_id: int, pairs: dict[int, int]) -> None:
    bound = {
        "workspace": workspace_id,
        "numbers": list(pairs.keys()),
        "people": list(pairs.values()),
    }
    for table in _WRITTEN_AGAIN:
        warehouse.execute(_statement(table), bound, lane="long")


def _statement(table: str) -> str:
    now = "transform(origin_id, {numbers:Array(UInt32)}, {people:Array(UInt32)}, customer_id)"
    return (
        f"ALTER TABLE {table} UPDATE customer_id = {now}"
        " WHERE workspace_id = {workspace:UInt32} AND origin_id IN {numbers:Array(UInt32)}"
        f" AND customer_id != {now} SETTINGS mutations_sync = 2"
    )


def _ever_merged(workspace_id: int, ids: Sequence[int]) -> list[tuple[int, int]]:
    rows = among(Survivor, ("customer", "customer"), "customer", ids, workspace=workspace_id)
    return list(rows)


def _land(workspace_id: int, pairs: Sequence[tuple[int, int]], version: int) -> None:
    """Numbers and the records they belong to become overrides by the people of these records."""
    if not pairs:
        return
    people = groups.shown_as(workspace_id, [record for _, record in pairs])
    rows = sorted((number, person) for (number, _), person in zip(pairs, people, strict=True))
    table = pa.table(
        {
            "workspace_id": [workspace_id] * len(rows),
            "customer_id": [number for number, _ in rows],
            "survivor_id": [person for _, person in rows],
            "version": [_FIRST + version] * len(rows),
            "is_deleted": [int(number == person) for number, person in rows],
        }
    )
    told = sha256(repr((rows, version)).encode()).hexdigest()[:32]
    facts.land("overrides", table, token=f"overrides-{workspace_id}-{told}")
