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
