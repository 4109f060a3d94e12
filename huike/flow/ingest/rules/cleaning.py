"""A batch of raw rows to a batch of typed ones, and the rows that are set aside."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from huike.flow.ingest.rules import cells, contacts, opinions, statuses
from huike.flow.ingest.rules.fields import FIELDS, Kind, field
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.rules.reasons import Reason


@dataclass(frozen=True)
class Setting:
    """What the workspace says where the plan says nothing."""

    currency: str
    timezone: str
    now: datetime


@dataclass(frozen=True)
class Cleaned:
    """Rows that may land, with the column `row`; and for each other row its problems."""

    facts: pl.DataFrame
    problems: pl.DataFrame  # row, column, reason; the first of a row is the one it is filed under


class Typed:
    """The fields of one batch as typed columns, and what is wrong with them so far."""

    def __init__(self, table: pl.DataFrame, kind: Kind, plan: Plan, setting: Setting) -> None:
        self.height = table.height
        self._kind = kind
        self._plan = plan
        self._setting = setting
        self._sources: dict[str, str] = {}
        self._columns: dict[str, pl.Series] = {}
        self._problems: list[tuple[str, pl.Series]] = []
        for column, name in plan.columns.items():
            self._take(column, name, table.get_column(column))
        for one in FIELDS[kind]:
            if one.is_required:
                self.refuse(
                    one.name, "missing", self[one.name].is_null() & ~self.has_problem(one.name)
                )

    def __getitem__(self, name: str) -> pl.Series:
        return self._columns[name]

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def text(self, name: str) -> pl.Series:
        """The field as text; where no column feeds it, nulls."""
        found = self._columns.get(name)
        return self.blank(pl.String) if found is None else found

    def blank(self, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """A column of nulls."""
        return pl.Series("", [None], dtype=kind).new_from_index(0, self.height)

    def constant(self, value: object, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
        """A column of one value."""
        return pl.Series("", [value], dtype=kind).new_from_index(0, self.height)

    def refuse(self, name: str, reason: Reason, where: pl.Series) -> None:
        """Set the rows aside for this reason."""
        where = where.fill_null(value=False)
        if where.any():
            self._problems.append((name, self.blank(pl.String).set(where, reason)))

    def has_problem(self, name: str) -> pl.Series:
        """Where this field is already known to be no value."""
        found = self.constant(value=False, kind=pl.Boolean)
        for other, problems in self._problems:
            if other == name:
                found = found | problems.is_not_null()
        return found

    def cleaned(self, rows: np.ndarray, facts: dict[str, pl.Series]) -> Cleaned:
        """The typed rows without those that have a problem, and the problems."""
        numbers = pl.Series("row", rows, dtype=pl.Int64)
        table = pl.DataFrame({"row": numbers, **facts})
        if not self._problems:
            return Cleaned(table, no_problems())
        found = pl.concat(
            pl.DataFrame(
                {"row": numbers, "reason": problems},
            )
            .filter(pl.col("reason").is_not_null())
            .with_columns(column=pl.lit(self._sources.get(name, "")))
            .select("row", "column", "reason")
            for name, problems in self._problems
        )
        found = found.unique(["row", "column"], keep="first", maintain_order=True)
        good = table.filter(~pl.col("row").is_in(found["row"].implode()))
        return Cleaned(good, found.sort("row", maintain_order=True))

    def _take(self, column: str, name: str, raw: pl.Series) -> None:
        made = self._clean(name, raw)
        if name in self._columns:
            self._columns[name] = _together(self._columns[name], made.values)
        else:
            self._columns[name] = made.values
            self._sources[name] = column
        if made.problems is not None:
            self._problems.append((name, made.problems))

    def _clean(self, name: str, raw: pl.Series) -> cells.Column:
        known = field(self._kind, name)
        assert known is not None, name
        options = self._plan.options
        match known.type:
            case "integer":
                return cells.integer(raw, is_decimal_comma=options.is_decimal_comma)
            case "money":
                return cells.money(raw, is_decimal_comma=options.is_decimal_comma)
            case "time":
                return cells.time(
                    raw,
                    zone=options.timezone or self._setting.timezone,
                    date_order=options.date_order,
                    now=self._setting.now,
                )
            case _:
                return _PLAIN[known.type](raw)


_PLAIN: dict[str, Callable[[pl.Series], cells.Column]] = {
    "identifier": cells.identifier,
    "person": cells.person,
    "text": cells.text,
    "status": statuses.status,
    "currency": lambda raw: cells.Column(cells.tidy(raw).str.to_uppercase()),
    "state": contacts.state,
    "export_file": contacts.of_file,
    "flag": contacts.flag,
    "sign": contacts.sign,
    "channel": contacts.channel,
    "names": contacts.names,
    "stars": opinions.stars,
    "words": opinions.words,
    "images": opinions.images,
}


def _together(first: pl.Series, second: pl.Series) -> pl.Series:
    """Several columns of one field: any of the flags, all of the names, the sum of the numbers."""
    if first.dtype == pl.Boolean:
        return first.fill_null(value=False) | second.fill_null(value=False)
    if isinstance(first.dtype, pl.List):
        return (
            pl.DataFrame([first.alias("a"), second.alias("b")])
            .select(pl.concat_list("a", "b").list.unique(maintain_order=True))
            .to_series()
        )
    return first.fill_null(0) + second.fill_null(0)


def no_problems() -> pl.DataFrame:
    """An empty list of problems."""
    return pl.DataFrame(schema={"row": pl.Int64, "column": pl.String, "reason": pl.String})
