"""`huike export`: a list or a whole table of facts as a file."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import click

from huike.base.access.facade import system_actor, workspace_by_name
from huike.base.jobs.facade import run_now
from huike.base.kernel.errors import Conflict
from huike.entry.commands.progress import bar
from huike.flow.profile import columns, exporting

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
_PERIOD = {"orders": ("ordered_from", "ordered_to"), "customers": ("", "")}


@click.command("export")
@click.argument("out", type=click.Path(dir_okay=False, writable=True, path_type=Path))
@click.option("--workspace", required=True)
@click.option("--list", "list_name", type=click.Choice(list(columns.LISTS)), required=True)
@click.option("--from", "since", type=_MOMENT, help="UTC; by when it happened")
@click.option("--to", "until", type=_MOMENT, help="UTC; before this moment")
@click.option("--column", "names", multiple=True, help="May be given again; default: all")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh")
@click.option("--unmasked", is_flag=True, help="Personal values as they are; noted in the audit")
@click.option("--json", "as_json", is_flag=True)
def export_command(
    out: Path,
    workspace: str,
    list_name: exporting.ListName,
    since: datetime | None,
    until: datetime | None,
    names: tuple[str, ...],
    language: columns.Language,
    unmasked: bool,
    as_json: bool,
) -> None:
    """Write OUT; its ending says how: .csv, .xlsx or .parquet."""
    ending = out.suffix.lstrip(".").lower()
    if ending not in exporting.FORMATS:
        raise click.BadParameter("end it with .csv, .xlsx or .parquet", param_hint="OUT")
    first, last = _PERIOD.get(list_name, ("since", "until"))
    period = {first: since, last: until}
    if any(period.values()) and not first:
        raise click.BadParameter("customers have no period", param_hint="--from/--to")
    filters = {
        name: at.replace(tzinfo=UTC).isoformat() for name, at in period.items() if at is not None
    }
    actor = system_actor(workspace_by_name(workspace).id, "command line")
    asked = exporting.Asked(
        filters, exporting.SORTS.get(list_name, ""), list(names), language=language
    )
    row = exporting.ask(actor, list_name, ending, asked, is_whole=unmasked)  # type: ignore[arg-type]
    assert row.job_id is not None
    with bar(out.name, is_off=as_json) as watcher:
        ended = run_now(row.job_id, workspace_id=actor.workspace_id, watcher=watcher)
    if ended.state != "done":
        raise Conflict(f"The export ended as {ended.state}", code="export_not_ready")
    made, file = exporting.opened(actor, row.pk)
    with file, out.open("wb") as target:
        shutil.copyfileobj(file, target)
    told = {"rows": made.rows, "digest": made.digest, "file": str(out)}
    click.echo(json.dumps(told) if as_json else f"{made.rows} rows\t{out}\t{made.digest}")


COMMANDS = [export_command]
