"""What the command line asks of quarantine."""

from collections.abc import Callable

from huike.base.access.facade import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import Conflict
from huike.flow.ingest.mends import actions
from huike.flow.ingest.mends.models import BulkMend
from huike.flow.ingest.mends.rules import BulkChange
from huike.flow.ingest.models import Import

Watcher = Callable[[int, int, str], None]


def mend_rows(
    actor: Actor,
    import_id: int,
    change: BulkChange,
    *,
    reason: str = "",
    column: str = "",
    watcher: Watcher | None = None,
) -> tuple[BulkMend, Import]:
    """Mend all rows that the filter names and read them again, to the end."""
    row = actions.begin(actor, import_id, change, reason=reason, column=column)
    _to_end(actor, row.job_id, watcher)
    row.refresh_from_db()
    if row.replay_job_id is not None:
        _to_end(actor, row.replay_job_id, watcher)
    return row, Import.objects.get(pk=import_id, workspace_id=actor.workspace_id)


def _to_end(actor: Actor, job_id: int | None, watcher: Watcher | None) -> None:
    assert job_id is not None
    job = jobs.run_now(job_id, workspace_id=actor.workspace_id, watcher=watcher)
    if job.state != "done":
        raise Conflict(f"The work ended as {job.state}", code="mend_not_done")
