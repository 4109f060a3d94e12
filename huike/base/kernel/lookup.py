"""Reading in sets: the rows that belong to many values, on SQLite and PostgreSQL alike."""

from collections.abc import Iterable, Iterator, Sequence
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
    name, table = connection.ops.quote_name, model._meta.db_table
    known: Any = model._meta
    field = {one: name(known.get_field(one).column) for one in (*columns, key, *place)}
    asked = ", ".join(field[one] for one in columns)
    head = f"SELECT {asked} FROM {name(table)}"  # noqa: S608 - names of our own models
    fixed = "".join(f"{field[one]} = %s AND " for one in place)
    for part in chunks(values, _PART):
        marks = ",".join(["%s"] * len(part))
        with connection.cursor() as cursor:
            cursor.execute(
                f"{head} WHERE {fixed}{field[key]} IN ({marks})", [*place.values(), *part]
            )
            yield from cursor.fetchall()
