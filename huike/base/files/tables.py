"""What every reader hands out: batches of text cells that know their row numbers."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from huike.base.files.detect import Format
from huike.base.files.limits import Limits
from huike.base.files.refusals import FileRefused, over

BadReason = Literal["column_count", "bad_json", "unknown_field", "cell_too_long"]


@dataclass(frozen=True)
class BadRow:
    """A row that is no row of this table: its number, why, and its text."""

    row: int
    reason: BadReason
    text: str


@dataclass(frozen=True)
class Batch:
    """Some rows of the table: text cells, the row numbers beside them, and the rows set aside.

    Rows are numbered as a spreadsheet shows them: the header is row 1. Formats without a header row
    (JSON Lines, Parquet) begin with 1.
    """

    rows: np.ndarray
    table: pl.DataFrame
    bad: tuple[BadRow, ...] = ()


@dataclass(frozen=True)
class TableReader:
    """An opened table: what it is, its columns, and its rows as they stream."""

    format: Format
    columns: tuple[str, ...]
    delimiter: str
    compression: str
    sheets: tuple[str, ...]
    _encoding: Callable[[], str]
    _broken: Callable[[], int]
    _progress: Callable[[], tuple[int, int]]
    _source: Callable[[int], Iterator[Batch]]
    _close: Callable[[], None]
    _limits: Limits

    @property
    def encoding(self) -> str:
        """The encoding; of a text that is ASCII so far, utf-8."""
        return self._encoding()

    @property
    def broken(self) -> int:
        """How many places could not be decoded so far (they hold U+FFFD)."""
        return self._broken()

    @property
    def progress(self) -> tuple[int, int]:
        """How far the file is read, and to what: bytes, or rows where they are known."""
        return self._progress()

    def batches(self, rows: int = 65_536) -> Iterator[Batch]:
        """The table once, in batches of at most `rows` rows; empty rows are left out."""
        seen = 0
        for batch in self._source(rows):
            seen += batch.table.height + len(batch.bad)
            if seen > self._limits.rows:
                raise over("rows", self._limits.rows)
            yield _without_long_cells(_without_empty_rows(batch), self._limits.cell_chars)

    def close(self) -> None:
        """Let go of the file."""
        self._close()

    def __enter__(self) -> "TableReader":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def checked_header(
    names: Sequence[str | None], limits: Limits, *, is_numbered: bool = False
) -> tuple[str, ...]:
    """The column names, trimmed; none, a blank one or a double one is refused by name and place.

    Where they are numbered, the second of a name is called "name (2)" instead.
    """
    header = tuple((name or "").strip().strip("﻿") for name in names)
    if is_numbered:
        header = numbered(header)
    if not any(header):
        raise FileRefused(
            "The table has no header row",
            code="header_missing",
            where="row 1",
            mend="Put the column names into the first row",
        )
    if len(header) > limits.columns:
        raise over("columns", limits.columns)
    blank = [i for i, name in enumerate(header, 1) if not name]
    if blank:
        raise FileRefused(
            f"Column {blank[0]} has no name",
            code="header_blank",
            where="row 1",
            mend="Name every column, or delete the empty ones",
            positions=blank[:20],
        )
    seen: dict[str, int] = {}
    for place, name in enumerate(header, 1):
        if name in seen:
            raise FileRefused(
                f"Two columns are named {name!r}: number {seen[name]} and {place}",
                code="header_doubled",
                where="row 1",
                mend="Give each column a name of its own",
                name=name,
                positions=[seen[name], place],
            )
        seen[name] = place
    return header


def numbered(names: Sequence[str]) -> tuple[str, ...]:
    """The names, of which a later twin carries its number: no two are alike."""
    taken: set[str] = set()
    told = []
    for name in names:
        free, number = name, 1
        while name and free in taken:
            number += 1
            free = f"{name} ({number})"
        taken.add(free)
        told.append(free)
    return tuple(told)


def empty_file() -> FileRefused:
    """There is nothing in it."""
    return FileRefused(
        "The file is empty", code="file_empty", mend="Export the table again and look inside"
    )


def sliced(
    rows: np.ndarray, table: pl.DataFrame, bad: Sequence[BadRow], size: int
) -> Iterator[Batch]:
    """One large piece as batches of at most `size` rows; rows set aside go with the first."""
    if table.height <= size:
        yield Batch(rows, table, tuple(bad))
        return
    for start in range(0, table.height, size):
        part = tuple(bad) if start == 0 else ()
        yield Batch(rows[start : start + size], table[start : start + size], part)


def _without_empty_rows(batch: Batch) -> Batch:
    table = batch.table
    if not table.height:
        return batch
    is_full = table.select(
        pl.any_horizontal(pl.all().is_not_null() & (pl.all().str.len_bytes() > 0))
    ).to_series()
    if is_full.all():
        return batch
    return Batch(batch.rows[is_full.to_numpy()], table.filter(is_full), batch.bad)


def _without_long_cells(batch: Batch, most: int) -> Batch:
    """Rows with a cell over the limit are set aside (bytes are counted first: it costs nothing)."""
    table = batch.table
    if not table.height:
        return batch
    longest = table.select(pl.max_horizontal(pl.all().str.len_bytes().max())).item()
    if longest is None or longest <= most:
        return batch
    is_long = table.select(
        pl.any_horizontal(pl.all().str.len_chars().fill_null(0) > most)
    ).to_series()
    if not is_long.any():
        return batch
    mask = is_long.to_numpy()
    texts = table.filter(is_long).rows()
    set_aside = [
        BadRow(int(row), "cell_too_long", "\t".join((cell or "")[:200] for cell in cells))
        for row, cells in zip(batch.rows[mask], texts, strict=True)
    ]
    kept = table.filter(~is_long)
    return Batch(batch.rows[~mask], kept, (*batch.bad, *set_aside))
