"""The words of the `huike` command."""

import json
import sys

import click
import django

from huike.config.env import WrongSetting
from huike.entry.commands.words import Words


@click.group(cls=Words, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huike", prog_name="huike")
def cli() -> None:
    """Huike 回客: a self-hosted CRM for e-commerce merchants."""


@cli.command(context_settings={"ignore_unknown_options": True})
@click.argument("words", nargs=-1, type=click.UNPROCESSED)
def manage(words: tuple[str, ...]) -> None:
    """Django's own commands (for developers)."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["huike manage", *words])


def run() -> int:
    """Read the settings, then the words; an expected refusal is one clear line."""
    try:
        django.setup()
    except WrongSetting as wrong:
        if sys.argv[1:2] == ["doctor"] and "--json" in sys.argv:
            # Whoever reads findings gets one, even where nothing else can be looked at.
            finding = {"name": "settings", "state": "fail", "detail": str(wrong), "mend": ""}
            click.echo(json.dumps([finding], ensure_ascii=False))
            return 1
        click.echo(f"huike: {wrong}", err=True)
        return 2
    from django.db import connections

    from huike.base.kernel.errors import HuikeError

    try:
        cli(standalone_mode=False)
    except click.exceptions.Abort:
        click.echo("stopped", err=True)
        return 130
    except click.ClickException as wrong:
        wrong.show()
        return wrong.exit_code
    except HuikeError as refusal:
        place = f" ({refusal.where})" if refusal.where else ""
        mend = f"\n  {refusal.mend}" if refusal.mend else ""
        click.echo(f"huike: {refusal.detail}{place}{mend}", err=True)
        return 1
    finally:
        connections.close_all()  # whoever leaves last tidies up after SQLite
    return 0


if __name__ == "__main__":
    sys.exit(run())
