"""What a change would do, counted before it is done; and what was done."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from huike.base.access.facade import Actor
from huike.base.kernel.errors import Conflict, Invalid
from huike.flow.ingest import queries
from huike.flow.ingest.mends.models import BulkMend
from huike.flow.ingest.mends.rules import BulkChange, Changing, changing
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.rules import mask
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.steps.quarantine import LINE, unsealed
from huike.flow.ingest.steps.run import opened
from huike.flow.ingest.steps.ways import WAYS

MOST_LOOKED_AT = 50_000  # rows; somebody waits while they are opened and cleaned
_SAMPLE = 10
Cells = dict[str, str | None]


@dataclass(frozen=True)
class Sample:
    """One cell before and after, masked where it may name a person."""

    row: int
    before: str | None
    after: str | None


@dataclass(frozen=True)
class StillWrong:
    """How many of the changed rows would be set aside again, by what is wrong first."""

    reason: str
    column: str
    count: int


@dataclass(frozen=True)
class BulkPreview:
    """What a change would do; of very many rows, to the first `looked_at`."""

    matched: int
    looked_at: int
    changed: int
    would_pass: int
    still_wrong: Sequence[StillWrong]
    sample: Sequence[Sample]


def preview(
    actor: Actor, import_id: int, change: BulkChange, *, reason: str = "", column: str = ""
) -> BulkPreview:
    """Change copies of the rows and clean them as a replay would; nothing is kept."""
    source = queries.one(import_id, scope=actor.scope)
    key, plan = queries.opening(source)
    act = of(source, change, plan)
    rows = queries.filtered(source, reason=reason, column=column)
    changed: list[tuple[int, Cells]] = []
    sample: list[Sample] = []
    looked_at = 0
    for row in rows.order_by("row")[:MOST_LOOKED_AT].iterator(chunk_size=1_000):
        looked_at += 1
        cells = cells_of(row, key)
        if not is_changed(cells, change.column, act):
            continue
        before, after = cells.get(change.column), act(cells.get(change.column))
        changed.append((row.row, {**cells, change.column: after}))
        if len(sample) < _SAMPLE:
            shown = [mask.cell(change.column, value, plan) for value in (before, after)]
            sample.append(Sample(row.row, *shown))
    wrong = _wrong(source, changed)
    return BulkPreview(
        matched=rows.count(),
        looked_at=looked_at,
        changed=len(changed),
        would_pass=len(changed) - sum(wrong.values()),
        still_wrong=[StillWrong(*what, count) for what, count in wrong.most_common()],
        sample=sample,
    )


def of(source: Import, change: BulkChange, plan: Plan) -> Changing:
    """The change as a function, if the file has its column."""
    if change.column not in source.header:
        raise Invalid(
            f"The file has no column {change.column!r}", code="mend_column", where=change.column
        )
    return changing(change, is_decimal_comma=plan.options.is_decimal_comma)


def cells_of(row: QuarantinedRow, key: bytes) -> Cells:
    """The cells of a row as they stand, with what was mended before."""
    cells = unsealed(key, bytes(row.sealed))
    if row.sealed_mend is not None:
        cells |= unsealed(key, bytes(row.sealed_mend))
    return cells


def is_changed(cells: Cells, column: str, act: Changing) -> bool:
    """Whether the change writes anything; a line without cells has no column to write into."""
    return column in cells and LINE not in cells and act(cells[column]) != cells[column]


def mends(source: Import) -> Iterable[BulkMend]:
    """What was mended at once in this import, newest first."""
    kept = BulkMend.objects.filter(workspace_id=source.workspace_id, source_id=source.pk)
    return kept.order_by("-pk")[:50]


def may_be_mended(source: Import) -> None:
    """Rows are mended when their file has been read to its end and is still kept."""
    state, _ = queries.state_of(source)
    if state != Import.State.FINISHED:
        raise Conflict(f"This import is {state}", code="import_not_finished", state=state)
    if not source.blob_key:
        raise Conflict("The file is no longer kept", code="import_file_gone")


def _wrong(source: Import, changed: list[tuple[int, Cells]]) -> Counter[tuple[str, str]]:
    run = opened(source)
    found: Counter[tuple[str, str]] = Counter()
    if changed:
        header = dict.fromkeys(source.header, pl.String)
        table = pl.DataFrame([_whole(cells, header) for _, cells in changed], schema=header)
        numbers = np.array([row for row, _ in changed], np.int64)
        cleaned = WAYS[source.kind].clean(table, numbers, run.plan, run.setting)
        cleaned = run.judge.judged(cleaned, run.plan).cleaned
        first = cleaned.problems.unique("row", keep="first", maintain_order=True)
        found.update(first.select("reason", "column").iter_rows())
    return found


def _whole(cells: Cells, header: Iterable[str]) -> Cells:
    return {name: cells.get(name) for name in header}
