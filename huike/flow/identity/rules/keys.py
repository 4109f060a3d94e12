"""The keys that lead to customers. Pure.

A key is 25 bytes: kind (1), scope (8), hash (16). A customer's own stand in their row one after the
other, in the order they were seen.
"""

import struct
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np

Key = bytes

_SIZE = 25
_KEY = struct.Struct(">BQ16s")
_HEAD = struct.Struct(">BQ")
_COLUMNS = np.dtype([("kind", "u1"), ("scope", ">u8"), ("hash", "V16")])
HEAD, HASH = slice(0, 9), slice(9, _SIZE)


@lru_cache(maxsize=4096)
def head(kind: int, scope: int) -> bytes:
    """What the keys of one kind and scope begin with; their hash is all that follows."""
    return _HEAD.pack(kind, scope)


@lru_cache(maxsize=4096)
def kind_and_scope(head: bytes) -> tuple[int, int]:
    """What a head says."""
    kind, scope = _HEAD.unpack(head)
    return kind, scope


def parts(key: Key) -> tuple[int, int, bytes]:
    """Kind, scope and hash."""
    kind, scope, hashed = _KEY.unpack(key)
    return kind, scope, hashed


def columns(keys: Sequence[Key]) -> tuple[list[int], list[int], list[bytes]]:
    """Kinds, scopes and hashes of many, beside each other."""
    found = np.frombuffer(b"".join(keys), _COLUMNS)
    return found["kind"].tolist(), found["scope"].tolist(), [key[HASH] for key in keys]


def packed(keys: Iterable[Key]) -> bytes:
    """The keys as they are stored."""
    return b"".join(keys)


def unpacked(data: bytes) -> list[Key]:
    """The keys again."""
    return [data[at : at + _SIZE] for at in range(0, len(data), _SIZE)]


def has_kind(data: bytes, kind: int) -> bool:
    """Whether there is a key of this kind among them, without taking them apart."""
    return kind in data[::_SIZE]


def hashes_in(data: bytes, kind: int) -> list[bytes]:
    """The hashes of one kind, in the order they were seen."""
    return [hashed for one, _, hashed in _KEY.iter_unpack(data) if one == kind]
