"""What can go wrong with the warehouse, told apart by whether asking again may help.

WarehouseDown 503       not reachable, or it went away in the middle       retry
WarehouseBusy 503       every connection of the lane stayed in use         retry
QueryTooLong 504        the query reached its time limit                   never as it is
QueryTooBig 413         the query reached a memory or result limit         never as it is
QueryCancelled 409      somebody stopped it                                never by itself
QueryRefused 500        the engine says the statement is wrong             never
"""

from typing import ClassVar

from huike.base.kernel.errors import Conflict, HuikeError, TooLarge, Unavailable


class WarehouseDown(Unavailable):
    """The warehouse could not be reached, or went away before it answered."""

    code = "warehouse_down"


class WarehouseBusy(Unavailable):
    """The warehouse has more to do than it takes at once."""

    code = "warehouse_busy"


class QueryTooLong(HuikeError):
    """The query ran into its time limit."""

    status: ClassVar[int] = 504
    code = "query_too_long"


class QueryTooBig(TooLarge):
    """The query ran into its memory or result limit."""

    code = "query_too_big"


class QueryCancelled(Conflict):
    """The query was stopped by somebody."""

    code = "query_cancelled"


class QueryRefused(HuikeError):
    """The warehouse cannot run this statement: a fault of the program, not of its user."""

    status: ClassVar[int] = 500
    code = "query_refused"


_BUSY = frozenset({202, 373})
_TOO_LONG = frozenset({159, 160})
_TOO_BIG = frozenset({241, 396, 131, 158, 307})
_CANCELLED = frozenset({394})


def named(engine_code: int, text: str) -> HuikeError:
    """The error class for an exception code of ClickHouse."""
    kinds: list[tuple[frozenset[int], type[HuikeError]]] = [
        (_BUSY, WarehouseBusy),
        (_TOO_LONG, QueryTooLong),
        (_TOO_BIG, QueryTooBig),
        (_CANCELLED, QueryCancelled),
    ]
    kind = next((kind for codes, kind in kinds if engine_code in codes), QueryRefused)
    return kind(text, engine_code=engine_code)
