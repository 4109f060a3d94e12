"""Aliases: a source says that an account at a shop was another one before (decision 28).

An alias is no identifier. It stays beside the accounts, and speaks of their records as soon as both
are known, in whatever order that is heard; what it means is for the rule of its kind to say.
"""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Q

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.lookup import among
from huike.flow.identity import queries
from huike.flow.identity.actions import merging, writing
from huike.flow.identity.models import Alias, Match
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.keys import HASH, Key, head, parts
from huike.flow.identity.rules.kinds import ALIAS, USER_ID

_COLUMNS = ["workspace", "scope", "before", "after", "source", "said_at"]
Pair = tuple[int, int, Key]  # records, the smaller number first, and what says it
_Told = tuple[int, bytes, bytes]  # shop, the account before, the account after


def say(workspace_id: int, shop_id: int, told: Iterable[tuple[str, str]], source: str) -> int:
    """These accounts of a shop (before, after) are one person's; of how many that is news."""
    hashed = crypto.blinder(workspace_id, USER_ID.name)
    pairs = {(normal.user_id(before), normal.user_id(after)) for before, after in told}
    said = {(shop_id, hashed(one), hashed(two)) for one, two in pairs if one and two and one != two}
    unheard = sorted(said - _known(workspace_id, said))
    if not unheard:
        return 0
    now = clock.now()
    rows = [(workspace_id, *one, source[:120], now) for one in unheard]
    with writing.alone(workspace_id):
        with transaction.atomic():
            insert_new(Alias, _COLUMNS, rows)
            merging.note(workspace_id, _noted(_evidence(workspace_id, unheard, {})), source)
        merging.settle(workspace_id)
    return len(unheard)


def heard(workspace_id: int, keys: Iterable[Key], whose: Mapping[Key, int]) -> set[Pair]:
    """What aliases of these accounts say and nobody has noted; `whose` knows records to come."""
    if not Alias.objects.filter(workspace_id=workspace_id).exists():
        return set()
    found = _evidence(workspace_id, _of(workspace_id, keys), whose)
    rows = among(
        Match,
        ("customer", "other"),
        "customer",
        {one for one, _, _ in found},
        workspace=workspace_id,
        kind=ALIAS.code,
    )
    noted = set(rows)
    return {pair for pair in found if pair[:2] not in noted}


def matches_of(workspace_id: int, key: Key) -> list[int]:
    """The pieces of evidence that would go with this account."""
    hashes = {before for _, before, _ in _of(workspace_id, [key])}
    rows = among(Match, ("id",), "hash", hashes, workspace=workspace_id, kind=ALIAS.code)
    return [number for (number,) in rows]


def follow(workspace_id: int, key: Key) -> None:
    """This account leads to another record now: its aliases speak of that one; not yet settled."""
    told = _of(workspace_id, [key])
    if told:
        wrong = matches_of(workspace_id, key)
        Match.objects.filter(workspace_id=workspace_id, id__in=wrong).delete()
        merging.note(workspace_id, _noted(_evidence(workspace_id, told, {})), "")


def forget(workspace_id: int, keys: Iterable[Key]) -> None:
    """Whose these accounts were is erased: nothing is kept of what they were called."""
    rows = Alias.objects.filter(workspace_id=workspace_id)
    for key in keys:
        kind, shop, hashed = parts(key)
        if kind == USER_ID.code:
            rows.filter(Q(before=hashed) | Q(after=hashed), scope=shop).delete()


def _known(workspace_id: int, said: set[_Told]) -> set[_Told]:
    """Those of them that were said already."""
    rows = among(
        Alias,
        ("scope", "before", "after"),
        "before",
        {before for _, before, _ in said},
        workspace=workspace_id,
    )
    return {(shop, bytes(before), bytes(after)) for shop, before, after in rows}


def _of(workspace_id: int, keys: Iterable[Key]) -> list[_Told]:
    """The aliases that name one of these accounts."""
    accounts = {key for key in keys if key[0] == USER_ID.code}
    columns = ("scope", "before", "after")
    found: set[_Told] = set()
    for end in ("before", "after"):
        hashes = [key[HASH] for key in accounts]
        for shop, before, after in among(Alias, columns, end, hashes, workspace=workspace_id):
            found.add((shop, bytes(before), bytes(after)))
    return sorted(one for one in found if not accounts.isdisjoint(_ends(one)))


def _evidence(workspace_id: int, told: Sequence[_Told], whose: Mapping[Key, int]) -> set[Pair]:
    """Of aliases whose two accounts are known: their records."""
    ends = {end for one in told for end in _ends(one)}
    owners = queries.owners(workspace_id, ends - whose.keys()) | dict(whose)
    found: set[Pair] = set()
    for one in told:
        first, second = (owners.get(end) for end in _ends(one))
        if first and second and first != second:
            key = head(ALIAS.code, one[0]) + one[1]
            found.add((min(first, second), max(first, second), key))
    return found


def _ends(told: _Told) -> tuple[Key, Key]:
    shop, before, after = told
    return head(USER_ID.code, shop) + before, head(USER_ID.code, shop) + after


def _noted(found: Iterable[Pair]) -> list[tuple[int, int, int, bytes]]:
    return sorted((one, other, key[0], key[HASH]) for one, other, key in found)
