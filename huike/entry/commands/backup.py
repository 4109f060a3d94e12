"""`huike backup`, `huike restore`: everything but the keys."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from huike.entry.safekeeping.restoring import restore
from huike.entry.safekeeping.saving import backup


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup_command(folder: Path) -> None:
    """Write a backup below FOLDER; the keys folder is not in it and must be kept elsewhere."""
    click.echo(backup(folder.resolve()))


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def restore_command(folder: Path, as_json: bool) -> None:
    """Bring the backup in FOLDER into this empty installation."""
    told = restore(folder.resolve())
    if as_json:
        click.echo(json.dumps(asdict(told)))
        return
    click.echo(f"Restored the state of {told.taken_at}.")
    click.echo(f"Facts after that moment, dropped: {told.facts_dropped}")
    click.echo(f"Erasures applied again: {told.erased_again}")
    if not told.has_erasure_list:
        click.echo(
            "There is no list of erasures (keys/erasures) here: people erased after this backup"
            " are back. Bring the list and restore again into an empty home."
        )
    click.echo(f"Broadcasts held for your answer: {told.held_broadcasts}")


COMMANDS = [backup_command, restore_command]
