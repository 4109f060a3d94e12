"""Somebody's own table for `huike score`: any file that import reads, with or without a header."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from huike.base.files import facade as files
from huike.base.kernel.errors import Invalid

_LOOK = 200
_MOST_NAMED = 40
# A title says a word; a row of the table has a number or a date in it.
_VALUE = r"^\s*[-+¥$€]?\d[\d.,/:\-\sTZ年月日]*%?\s*$"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How the file was said to be; None is found out."""

    has_header: bool | None = None
    encoding: str | None = None
    delimiter: str | None = None


@dataclass(frozen=True, kw_only=True)
class Table:
    """The rows as texts, and by which name each wanted column goes."""

    rows: pl.DataFrame
    columns: dict[str, str]
    set_aside: int
    encoding: str
    has_header: bool

    def __getitem__(self, role: str) -> pl.Series:
        return self.rows.get_column(self.columns[role])

    def told(self) -> dict[str, object]:
        """How it was read."""
        return {
            "rows": self.rows.height,
            "set_aside": self.set_aside,
            "encoding": self.encoding,
            "has_header": self.has_header,
            "columns": self.columns,
        }


def read(file: Path, wanted: Mapping[str, str], asked: Asked, *, is_whole: bool = False) -> Table:
    """The wanted columns (by role: name, or place from 1), or all where the table `is_whole`."""
    asked = _understood(file, wanted, asked)
    bad, parts = 0, []
    with _opened(file, asked) as reader:
        columns = {role: _named(role, name, reader.columns) for role, name in wanted.items()}
        kept = list(reader.columns) if is_whole else list(dict.fromkeys(columns.values()))
        for batch in reader.batches():
            bad += len(batch.bad)
            parts.append(batch.table.select(kept))
        return Table(
            rows=pl.concat(parts) if parts else pl.DataFrame(schema=dict.fromkeys(kept, pl.String)),
            columns=columns,
            set_aside=bad,
            encoding=reader.encoding,
            has_header=asked.has_header is not False,
        )


def _opened(file: Path, asked: Asked) -> files.TableReader:
    return files.open_table(
        file,
        encoding=asked.encoding,
        delimiter=asked.delimiter,
        is_numbered=True,
        has_header=asked.has_header is not False,
    )


def _understood(file: Path, wanted: Mapping[str, str], asked: Asked) -> Asked:
    """The same with what the first rows say: a header, or cells parted by blanks alone."""
    known = Asked(has_header=False, encoding=asked.encoding, delimiter=asked.delimiter)
    first = _first_rows(file, known)
    if first is None:
        return Asked(has_header=True, encoding=asked.encoding, delimiter=asked.delimiter)
    if first.width == 1 and asked.delimiter is None and len(wanted) > 1 and _is_spaced(first):
        known = Asked(has_header=False, encoding=asked.encoding, delimiter=" ")
        first = _first_rows(file, known)
        assert first is not None
    has_header = asked.has_header
    if has_header is None:
        has_header = _begins_with_names(first, wanted)
    return Asked(has_header=has_header, encoding=known.encoding, delimiter=known.delimiter)


def _first_rows(file: Path, asked: Asked) -> pl.DataFrame | None:
    """The first rows without a header; none of a format that says its names itself."""
    with _opened(file, asked) as reader:
        if reader.format not in ("csv", "tsv"):
            return None
        batch = next(reader.batches(_LOOK), None)
        return batch.table if batch else None


def _is_spaced(rows: pl.DataFrame) -> bool:
    counts = rows.to_series().str.strip_chars().str.extract_all(r"\S+").list.len()
    return counts.len() > 1 and counts.n_unique() == 1 and int(counts[0]) > 1


def _begins_with_names(rows: pl.DataFrame, wanted: Mapping[str, str]) -> bool:
    if not rows.height:
        return True
    names = [_plain(cell) for cell in rows.row(0)]
    if all(_plain(name) in names for name in wanted.values()):
        return True
    places = [int(name) for name in wanted.values() if name.isdecimal()]
    if len(places) < len(wanted):
        # Named columns that are not there: the refusal says which are, or that there is no header.
        return not any(_is_value(cell) for cell in rows.row(0))
    for place in places:
        column = rows.to_series(place - 1) if 0 < place <= rows.width else None
        if column is not None and (_is_value(column[0]) or column[0] in column[1:]):
            return False
    return True


def _is_value(cell: str | None) -> bool:
    return bool(pl.Series([cell], dtype=pl.String).str.contains(_VALUE)[0])


def _plain(name: str | None) -> str:
    return (name or "").strip().strip("\ufeff").casefold()


def _named(role: str, name: str, columns: tuple[str, ...]) -> str:
    """The column that is meant."""
    for one in columns:
        if one == name:
            return one
    alike = [one for one in columns if _plain(one) == _plain(name)]
    if alike:
        return alike[0]
    is_placed = columns == tuple(str(place) for place in range(1, len(columns) + 1))
    if name.isdecimal() and 0 < int(name) <= len(columns):
        return columns[int(name) - 1]
    there = ", ".join(columns[:_MOST_NAMED]) + (", …" if len(columns) > _MOST_NAMED else "")
    raise Invalid(
        f"There is no column {name!r}",
        where=f"--{role}",
        mend=f"The first row holds no names: say a place from 1 to {len(columns)}, or --header"
        if is_placed
        else f"The columns are: {there}",
    )
