"""Tables out: CSV, TSV, XLSX, Parquet and JSON Lines, in batches, optionally as gz."""

import gzip
import io
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import chain
from typing import Any, BinaryIO, Literal, assert_never

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from huike.base.files.detect import Format

_FORMULA = r"^[=+\-@\t\r]"
_SHEET_ROWS = 1_048_576
_MARK = b"\xef\xbb\xbf"


def write_table(
    format: Format,
    columns: Sequence[str],
    batches: Iterable[pl.DataFrame],
    out: BinaryIO,
    *,
    compress: Literal["gz"] | None = None,
) -> int:
    """Write the batches under these column names; answer how many rows were written."""
    if compress == "gz":
        with gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed:
            return write_table(format, columns, batches, _WriteOnly(packed))  # type: ignore[arg-type]
    match format:
        case "csv":
            return _write_csv(columns, batches, out, ",")
        case "tsv":
            return _write_csv(columns, batches, out, "\t")
        case "xlsx":
            return _write_xlsx(columns, batches, out)
        case "parquet":
            return _write_parquet(columns, batches, out)
        case "jsonl":
            return _write_jsonl(columns, batches, out)
        case _:
            assert_never(format)


class _WriteOnly(io.RawIOBase):
    """A stream that says it cannot seek: the workbook's writer would try otherwise."""

    def __init__(self, out: gzip.GzipFile) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._out.write(data)


def safe_cells(table: pl.DataFrame) -> pl.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it."""
    texts = [name for name, kind in table.schema.items() if kind == pl.String]
    return table.with_columns(
        pl.when(pl.col(name).str.contains(_FORMULA))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name in texts
    )


def _write_csv(
    columns: Sequence[str], batches: Iterable[pl.DataFrame], out: BinaryIO, sign: str
) -> int:
    """With a byte order mark, without which Excel garbles Chinese."""
    out.write(_MARK)
    header = pl.DataFrame({str(i): [name] for i, name in enumerate(columns)})
    rows = 0
    for place, batch in enumerate(chain([header], batches)):
        text = io.BytesIO()
        safe_cells(batch).write_csv(text, include_header=False, separator=sign)
        out.write(text.getvalue())
        rows += batch.height if place else 0
    return rows


def _write_jsonl(columns: Sequence[str], batches: Iterable[pl.DataFrame], out: BinaryIO) -> int:
    rows = 0
    for batch in batches:
        text = io.BytesIO()
        batch.rename(dict(zip(batch.columns, columns, strict=True))).write_ndjson(text)
        out.write(text.getvalue())
        rows += batch.height
    return rows


def _write_parquet(columns: Sequence[str], batches: Iterable[pl.DataFrame], out: BinaryIO) -> int:
    rows = 0
    writer: pq.ParquetWriter | None = None
    for batch in batches:
        table = batch.to_arrow().rename_columns(list(columns))
        if writer is None:
            writer = pq.ParquetWriter(out, table.schema, compression="zstd")
        writer.write_table(table.cast(writer.schema))
        rows += batch.height
    if writer is None:
        schema = pa.schema([(name, pa.string()) for name in columns])
        writer = pq.ParquetWriter(out, schema, compression="zstd")
    writer.close()
    return rows


def _write_xlsx(columns: Sequence[str], batches: Iterable[pl.DataFrame], out: BinaryIO) -> int:
    """Text is written as text, never as formula or link; a full sheet opens the next."""
    book = xlsxwriter.Workbook(
        out, {"constant_memory": True, "remove_timezone": True, "nan_inf_to_errors": True}
    )
    dates = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    bold = book.add_format({"bold": True})
    sheet, place, rows = _new_sheet(book, columns, bold), 1, 0
    for batch in batches:
        for cells in batch.iter_rows():
            if place == _SHEET_ROWS:
                sheet, place = _new_sheet(book, columns, bold), 1
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(place, column, cell[:32_767])
                elif isinstance(cell, date):
                    sheet.write_datetime(place, column, cell, dates)
                elif cell is not None:
                    sheet.write(place, column, cell)
            place += 1
            rows += 1
    book.close()
    return rows


def _new_sheet(book: Any, columns: Sequence[str], bold: object) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name, bold)
    return sheet
