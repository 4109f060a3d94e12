"""Aliases: a source says that two accounts are one person's (decision 28).

An account at a shop was another one before; or one app of a platform gives two shops the same
number of a buyer. That is no identifier. It stays beside the accounts, and speaks of their records
as soon as both are known, in whatever order it is heard; what it means, the rule of its kind says.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q

from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import insert_new
from huike.base.kernel.lookup import among
from huike.flow.identity import queries
from huike.flow.identity.actions import merging, writing
from huike.flow.identity.models import Alias, Match
from huike.flow.identity.rules import normal
from huike.flow.identity.rules.keys import HASH, HEAD, Key, head, kind_and_scope, parts
from huike.flow.identity.rules.kinds import ALIAS, APP, USER_ID

_SAID = ("kind", "scope", "before", "other_scope", "after")
_COLUMNS = ["workspace", *_SAID, "source", "said_at"]
Pair = tuple[int, int, Key]  # records, the smaller number first, and what says it
_Told = tuple[int, int, bytes, int, bytes]  # kind, shop and account, shop and account


def say(workspace_id: int, shop_id: int, told: Iterable[tuple[str, str]], source: str) -> int:
    """These accounts of a shop (before, after) are one person's; of how many that is news."""
    hashed = crypto.blinder(workspace_id, USER_ID.name)
    pairs = {(normal.user_id(before), normal.user_id(after)) for before, after in told}
    said = {
        (ALIAS.code, shop_id, hashed(one), shop_id, hashed(two))
        for one, two in pairs
        if one and two and one != two
    }
    return _keep(workspace_id, said, source)


def share(
    workspace_id: int, shop_id: int, others: Sequence[int], user_ids: Iterable[str], source: str
) -> int:
    """One app gave this shop and the others these numbers; of how many that is news.

    A number is joined to the first of the other shops where it is known.
    """
    hashed = crypto.blinder(workspace_id, USER_ID.name)
    hashes = {hashed(one) for one in map(normal.user_id, user_ids) if one}
    places = sorted(set(others) - {shop_id})
    asked = [head(USER_ID.code, shop) + one for shop in places for one in hashes]
    first: dict[bytes, int] = {}
    for key in sorted(queries.owners(workspace_id, asked)):
        first.setdefault(key[HASH], kind_and_scope(key[HEAD])[1])
    said = {
        (APP.code, min(shop, shop_id), one, max(shop, shop_id), one) for one, shop in first.items()
    }
    return _keep(workspace_id, said, source)


def unshare(workspace_id: int, shop_id: int) -> None:
    """This shop's numbers are its own again: what was said of them as an app's is taken back."""
    rows = Alias.objects.filter(workspace_id=workspace_id, kind=APP.code)
    with writing.alone(workspace_id), transaction.atomic():
        gone = rows.filter(Q(scope=shop_id) | Q(other_scope=shop_id))
        told = [_read(row) for row in gone.values_list(*_SAID)]
        gone.delete()
        now = clock.now()
        kept = [(workspace_id, *one, "", now) for one in _without(shop_id, told)]
        insert_new(Alias, _COLUMNS, kept)
        touched = _tell_again(workspace_id, told)
        merging.look_again(workspace_id, sorted(touched))
        merging.settle(workspace_id, touched)


def _without(shop_id: int, told: Iterable[_Told]) -> list[_Told]:
    """What shops still have in common that were joined through this one."""
    places: dict[bytes, set[int]] = {}
    for _, one, hashed, other, _ in told:
        places.setdefault(hashed, set()).update({one, other} - {shop_id})
    return [
        (APP.code, min(shops), hashed, shop, hashed)
        for hashed, shops in sorted(places.items())
        for shop in sorted(shops)[1:]
    ]


def _keep(workspace_id: int, said: set[_Told], source: str) -> int:
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
    noted = {
        (one, other, kind)
        for kind in (ALIAS.code, APP.code)
        for one, other in among(
            Match,
            ("customer", "other"),
            "customer",
            {one for one, _, key in found if key[0] == kind},
            workspace=workspace_id,
            kind=kind,
        )
    }
    return {pair for pair in found if (*pair[:2], pair[2][0]) not in noted}


