"""Whom not to make again: keyed hashes of what once led to people who were erased (decision 26).

Platforms and files go on telling of them. Only their own act after the erasure makes them anew.
"""

from collections.abc import Iterable, Mapping

from huike.base.kernel.bulk import upsert
from huike.base.kernel.lookup import among
from huike.flow.identity.models import ErasedKey
from huike.flow.identity.rules.keys import HASH, Key, head, parts
from huike.flow.identity.said import Part

_UNIQUE = ("workspace", "hash", "kind", "scope")


def remember(workspace_id: int, keys: Iterable[Key], at: int) -> None:
    """Whoever had these keys was erased at this moment (microseconds since 1970)."""
    rows = []
    for key in sorted(set(keys)):
        kind, scope, hashed = parts(key)
        rows.append((workspace_id, hashed, kind, scope, at))
    upsert(ErasedKey, (*_UNIQUE, "erased_at"), rows, unique=_UNIQUE, update=("erased_at",))


def leave_out(workspace_id: int, part: Part, owners: Mapping[Key, int]) -> None:
    """Take out of a part what leads to nobody but the erased.

    Whoever is named by such a key and by none of somebody known is nobody, unless they acted
    themselves after they were erased; of somebody known only the key is not taken over.
    """
    erased_here = ErasedKey._default_manager.filter(workspace_id=workspace_id)
    if not erased_here.exists():
        return
    erased = _erased(workspace_id, (key for key in part.all_keys() if key not in owners))
    if not erased:
        return
    keys, values = list(part.keys), list(part.values)
    for place, mine in enumerate(part.keys):
        gone = {key for key in mine if erased.get(key, -1) >= part.acted.get(place, 0)}
        if not gone:
            continue
        is_known = any(key in owners for key in mine)
        left = [at for at, key in enumerate(mine) if is_known and key not in gone]
        keys[place] = [mine[at] for at in left]
        values[place] = [part.values[place][at] for at in left]
    part.keys, part.values, part.order = keys, values, None


def _erased(workspace_id: int, keys: Iterable[Key]) -> dict[Key, int]:
    asked = sorted({key[HASH] for key in keys})
    columns = ("kind", "scope", "hash", "erased_at")
    found = among(ErasedKey, columns, "hash", asked, workspace=workspace_id)
    return {head(kind, scope) + bytes(hashed): at for kind, scope, hashed, at in found}
