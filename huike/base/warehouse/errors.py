"""What can go wrong with the warehouse, told apart by whether asking again may help.

WarehouseDown 503       not reachable, or it went away in the middle       retry
WarehouseBusy 503       every connection of the lane stayed in use         retry
QueryTooLong 504        the query reached its time limit                   never as it is
QueryTooBig 413         the query reached a memory or result limit         never as it is
QueryCancelled 409      somebody stopped it                                never by itself
QueryRefused 500        the engine says the statement is wrong             never
"""

import re
from typing import ClassVar

from huike.base.kernel.errors import Conflict, HuikeError, TooLarge, Unavailable


class WarehouseError(HuikeError):
    """What the engine said stays out of the answer to the user, and in the log."""

    engine_text: str = ""

    def __str__(self) -> str:
        return f"{self.detail}: {self.engine_text}" if self.engine_text else self.detail


class WarehouseDown(WarehouseError, Unavailable):
    """The warehouse could not be reached, or went away before it answered."""

    code = "warehouse_down"


class WarehouseBusy(WarehouseError, Unavailable):
    """The warehouse has more to do than it takes at once."""

    code = "warehouse_busy"


class QueryTooLong(WarehouseError):
    """The query ran into its time limit."""

    status: ClassVar[int] = 504
    code = "query_too_long"


class QueryTooBig(WarehouseError, TooLarge):
    """The query ran into its memory or result limit."""

    code = "query_too_big"


class QueryCancelled(WarehouseError, Conflict):
    """The query was stopped by somebody."""

    code = "query_cancelled"


class QueryRefused(WarehouseError):
    """The warehouse cannot run this statement: a fault of the program, not of its user."""

    status: ClassVar[int] = 500
    code = "query_refused"


_KINDS: list[tuple[frozenset[int], type[WarehouseError], str]] = [
    (frozenset({202, 373}), WarehouseBusy, "The warehouse has too much to do at the moment"),
    (frozenset({159, 160}), QueryTooLong, "The question took longer than its time limit"),
    (
        frozenset({241, 396, 131, 158, 307}),
        QueryTooBig,
        "The question needs more memory than the warehouse may use",
    ),
    (frozenset({394}), QueryCancelled, "The question was cancelled"),
]
_WRAPPING = re.compile(
    r"\AReceived ClickHouse exception, code: \d+, server response: |\(for url [^)]*\)\s*\Z"
)


def named(engine_code: int, text: str) -> WarehouseError:
    """The error for an exception code of ClickHouse."""
    kind, detail = next(
        ((kind, detail) for codes, kind, detail in _KINDS if engine_code in codes),
        (QueryRefused, "The warehouse cannot run this statement"),
    )
    error = kind(detail, engine_code=engine_code)
    error.engine_text = _WRAPPING.sub("", text).strip()
    return error
