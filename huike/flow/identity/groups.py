"""Which records are shown as one person: reads in sets, mostly of nothing."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import F

from huike.base.kernel.lookup import among
from huike.flow.identity.models import Apart, Survivor


def survivors(workspace_id: int, ids: Iterable[int]) -> dict[int, int]:
    """Under whose number each of these records is shown, of those that are not under their own."""
    rows = among(Survivor, ("customer", "survivor"), "customer", ids, workspace=workspace_id)
    return {record: survivor for record, survivor in rows if record != survivor}


def shown_as(workspace_id: int, ids: Sequence[int]) -> list[int]:
    """The people of these records, in the order given."""
    moved = survivors(workspace_id, set(ids))
    return [moved.get(one, one) for one in ids] if moved else list(ids)


def records(workspace_id: int, ids: Iterable[int]) -> dict[int, list[int]]:
    """All records of the people to whom these numbers belong, the oldest first.

    Of people with one record only there is nothing here.
    """
    if not _any(workspace_id):
        return {}
    asked = set(ids)
    moved = survivors(workspace_id, asked)
    whose = asked.difference(moved).union(moved.values())
    found: dict[int, list[int]] = defaultdict(list)
    rows = among(Survivor, ("customer", "survivor"), "survivor", whose, workspace=workspace_id)
    for record, survivor in rows:
        if record != survivor:
            found[survivor].append(record)
    people = {survivor: [survivor, *sorted(absorbed)] for survivor, absorbed in found.items()}
    return {one: people[survivor] for one in asked if (survivor := moved.get(one, one)) in people}


def ever_merged(workspace_id: int, ids: Iterable[int]) -> set[int]:
    """Those of these records that are or were shown together with others."""
    rows = among(Survivor, ("customer",), "customer", ids, workspace=workspace_id)
    return {record for (record,) in rows}


def absorbed(workspace_id: int) -> set[int]:
    """All records of the workspace that are shown under another number."""
    rows = Survivor.objects.filter(workspace_id=workspace_id).exclude(survivor=F("customer"))
    return set(rows.values_list("customer", flat=True))


def severed(workspace_id: int, ids: Iterable[int]) -> set[tuple[int, int]]:
    """Pairs of records of which somebody said that they are not one person; the lower first."""
    rows = among(Apart, ("one", "other"), "one", set(ids), workspace=workspace_id)
    return set(rows)


def _any(workspace_id: int) -> bool:
    """Whether anybody was ever merged here: mostly nobody was, and nobody need be looked for."""
    return Survivor.objects.filter(workspace_id=workspace_id).exists()
