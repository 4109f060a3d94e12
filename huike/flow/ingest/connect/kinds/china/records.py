"""Fields of a platform's row, read exactly; a row that cannot be read stops no other. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Generic, TypeVar, cast

from huike.flow.ingest.connect.contract import Unreadable, Unsound, What
from huike.flow.ingest.connect.kinds.china import clock
from huike.flow.ingest.connect.rules import reading
from huike.flow.ingest.rules.reasons import Reason

Row = Mapping[str, Any]
Record = TypeVar("Record")
_MOST = 10**13  # yuan: beyond it there is no amount
_MOST_ID = 100


class Wrong(ValueError):
    """Why a row is no record, and at which of its fields."""

    def __init__(self, reason: Reason, where: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason = reason
        self.where = where


@dataclass(frozen=True)
class Taken(Generic[Record]):
    """The records of some rows, and those of them that are none."""

    records: tuple[Record, ...]
    unreadable: tuple[Unreadable, ...]


def taken(
    rows: Iterable[Row], make: Callable[[Row], Record], what: What, number: str
) -> Taken[Record]:
    """Each row as a record; `number` is the platform's name of what they are known by."""
    records, unreadable = [], []
    for row in rows:
        try:
            records.append(make(row))
        except Wrong as why:
            named = str(row.get(number) or "")[:_MOST_ID]
            unreadable.append(Unreadable(what, named, why.reason, why.where))
    return Taken(tuple(records), tuple(unreadable))


def identity(row: Row, *names: str) -> str:
    """An id, by the first of these fields that is there."""
    for name in names:
        value = row.get(name)
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            found = str(value).strip()
            if len(found) > _MOST_ID:
                raise Wrong("too_long", name)
            if found and found != "0":
                return found
    raise Wrong("missing", names[0])


def text(row: Row, *names: str) -> str:
    """Words, by the first of these fields that has any."""
    for name in names:
        value = row.get(name)
        if isinstance(value, (int, str)) and not isinstance(value, bool):
            found = str(value).strip()
            if found and found != "0":
                return found
    return ""


def money(row: Row, name: str, *, per: int = 1) -> Decimal:
    """An amount; nothing is 0. `per`: how many of what is written make one of the currency."""
    found = maybe_money(row, name, per=per)
    return Decimal(0) if found is None else found


def maybe_money(row: Row, name: str, *, per: int = 1) -> Decimal | None:
    """An amount where there is one."""
    value = row.get(name)
    if value is None or value == "":
        return None
    try:
        found = reading.amount(value)
    except ValueError:
        raise Wrong("amount_unreadable", name) from None
    if abs(found) > _MOST:
        raise Wrong("amount_out_of_range", name)
    return found / per


def moment(row: Row, *names: str) -> datetime:
    """A time that must be there, by the first of these fields that has one."""
    for name in names:
        found = clock.read(row.get(name))
        if found:
            return found
    raise Wrong("date_unreadable" if row.get(names[0]) else "missing", names[0])


def pieces(row: Row, name: str) -> int:
    """How many; one where nothing is said."""
    found = text(row, name)
    if not found:
        return 1
    if not found.isdecimal() or len(found) > 9:
        raise Wrong("number_unreadable", name)
    return int(found)


def rows_of(value: Any, what: str) -> Sequence[Row]:
    """A list of objects; nothing where it was left out."""
    if value is None or value == "":
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unsound(f"{what} is no list")
    return cast(Sequence[Row], value)
