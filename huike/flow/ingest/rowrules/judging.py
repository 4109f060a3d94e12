"""Which rows break a rule: of a batch that is read, and of orders that have landed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import polars as pl

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.rowrules import rules
from huike.flow.ingest.rowrules.models import RowRule
from huike.flow.ingest.rowrules.rules import REASONS, Rows, RowTest, Severity
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.rules.plan import Plan

WARNED = "warned"
_ROWS: Mapping[str, Rows] = {
    "file_orders": "orders",
    "file_products": "products",
    "connection": "orders",
}


@dataclass(frozen=True)
class Kept:
    """A rule that is on."""

    id: int
    severity: Severity
    test: RowTest

    @property
    def counted_as(self) -> str:
        """What the rows that broke it are counted under."""
        return f"r{self.id}"


@dataclass(frozen=True)
class Ruled:
    """What may land, what is held back, and how many rows broke which rule."""

    cleaned: Cleaned
    counts: Mapping[str, int] = field(default_factory=dict)


def rows_of(kind: str) -> Rows | None:
    """What comes of a source of this kind, where rules can look at it."""
    return _ROWS.get(kind)


def standing(workspace_id: int, kind: str, source: int) -> list[dict[str, Any]]:
    """The rules of a source that are on, as they are kept with a run."""
    if rows_of(kind) is None:
        return []
    rows = RowRule.objects.filter(
        workspace_id=workspace_id, kind=kind, source=source, is_on=True
    ).order_by("pk")
    return [{"id": one.pk, "severity": one.severity, "test": one.test} for one in rows]


def opened(given: Sequence[Mapping[str, Any]]) -> tuple[Kept, ...]:
    """The rules again."""
    return tuple(Kept(one["id"], one["severity"], rules.test_of(one["test"])) for one in given)


class Judge:
    """Judges batch after batch of a file by the same rules."""

    def __init__(
        self,
        workspace_id: int,
        shop_id: int,
        kind: str,
        given: Sequence[Mapping[str, Any]],
        now: datetime,
    ) -> None:
        self._of = {"workspace": workspace_id, "shop": shop_id}
        self._rows = rows_of(f"file_{kind}")
        self._rules = opened(given)
        self._now = now
        self._known: pl.Series | None = None

    def judged(self, cleaned: Cleaned, plan: Plan, *, among: pl.Series | None = None) -> Ruled:
        """Take out what a rule holds back; `among` are the rows that are to be judged, or all."""
        facts = cleaned.facts
        if not self._rules or self._rows is None or not facts.height:
            return Ruled(cleaned)
        looked = facts if among is None else facts.filter(pl.col("row").is_in(among.implode()))
        wrong = self._broken(looked, self._rows)
        if not wrong.height:
            return Ruled(cleaned)
        held = [one for one in self._rules if one.severity == "hold"]
        warning = [one.counted_as for one in self._rules if one.severity == "warn"]
        problems = [self._problems(wrong, one, plan) for one in held]
        aside = pl.concat(
            [cleaned.problems.select("row"), *(one.select("row") for one in problems)]
        )
        warned = wrong.filter(~pl.col("row").is_in(aside["row"].implode()))
        counts = {one.counted_as: int(wrong[one.counted_as].sum()) for one in self._rules}
        is_warned = pl.any_horizontal(pl.lit(value=False), *(pl.col(one) for one in warning))
        counts[WARNED] = warned.filter(is_warned).height
        good = facts.filter(~pl.col("row").is_in(aside["row"].implode()))
        return Ruled(Cleaned(good, pl.concat([cleaned.problems, *problems])), counts)

    def _broken(self, facts: pl.DataFrame, rows: Rows) -> pl.DataFrame:
        """The rows that break any rule: a column of yes and no for each; once a row of the file."""
        marks = [
            rules.broken(one.test, rows, self._now, self._known_for(one)).alias(one.counted_as)
            for one in self._rules
        ]
        names = [one.counted_as for one in self._rules]
        found = facts.select("row", *marks).filter(pl.any_horizontal(names))
        # What was sold and came back stands in one row of a file, and in two of the facts.
        return found.group_by("row", maintain_order=True).agg(pl.col(names).any())

    def _problems(self, wrong: pl.DataFrame, one: Kept, plan: Plan) -> pl.DataFrame:
        names = rules.HANDLES if one.test.field == "buyer" else (one.test.field,)
        column = next((told for told, name in plan.columns.items() if name in names), "")
        return wrong.filter(pl.col(one.counted_as)).select(
            "row", column=pl.lit(column), reason=pl.lit(str(REASONS[one.test.kind]))
        )

    def _known_for(self, one: Kept) -> pl.Series | None:
        """The skus of the shop's products, asked once a run."""
        if one.test.kind == "reference" and self._known is None:
            sql = warehouse.load(__file__, "known_skus")
            found = warehouse.select_arrow(sql, self._of, lane="long").column("sku")
            self._known = pl.Series("sku", found.to_pylist(), dtype=pl.String)
        return self._known


def of_landed(
    workspace_id: int, shop_id: int, source: int, numbers: Sequence[str]
) -> dict[str, int]:
    """How many of these orders, as they have landed of a connection, break which of its rules."""
    kept = opened(standing(workspace_id, "connection", source))
    if not kept or not numbers:
        return {}
    values: dict[str, Any] = {}

    def bind(kind: str, value: Any) -> str:
        values[f"v{len(values)}"] = value
        return f"{{v{len(values) - 1}:{kind}}}"

    tests = [rules.broken_sql(one.test, "orders", bind) for one in kept]
    marks = [
        f"uniqExactIf(order_no, {test}) AS {one.counted_as}"
        for one, test in zip(kept, tests, strict=True)
    ]
    marks.append(f"uniqExactIf(order_no, {' OR '.join(tests)}) AS {WARNED}")
    sql = warehouse.load(__file__, "of_landed").replace("/*marks*/", ", ".join(marks))
    params = {"workspace": workspace_id, "shop": shop_id, "numbers": list(numbers), **values}
    [found] = warehouse.select_dicts(sql, params, lane="long")
    return {name: int(count) for name, count in found.items()}
