"""Records become people: all the evidence around what is new is looked at again, in sets.

Nothing is moved by a merge. Each record keeps its identifiers, values and facts; only under whose
number they are shown is written. So what was merged is taken apart as if it had never been.
"""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence

from django.db import transaction

from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, upsert
from huike.base.kernel.lookup import among, change_among
from huike.base.outbox.facade import publish
from huike.events import CustomersMerged, in_batches
from huike.flow.identity import groups, matching
from huike.flow.identity.matching import KindRule
from huike.flow.identity.models import Customer, Match, Survivor
from huike.flow.identity.rules import grouping
from huike.flow.identity.rules.keys import has_kind, parts, unpacked
from huike.flow.identity.rules.kinds import USER_ID

_AT_ONCE = 400  # records of one transaction, a person always whole
_NEWS = 20_000  # matches looked at together
_PART = 900
_NOTED = 1_000  # matches of one transaction
_Row = tuple[int, int, int, int, str]  # a match: number, record, other, kind, state
_OF_HASH = ("hash", "id", "customer", "other", "state")
_COLUMNS = ["workspace", "customer", "survivor", "changed_at", "is_followed"]


def settle(workspace_id: int, touched: Iterable[int] = ()) -> int:
    """Work out what new evidence means, and of these records; the caller holds the workspace.

    Answers how many records are shown under another number than before. May be cut short: what
    nobody has looked at yet stays marked as new.
    """
    records = set(touched)
    moved = 0
    while True:
        rows = Match.objects.filter(workspace_id=workspace_id, state=Match.State.NEW)
        news = list(rows.order_by("-id").values_list("customer", "other")[:_NEWS])
        records.update(one for pair in news for one in pair)
        if not records:
            return moved
        moved += _settle(workspace_id, records)
        records = set()


def _settle(workspace_id: int, touched: set[int]) -> int:
    rules = matching.rules_of(workspace_id)
    aside = _aside(workspace_id, touched, rules)
    records, rows = _around(workspace_id, touched, aside.keys())
    found = grouping.group(
        records,
        matching.weighed((row[:4] for row in rows), rules),
        apart=[pair for pair in groups.severed(workspace_id, records) if pair[1] in records],
        accounts=accounts_of(workspace_id, records),
    )
    before = groups.survivors(workspace_id, records)
    moving = {
        one: survivor
        for one, survivor in found.survivors.items()
        if before.get(one, one) != survivor
    }
    for part in _people(moving, before):
        _write(workspace_id, {one: moving[one] for one in part}, before)
    # Last: whoever is killed before finds these matches new, and does the same again.
    states: dict[str, list[int]] = defaultdict(list)
    for number, _, _, _, state in rows:
        if state != found.states[number]:
            states[found.states[number]].append(number)
    for number, state in aside.items():
        states[state].append(number)
    for state, numbers in states.items():
        for some in chunks(numbers, _NOTED):
            change_among(Match, {"state": state}, "id", some, workspace=workspace_id)
    return len(moving)


def together(workspace_id: int, record: int, void: Container[int]) -> set[int]:
    """The records that would be one person with this one, were these matches not there."""
    records, rows = _around(workspace_id, {record}, void)
    found = grouping.group(
        records,
        matching.weighed((row[:4] for row in rows), matching.rules_of(workspace_id)),
        apart=[pair for pair in groups.severed(workspace_id, records) if pair[1] in records],
        accounts=accounts_of(workspace_id, records),
    ).survivors
    return {one for one in records if found[one] == found[record]}


def _aside(workspace_id: int, touched: set[int], rules: Mapping[int, KindRule]) -> dict[int, str]:
    """Evidence that decides nothing, and why; whom it had brought together is touched too."""
    mine = Match.objects.filter(workspace_id=workspace_id)
    news = mine.filter(state=Match.State.NEW)
    aside: dict[int, str] = {}
    for code, rule in rules.items():
        if rule.mode in matching.STATE_BY_MODE:
            asked = news.filter(kind=code).values_list("id", flat=True)
            aside |= dict.fromkeys(asked, matching.STATE_BY_MODE[rule.mode])
        seen = news.filter(kind=code).exclude(hash=b"").values_list("hash", flat=True)
        hashes = sorted({bytes(one) for one in seen})
        rows = list(among(Match, _OF_HASH, "hash", hashes, workspace=workspace_id, kind=code))
        counted = Counter(bytes(row[0]) for row in rows)
        for hashed, number, one, other, state in rows:
            if counted[bytes(hashed)] >= rule.most and state != Match.State.SHARED:
                aside[number] = Match.State.SHARED.value
                touched.update((one, other))
    return aside