def matches_of(workspace_id: int, key: Key) -> list[int]:
    """The pieces of evidence that would go with this account."""
    whose = queries.owners(workspace_id, [key]).get(key)
    found = _matches(workspace_id, _of(workspace_id, [key]))
    return [number for number, ends in found if whose in ends]


def follow(workspace_id: int, key: Key) -> None:
    """This account leads to another record now: its aliases speak of that one; not yet settled."""
    told = _of(workspace_id, [key])
    _tell_again(workspace_id, told)


def forget(workspace_id: int, keys: Iterable[Key]) -> None:
    """Whose these accounts were is erased: nothing is kept of what they were called."""
    rows = Alias.objects.filter(workspace_id=workspace_id)
    for key in keys:
        kind, shop, hashed = parts(key)
        if kind == USER_ID.code:
            mine = Q(scope=shop, before=hashed) | Q(other_scope=shop, after=hashed)
            rows.filter(mine).delete()


def _known(workspace_id: int, said: set[_Told]) -> set[_Told]:
    """Those of them that were said already."""
    hashes = {one[2] for one in said}
    return {_read(row) for row in among(Alias, _SAID, "before", hashes, workspace=workspace_id)}


def _read(row: Sequence[Any]) -> _Told:
    kind, shop, before, other, after = row
    return kind, shop, bytes(before), other, bytes(after)


def _of(workspace_id: int, keys: Iterable[Key]) -> list[_Told]:
    """The aliases that name one of these accounts."""
    accounts = {key for key in keys if key[0] == USER_ID.code}
    hashes = {key[HASH] for key in accounts}
    found = {
        _read(row)
        for end in ("before", "after")
        for row in among(Alias, _SAID, end, hashes, workspace=workspace_id)
    }
    return sorted(one for one in found if not accounts.isdisjoint(_ends(one)))


def _tell_again(workspace_id: int, told: Sequence[_Told]) -> set[int]:
    """What these accounts' aliases say by now, in place of what was noted; whom it concerns."""
    noted = _matches(workspace_id, told)
    wrong = [number for number, _ in noted]
    Match.objects.filter(workspace_id=workspace_id, id__in=wrong).delete()
    rows = among(Alias, _SAID, "before", {one[2] for one in told}, workspace=workspace_id)
    found = _evidence(workspace_id, [_read(row) for row in rows], {})
    merging.note(workspace_id, _noted(found), "")
    return {end for _, ends in noted for end in ends}


def _matches(workspace_id: int, told: Iterable[_Told]) -> list[tuple[int, tuple[int, int]]]:
    """What was noted because of these: its number, and the two records."""
    found = []
    by_kind: dict[int, set[bytes]] = {}
    for one in told:
        by_kind.setdefault(one[0], set()).add(one[2])
    columns = ("id", "customer", "other")
    for kind, hashes in by_kind.items():
        rows = among(Match, columns, "hash", hashes, workspace=workspace_id, kind=kind)
        found += [(number, (one, other)) for number, one, other in rows]
    return found


def _evidence(workspace_id: int, told: Sequence[_Told], whose: Mapping[Key, int]) -> set[Pair]:
    """Of aliases whose two accounts are known: their records."""
    ends = {end for one in told for end in _ends(one)}
    owners = queries.owners(workspace_id, ends - whose.keys()) | dict(whose)
    found: set[Pair] = set()
    for one in told:
        first, second = (owners.get(end) for end in _ends(one))
        if first and second and first != second:
            key = head(one[0], one[1]) + one[2]
            found.add((min(first, second), max(first, second), key))
    return found


def _ends(told: _Told) -> tuple[Key, Key]:
    _, shop, before, other, after = told
    return head(USER_ID.code, shop) + before, head(USER_ID.code, other) + after


def _noted(found: Iterable[Pair]) -> list[tuple[int, int, int, bytes]]:
    return sorted((one, other, key[0], key[HASH]) for one, other, key in found)
