"""Jobs of connections: ask for what is new, read history, look whose time has come."""

from datetime import timedelta

from huike.base.jobs.facade import (
    Cancel,
    Context,
    Done,
    Outcome,
    Snooze,
    forget_done,
    job,
    schedule,
)
from huike.base.kernel import clock
from huike.flow.ingest.connect import actions, syncing
from huike.flow.ingest.connect.keeping import Left
from huike.flow.ingest.connect.models import SeenNotice

_KEEP = timedelta(days=1)


@schedule("ingest.ask_connections", every="20s")
@job("ingest.ask_connections", max_attempts=3)
def ask_connections(ctx: Context) -> Outcome:
    """Have every connection asked whose time has come."""
    return Done({"asked": actions.ask_due()})


@job("ingest.sync_connection", max_attempts=10, lane="long")
def sync_connection(ctx: Context, *, connection_id: int) -> Outcome:
    """Fetch what is new; after trouble the connection knows when it is asked again."""
    try:
        syncing.sync(ctx.workspace_id, connection_id, ctx.progress)
    except Left:
        return Cancel("this connection is not asked any more")
    return Done()


@job("ingest.backfill_connection", max_attempts=1_000, lane="long")
def backfill_connection(ctx: Context, *, connection_id: int) -> Outcome:
    """Read history from where it stands; a platform that is away is waited for."""
    try:
        later = syncing.backfill(ctx.workspace_id, connection_id, ctx.progress)
    except Left:
        return Cancel("this connection is not asked any more")
    if later is not None:
        return Snooze(later)
    if syncing.active(ctx.workspace_id, connection_id) is None:
        return Cancel("this connection is not asked any more")
    return Done()


@schedule("ingest.forget_connections", every="1d@04:20")
@job("ingest.forget_connections", max_attempts=3)
def forget_connections(ctx: Context) -> Outcome:
    """Let go of jobs that only asked, and of calls that nobody will repeat."""
    before = clock.now() - _KEEP
    jobs = forget_done("ingest.ask_connections", before)
    jobs += forget_done("ingest.sync_connection", before)
    calls, _ = SeenNotice.objects.filter(at__lt=before).delete()
    return Done({"jobs": jobs, "calls": calls})
