"""`huike import`: a file into a workspace, with a bar, or one JSON object."""

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

from huike.base.access.facade import system_actor, workspace_by_name
from huike.base.access.queries import all_workspaces
from huike.base.kernel.errors import Invalid
from huike.flow.ingest import facade as ingest

_KINDS = ("orders", "customers", "products")
_LAYOUTS = ("auto", "generic", "complete_journey", "uci_online_retail")


def _workspace(name: str | None) -> int:
    if name:
        return workspace_by_name(name).id
    known = all_workspaces()
    if len(known) != 1:
        raise Invalid(
            "Name the workspace" if known else "There is no workspace yet",
            where="--workspace",
            mend="huike workspace list" if known else "huike workspace create",
        )
    return known[0].id


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(_KINDS), required=True)
@click.option("--layout", type=click.Choice(_LAYOUTS), default="auto")
@click.option("--shop", required=True, help="Made when there is none of this name")
@click.option("--workspace", help="Needed when there are several")
@click.option("--json", "as_json", is_flag=True)
def import_command(
    file: Path, kind: str, layout: str, shop: str, workspace: str | None, as_json: bool
) -> None:
    """Import FILE: what is wrong is set aside with its reason, what is known adds nothing."""
    actor = system_actor(_workspace(workspace), "command line")
    chosen: Any = None if layout == "auto" else layout
    bar = Progress(
        "{task.description}",
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        disable=as_json or not sys.stderr.isatty(),
    )
    with bar:
        task = bar.add_task(file.name, total=None)
        told = ingest.import_file(
            actor,
            file,
            kind=kind,  # type: ignore[arg-type]  # one of _KINDS
            shop=shop,
            layout=chosen,
            watcher=lambda done, total, note: bar.update(
                task, completed=done, total=total or None, description=note or file.name
            ),
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        click.echo(f"{name:<16}{value}")


COMMANDS = [import_command]
