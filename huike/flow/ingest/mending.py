"""Acts on rows that were set aside: mend, replay, discard, take out as a table."""

from collections.abc import Iterator, Mapping
from typing import BinaryIO

import polars as pl
from django.db import transaction
from django.db.models import QuerySet

from huike.base.access.facade import Actor, audit
from huike.base.files import facade as files
from huike.base.kernel import crypto
from huike.base.kernel.errors import Conflict, Invalid
from huike.flow.ingest import actions, queries
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.rowrules.rules import REASONS as RULE_REASONS
from huike.flow.ingest.steps.quarantine import sealed, unsealed

_State = QuarantinedRow.State
_MOST_CELL = 65_536
HELD_BACK = tuple(RULE_REASONS.values())


def mend_row(
    actor: Actor, import_id: int, row_id: int, cells: Mapping[str, str | None]
) -> QuarantinedRow:
    """Write over some cells of a row; the row waits to be replayed."""
    source = queries.one(import_id, scope=actor.scope)
    row = queries.quarantined_row(source, row_id)
    unknown = [name for name in cells if name not in source.header]
    if unknown:
        raise Invalid(
            f"The file has no column {unknown[0]!r}", code="mend_column", where=unknown[0]
        )
    if any(len(value or "") > _MOST_CELL for value in cells.values()):
        raise Invalid("A cell is too long", code="mend_too_long")
    key = crypto.unwrap_key(bytes(source.wrapped_key))
    kept = mends_of(row, key)
    with transaction.atomic():
        changed = QuarantinedRow.objects.filter(
            workspace_id=actor.workspace_id, pk=row.pk, state__in=queries.TO_MEND
        ).update(sealed_mend=sealed(key, {**kept, **cells}), state=_State.MENDED)
        if not changed:
            raise Conflict(f"This row is {row.state}", code="quarantined_row_settled")
        audit(
            actor,
            "import.row_mended",
            target_kind="import",
            target_id=source.pk,
            fields=sorted(cells),
        )
    row.refresh_from_db()
    return row


def mends_of(row: QuarantinedRow, key: bytes) -> dict[str, str | None]:
    """The cells that have been written over so far."""
    return unsealed(key, bytes(row.sealed_mend)) if row.sealed_mend is not None else {}


def replay(
    actor: Actor, import_id: int, *, reason: str = "", column: str = "", only_mended: bool = True
) -> int:
    """Read the mended rows again (or, after the plan has changed, all that a filter names)."""
    source = queries.one(import_id, scope=actor.scope)
    state, _ = queries.state_of(source)
    if state != Import.State.FINISHED:
        raise Conflict(f"This import is {state}", code="import_not_finished", state=state)
    if not source.blob_key:
        raise Conflict("The file is no longer kept", code="import_file_gone")
    wanted = queries.filtered(
        source, reason=reason, column=column, state=_State.MENDED if only_mended else ""
    )
    with transaction.atomic():
        count = wanted.update(state=_State.REPLAYING)
        if not count:
            raise Conflict("No row waits to be replayed", code="replay_nothing")
        row = Import.objects.select_for_update().get(pk=source.pk, workspace_id=actor.workspace_id)
        row.run += 1
        row.state, row.phase = Import.State.WAITING, Import.Phase.NONE
        row.batches = row.staged = row.landed = row.buckets = row.buckets_done = row.told = 0
        row.job_id = actions.enqueue_run(row, actor)
        row.save()
        audit(actor, "import.replayed", target_kind="import", target_id=source.pk, count=count)
    return row.job_id


def release(
    actor: Actor, import_id: int, *, row_ids: list[int] | None, reason: str = "", column: str = ""
) -> int:
    """Let rows pass that rules hold back, whatever rules say, and have them read; the job."""
    source = queries.one(import_id, scope=actor.scope)
    rows = queries.filtered(source, reason=reason, column=column).filter(reason__in=HELD_BACK)
    if row_ids is not None:
        rows = rows.filter(pk__in=row_ids[:1_000])
    with transaction.atomic():
        count = rows.update(is_released=True, state=_State.MENDED)
        if not count:
            raise Conflict("No rule holds back any of these rows", code="release_nothing")
        audit(actor, "import.rows_released", target_kind="import", target_id=source.pk, count=count)
        return replay(actor, import_id, reason=reason, column=column)


def discard(
    actor: Actor, import_id: int, *, row_ids: list[int] | None, reason: str = "", column: str = ""
) -> int:
    """Give up rows: those named, or all that a filter names; their cells are forgotten."""
    source = queries.one(import_id, scope=actor.scope)
    rows = queries.filtered(source, reason=reason, column=column)
    if row_ids is not None:
        rows = rows.filter(pk__in=row_ids[:1_000])
    nothing = sealed(crypto.unwrap_key(bytes(source.wrapped_key)), {})
    with transaction.atomic():
        count = rows.update(state=_State.DISCARDED, sealed=nothing, sealed_mend=None)
        audit(
            actor, "import.rows_discarded", target_kind="import", target_id=source.pk, count=count
        )
    return count


def reveal_row(actor: Actor, import_id: int, row_id: int) -> queries.QuarantinedCells:
    """The cells as they are; the look is audited."""
    source = queries.one(import_id, scope=actor.scope)
    row = queries.quarantined_row(source, row_id)
    with transaction.atomic():
        audit(
            actor,
            "import.row_revealed",
            target_kind="import",
            target_id=source.pk,
            fields=sorted(source.header),
        )
    key, plan = queries.opening(source)
    return queries.cells_of(row, key, plan, is_masked=False)


def export(
    actor: Actor,
    import_id: int,
    out: BinaryIO,
    *,
    format: files.Format,
    reason: str = "",
    column: str = "",
    state: str = "",
) -> int:
    """The rows that a filter names, with place and reason, as a table to mend outside."""
    source = queries.one(import_id, scope=actor.scope)
    is_masked = not queries.may_see_cells(actor)
    columns = ["row", "problem_column", "problem_reason", *source.header, "text"]
    rows = queries.filtered(source, reason=reason, column=column, state=state)
    count = files.write_table(format, columns, _tables(source, rows, is_masked=is_masked), out)
    with transaction.atomic():
        audit(
            actor,
            "import.quarantine_exported",
            target_kind="import",
            target_id=source.pk,
            count=count,
            fields=[] if is_masked else sorted(source.header),
        )
    return count


def _tables(
    source: Import, rows: "QuerySet[QuarantinedRow]", *, is_masked: bool
) -> Iterator[pl.DataFrame]:
    key, plan = queries.opening(source)
    names = [str(place) for place in range(len(source.header) + 4)]
    schema = {name: pl.Int64 if name == "0" else pl.String for name in names}
    part: list[tuple[object, ...]] = []
    for row in rows.order_by("row").iterator(chunk_size=1_000):
        one = queries.cells_of(row, key, plan, is_masked=is_masked)
        cells = [one.cells.get(name) for name in source.header]
        part.append((one.row, one.column, one.reason, *cells, one.text))
        if len(part) == 5_000:
            yield pl.DataFrame(part, schema=schema, orient="row")
            part = []
    if part:
        yield pl.DataFrame(part, schema=schema, orient="row")
