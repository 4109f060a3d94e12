"""Sets of customer ids as packed bytes, and what came and went between two of them. Pure."""

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Ids: TypeAlias = NDArray[np.uint32]
NOBODY: Ids = np.empty(0, dtype=np.uint32)


def as_ids(values: Iterable[int]) -> Ids:
    """The ids once each, in order."""
    return np.unique(np.fromiter(values, dtype=np.uint32))


def pack(ids: Ids) -> bytes:
    """Sorted ids as compressed differences: about a byte an id, far less where they are dense."""
    return zlib.compress(np.diff(ids, prepend=np.uint32(0)).astype("<u4").tobytes(), level=1)


def unpack(packed: bytes) -> Ids:
    """The ids again."""
    steps = np.frombuffer(zlib.decompress(packed), dtype="<u4")
    return np.cumsum(steps, dtype=np.uint32)


def in_chunks(ids: Ids, size: int) -> Iterator[Ids]:
    """The ids in pieces of at most `size`."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def change(before: Ids, after: Ids) -> tuple[Ids, Ids]:
    """Who entered and who left."""
    return (
        np.setdiff1d(after, before, assume_unique=True),
        np.setdiff1d(before, after, assume_unique=True),
    )


def apply(before: Ids, entered: Ids, left: Ids) -> Ids:
    """Who is in after these entered and those left."""
    return np.union1d(np.setdiff1d(before, left, assume_unique=True), entered)


def joined(parts: Sequence[Ids]) -> Ids:
    """Pieces of one sorted list put together."""
    return np.concatenate(parts) if parts else NOBODY
