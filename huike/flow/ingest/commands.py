"""What commands ask of imports: a file from its path to the end, in one call."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from huike.base.access.facade import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest import actions, queries
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.plan import LayoutName
from huike.library.commerce import facade as commerce

Watcher = Callable[[int, int, str], None]


class ImportFailed(HuikeError):
    """The file was not imported; the text is the import's own reason."""

    status = 422
    code = "import_failed"


def import_file(
    actor: Actor,
    path: Path | str,
    *,
    kind: Kind,
    shop: str,
    layout: LayoutName | None = None,
    name: str = "",
    watcher: Watcher | None = None,
) -> dict[str, Any]:
    """Import a file into the shop of this name (made where there is none) and wait for the end."""
    place = commerce.ensure_shop(actor, shop)
    with open(path, "rb") as stream:
        row = actions.create_import(
            actor,
            stream,
            actions.Upload(
                file_name=name or Path(path).name, kind=kind, shop_id=place.id, layout=layout
            ),
        )
    return finish(actor, row, watcher)


def finish(actor: Actor, row: Import, watcher: Watcher | None = None) -> dict[str, Any]:
    """Run an import here, or follow it where a worker has it, and say what came of it."""
    job_id = actions.run(actor, row.pk)
    job = jobs.run_now(job_id, workspace_id=actor.workspace_id, watcher=watcher)
    row.refresh_from_db()
    if row.state != Import.State.FINISHED:
        problem = row.problem or {}
        raise ImportFailed(
            str(problem.get("detail") or job.error or f"The import is {row.state}"),
            code=str(problem.get("code") or "import_failed"),
            where=str(problem.get("where") or ""),
            mend=str(problem.get("mend") or ""),
        )
    return {
        "import_id": row.pk,
        "rows": row.rows,
        "accepted": row.accepted,
        "duplicates": row.duplicates,
        "quarantined": row.quarantined,
        "new_customers": row.new_customers,
        "seconds": round(row.seconds, 3),
        "reasons": queries.reasons(row),
    }
