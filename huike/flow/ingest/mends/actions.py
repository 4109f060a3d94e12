"""Mending many rows at once: asked for in one act, done by a job, read again after it."""

from django.db import transaction

from huike.base.access.facade import Actor, audit, system_actor
from huike.base.jobs.facade import Context, enqueue, is_alive
from huike.base.kernel import clock, crypto
from huike.base.kernel.errors import Conflict
from huike.flow.ingest import mending, queries
from huike.flow.ingest.mends import looking
from huike.flow.ingest.mends.models import BulkMend
from huike.flow.ingest.mends.rules import BulkChange, Changing
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.steps.quarantine import sealed

_CONTEXT = "ingest.bulk_mend"
_CHUNK = 500  # rows a transaction, for SQLite has one writer


def begin(
    actor: Actor, import_id: int, change: BulkChange, *, reason: str = "", column: str = ""
) -> BulkMend:
    """Have all rows that the filter names changed and read again; says who asked for what."""
    source = queries.one(import_id, scope=actor.scope)
    looking.may_be_mended(source)
    key, plan = queries.opening(source)
    looking.of(source, change, plan)
    unique_key = f"ingest.mend_rows:{source.pk}"
    if is_alive(unique_key):
        raise Conflict("Rows of this import are being mended already", code="mend_running")
    matched = queries.filtered(source, reason=reason, column=column).count()
    if not matched:
        raise Conflict("No row waits to be mended", code="mend_nothing")
    with transaction.atomic():
        row = BulkMend.objects.create(
            workspace_id=actor.workspace_id,
            source_id=source.pk,
            reason=reason,
            of_column=column,
            column=change.column,
            how=change.how,
            sealed_change=crypto.seal(key, change.model_dump_json(), _CONTEXT),
            matched=matched,
            asked_at=clock.now(),
            asked_by=actor.label,
        )
        # After the runs that were asked for before: of an import under way nothing is mended.
        row.job_id = enqueue(
            "ingest.mend_rows",
            workspace_id=actor.workspace_id,
            args={"mend_id": row.pk},
            unique_key=unique_key,
            order_key=f"landing:{actor.workspace_id}",
            title=source.file_name,
            created_by=actor.label,
        )
        row.save(update_fields=["job_id"])
        audit(
            actor,
            "import.rows_mended",
            target_kind="import",
            target_id=source.pk,
            fields=[change.column],
            count=matched,
        )
    return row


def carry_out(row: BulkMend, ctx: Context) -> BulkMend:
    """Change the rows behind those that are changed already; then have the mended ones read."""
    source = row.source
    key, plan = queries.opening(source)
    change = BulkChange.model_validate_json(crypto.unseal(key, bytes(row.sealed_change), _CONTEXT))
    act = looking.of(source, change, plan)
    kept = QuarantinedRow.objects.filter(workspace_id=row.workspace_id)
    seen = 0
    while True:
        with transaction.atomic():
            rows = queries.filtered(source, reason=row.reason, column=row.of_column)
            rows = rows.filter(row__gt=row.done_row).order_by("row")
            part = list(rows.select_for_update()[:_CHUNK])
            if not part:
                break
            mended = [one for one in part if _write(one, key, change.column, act)]
            kept.bulk_update(mended, ["sealed_mend", "state"], batch_size=250)
            row.done_row = part[-1].row
            row.changed += len(mended)
            row.save(update_fields=["done_row", "changed"])
        seen += len(part)
        ctx.progress(min(seen, row.matched), row.matched, f"{row.changed:,} rows mended")
    return _read_again(row)


def _write(row: QuarantinedRow, key: bytes, column: str, act: Changing) -> bool:
    cells = looking.cells_of(row, key)
    if not looking.is_changed(cells, column, act):
        return False
    kept = mending.mends_of(row, key)
    row.sealed_mend = sealed(key, {**kept, column: act(cells[column])})
    row.state = QuarantinedRow.State.MENDED
    return True


def _read_again(row: BulkMend) -> BulkMend:
    """A mend that changed nothing reads nothing; where somebody runs the import, rows wait."""
    with transaction.atomic():
        if row.changed:
            row.replay_job_id = _replayed(row)
        row.finished_at = clock.now()
        row.save(update_fields=["finished_at", "replay_job_id"])
    return row


def _replayed(row: BulkMend) -> int | None:
    actor = system_actor(row.workspace_id, row.asked_by)
    try:
        return mending.replay(actor, row.source_id, reason=row.reason, column=row.of_column)
    except Conflict as refusal:
        if refusal.code not in ("import_not_finished", "replay_nothing"):
            raise
        return None
