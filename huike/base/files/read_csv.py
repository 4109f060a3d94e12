"""Delimited text: parsed in blocks by Arrow, every row counted."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv

from huike.base.files import detect
from huike.base.files.limits import MIB, Limits
from huike.base.files.refusals import FileRefused
from huike.base.files.tables import BadRow, Batch, checked_header, empty_file, sliced
from huike.base.files.text import Utf8Stream

_SAMPLE = MIB
_BLOCK = 8 * MIB


class CsvSource:
    """One delimited text: its delimiter and header at once, its rows when asked."""

    def __init__(
        self,
        stream: Utf8Stream,
        limits: Limits,
        delimiter: str | None = None,
        *,
        is_numbered: bool = False,
        has_header: bool = True,
    ) -> None:
        self._stream = stream
        self._limits = limits
        sample = stream.peek(_SAMPLE)
        text = sample.decode("utf-8", "ignore")
        skipped = len(text) - len(text.lstrip("\r\n"))
        self._first_row = 1 + text[:skipped].count("\n")
        text = text[skipped:]
        if not text.strip():
            raise empty_file()
        if text[:4].lower() == "sep=" and text[5:6] in ("\r", "\n"):  # Excel's own first line
            delimiter = text[4]
            cut = text.index("\n") + 1
            skipped, text, self._first_row = skipped + cut, text[cut:], self._first_row + 1
        self.delimiter = delimiter or detect.delimiter(text)
        names, used = self._header(text)
        if not has_header:  # the first row is one of the table, and columns are their places
            names, used = [str(place) for place, _ in enumerate(names, 1)], 0
            self._first_row -= 1
        self.columns = checked_header(names, limits, is_numbered=is_numbered)
        self._skip = skipped + used
        self._sample_bytes = len(sample)

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows after the header."""
        self._drop_header()
        bad: list[BadRow] = []
        row = self._first_row + 1
        if not self._stream.peek(1):
            return
        reader = self._open(bad)
        tail: Batch | None = None
        while True:
            try:
                block = reader.read_next_batch()
            except StopIteration:
                break
            except pa.ArrowInvalid as wrong:
                raise self._unclosed(row) from wrong
            if tail:
                yield from sliced(tail.rows, tail.table, tail.bad, size)
            table = pl.DataFrame(pl.from_arrow(block))
            numbers, mine = _numbers(row, table.height, bad)
            row = (int(numbers[-1]) if len(numbers) else row - 1) + 1
            tail = Batch(numbers, table, mine)
        tail = tail or Batch(np.empty(0, np.int64), pl.DataFrame(schema=self._schema()))
        tail = Batch(tail.rows, tail.table, (*tail.bad, *(b for b in bad if b.text)))
        self._check_closed(tail)
        yield from sliced(tail.rows, tail.table, tail.bad, size)

    def _header(self, text: str) -> tuple[list[str], int]:
        """The header's cells, and how many characters of the sample they took."""
        source = _Counting(text)
        try:
            names = next(csv.reader(source, delimiter=self.delimiter))
        except (csv.Error, StopIteration) as wrong:
            raise FileRefused(
                "The header row cannot be read",
                code="header_unreadable",
                where="row 1",
                mend="Check the quotes in the first row",
            ) from wrong
        return names, source.used

    def _drop_header(self) -> None:
        sample = self._stream.peek(self._sample_bytes).decode("utf-8", "ignore")
        left = len(sample[: self._skip].encode())
        while left and (taken := self._stream.read(left)):
            left -= len(taken)

    def _schema(self) -> dict[str, Any]:
        return dict.fromkeys(self.columns, pl.String)

    def _open(self, bad: list[BadRow]) -> Any:
        def set_aside(row: Any) -> str:
            text = row.text if row.text.strip() else ""
            bad.append(BadRow(self._first_row + int(row.number), "column_count", text))
            return "skip"

        names = list(self.columns)
        try:
            return pacsv.open_csv(
                pa.PythonFile(self._stream, mode="r"),
                # One thread: only then are the rows that are set aside given their numbers.
                read_options=pacsv.ReadOptions(
                    column_names=names, block_size=_BLOCK, use_threads=False
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.delimiter,
                    newlines_in_values=True,
                    ignore_empty_lines=False,
                    invalid_row_handler=set_aside,
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                    check_utf8=False,  # the stream has checked every byte
                ),
            )
        except pa.ArrowInvalid as wrong:
            raise self._unclosed(self._first_row + 1) from wrong

    def _unclosed(self, row: int) -> FileRefused:
        return FileRefused(
            f"A quoted cell in or after row {row} never ends",
            code="quote_unclosed",
            where=f"row {row}",
            mend='Close the quotes (") or remove the single one',
            row=row,
        )

    def _check_closed(self, tail: Batch) -> None:
        """A quote left open swallows every row after it; landing the rest would hide that."""
        for wrong in tail.bad:
            if "\n" in wrong.text and wrong.text.count('"') % 2:
                raise self._unclosed(wrong.row)
        if tail.table.height:
            last = tail.table.row(tail.table.height - 1)[-1] or ""
            if "\n" in last and self._stream.last.rstrip(b"\r\n")[-1:] != b'"':
                raise self._unclosed(int(tail.rows[-1]))


class _Counting:
    """Lines for the csv reader, counting the characters that it took."""

    def __init__(self, text: str) -> None:
        self._lines = iter(io.StringIO(text, newline=""))
        self.used = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.used += len(line)
        return line


def _numbers(row: int, count: int, bad: list[BadRow]) -> tuple[np.ndarray, tuple[BadRow, ...]]:
    """The numbers of `count` good rows from `row` on, and the bad rows between them (taken out)."""
    places = np.fromiter((b.row for b in bad), np.int64, len(bad))
    good = np.arange(count, dtype=np.int64)
    # The j-th bad row stands after (its number - row - j) good ones; each moves the later ones on.
    before = places - row - np.arange(len(places))
    numbers = row + good + np.searchsorted(before, good, side="right")
    end = int(numbers[-1]) if count else row
    mine = tuple(b for b in bad if b.row < end)
    del bad[: len(mine)]
    return numbers, tuple(b for b in mine if b.text)
