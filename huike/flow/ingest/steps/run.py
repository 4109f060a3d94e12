"""What a step knows of the run it belongs to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from huike.base.access.facade import workspace
from huike.base.files import facade as files
from huike.base.jobs.facade import Cancelled, Context
from huike.base.kernel import crypto
from huike.flow.ingest.models import Import
from huike.flow.ingest.rowrules.judging import Judge, standing
from huike.flow.ingest.rules import moving
from huike.flow.ingest.rules.cleaning import Setting
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.staging import Staging

log = structlog.get_logger(__name__)
BATCH_ROWS = 100_000


@dataclass(frozen=True)
class Run:
    """One reading of a file, from its first step to its last."""

    row: Import
    plan: Plan
    setting: Setting
    staging: Staging
    key: bytes
    judge: Judge

    @property
    def params(self) -> dict[str, Any]:
        """What every statement of the landing is told."""
        return {"workspace": self.row.workspace_id, "shop": self.row.shop_id}

    def save(self, **values: Any) -> None:
        """Write progress; a step is recorded after it has been done."""
        for name, value in values.items():
            setattr(self.row, name, value)
        self.row.save(update_fields=list(values))


def opened(row: Import) -> Run:
    """The run that this import is in."""
    place, now = (row.workspace_id, row.shop_id), row.started_at or row.created_at
    is_under_way = row.phase != Import.Phase.NONE
    return Run(
        row=row,
        plan=Plan.model_validate(row.plan),
        setting=setting(row.workspace_id, now),
        staging=Staging(row.pk, row.run),
        key=crypto.unwrap_key(bytes(row.wrapped_key)),
        judge=Judge(*place, row.kind, row.rules if is_under_way else rules_of(row), now),
    )


def rules_of(row: Import) -> list[dict[str, Any]]:
    """What a person asks of the rows of such a file now."""
    return standing(row.workspace_id, f"file_{row.kind}", row.shop_id)


def setting(workspace_id: int, now: datetime) -> Setting:
    """The workspace's currency and zone, and the moment that dates are judged by."""
    here = workspace(workspace_id)
    return Setting(currency=here.currency, timezone=here.timezone, now=now)


def table_of(row: Import) -> files.TableReader:
    """The file of the import, opened as its preview was."""
    return table(row.blob_key, row.file_name, row.kind, encoding=row.file_encoding, sheet=row.sheet)


def table(
    blob_key: str, file_name: str, kind: str, *, encoding: str = "", sheet: str = ""
) -> files.TableReader:
    """A file that is kept, opened as rows of this kind: contacts may come in parts, with twins."""
    return files.open_table(
        files.open_blob(blob_key),
        file_name,
        encoding=encoding or None,
        sheet=sheet,
        together=moving.TOGETHER,
        is_numbered=kind == "customers",
    )


def tell(ctx: Context | None, done: int, total: int, note: str, *, may_cancel: bool = True) -> None:
    """Show how far the run is.

    Once landing has begun, a wish to cancel comes too late: half an import would be worse than a
    whole one, and a whole one is only moments away.
    """
    if ctx is None:
        return
    try:
        ctx.progress(done, total, note)
    except Cancelled:
        if may_cancel:
            raise
