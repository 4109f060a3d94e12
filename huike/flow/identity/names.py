"""Names as they are looked for: keyed numbers of their pieces.

What is stored is one number for each piece of a customer's name: the piece in its upper half, the
customer in its lower. All customers with a piece are one span of numbers, and such a row is the
cheapest that there is: its number is all of it, and its own index.
"""

from functools import lru_cache

import numpy as np

from huike.base.kernel import crypto
from huike.flow.identity.rules import pieces

Numbers = np.ndarray[tuple[int], np.dtype[np.int64]]

CUSTOMER = 0xFFFF_FFFF  # their numbers are dense and have 32 bits in the warehouse too
_MOST_KNOWN = 100_000


class _Pieces(dict[str, int]):
    """The first number of each piece's span: names share them."""

    def __init__(self, workspace_id: int) -> None:
        self._hashed = crypto.blinder(workspace_id, "name_piece")

    def __missing__(self, text: str) -> int:
        if len(self) > _MOST_KNOWN:
            self.clear()
        number = int.from_bytes(self._hashed(text)[:4], "big", signed=True) << 32
        self[text] = number
        return number


_known_pieces = lru_cache(maxsize=64)(_Pieces)


def rows(workspace_id: int, name: str, customer: int) -> list[int]:
    """The numbers under which a customer's name is kept."""
    known = _known_pieces(workspace_id)
    return sorted({known[text] | customer for text in pieces.of_name(name)})


def rows_of_all(workspace_id: int, names: list[str]) -> Numbers:
    """`rows` of many, rising, with a name's place in the list instead of a customer."""
    known = _known_pieces(workspace_id)
    found = [
        known[text] | place for place, name in enumerate(names) for text in pieces.of_name(name)
    ]
    return np.unique(np.array(found, dtype=np.int64))


def with_customers(found: Numbers, customers: Numbers) -> Numbers:
    """The rows with customers instead of places; still rising when the customers are."""
    whose: Numbers = customers[found & CUSTOMER]
    return (found & ~CUSTOMER) | whose


def spans(workspace_id: int, text: str) -> list[tuple[int, int]]:
    """First and last number of each piece that every name with this text in it has."""
    known = _known_pieces(workspace_id)
    firsts = sorted({known[one] for one in pieces.of_search(text)})
    return [(first, first | CUSTOMER) for first in firsts]


def name_hash(workspace_id: int, name: str) -> bytes | None:
    """Tells whether a name is the one that is known."""
    return crypto.blind(workspace_id, "name", name) if name else None
