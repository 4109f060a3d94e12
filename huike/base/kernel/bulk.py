"""Writing in sets: one statement for many rows, on SQLite and PostgreSQL alike."""

import operator
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction

from huike.base.kernel.models import Sequence as SequenceRow

_MOST_PARAMETERS = 30_000  # SQLite allows 32,766 in one statement, PostgreSQL 65,535


def chunks(items: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The items in lists of at most `size`."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part


def insert_new(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    chunk: int = 5000,
) -> int:
    """Insert the rows that break no unique constraint; answer how many were new."""
    return _insert(model, columns, rows, chunk, "ON CONFLICT DO NOTHING")


def upsert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    unique: Sequence[str],
    update: Sequence[str],
    chunk: int = 5000,
) -> None:
    """Insert the rows; where `unique` exists already, set the columns of `update` instead."""
    name = connection.ops.quote_name
    keys = ", ".join(name(_column(model, field)) for field in unique)
    sets = ", ".join(
        f"{name(_column(model, field))} = excluded.{name(_column(model, field))}"
        for field in update
    )
    _insert(model, columns, rows, chunk, f"ON CONFLICT ({keys}) DO UPDATE SET {sets}")


def reserve_ids(name: str, count: int) -> range:
    """`count` numbers of this row of numbers that nobody else will get."""
    with transaction.atomic(), connection.cursor() as cursor:
        table = connection.ops.quote_name(SequenceRow._meta.db_table)
        cursor.execute(
            f"INSERT INTO {table} (name, next_value) VALUES (%s, %s) ON CONFLICT (name)"  # noqa: S608
            f" DO UPDATE SET next_value = {table}.next_value + %s RETURNING next_value",
            [name, 1 + count, count],
        )
        after = int(cursor.fetchone()[0])
    return range(after - count, after)


def raise_ids(model: type[models.Model], above: int) -> None:
    """Let no later row of this table get a number up to this one."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s AND seq < %s",
                           [above, table, above])  # fmt: skip
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) SELECT %s, %s"
                " WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = %s)",
                [table, above, table],
            )
            return
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence(%s, 'id'), greatest(%s, last_value))"  # noqa: S608
            f" FROM {connection.ops.quote_name(f'{table}_id_seq')} WHERE last_value < %s",
            [connection.ops.quote_name(table), above, above],
        )


def _column(model: type[models.Model], field: str) -> str:
    return str(_field(model, field).column)


def _field(model: type[models.Model], name: str) -> Any:
    return model._meta.get_field(name)


def _insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    chunk: int,
    tail: str,
) -> int:
    inserted = 0
    size = max(1, min(chunk, _MOST_PARAMETERS // len(columns)))
    with transaction.atomic():
        for part in chunks(rows, size):
            by_column = dict(zip(columns, zip(*part, strict=True), strict=True))
            inserted += sum(_run(one) for one in _statements(model, by_column, size, tail))
    return inserted


Statement = tuple[str, list[Any]]


def prepare_new(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], *, chunk: int = 5000
) -> list[Statement]:
    """What `insert_new` would run for these columns, made before the transaction that runs it."""
    return list(_statements(model, columns, chunk, "ON CONFLICT DO NOTHING"))


def insert_prepared(statements: Iterable[Statement]) -> int:
    """Run prepared statements; answer how many rows were new."""
    with transaction.atomic():
        return sum(_run(statement) for statement in statements)


def _statements(
    model: type[models.Model], columns: Mapping[str, Sequence[Any]], chunk: int, tail: str
) -> Iterator[Statement]:
    """Values are made column by column and cut into statements: ten times quicker than by value."""
    fields = [_field(model, column) for column in columns]
    name = connection.ops.quote_name
    head = f"INSERT INTO {name(model._meta.db_table)} ({', '.join(name(f.column) for f in fields)})"
    width = len(fields)
    mark = "?" if connection.vendor == "sqlite" else "%s"
    one = f"({', '.join([mark] * width)})"
    size = max(1, min(chunk, _MOST_PARAMETERS // width))
    given = [
        _column_values(field, columns[key]) for field, key in zip(fields, columns, strict=True)
    ]
    rows = len(given[0])
    if any(len(column) != rows for column in given):
        raise ValueError(f"columns of different lengths: {[len(column) for column in given]}")
    for start in range(0, rows, size):
        count = min(size, rows - start)
        values: list[Any] = [None] * (width * count)
        for place, column in enumerate(given):
            values[place::width] = column[start : start + count]
        yield f"{head} VALUES {', '.join([one] * count)} {tail}", values


def _run(statement: Statement) -> int:
    if connection.vendor == "sqlite":
        # With SQLite's own marks: Django would look for its own in 100 KB of text each time, and
        # SQLite knows the text of a full chunk again.
        connection.ensure_connection()
        connection.validate_no_broken_transaction()
        with connection.wrap_database_errors:
            return int(connection.connection.execute(*statement).rowcount)
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return int(cursor.rowcount)


def _column_values(field: Any, column: Sequence[Any]) -> Sequence[Any]:
    """What Django's `get_db_prep_save` makes of each value, without its calls for plain kinds."""
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    if type(field) is models.BinaryField or not column:
        return column
    save = partial(field.get_db_prep_save, connection=connections[DEFAULT_DB_ALIAS])
    first = column[0]
    if all(map(partial(operator.is_, first), column)):
        return [save(first)] * len(column)
    if type(field) in _WHOLE_NUMBERS:
        kinds = set(map(type, column))
        if kinds == {int}:
            return column
        if type(None) not in kinds:
            return [int(value) for value in column]  # numbers of numpy become Python's
    return [save(value) for value in column]


_WHOLE_NUMBERS = (
    models.AutoField,
    models.BigAutoField,
    models.IntegerField,
    models.BigIntegerField,
    models.PositiveIntegerField,
    models.PositiveBigIntegerField,
    models.SmallIntegerField,
    models.PositiveSmallIntegerField,
)
