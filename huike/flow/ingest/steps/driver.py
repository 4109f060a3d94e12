"""A run from its first step to its last; entered again, it goes on where it was."""

from datetime import datetime
from typing import Any

import numpy as np
from django.db import transaction

from huike import events
from huike.base.access.facade import audit, system_actor
from huike.base.jobs.facade import Context
from huike.base.kernel import clock
from huike.base.kernel.bulk import reserve_ids
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.quality import counting
from huike.flow.ingest.steps.reading import read
from huike.flow.ingest.steps.run import Run, log, opened, rules_of, tell
from huike.flow.ingest.steps.ways import WAYS

_BUCKET_ROWS = 500_000  # as many staged lines as one statement lands without much memory
_Phase = Import.Phase
_State = Import.State


def advance(import_id: int, ctx: Context | None) -> Import:
    """Do whatever of the run has not been done."""
    row = Import.objects.get(pk=import_id)
    if row.phase == _Phase.NONE:
        _begin(row)
    run = opened(row)
    if row.phase == _Phase.READING:
        read(run, ctx)
        if not run.staging.is_whole(row.kind, row.staged):
            _read_again(run, ctx)
        buckets = max(1, -(-row.staged // _BUCKET_ROWS))
        run.save(phase=_Phase.LANDING, buckets=buckets)
    if row.phase == _Phase.LANDING:
        _land(run, ctx)
    if row.phase == _Phase.TELLING:
        _tell_next_stages(run, ctx)
    return row


def _begin(row: Import) -> None:
    """The numbers of the run are fixed before anything is done under them."""
    with transaction.atomic():
        row.state = _State.RUNNING
        row.phase = _Phase.READING
        row.rules = rules_of(row)
        if row.run == 1:
            row.rule_counts = {}
        row.started_at = clock.now()
        row.batch_id = reserve_ids("batch", 1).start
        row.first_new_customer = reserve_ids("customer", 0).start
        row.save()


def _read_again(run: Run, ctx: Context | None) -> None:
    """What was staged has been lost: begin at the first batch, into new tables."""
    log.warning("import_staged_again", import_id=run.row.pk)
    run.staging.drop()
    if run.row.run == 1:
        # What is known may have grown meanwhile: what was set aside is judged once more.
        QuarantinedRow.objects.filter(
            workspace_id=run.row.workspace_id, source_id=run.row.pk
        ).delete()
        run.save(rows=0, quarantined=0, rule_counts={})
    run.save(batches=0, staged=0)
    read(run, ctx)


def _land(run: Run, ctx: Context | None) -> None:
    row, way = run.row, WAYS[run.row.kind]
    for bucket in range(row.buckets_done, row.buckets):
        tell(ctx, bucket, row.buckets + 1, "landing", may_cancel=False)
        way.land(run, bucket)
        run.save(buckets_done=bucket + 1)
    run.save(phase=_Phase.TELLING)


def _tell_next_stages(run: Run, ctx: Context | None) -> None:
    """Events go out in batches, each remembered with its transaction; the last one ends the run."""
    row = run.row
    way = WAYS[row.kind]
    batches = list(events.in_batches(np.sort(way.touched(run)).tolist()))
    for number, ids in enumerate(batches, 1):
        if number <= row.told:
            continue
        tell(ctx, row.buckets, row.buckets + 1, "telling", may_cancel=False)
        with transaction.atomic():
            publish(
                events.OrdersLanded(
                    workspace_id=row.workspace_id, batch_id=row.batch_id or 0, customer_ids=ids
                )
            )
            run.save(told=number)
    landed = way.landed(run)
    nobodys = _nobodys(run)
    run.staging.drop()
    with transaction.atomic():
        _finish(run, landed)
        if row.run == 1:
            counting.add_import(row, nobodys)
        publish(events.ImportFinished(workspace_id=row.workspace_id, import_id=row.pk))


def _nobodys(run: Run) -> int:
    """Lines that the run has brought whose buyer nobody knows."""
    if run.row.kind != "orders":
        return 0
    sql = warehouse.load(__file__, "nobodys_lines")
    return int(warehouse.scalar(sql, run.params | {"batch": run.row.batch_id}, lane="long"))


def _finish(run: Run, landed: int) -> None:
    row = run.row
    now = clock.now()
    if row.run == 1:
        good = row.rows - row.quarantined
        counts = {"accepted": min(landed, good), "duplicates": good - min(landed, good)}
    else:
        replaying = QuarantinedRow.objects.filter(
            workspace_id=row.workspace_id,
            source_id=row.pk,
            state=QuarantinedRow.State.REPLAYING,
        )
        good = replaying.update(state=QuarantinedRow.State.REPLAYED)
        landed = min(landed, good)
        counts = {
            "accepted": row.accepted + landed,
            "duplicates": row.duplicates + good - landed,
            "quarantined": row.quarantined - good,
        }
    run.save(
        state=_State.FINISHED,
        phase=_Phase.NONE,
        finished_at=now,
        seconds=row.seconds + _seconds(row.started_at, now),
        **counts,
    )


def _seconds(since: datetime | None, now: datetime) -> float:
    return (now - since).total_seconds() if since else 0.0


def give_up(row: Import, state: str, problem: dict[str, Any] | None = None) -> None:
    """End a run that has not begun to land: what was staged and set aside by it goes again."""
    run = opened(row)
    run.staging.drop()
    with transaction.atomic():
        if state == _State.CANCELLED:
            # Whoever asked stands in the audit already, by the import or by its job; this is
            # what came of it, with the rows that had been read.
            actor = system_actor(row.workspace_id, "import")
            audit(
                actor,
                "import.cancelled",
                target_kind="import",
                target_id=row.pk,
                count=row.rows,
            )
        if row.run == 1:
            QuarantinedRow.objects.filter(workspace_id=row.workspace_id, source_id=row.pk).delete()
            row.rows = row.quarantined = 0
            row.rule_counts = {}
        else:
            QuarantinedRow.objects.filter(
                workspace_id=row.workspace_id,
                source_id=row.pk,
                state=QuarantinedRow.State.REPLAYING,
            ).update(state=QuarantinedRow.State.OPEN)
            state = _State.FINISHED
        row.state, row.phase, row.problem = state, _Phase.NONE, problem
        row.batches = row.staged = row.landed = 0
        row.finished_at = clock.now()
        row.save()
