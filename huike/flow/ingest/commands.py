"""What commands ask of imports: a file from its path to the end, in one call."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from huike.base.access.facade import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import HuikeError
from huike.flow.ingest import actions, queries
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules.fields import Kind
from huike.flow.ingest.rules.plan import LayoutName, Options, Plan
from huike.flow.ingest.steps import findings
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
    options: Mapping[str, Any] | None = None,
    is_trial: bool = False,
    watcher: Watcher | None = None,
) -> dict[str, Any]:
    """Import a file into the shop of this name (made where there is none) and wait for the end.

    As a trial, the file is only read, and what it would bring is told.
    """
    place = commerce.ensure_shop(actor, shop)
    with open(path, "rb") as stream:
        row = actions.create_import(
            actor,
            stream,
            actions.Upload(
                file_name=name or Path(path).name, kind=kind, shop_id=place.id, layout=layout
            ),
        )
    if options:
        plan = Plan.model_validate(row.plan)
        told = Options.model_validate({**plan.options.model_dump(), **options})
        row = actions.set_plan(actor, row.pk, plan.model_copy(update={"options": told}))
    return tried(actor, row, watcher) if is_trial else finish(actor, row, watcher)


def tried(actor: Actor, row: Import, watcher: Watcher | None = None) -> dict[str, Any]:
    """What the file would bring: counts and reasons, and nothing of its rows."""
    job = jobs.run_now(
        actions.dry_run(actor, row.pk), workspace_id=actor.workspace_id, watcher=watcher
    )
    row.refresh_from_db()
    found = findings.kept(row)
    if found is None:
        raise ImportFailed(str(job.error or "The file could not be tried"))
    shown = ("rows", "good", "quarantined", "reasons", "contacts")
    return {"import_id": row.pk, **{name: found[name] for name in shown if found.get(name)}}


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
