"""A dry run: the whole file is cleaned, nothing lands."""

from collections import Counter
from typing import Any

import polars as pl

from huike.base.jobs.facade import Context
from huike.flow.ingest import people
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules import mask
from huike.flow.ingest.rules.products import unknown_units
from huike.flow.ingest.steps import findings, telling
from huike.flow.ingest.steps.run import BATCH_ROWS, Run, opened, table_of, tell
from huike.flow.ingest.steps.ways import WAYS

_FIRST_PROBLEMS = 50


def trial(row: Import, ctx: Context | None) -> dict[str, Any]:
    """Counts, and the first problems with their cells (masked), kept sealed with the import."""
    run = opened(row)
    found = _Found(run)
    with table_of(row) as reader:
        for batch in reader.batches(BATCH_ROWS):
            cleaned = WAYS[row.kind].clean(batch.table, batch.rows, run.plan, run.setting)
            ruled = run.judge.judged(cleaned, run.plan)
            found.warned += ruled.counts.get("warned", 0)
            cleaned = ruled.cleaned
            found.unknown_units += unknown_units(cleaned.facts)
            found.add(cleaned.facts, cleaned.problems, batch.table, batch.rows.tolist())
            for bad in batch.bad:
                found.add_bad(bad.row, bad.reason)
            done, total = reader.progress
            tell(ctx, done, total, f"{found.rows:,} rows read")
    result = found.result()
    sealed = findings.sealed(run.key, result)
    Import.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(sealed_trial=sealed)
    return result


class _Found:
    def __init__(self, run: Run) -> None:
        self._run = run
        self.rows = 0
        self.warned = 0
        self.unknown_units = 0
        self._reasons: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._problems: list[dict[str, Any]] = []
        self._refused = 0
        self._first: str | None = None
        self._last: str | None = None
        self._amount = self._refund = 0
        self._contacts: dict[str, Any] = {}

    def add(
        self, facts: pl.DataFrame, problems: pl.DataFrame, table: pl.DataFrame, rows: list[int]
    ) -> None:
        self.rows += table.height
        self._refused += problems["row"].n_unique()
        first = problems.unique("row", keep="first", maintain_order=True)
        self._reasons.update(first["reason"].to_list())
        for row, column, reason in first.head(_FIRST_PROBLEMS - len(self._problems)).iter_rows():
            value = table[column][rows.index(row)] if column in table.columns else None
            shown = mask.cell(column, value, self._run.plan)
            self._problems.append({"row": row, "column": column, "reason": reason, "value": shown})
        if "ordered_at" in facts.columns and facts.height:
            self._add_orders(facts)
        if self._run.row.kind == "customers":
            self._add_people(facts)

    def add_bad(self, row: int, reason: str) -> None:
        self.rows += 1
        self._refused += 1
        self._reasons[reason] += 1
        if len(self._problems) < _FIRST_PROBLEMS:
            self._problems.append({"row": row, "column": "", "reason": reason, "value": None})

    def _add_orders(self, facts: pl.DataFrame) -> None:
        self._kinds.update(dict(facts["kind"].value_counts().iter_rows()))
        low, high = facts["ordered_at"].min(), facts["ordered_at"].max()
        self._first = min(filter(None, [self._first, low.isoformat()]))  # type: ignore[union-attr]
        self._last = max(filter(None, [self._last, high.isoformat()]))  # type: ignore[union-attr]
        self._amount += int(facts["amount"].sum())
        self._refund += int(facts["refund"].sum())

    def _add_people(self, facts: pl.DataFrame) -> None:
        told = telling.told(self._run, facts)
        if "user_id" not in self._run.plan.columns.values():  # that would say first who it is
            known = people.are_known(
                self._run.row.workspace_id, facts["email"].to_list(), facts["phone"].to_list()
            )
            told |= {"known": sum(known), "new": len(known) - sum(known)}
        self._contacts = telling.added(self._contacts, told)

    def result(self) -> dict[str, Any]:
        """As it is kept and shown."""
        return {
            "rows": self.rows,
            "good": self.rows - self._refused,
            "quarantined": self._refused,
            "warned": self.warned,
            "unknown_units": self.unknown_units,
            "reasons": dict(self._reasons.most_common()),
            "problems": sorted(self._problems, key=lambda one: one["row"]),
            "lines": dict(self._kinds),
            "first_at": self._first,
            "last_at": self._last,
            "amount": self._amount,
            "refund": self._refund,
            "contacts": self._contacts,
        }
