"""Several tables of one zip file, read as one: an export that comes in parts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import polars as pl

from huike.base.files.read_csv import CsvSource
from huike.base.files.tables import Batch, numbered
from huike.base.files.text import Utf8Stream

PART = "FILE"  # the column that says which part a row stands in


class JoinedSource:
    """The parts one below the other, with the columns of all of them and the name of the part.

    Rows are numbered as if the parts stood below each other in one sheet, each with its header.
    """

    def __init__(
        self,
        names: Sequence[str],
        stream_of: Callable[[str], Utf8Stream],
        table_of: Callable[[Utf8Stream], CsvSource],
    ) -> None:
        self._names = names
        self._stream_of = stream_of
        self._table_of = table_of
        self._done = 0
        self.broken = 0
        self.encoding = ""
        columns: dict[str, None] = {}
        for name in names:
            with stream_of(name) as stream:
                table = table_of(stream)
                columns |= dict.fromkeys(table.columns)
                self.delimiter = table.delimiter
                self._note(stream)
        self.columns = numbered([*columns, PART])

    def progress(self) -> tuple[int, int]:
        """How many parts are read, of how many."""
        return self._done, len(self._names)

    def batches(self, size: int) -> Iterator[Batch]:
        """The rows of all parts."""
        base = 0
        for number, name in enumerate(self._names, 1):
            last = 1  # the header
            with self._stream_of(name) as stream:
                for batch in self._table_of(stream).batches(size):
                    rows = batch.rows + base
                    bad = tuple(replace(one, row=one.row + base) for one in batch.bad)
                    last = max([last, *batch.rows[-1:].tolist(), *(one.row for one in batch.bad)])
                    yield Batch(rows, self._widened(batch.table, name), bad)
                self._note(stream)
                self.broken += stream.broken
            base += last
            self._done = number

    def _note(self, stream: Utf8Stream) -> None:
        """The encoding of the parts is the first that is more than plain ASCII."""
        if self.encoding in ("", "utf-8"):
            self.encoding = stream.encoding

    def _widened(self, table: pl.DataFrame, name: str) -> pl.DataFrame:
        nothing = pl.lit(None, dtype=pl.String)
        *known, part = self.columns
        there = [pl.col(one) if one in table.columns else nothing.alias(one) for one in known]
        return table.select(*there, pl.lit(name.rsplit("/", 1)[-1]).alias(part))
