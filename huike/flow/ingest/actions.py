"""Acts on imports: upload, map, run, cancel."""

import re
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.files import facade as files
from huike.base.jobs.facade import cancel as cancel_job
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import upsert
from huike.base.kernel.errors import Conflict, Invalid
from huike.flow.ingest import queries
from huike.flow.ingest.models import Import, Mapping, QuarantinedRow
from huike.flow.ingest.rules import layouts, moving
from huike.flow.ingest.rules.fields import FIELDS, Kind
from huike.flow.ingest.rules.plan import LayoutName, Plan, checked
from huike.flow.ingest.steps.run import table
from huike.library.commerce import facade as commerce

MOST_BYTES = 4 * 1024**3
_TWIN = re.compile(r" \(\d+\)$")
_State = Import.State
_EDITABLE = (_State.DRAFT, _State.FAILED, _State.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Upload:
    """A file and what its sender says of it."""

    file_name: str
    kind: Kind
    shop_id: int
    layout: LayoutName | None = None  # None: look at the columns
    encoding: str = ""
    sheet: str = ""


def create_import(actor: Actor, stream: BinaryIO, upload: Upload) -> Import:
    """Keep the file, look at its header, propose how to read it; nothing is read further yet."""
    _known_kind(upload.kind)
    commerce.shop(upload.shop_id, scope=actor.scope)
    blob = files.put(stream, max_bytes=MOST_BYTES)
    try:
        return _create(actor, blob, upload)
    except BaseException:
        files.delete(blob.key)
        raise


def import_again(actor: Actor, source_id: int, upload: Upload) -> Import:
    """A new import of a file that is kept already."""
    _known_kind(upload.kind)
    source = queries.one(source_id, scope=actor.scope)
    commerce.shop(upload.shop_id, scope=actor.scope)
    return _create(actor, files.stat(source.blob_key), upload)


def set_plan(actor: Actor, import_id: int, plan: Plan) -> Import:
    """Change how the file is read; once rows have landed, only what changes no line's key."""
    row = queries.one(import_id, scope=actor.scope)
    checked(plan, row.kind, tuple(row.header))  # type: ignore[arg-type]
    state, _ = queries.state_of(row)
    if state not in _EDITABLE:
        _check_only_options(row, plan, state)
    with transaction.atomic():
        row.plan = plan.model_dump(mode="json")
        row.save(update_fields=["plan"])
        audit(actor, "import.mapped", target_kind="import", target_id=row.pk, fields=["plan"])
    return row


def run(actor: Actor, import_id: int) -> int:
    """Start the import, or go on with one that stopped; answers the job."""
    row = queries.one(import_id, scope=actor.scope)
    state, _ = queries.state_of(row)
    if state not in _EDITABLE:
        raise Conflict(f"This import is {state}", code="import_not_startable", state=state)
    plan = Plan.model_validate(row.plan)
    checked(plan, row.kind, tuple(row.header))  # type: ignore[arg-type]
    _check_kept(row)
    with transaction.atomic():
        row = Import.objects.select_for_update().get(pk=import_id, workspace_id=actor.workspace_id)
        if row.phase == Import.Phase.NONE:
            row.run, row.batches, row.staged, row.landed = 1, 0, 0, 0
            row.buckets = row.buckets_done = row.told = 0
            row.problem = None
        row.state = _State.WAITING if row.phase == Import.Phase.NONE else _State.RUNNING
        row.job_id = enqueue_run(row, actor)
        row.save()
        _remember(row, plan)
        audit(actor, "import.started", target_kind="import", target_id=row.pk)
    return row.job_id


def dry_run(actor: Actor, import_id: int) -> int:
    """Clean the whole file and land nothing; answers the job."""
    row = queries.one(import_id, scope=actor.scope)
    state, _ = queries.state_of(row)
    if state not in _EDITABLE:
        raise Conflict(f"This import is {state}", code="import_not_startable", state=state)
    checked(Plan.model_validate(row.plan), row.kind, tuple(row.header))  # type: ignore[arg-type]
    _check_kept(row)
    with transaction.atomic():
        return enqueue(
            "ingest.try_import",
            workspace_id=row.workspace_id,
            args={"import_id": row.pk},
            unique_key=f"ingest.try_import:{row.pk}",
            title=row.file_name,
            created_by=actor.label,
        )


def cancel(actor: Actor, import_id: int) -> Import:
    """Ask for the end of a run; one that has begun to land goes on to its end."""
    row = queries.one(import_id, scope=actor.scope)
    if row.job_id is None or row.state not in (_State.WAITING, _State.RUNNING):
        raise Conflict("This import is not running", code="import_not_running")
    if row.phase in (Import.Phase.LANDING, Import.Phase.TELLING):
        raise Conflict(
            "This import has begun to land and can no longer be cancelled", code="import_landing"
        )
    with transaction.atomic():
        cancel_job(row.job_id, row.workspace_id)
        audit(actor, "import.cancelled", target_kind="import", target_id=row.pk)
    row.refresh_from_db()
    return row


def enqueue_run(row: Import, actor: Actor) -> int:
    """One run at a time lands in a workspace, in the order they were started."""
    return enqueue(
        "ingest.run_import",
        workspace_id=row.workspace_id,
        args={"import_id": row.pk},
        unique_key=f"ingest.run_import:{row.pk}",
        order_key=f"landing:{row.workspace_id}",
        title=row.file_name,
        created_by=actor.label,
    )


def _create(actor: Actor, blob: files.Blob, upload: Upload) -> Import:
    kind, columns, file_format = _looked_at(blob, upload)
    saved = queries.saved_plan(actor.workspace_id, kind, columns)
    if saved and upload.layout in (None, saved.layout):
        plan = layouts.again(saved, columns, upload.file_name)
    else:
        layout = upload.layout or layouts.detect(kind, columns)
        plan = layouts.proposed(layout, kind, columns, upload.file_name)
    with transaction.atomic():
        row = Import.objects.create(
            workspace_id=actor.workspace_id,
            shop_id=upload.shop_id,
            kind=kind,
            file_name=upload.file_name.replace("\\", "/").rsplit("/", 1)[-1][:200] or "file",
            file_format=file_format,
            file_encoding=upload.encoding,
            sheet=upload.sheet,
            header=list(columns),
            blob_key=blob.key,
            size=blob.size,
            digest=blob.sha256,
            wrapped_key=crypto.wrap_key(crypto.new_key()),
            plan=plan.model_dump(mode="json"),
            created_at=clock.now(),
            created_by=actor.label,
        )
        audit(
            actor,
            "import.uploaded",
            target_kind="import",
            target_id=row.pk,
            digest=blob.sha256,
        )
    return row


def _looked_at(blob: files.Blob, upload: Upload) -> tuple[Kind, tuple[str, ...], files.Format]:
    """What the file holds; contacts of another system are that, whatever they were taken for."""
    where = {"encoding": upload.encoding, "sheet": upload.sheet}
    with table(blob.key, upload.file_name, "customers", **where) as reader:
        columns, file_format = reader.columns, reader.format
    is_moving = upload.layout is None and moving.recognised(columns) is not None
    kind: Kind = "customers" if is_moving else upload.kind
    if kind != "customers" and any(_TWIN.search(column) for column in columns):
        with table(blob.key, upload.file_name, kind, **where) as reader:  # twins are refused there
            columns = reader.columns
    return kind, columns, file_format


def _remember(row: Import, plan: Plan) -> None:
    upsert(
        Mapping,
        ("workspace_id", "kind", "fingerprint", "plan", "saved_at"),
        [
            (
                row.workspace_id,
                row.kind,
                layouts.fingerprint(row.header),
                plan.model_dump(mode="json"),
                clock.now(),
            )
        ],
        unique=("workspace_id", "kind", "fingerprint"),
        update=("plan", "saved_at"),
    )


def _check_only_options(row: Import, plan: Plan, state: str) -> None:
    has_rows = QuarantinedRow.objects.filter(
        workspace_id=row.workspace_id, source_id=row.pk, state__in=queries.TO_MEND
    ).exists()
    if state != _State.FINISHED or not has_rows:
        raise Conflict(f"This import is {state}", code="import_not_editable", state=state)
    known = Plan.model_validate(row.plan)
    if plan.columns != known.columns or (
        plan.options.is_decimal_comma != known.options.is_decimal_comma
    ):
        raise Conflict(
            "Rows have landed by this mapping: only options can still change, for the others",
            code="import_mapping_fixed",
            mend="Import the file again with the other mapping",
        )


def _check_kept(row: Import) -> None:
    if not row.blob_key:
        raise Conflict(
            "The file is no longer kept", code="import_file_gone", mend="Upload it again"
        )


def _known_kind(kind: str) -> None:
    if kind not in FIELDS:
        raise Invalid(f"{kind!r} is no kind of import", code="import_kind", where="kind")
