"""The door of the facts: how rows land, and the pieces of SQL that several stages share."""

import pyarrow as pa

from huike.base.kernel.errors import Invalid
from huike.base.warehouse import facade as warehouse
from huike.library.facts.columns import arrow_schema
from huike.library.facts.sources import (
    COUNTED,
    FIGURES,
    current,
    merges,
    orders_of,
    survivor,
    visible_sql,
)
from huike.library.facts.tables import TABLES

__all__ = [
    "COUNTED",
    "FIGURES",
    "current",
    "land",
    "merges",
    "orders_of",
    "schema_of",
    "survivor",
    "visible_sql",
]

_SCHEMAS = {table.name: arrow_schema(table) for table in TABLES}


def schema_of(table: str) -> pa.Schema:
    """The columns that rows of a table must have, as Arrow writes them."""
    if table not in _SCHEMAS:
        raise Invalid(f"{table!r} is not a table of facts", code="unknown_table", where=table)
    return _SCHEMAS[table]


def land(table: str, rows: pa.Table, *, token: str) -> None:
    """Write a batch of facts once, however often it is sent with this token."""
    schema = schema_of(table)
    given, wanted = set(rows.column_names), set(schema.names)
    if given != wanted or len(rows.column_names) != len(given):
        raise Invalid(
            f"A batch for {table} has other columns than the table",
            code="wrong_columns",
            where=table,
            missing=sorted(wanted - given),
            unknown=sorted(given - wanted),
        )
    for field in schema:
        if not field.nullable and rows.column(field.name).null_count:
            raise Invalid(
                f"{table}.{field.name} must have a value in every row",
                code="value_missing",
                where=f"{table}.{field.name}",
            )
    try:
        typed = rows.select(schema.names).cast(schema)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, ValueError) as error:
        raise Invalid(
            f"A batch for {table} has a column of another type: {error}",
            code="wrong_type",
            where=table,
        ) from error
    warehouse.insert(table, typed, token=token)
