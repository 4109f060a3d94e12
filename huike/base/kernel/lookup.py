"""Reading in sets: the rows that belong to many values, on SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from django.db import connection, models

from huike.base.kernel.bulk import chunks

_PART = 5_000


def among(
    model: type[models.Model],
    columns: Sequence[str],
    key: str,
    values: Iterable[Any],
    **place: Any,
) -> Iterator[tuple[Any, ...]]:
    """These columns of the rows whose `key` is one of the values, in this place of the table.

    For columns of numbers, texts and bytes: values come as the database keeps them. By hand,
    because Django spends longer on thousands of parameters than the database on finding them.
    """
    head = _head(model, tuple(columns), key, tuple(place))
    for part in chunks(values, _PART):
        marks = ",".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"{head} IN ({marks})", [*place.values(), *part])
            yield from cursor.fetchall()


def change_among(
    model: type[models.Model],
    change: Mapping[str, Any],
    key: str,
    values: Iterable[Any],
    *,
    rising: str = "",
    **place: Any,
) -> int:
    """Write this into the rows whose `key` is one of the values; how many there are.

    The column `rising` goes up by one in each of them.
    """
    name = connection.ops.quote_name
    known: Any = model._meta
    column = {one: name(known.get_field(one).column) for one in (*change, key, *place)}
    told = [f"{column[one]} = %s" for one in change]
    if rising:
        told.append("{0} = {0} + 1".format(name(known.get_field(rising).column)))
    fixed = "".join(f"{column[one]} = %s AND " for one in place)
    head = f"UPDATE {name(known.db_table)} SET {', '.join(told)} WHERE {fixed}{column[key]}"  # noqa: S608
    count = 0
    for part in chunks(values, _PART):
        marks = ",".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(f"{head} IN ({marks})", [*change.values(), *place.values(), *part])
            count += cursor.rowcount
    return count


@lru_cache(maxsize=256)
def _head(
    model: type[models.Model], columns: tuple[str, ...], key: str, place: tuple[str, ...]
) -> str:
    """All of the statement but the values; both databases quote names alike."""
    name = connection.ops.quote_name
    known: Any = model._meta
    field = {one: name(known.get_field(one).column) for one in (*columns, key, *place)}
    asked = ", ".join(field[one] for one in columns)
    fixed = "".join(f"{field[one]} = %s AND " for one in place)
    return f"SELECT {asked} FROM {name(known.db_table)} WHERE {fixed}{field[key]}"  # noqa: S608
