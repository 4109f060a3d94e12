"""Who is compared with whom: pairs that share a key, found in sets.

A key is a hash under the workspace's own secret, and lives in memory only. People are compared who
share the name, the given name and the city, the address, the numbers of a house and the first sign
of a name, half of an e-mail address, the name and a part of a phone, a birthday, or a device. A key
that more than 30 share says too little to compare all of them with each other.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from huike.base.kernel import crypto
from huike.flow.identity.rules.alike import Likeness

MOST_OF_A_KEY = 30
_LOW = np.uint64(0xFFFF_FFFF)
_BELIEVED = 500  # people
_LEAST = 4  # signs of half an address or number

Ids = np.ndarray[Any, np.dtype[np.int64]]
Hashes = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class Population:
    """People by their places 0, 1, …: numbers, hashes of names and addresses, pairs to compare."""

    ids: Ids
    names: Hashes  # 0 = none
    addresses: Hashes
    pairs: np.ndarray[Any, np.dtype[np.int64]]  # two columns of places, the lower first
    crowded: int  # keys that too many share

    def share_of(
        self, hashes: Hashes, places: Ids, people: int, thought: float
    ) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Of the first so many people, of those who have such a value at all, how many others
        have that of these places; `thought` is believed where they are few.
        """
        known = hashes[:people][hashes[:people] != 0]
        if not len(known):
            return np.zeros(len(places))
        values, counts = np.unique(known, return_counts=True)
        at = np.searchsorted(values, hashes[places]).clip(max=len(values) - 1)
        is_there = values[at] == hashes[places]
        others = (counts[at] - 1 + _BELIEVED * thought) / (len(known) - 1 + _BELIEVED)
        return np.where(is_there, others, 0.0)


class Gathering:
    """Takes people in one after the other and finds the pairs at the end."""

    def __init__(self, workspace_id: int) -> None:
        self._hash = _hasher(workspace_id)
        self._ids: list[int] = []
        self._names: list[int] = []
        self._addresses: list[int] = []
        self._keys: list[np.ndarray[Any, Any]] = []
        self._places: list[np.ndarray[Any, Any]] = []

    def __len__(self) -> int:
        return len(self._ids)

    def take(self, people: Iterable[tuple[int, Likeness]]) -> None:
        """These people too."""
        keys: list[int] = []
        places: list[int] = []
        for number, one in people:
            place = len(self._ids)
            self._ids.append(number)
            self._names.append(self._hash(f"name|{one.name}") if one.name else 0)
            self._addresses.append(self._hash(f"address|{one.address}") if one.address else 0)
            mine = {self._hash(text) for text in keys_of(one)}
            keys += mine
            places += [place] * len(mine)
        self._keys.append(np.array(keys, np.int64))
        self._places.append(np.array(places, np.int64))

    def population(self) -> Population:
        """Everybody who was taken in."""
        keys = np.concatenate([np.empty(0, np.int64), *self._keys])
        places = np.concatenate([np.empty(0, np.int64), *self._places])
        pairs, crowded = _pairs(keys, places)
        ids, names, addresses = (
            np.array(one, np.int64) for one in (self._ids, self._names, self._addresses)
        )
        return Population(ids, names, addresses, pairs, crowded)


def keys_of(one: Likeness) -> Iterator[str]:
    """What somebody is looked for by."""
    if one.name:
        yield f"n|{one.name}"
        for phone in one.phones:
            yield f"np|{one.name}|{phone[-4:]}"
            yield f"np|{one.name}|{phone[:7]}"
    if one.given and one.city:
        yield f"gc|{one.given}|{one.city}"
    if one.address:
        yield f"a|{one.address}"
    if one.name and one.numbers:
        yield f"nn|{one.name[0]}|{'-'.join(one.numbers[:2])}"
    for email in one.emails:
        local, _, domain = email.partition("@")
        half = len(local) // 2
        if half * 2 >= _LEAST:
            yield f"e|{local}"
            yield f"e<|{local[:half]}|{domain}"
            yield f"e>|{local[-half:]}|{domain}"
    if one.birthday and one.name:
        yield f"b|{one.birthday}|{one.name[0]}"
    for device in one.devices:
        yield f"d|{device}"


def _hasher(workspace_id: int) -> Callable[[str], int]:
    keyed = crypto.blinder(workspace_id, "likeness")

    def number(text: str) -> int:
        return int.from_bytes(keyed(text)[:8], "big", signed=True) or 1

    return number


def _pairs(keys: Hashes, places: Ids) -> tuple[np.ndarray[Any, np.dtype[np.int64]], int]:
    """Each pair of places that share a key, once."""
    order = np.argsort(keys, kind="stable")
    keys, places = keys[order], places[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, int)
    sizes = np.diff(np.r_[starts, len(keys)])
    found = [np.empty(0, np.uint64)]
    for size in range(2, MOST_OF_A_KEY + 1):
        of_size = starts[sizes == size]
        if not len(of_size):
            continue
        rows = np.sort(places[of_size[:, None] + np.arange(size)], axis=1).astype(np.uint64)
        low, high = np.triu_indices(size, 1)
        found.append(np.unique((rows[:, low] << np.uint64(32) | rows[:, high]).ravel()))
    once = np.unique(np.concatenate(found))
    pairs = np.stack([once >> np.uint64(32), once & _LOW], axis=1).astype(np.int64)
    return pairs, int((sizes > MOST_OF_A_KEY).sum())
