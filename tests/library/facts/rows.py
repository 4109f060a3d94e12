"""Rows of facts for tests: what is not said is empty."""

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from huike.library.facts import facade as facts

DAY = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
_EMPTY: dict[str, Any] = {
    "workspace_id": 1,
    "kind": "sale",
    "status": "completed",
    "currency": "CNY",
    "version": 1,
}


def batch(table: str, *rows: dict[str, Any]) -> pa.Table:
    """The rows as a batch that can land."""
    schema = facts.schema_of(table)
    columns = [
        pa.array([row.get(field.name, _empty(field)) for row in rows], field.type)
        for field in schema
    ]
    return pa.table(columns, schema=schema)


def land(table: str, *rows: dict[str, Any], token: str) -> None:
    """Land the rows."""
    facts.land(table, batch(table, *rows), token=token)


def _empty(field: pa.Field) -> Any:
    if field.name in _EMPTY:
        return _EMPTY[field.name]
    if field.nullable:
        return None
    if pa.types.is_timestamp(field.type):
        return DAY
    if pa.types.is_string(field.type):
        return ""
    return [] if pa.types.is_nested(field.type) else 0