def _around(
    workspace_id: int, touched: Iterable[int], aside: Container[int]
) -> tuple[set[int], list[_Row]]:
    """All records that evidence connects with these, and that evidence."""
    records, frontier = set(touched), set(touched)
    rows: dict[int, _Row] = {}
    columns = ("id", "customer", "other", "kind", "state")
    while frontier:
        found = {
            row[0]: row
            for key in ("customer", "other")
            for row in among(Match, columns, key, frontier, workspace=workspace_id)
            if row[4] not in matching.DECIDES_NOTHING and row[0] not in aside
        }
        frontier = {one for row in found.values() for one in row[1:3]} - records
        records |= frontier
        rows |= found
    return records, list(rows.values())


def accounts_of(workspace_id: int, records: Iterable[int]) -> dict[int, dict[int, bytes]]:
    """The account of each record at each shop: two of one shop are mostly two people."""
    found: dict[int, dict[int, bytes]] = {}
    for record, own in among(Customer, ("id", "keys"), "id", records, workspace=workspace_id):
        if not has_kind(bytes(own), USER_ID.code):  # mostly: then nothing need be taken apart
            continue
        mine: dict[int, bytes] = {}
        for key in unpacked(bytes(own)):
            kind, shop, hashed = parts(key)
            if kind == USER_ID.code:
                mine.setdefault(shop, hashed)
        found[record] = mine
    return found


def _people(moving: dict[int, int], before: dict[int, int]) -> Iterable[list[int]]:
    """Those who move in parts for a transaction each; who was or becomes one person together."""
    together: dict[int, list[int]] = defaultdict(list)
    for one, survivor in moving.items():
        together[min(survivor, before.get(one, one))].append(one)
    part: list[int] = []
    for records in together.values():
        part += records
        if len(part) >= _AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _write(workspace_id: int, moving: dict[int, int], before: dict[int, int]) -> None:
    """These records under these numbers, and everybody told whom it concerns."""
    now = clock.now()
    rows = [(workspace_id, one, survivor, now, False) for one, survivor in sorted(moving.items())]
    concerned = sorted({*moving, *moving.values(), *(before.get(one, one) for one in moving)})
    with transaction.atomic():
        upsert(
            Survivor,
            _COLUMNS,
            rows,
            unique=["workspace", "customer"],
            update=["survivor", "changed_at", "is_followed"],
        )
        rise(workspace_id, concerned)
        for ids in in_batches(concerned):
            publish(CustomersMerged(workspace_id=workspace_id, customer_ids=ids))


def rise(workspace_id: int, ids: Sequence[int]) -> None:
    """These customers are not what they were: whoever keeps them elsewhere shall see it."""
    change_among(Customer, {}, "id", ids, rising="version", workspace=workspace_id)


def note(workspace_id: int, pairs: Iterable[tuple[int, int, int, bytes]], source: str) -> int:
    """Keep evidence: record, other record, kind of identifier, its hash; how much of it is new."""
    now = clock.now()
    columns = ["workspace", "customer", "other", "kind", "hash", "source", "seen_at", "state"]
    rows = [(workspace_id, *pair, source[:120], now, Match.State.NEW.value) for pair in pairs]
    return insert_new(Match, columns, rows, chunk=_NOTED)


def again(workspace_id: int, kind: int) -> int:
    """Look at all evidence of this kind once more: its rule has changed."""
    rows = Match.objects.filter(workspace_id=workspace_id, kind=kind)
    return rows.update(state=Match.State.NEW)


def look_again(workspace_id: int, records: Sequence[int]) -> None:
    """Look at what connects these records once more; what only suggests goes on suggesting."""
    rows = Match.objects.filter(workspace_id=workspace_id).exclude(
        state__in=matching.DECIDES_NOTHING
    )
    for end in ("customer__in", "other__in"):
        for part in chunks(records, _PART):
            rows.filter(**{end: part}).update(state=Match.State.NEW)
