"""A customer's own keys in one value: 25 bytes each, in the order they were seen. Pure."""

import struct
from collections.abc import Iterable

from huike.flow.identity.rules.assign import Key

_KEY = struct.Struct(">BQ16s")  # kind, scope, hash


def packed(keys: Iterable[Key]) -> bytes:
    """The keys as they are stored."""
    return b"".join([_KEY.pack(*key) for key in keys])


def unpacked(data: bytes) -> list[Key]:
    """The keys again."""
    return [(kind, scope, hashed) for kind, scope, hashed in _KEY.iter_unpack(data)]


def hashes_in(data: bytes, kind: int) -> list[bytes]:
    """The hashes of one kind, in the order they were seen."""
    return [hashed for one, _, hashed in _KEY.iter_unpack(data) if one == kind]
