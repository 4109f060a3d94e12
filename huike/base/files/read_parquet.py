"""Parquet: streamed by row group and batch, every value as text."""

from collections.abc import Iterator
from typing import Any, BinaryIO

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from huike.base.files.limits import Limits
from huike.base.files.refusals import FileRefused, bomb, damaged, over
from huike.base.files.tables import Batch, checked_header, empty_file


class ParquetSource:
    """One Parquet file; its footer is checked against the limits before a page is read."""

    def __init__(self, source: BinaryIO, size: int, limits: Limits) -> None:
        try:
            self._file = pq.ParquetFile(source, pre_buffer=False)
        except (pa.ArrowException, OSError) as broken:
            raise damaged("parquet") from broken
        footer = self._file.metadata
        if footer.num_rows > limits.rows:
            raise over("rows", limits.rows)
        unpacked = sum(footer.row_group(i).total_byte_size for i in range(footer.num_row_groups))
        if unpacked > limits.unpacked_bytes:
            raise over("unpacked_bytes", limits.unpacked_bytes)
        if unpacked > max(limits.ratio_from_bytes, size * limits.ratio):
            raise bomb(limits.ratio)
        if not footer.num_columns:
            raise empty_file()
        self._done, self._rows = 0, footer.num_rows
        schema = self._file.schema_arrow
        for field in schema:
            if pa.types.is_nested(field.type) or _is_bytes(field.type):
                raise FileRefused(
                    f"Column {field.name!r} holds {field.type}, not single values",
                    code="parquet_nested",
                    where=field.name,
                    mend="Export the table with one plain value in each cell",
                    column=field.name,
                )
        self.columns = checked_header(schema.names, limits)

    def progress(self) -> tuple[int, int]:
        """Rows read, and rows there are."""
        return self._done, self._rows

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows, numbered from 1."""
        row = 1
        try:
            for block in self._file.iter_batches(batch_size=size):
                table = pl.DataFrame(pl.from_arrow(block))
                table = table.select(
                    _as_text(table.to_series(i)).alias(name) for i, name in enumerate(self.columns)
                )
                self._done += table.height
                yield Batch(np.arange(row, row + table.height, dtype=np.int64), table)
                row += table.height
        except (pa.ArrowException, OSError) as broken:
            raise damaged("parquet") from broken


def _is_bytes(kind: Any) -> bool:
    return bool(
        pa.types.is_binary(kind)
        or pa.types.is_large_binary(kind)
        or pa.types.is_fixed_size_binary(kind)
    )


def _as_text(values: pl.Series) -> pl.Series:
    """The shortest text that means the same value: 1.39, not 1.3899999999999999; times in ISO."""
    kind = values.dtype
    if kind == pl.String:
        return values
    if isinstance(kind, pl.Datetime):
        zone = "%:z" if kind.time_zone else ""
        has_parts = (values.dt.microsecond() != 0).any()
        fraction = "%.6f" if has_parts else ""
        return values.dt.to_string(f"%Y-%m-%d %H:%M:%S{fraction}{zone}")
    return values.cast(pl.String)
