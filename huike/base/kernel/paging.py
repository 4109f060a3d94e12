"""Keyset paging: a cursor holds the sort values of the last row shown, and is ours alone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from huike.base.kernel.crypto import sign, verify
from huike.base.kernel.errors import Invalid

T = TypeVar("T")
MOST = 200
_PURPOSE = "cursor"


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `total` is None where counting would cost more than it tells."""

    items: list[T]
    next_cursor: str | None
    total: int | None = None


def encode_cursor(values: Sequence[Any]) -> str:
    """Sort values of the last row as opaque text."""
    plain = [{"t": v.isoformat()} if isinstance(v, datetime) else v for v in values]
    # Signed, so that no list need ask whether the values are of the kinds it gave.
    return sign(_PURPOSE, json.dumps(plain, separators=(",", ":")).encode())


def decode_cursor(cursor: str, length: int) -> list[Any]:
    """The values again; anything that is not such a cursor is `Invalid`."""
    try:
        plain = json.loads(verify(_PURPOSE, cursor))
        values = [datetime.fromisoformat(v["t"]) if isinstance(v, dict) else v for v in plain]
        if len(values) != length:
            raise ValueError
    except (Invalid, ValueError):
        raise Invalid(
            "The cursor is not one that this list gave",
            code="bad_cursor",
            where="cursor",
            mend="Begin again without a cursor",
        ) from None
    return values


def limit_of(limit: int) -> int:
    """A page size between 1 and 200."""
    if not 1 <= limit <= MOST:
        raise Invalid(f"limit must be between 1 and {MOST}", code="bad_limit", where="limit")
    return limit
