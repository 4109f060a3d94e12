"""What the columns of any table are, and their cells as numbers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
import polars as pl

Kind = Literal["number", "date", "category"]
Reason = Literal["empty", "one_value", "identifier", "text", "ignored"]

# Trees take at most 255 categories of a column; the rarer ones are one together.
_MOST_CATEGORIES = 200
_NEARLY_ALL = 0.95
_LEAST_FOR_ID = 50
_ID = re.compile(r"(?i)(^|[_\s-])(id|no|uuid|key)$|[a-z]Id$|编号|单号|[客用]户号|ID$")
_NOTHING = ("", "-", "--", "na", "n/a", "nan", "null", "none", "nil", "无", "空", "?", "\\n")
_DATES = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%Y/%m/%d %H:%M", "%Y年%m月%d日",
)  # fmt: skip
_DAY = 86_400.0


def tidy(cells: pl.Series) -> pl.Series:
    """Cells without blanks around; what says nothing is null."""
    cells = cells.str.strip_chars()
    return cells.set(cells.str.to_lowercase().is_in(_NOTHING).fill_null(value=False), None)


@dataclass(frozen=True, kw_only=True)
class Columns:
    """What a model may learn from, in order, and why the others were left out."""

    kinds: dict[str, Kind]
    left_out: dict[str, Reason]
    values: dict[str, tuple[str, ...]]  # of categories: those with a place of their own

    @classmethod
    def of(cls, rows: pl.DataFrame, *, label: str, ignored: Iterable[str] = ()) -> Self:
        """Found out from the rows that are learned from."""
        kinds: dict[str, Kind] = {}
        left_out: dict[str, Reason] = dict.fromkeys(ignored, "ignored")
        values: dict[str, tuple[str, ...]] = {}
        for name in rows.columns:
            if name == label or name in left_out:
                continue
            cells = tidy(rows[name])
            found = _kind(name, cells)
            if found in ("number", "date", "category"):
                kinds[name] = found  # type: ignore[assignment]
            else:
                left_out[name] = found  # type: ignore[assignment]
            if found == "category":
                common = cells.drop_nulls().value_counts(sort=True, name="count")
                ordered = common.sort("count", name, descending=[True, False])
                values[name] = tuple(ordered[name].head(_MOST_CATEGORIES))
        return cls(kinds=kinds, left_out=left_out, values=values)

    @property
    def names(self) -> tuple[str, ...]:
        """Of what is learned from."""
        return tuple(self.kinds)

    @property
    def is_category(self) -> np.ndarray:
        """Which of them are categories."""
        return np.array([kind == "category" for kind in self.kinds.values()], bool)

    def matrix(self, rows: pl.DataFrame) -> np.ndarray:
        """The cells as numbers: dates as days, categories as their places; missing ones NaN."""
        out = np.empty((rows.height, len(self.kinds)))
        for place, (name, kind) in enumerate(self.kinds.items()):
            cells = tidy(rows[name])
            if kind == "number":
                column = numbers(cells)
            elif kind == "date":
                column = _days(cells)
            else:
                column = self._places(name, cells)
            out[:, place] = column.to_numpy()
        return out

    def _places(self, name: str, cells: pl.Series) -> pl.Series:
        """A place for each common value, one more for the others."""
        known = self.values[name]
        return cells.replace_strict(
            list(known), [float(place) for place in range(len(known))],
            default=float(len(known)), return_dtype=pl.Float64,
        ).set(cells.is_null(), None)  # fmt: skip


def numbers(cells: pl.Series) -> pl.Series:
    """1,234.50, ¥12.5 and 12 % are numbers; the rest is null."""
    plain = cells.cast(pl.Float64, strict=False)
    odd = plain.is_null() & cells.is_not_null()
    if odd.any():
        bare = cells.str.normalize("NFKC").str.replace_all(r"[¥$€£元%\s]", "")
        is_grouped = bare.str.contains(r"^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$")
        bare = bare.str.replace_all(",", "", literal=True).zip_with(is_grouped, bare)
        plain = plain.zip_with(~odd, bare.cast(pl.Float64, strict=False))
    return plain.set(~plain.is_finite().fill_null(value=True), None)


def _days(cells: pl.Series) -> pl.Series:
    told = pl.Series([None], dtype=pl.Datetime("us")).new_from_index(0, len(cells))
    for form in _DATES:
        told = told.zip_with(
            told.is_not_null(), cells.str.strptime(pl.Datetime("us"), form, strict=False)
        )
    return told.dt.epoch("s").cast(pl.Float64) / _DAY


def _kind(name: str, cells: pl.Series) -> Kind | Reason:
    full = cells.drop_nulls()
    if not len(full):
        return "empty"
    distinct = full.n_unique()
    if distinct == 1 and len(full) == len(cells):
        return "one_value"
    as_numbers = numbers(full).drop_nulls()
    if len(as_numbers) >= _NEARLY_ALL * len(full):
        return "identifier" if _is_identifier(name, as_numbers, distinct) else "number"
    if len(_days(full).drop_nulls()) >= _NEARLY_ALL * len(full):
        return "date"
    if len(full) >= _LEAST_FOR_ID and distinct > len(full) / 2:
        return "identifier" if distinct == len(full) and _ID.search(name) else "text"
    return "category"


def _is_identifier(name: str, values: pl.Series, distinct: int) -> bool:
    """A whole number of its own on every row, which is counted up or called a number."""
    if len(values) < _LEAST_FOR_ID or distinct < len(values) or (values != values.floor()).any():
        return False
    return bool(_ID.search(name)) or bool(values.is_sorted() or values.is_sorted(descending=True))
