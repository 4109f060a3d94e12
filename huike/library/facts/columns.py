"""The tables' columns as Arrow types. Pure."""

import pyarrow as pa

from huike.base.warehouse.facade import Table

_PLAIN = {
    "UInt8": pa.uint8(),
    "UInt32": pa.uint32(),
    "UInt64": pa.uint64(),
    "Int64": pa.int64(),
    "Float32": pa.float32(),
    "String": pa.string(),
    "LowCardinality(String)": pa.string(),
    "DateTime64(3, 'UTC')": pa.timestamp("ms", tz="UTC"),
    "Map(LowCardinality(String), String)": pa.map_(pa.string(), pa.string()),
}


def arrow_schema(table: Table) -> pa.Schema:
    """The columns of a table that can be written as Arrow; bitmaps are made in the engine."""
    return pa.schema(
        [
            pa.field(name, _arrow(kind), nullable=kind.startswith("Nullable("))
            for name, kind in table.columns.items()
            if not kind.startswith("AggregateFunction(")
        ]
    )


def _arrow(kind: str) -> pa.DataType:
    if kind.startswith("Nullable("):
        return _arrow(kind[len("Nullable(") : -1])
    if kind.startswith("Array("):
        return pa.list_(_arrow(kind[len("Array(") : -1]))
    return _PLAIN[kind]
