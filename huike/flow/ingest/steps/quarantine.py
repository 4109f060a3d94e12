"""Setting rows aside: sealed, with place and reason."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from huike.base.files.facade import BadRow
from huike.base.kernel import crypto
from huike.base.kernel.bulk import insert_new
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.steps.run import Run

LINE = ""  # the name under which the text of a row stands that has no cells
_CONTEXT = "ingest.quarantined_row"
_Kept = tuple[int, list[tuple[str, str]], dict[str, Any]]
_COLUMNS = (
    "workspace_id", "source_id", "row", "column", "reason", "problems", "sealed", "state",
    "is_released",
)  # fmt: skip


def set_aside(
    run: Run,
    table: pl.DataFrame,
    rows: np.ndarray,
    bad: tuple[BadRow, ...],
    problems: pl.DataFrame,
) -> int:
    """Keep the raw cells of the rows with a problem; answers how many rows they are."""
    kept: list[_Kept] = [(b.row, [("", b.reason)], {LINE: b.text}) for b in bad]
    kept += _with_cells(table, rows, problems)
    insert_new(
        QuarantinedRow,
        _COLUMNS,
        (
            (
                run.row.workspace_id,
                run.row.pk,
                row,
                found[0][0],
                found[0][1],
                [list(one) for one in found],
                sealed(run.key, cells),
                QuarantinedRow.State.OPEN,
                False,
            )
            for row, found, cells in kept
        ),
    )
    return len(kept)


def sealed(key: bytes, cells: Mapping[str, str | None]) -> bytes:
    """Cells as they are kept."""
    return crypto.seal(key, json.dumps(cells, ensure_ascii=False), _CONTEXT)


def unsealed(key: bytes, blob: bytes) -> dict[str, str | None]:
    """The cells again."""
    cells: dict[str, str | None] = json.loads(crypto.unseal(key, blob, _CONTEXT))
    return cells


def by_row(problems: pl.DataFrame) -> dict[int, list[tuple[str, str]]]:
    """The problems of each row: (column, reason), the first one first."""
    found: dict[int, list[tuple[str, str]]] = {}
    for row, column, reason in problems.select("row", "column", "reason").iter_rows():
        found.setdefault(row, []).append((column, reason))
    return found


def _with_cells(table: pl.DataFrame, rows: np.ndarray, problems: pl.DataFrame) -> Iterator[_Kept]:
    if not problems.height:
        return
    found = by_row(problems)
    places = np.flatnonzero(np.isin(rows, np.fromiter(found, np.int64, len(found))))
    for place, cells in zip(places, table[places].iter_rows(named=True), strict=True):
        row = int(rows[place])
        yield row, found[row], cells
