"""`huike import`: a file into a workspace, with a bar, or one JSON object."""

import json
from pathlib import Path
from typing import Any, get_args

import click

from huike.base.access.facade import system_actor, workspace_by_name
from huike.base.access.queries import all_workspaces
from huike.base.kernel.errors import Invalid
from huike.entry.commands.progress import bar
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.facade import Kind, LayoutName

_KINDS = get_args(Kind)
_LAYOUTS = ("auto", *get_args(LayoutName))
_PEOPLE = {"subscribed": "in", "unsubscribed": "out", "bounced": "bounced", "never": "none"}


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
@click.option("--dry-run", is_flag=True, help="Read the whole file, land nothing, say what would")
@click.option(
    "--people", type=click.Choice(list(_PEOPLE)), help="What people are where no column says so"
)
@click.option("--consent-kept", is_flag=True, help="Who was subscribed there had agreed")
@click.option("--wording", help="The words they had agreed to")
@click.option("--list", "list_name", help="Everybody in the file comes onto this list")
@click.option("--json", "as_json", is_flag=True)
def import_command(
    file: Path,
    kind: str,
    layout: str,
    shop: str,
    workspace: str | None,
    dry_run: bool,
    as_json: bool,
    **contacts: Any,
) -> None:
    """Import FILE: what is wrong is set aside with its reason, what is known adds nothing.

    Contacts of Mailchimp, HubSpot and Mautic are recognised; their opt-outs always come along.
    """
    actor = system_actor(_workspace(workspace), "command line")
    chosen: Any = None if layout == "auto" else layout
    with bar(file.name, is_off=as_json) as watcher:
        told = ingest.import_file(
            actor,
            file,
            kind=kind,  # type: ignore[arg-type]  # one of _KINDS
            shop=shop,
            layout=chosen,
            options=_options(**contacts),
            is_trial=dry_run,
            watcher=watcher,
        )
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, value in told.items():
        click.echo(f"{name:<16}{value}")


def _options(
    people: str | None, consent_kept: bool, wording: str | None, list_name: str | None
) -> dict[str, Any]:
    """What was said on the line, of the plan's options."""
    said = {
        "people": _PEOPLE[people] if people else None,
        "is_consent_kept": consent_kept or None,
        "wording": wording,
        "list_name": list_name,
    }
    return {name: value for name, value in said.items() if value is not None}


COMMANDS = [import_command]
