"""Reading a file again for the rows that a person has mended.

A line's key counts the equal lines of its order, so a mended line can only land right together
with the lines it belongs to: the file is read again, and of it everything goes on that shares an
order (or sku) with a mended row. What has landed before is a duplicate then.
"""

from typing import Any

import numpy as np
import polars as pl

from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.steps.quarantine import LINE, by_row, unsealed
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import Way

_State = QuarantinedRow.State


class Replay:
    """The mended rows of one replay, and what they ask of the file."""

    def __init__(self, run: Run) -> None:
        self._run = run
        kept = QuarantinedRow.objects.filter(
            workspace_id=run.row.workspace_id, source_id=run.row.pk
        )
        self._all = list(kept.values_list("row", flat=True))
        mended = kept.filter(state__in=(_State.REPLAYING, _State.REPLAYED)).order_by("row")
        self._mended = {one.row: one for one in mended}
        self._wanted: pl.Series | None = None

    @property
    def needs_file(self) -> bool:
        """Whether rows of the file may belong to the mended ones (asked once those are known)."""
        return self._wanted is not None and len(self._wanted) > 0

    def mended(self, header: tuple[str, ...], way: Way) -> tuple[pl.DataFrame, np.ndarray]:
        """The mended rows as rows of the file, those of earlier replays among them."""
        cells = [self._cells(one, header) for one in self._mended.values()]
        table = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))
        rows = np.fromiter(self._mended, np.int64, len(self._mended))
        facts = way.clean(table, rows, self._run.plan, self._run.setting).facts
        keys = way.keys(facts)
        if keys is not None:
            self._wanted = keys.filter(self._is_new(facts)).unique()
        return table, rows

    def narrowed(self, cleaned: Cleaned, keys: pl.Series | None, *, is_mended: bool) -> Cleaned:
        """Of the mended rows all; of the file what shares a key with one that is new."""
        facts, problems = cleaned.facts, cleaned.problems
        problems = problems.filter(self._is_new(problems) & is_mended)
        if keys is None or self._wanted is None:
            return Cleaned(facts.filter(self._is_new(facts)), problems)
        belongs = keys.is_in(self._wanted.implode())
        if not is_mended:
            belongs = belongs & ~facts["row"].is_in(pl.Series(self._all, dtype=pl.Int64).implode())
        return Cleaned(facts.filter(belongs), problems)

    def to_judge(self, *, is_mended: bool) -> pl.Series:
        """The rows that rules look at: neither what has landed, nor what a person let through."""
        rows = [
            row
            for row, one in self._mended.items()
            if is_mended and one.state == _State.REPLAYING and not one.is_released
        ]
        return pl.Series(rows, dtype=pl.Int64)

    def keep_aside(self, problems: pl.DataFrame) -> None:
        """Rows that still have a problem wait for another mend, under what is wrong now."""
        for row, found in by_row(problems).items():
            QuarantinedRow.objects.filter(
                workspace_id=self._run.row.workspace_id,
                source_id=self._run.row.pk,
                row=row,
                state=_State.REPLAYING,
            ).update(
                state=_State.OPEN,
                column=found[0][0],
                reason=found[0][1],
                problems=[list(one) for one in found],
            )

    def _is_new(self, rows: pl.DataFrame) -> pl.Series:
        new = [row for row, one in self._mended.items() if one.state == _State.REPLAYING]
        return rows["row"].is_in(pl.Series(new, dtype=pl.Int64).implode())

    def _cells(self, one: QuarantinedRow, header: tuple[str, ...]) -> dict[str, Any]:
        cells = unsealed(self._run.key, bytes(one.sealed))
        if one.sealed_mend is not None:
            cells.update(unsealed(self._run.key, bytes(one.sealed_mend)))
        cells.pop(LINE, None)
        return {name: cells.get(name) for name in header}
