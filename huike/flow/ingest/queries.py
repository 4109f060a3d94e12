"""Reads of imports: workspace and shops first."""

from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet

from huike.base.access.facade import Actor, Scope
from huike.base.jobs import facade as jobs
from huike.base.jobs.facade import ALIVE
from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid, NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.ingest.models import Import, Mapping, QuarantinedRow
from huike.flow.ingest.rules import layouts, mask
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.steps.quarantine import LINE, unsealed

_State = QuarantinedRow.State
TO_MEND = (_State.OPEN, _State.MENDED)


@dataclass(frozen=True)
class QuarantinedCells:
    """A row that was set aside, its cells masked unless somebody may see them."""

    id: int
    row: int
    column: str
    reason: str
    problems: list[list[str]]
    cells: AnyMapping[str, str | None]
    text: str | None  # of a row that has no cells
    state: str


def one(import_id: int, *, scope: Scope) -> Import:
    """One import; another workspace's, or one of a shop outside the scope, does not exist."""
    row = Import.objects.filter(pk=import_id, workspace_id=scope.workspace_id).first()
    if row is None or not scope.allows_shop(row.shop_id):
        raise NotFound("No such import", code="import_missing")
    return row


def state_of(row: Import) -> tuple[str, jobs.JobInfo | None]:
    """The state, and the job behind it; a run whose job has died for good has failed."""
    if row.job_id is None or row.state not in (Import.State.WAITING, Import.State.RUNNING):
        return row.state, None
    try:
        job = jobs.info(row.job_id, workspace_id=row.workspace_id)
    except NotFound:
        return Import.State.FAILED, None
    if job.state in ALIVE:
        return row.state, job
    is_cancelled = job.state == "cancelled" and row.state == Import.State.WAITING
    return Import.State.CANCELLED if is_cancelled else Import.State.FAILED, job


def page(
    *,
    scope: Scope,
    q: str = "",
    kind: str = "",
    state: str = "",
    shop_id: int | None = None,
    cursor: str = "",
    limit: int = 50,
) -> Page[Import]:
    """Imports, newest first."""
    rows = _visible(scope)
    if q:
        rows = rows.filter(file_name__icontains=q)
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    if shop_id is not None:
        rows = rows.filter(shop_id=shop_id)
    total = rows.count()
    if cursor:
        rows = rows.filter(pk__lt=decode_cursor(cursor, 1)[0])
    size = limit_of(limit)
    found = list(rows.order_by("-pk")[: size + 1])
    more = encode_cursor([found[size - 1].pk]) if len(found) > size else None
    return Page(found[:size], more, total)


def saved_plan(workspace_id: int, kind: Kind, header: tuple[str, ...]) -> Plan | None:
    """How files with these columns were read last time."""
    row = Mapping.objects.filter(
        workspace_id=workspace_id, kind=kind, fingerprint=layouts.fingerprint(header)
    ).first()
    return Plan.model_validate(row.plan) if row else None


def quarantine(
    source: Import,
    *,
    reason: str = "",
    column: str = "",
    state: str = "",
    cursor: str = "",
    limit: int = 50,
) -> Page[QuarantinedCells]:
    """Rows that were set aside, by row number; without a state, those that wait to be mended."""
    rows = filtered(source, reason=reason, column=column, state=state)
    total = rows.count()
    if cursor:
        rows = rows.filter(row__gt=decode_cursor(cursor, 1)[0])
    size = limit_of(limit)
    found = list(rows.order_by("row")[: size + 1])
    more = encode_cursor([found[size - 1].row]) if len(found) > size else None
    key, plan = _opening(source)
    return Page([cells_of(row, key, plan) for row in found[:size]], more, total)


def filtered(
    source: Import, *, reason: str = "", column: str = "", state: str = ""
) -> "QuerySet[QuarantinedRow]":
    """The quarantined rows of an import that a filter names."""
    rows = QuarantinedRow.objects.filter(workspace_id=source.workspace_id, source_id=source.pk)
    if state and state not in _State.values:
        raise Invalid(
            f"{state!r} is no state of a quarantined row", code="bad_state", where="state"
        )
    rows = rows.filter(state=state) if state else rows.filter(state__in=TO_MEND)
    if reason:
        rows = rows.filter(reason=reason)
    if column:
        rows = rows.filter(column=column)
    return rows


def quarantined_row(source: Import, row_id: int) -> QuarantinedRow:
    """One quarantined row of this import."""
    row = QuarantinedRow.objects.filter(
        pk=row_id, source_id=source.pk, workspace_id=source.workspace_id
    ).first()
    if row is None:
        raise NotFound("No such row", code="quarantined_row_missing")
    return row


def reasons(source: Import) -> list[dict[str, Any]]:
    """How many rows wait to be mended, by reason and column; the most first."""
    counted = filtered(source).values("reason", "column").annotate(count=Count("id"))
    return [dict(one) for one in counted.order_by("-count", "reason", "column")]


def cells_of(
    row: QuarantinedRow, key: bytes, plan: Plan, *, is_masked: bool = True
) -> QuarantinedCells:
    """The row's cells as they stand now."""
    cells = unsealed(key, bytes(row.sealed))
    if row.sealed_mend is not None:
        cells |= unsealed(key, bytes(row.sealed_mend))
    text = cells.pop(LINE, None)
    if is_masked:
        text = mask.hidden(text) if text else text
        cells = mask.row(cells, plan)
    return QuarantinedCells(
        row.pk, row.row, row.column, row.reason, row.problems, cells, text, row.state
    )


def may_see_cells(actor: Actor) -> bool:
    """Whether this person may read what names other people."""
    return actor.can("customers.reveal")


def opening(source: Import) -> tuple[bytes, Plan]:
    """What the cells of an import are opened and masked by."""
    return _opening(source)


def last_finished(workspace_id: int) -> datetime | None:
    """When an import ended last."""
    return (
        Import.objects.filter(workspace_id=workspace_id, state=Import.State.FINISHED)
        .order_by("-finished_at")
        .values_list("finished_at", flat=True)
        .first()
    )


def _opening(source: Import) -> tuple[bytes, Plan]:
    return crypto.unwrap_key(bytes(source.wrapped_key)), Plan.model_validate(source.plan)


def _visible(scope: Scope) -> "QuerySet[Import]":
    rows = Import.objects.filter(workspace_id=scope.workspace_id)
    return rows if scope.shop_ids is None else rows.filter(shop_id__in=scope.shop_ids)
