"""Jobs of imports: run, dry run, tidy up. And of sources: what waits is landed."""

from dataclasses import asdict
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import transaction

from huike.base.files import facade as files
from huike.base.jobs.facade import (
    Cancel,
    Cancelled,
    Context,
    Done,
    Outcome,
    Retry,
    Snooze,
    enqueue,
    forget_done,
    is_alive,
    job,
    schedule,
)
from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError, NotFound
from huike.flow.ingest.collect import forgetting, landing, quarantine, replaying
from huike.flow.ingest.mends import actions as mends
from huike.flow.ingest.models import BulkMend, Import, QuarantinedRow
from huike.flow.ingest.steps import driver
from huike.flow.ingest.steps.trial import trial

log = structlog.get_logger(__name__)
_KEEP_FILES = timedelta(days=30)
_LONGEST_PAUSE = 60.0  # seconds before a landing that failed is tried again


@job("ingest.run_import", max_attempts=10, lane="long")
def run_import(ctx: Context, *, import_id: int) -> Outcome:
    """Bring a file in, or go on where an earlier try stopped."""
    row = _of(ctx, import_id)
    if row.state not in (Import.State.WAITING, Import.State.RUNNING):
        return Cancel("this import has ended already")
    try:
        done = driver.advance(row.pk, ctx)
    except Cancelled:
        driver.give_up(_of(ctx, import_id), Import.State.CANCELLED)
        raise
    except HuikeError as refusal:
        row = _of(ctx, import_id)
        if not refusal.may_retry and row.phase in (Import.Phase.NONE, Import.Phase.READING):
            driver.give_up(row, Import.State.FAILED, problem_of(refusal))
        raise
    return Done(
        {
            "rows": done.rows,
            "accepted": done.accepted,
            "duplicates": done.duplicates,
            "quarantined": done.quarantined,
            "new_customers": done.new_customers,
        }
    )


@job("ingest.try_import", max_attempts=3, lane="long")
def try_import(ctx: Context, *, import_id: int) -> Outcome:
    """Clean the whole file and land nothing."""
    return Done(trial(_of(ctx, import_id), ctx) | {"problems": []})


@job("ingest.mend_rows", max_attempts=10, lane="long")
def mend_rows(ctx: Context, *, mend_id: int) -> Outcome:
    """Write over a column of many rows that were set aside, and have them read again."""
    row = BulkMend.objects.filter(pk=mend_id, workspace_id=ctx.workspace_id).first()
    if row is None:
        return Cancel("this import is gone")
    done = mends.carry_out(row, ctx)
    return Done({"changed": done.changed, "replay_job_id": done.replay_job_id})


@schedule("ingest.tidy", every="1d@03:40")
@job("ingest.tidy", max_attempts=3)
def tidy(ctx: Context) -> Outcome:
    """Let go of what nobody will need: files read to the end a month ago, with nothing left to
    mend, and messages that were held back for as long."""
    waiting = QuarantinedRow.objects.filter(
        state__in=(QuarantinedRow.State.OPEN, QuarantinedRow.State.MENDED)
    )
    old = Import.objects.filter(finished_at__lt=clock.now() - _KEEP_FILES).exclude(blob_key="")
    old = old.exclude(pk__in=waiting.values("source_id"))
    gone = 0
    for pk, key in old.values_list("pk", "blob_key")[:1_000]:
        Import.objects.filter(pk=pk).update(blob_key="")
        # One file may have been imported twice (as orders, then as products).
        if not Import.objects.filter(blob_key=key).exists():
            files.delete(key)
        gone += 1
    return Done({"files": gone, "messages": quarantine.forget()})


@job("ingest.land", max_attempts=1_000_000, lane="live")
def land(ctx: Context) -> Outcome:
    """Land what sources sent, a second's worth at a time; what fails is tried again, ever later."""
    try:
        step = landing.land_next(ctx.workspace_id)
    except HuikeError as refusal:
        # Never given up: what was accepted is landed as soon as it can be.
        log.warning("landing_failed", workspace=ctx.workspace_id, code=refusal.code)
        return Retry(min(_LONGEST_PAUSE, ctx.row.attempts**2), f"{refusal.code}: {refusal}")
    # Others' turn comes first; between two turns nothing is held.
    return Snooze(0) if step.may_be_more else Done()


@job("ingest.replay_source", max_attempts=10, lane="long")
def replay_source(ctx: Context, *, source_id: int, since: str, until: str) -> Outcome:
    """Land again what a source sent, of which nothing is landed twice; from the start if cut."""
    span = datetime.fromisoformat(since), datetime.fromisoformat(until)
    return Done(asdict(replaying.replay(ctx.workspace_id, source_id, *span, ctx.progress)))


@schedule("ingest.forget", every="1d@04:10")
@job("ingest.forget", max_attempts=3, lane="long")
def forget(ctx: Context) -> Outcome:
    """Let go of what sources sent when its days are over, and of what tells duplicates."""
    forget_done("ingest.land", clock.now() - timedelta(days=1))
    return Done(asdict(forgetting.forget(clock.now(), settings.JOURNAL_DAYS, ctx.progress)))


def look_for_waiting() -> None:
    """Have the landing of each workspace whose entries wait begin, unless it has."""
    for workspace_id in journal.who_waits():
        key = f"ingest.land:{workspace_id}"
        if not is_alive(key):
            with transaction.atomic():
                enqueue("ingest.land", workspace_id=workspace_id, unique_key=key)


def problem_of(refusal: HuikeError) -> dict[str, object]:
    """A refusal as it is kept with the import."""
    return {
        "code": refusal.code,
        "detail": refusal.detail,
        "where": refusal.where,
        "mend": refusal.mend,
        "params": refusal.params,
    }


def _of(ctx: Context, import_id: int) -> Import:
    row = Import.objects.filter(pk=import_id, workspace_id=ctx.workspace_id).first()
    if row is None:
        raise NotFound("This import is gone", code="import_missing")
    return row
