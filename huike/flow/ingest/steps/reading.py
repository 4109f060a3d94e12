"""The first step: the file is read, cleaned and staged, batch after batch.

A batch is staged under its number (sent again, it is dropped), then recorded in one transaction
with the rows it sets aside. After a crash, batches up to the recorded one are skipped: the same
file always comes in the same batches.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction

from huike.base.files.facade import BadRow, TableReader
from huike.base.jobs.facade import Context
from huike.base.kernel.errors import Invalid
from huike.base.outbox.facade import publish
from huike.flow.ingest.models import Import
from huike.flow.ingest.people import Directory
from huike.flow.ingest.rules.products import unknown_units
from huike.flow.ingest.steps.quarantine import set_aside
from huike.flow.ingest.steps.replay import Replay
from huike.flow.ingest.steps.run import BATCH_ROWS, Run, table_of, tell
from huike.flow.ingest.steps.way import Taken, Way
from huike.flow.ingest.steps.ways import WAYS

_MOST_BEFORE_DOUBT = 100_000


@dataclass(frozen=True)
class Piece:
    """Some raw rows: of the file, or (`is_mended`) as a person has written over them."""

    table: pl.DataFrame
    rows: np.ndarray
    bad: tuple[BadRow, ...] = ()
    is_mended: bool = False


def read(run: Run, ctx: Context | None) -> None:
    """Stage everything that can land; set the rest aside."""
    run.staging.create()
    directory = Directory(run.row.workspace_id, run.row.shop_id, f"import:{run.row.pk}")
    again = Replay(run) if run.row.run > 1 else None
    way = WAYS[run.row.kind]
    with table_of(run.row) as reader, _Stager(run, way, again) as stager:
        seen = 0
        for number, piece in enumerate(_pieces(reader, again, way), 1):
            seen += len(piece.rows)
            if number > run.row.batches:
                stager.add(number, piece, _taken(run, way, piece, directory, again))
            done, total = reader.progress
            tell(ctx, done, total, f"{seen:,} rows read")
        stager.settle()


def _pieces(reader: TableReader, again: Replay | None, way: Way) -> Iterator[Piece]:
    if again is None:
        for batch in reader.batches(BATCH_ROWS):
            yield Piece(batch.table, batch.rows, batch.bad)
        return
    table, rows = again.mended(reader.columns, way)
    yield Piece(table, rows, is_mended=True)
    if again.needs_file:
        for batch in reader.batches(BATCH_ROWS):
            yield Piece(batch.table, batch.rows)


def _taken(run: Run, way: Way, piece: Piece, directory: Directory, again: Replay | None) -> Taken:
    """One piece, cleaned, without what rules hold back, and its people found."""
    cleaned = way.clean(piece.table, piece.rows, run.plan, run.setting)
    among = None
    if again is not None:
        cleaned = again.narrowed(cleaned, way.keys(cleaned.facts), is_mended=piece.is_mended)
        among = again.to_judge(is_mended=piece.is_mended)
    ruled = run.judge.judged(cleaned, run.plan, among=among)
    counts = {**ruled.counts, "unit": unknown_units(ruled.cleaned.facts)}
    return replace(way.take(run, ruled.cleaned, directory), rule_counts=counts)


class _Stager:
    """Sends a batch to the warehouse while the next is being cleaned, and records it after that."""

    def __init__(self, run: Run, way: Way, again: Replay | None) -> None:
        self._run = run
        self._way = way
        self._again = again
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="staging")
        self._open: tuple[int, Piece, Taken, Future[None]] | None = None

    def __enter__(self) -> "_Stager":
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(wait=True)

    def add(self, number: int, piece: Piece, taken: Taken) -> None:
        """Send this batch once the one before it is there and recorded."""
        self.settle()
        sent = self._thread.submit(self._way.stage, self._run, taken.facts, number)
        self._open = (number, piece, taken, sent)

    def settle(self) -> None:
        """Wait for the batch under way and record it."""
        if self._open is not None:
            number, piece, taken, sent = self._open
            sent.result()
            _record(self._run, self._way, number, piece, taken, self._again)
            _check_sense(self._run.row)
            self._open = None


def _record(
    run: Run, way: Way, number: int, piece: Piece, taken: Taken, again: Replay | None
) -> None:
    """In one transaction: the batch is there, these of its rows are set aside."""
    known = run.row.first_new_customer or 0
    ids = taken.customer_ids
    news = way.news(run, taken)
    landed = way.record(run, taken, number)
    with transaction.atomic():
        for event in news.events:
            publish(event)
        counts: dict[str, Any] = {}
        if again is None:
            quarantined = set_aside(run, piece.table, piece.rows, piece.bad, taken.problems)
            counts["rows"] = run.row.rows + len(piece.rows) + len(piece.bad)
            counts["quarantined"] = run.row.quarantined + quarantined
            counts["rule_counts"] = Counter(run.row.rule_counts) + Counter(taken.rule_counts)
        else:
            again.keep_aside(taken.problems)
        run.save(
            batches=number,
            staged=run.row.staged + taken.facts.height,
            landed=run.row.landed + landed,
            # Ids rise: those from the mark on are people whom this batch has made.
            new_customers=run.row.new_customers + len(np.unique(ids[ids >= known])),
            first_new_customer=max(known, int(ids.max(initial=0)) + 1),
            **counts,
            **news.kept,
        )


def _check_sense(row: Import) -> None:
    """A file of which most rows are set aside is read by a wrong mapping: stop and say so."""
    if row.quarantined > _MOST_BEFORE_DOUBT and row.quarantined * 2 > row.rows:
        raise Invalid(
            f"{row.quarantined:,} of the first {row.rows:,} rows cannot be read this way",
            code="import_too_many_problems",
            mend="Look at the reasons, correct the mapping, and run the import again",
            quarantined=row.quarantined,
            rows=row.rows,
        )
