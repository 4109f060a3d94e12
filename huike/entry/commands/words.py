"""Every word of the command, one file a group."""

import click

from huike.entry.commands import access, bench, doctor, openapi, serve


def add_to(cli: click.Group) -> None:
    """Put the words of all groups on the command."""
    for group in (serve, access, doctor, bench, openapi):
        for command in group.COMMANDS:
            cli.add_command(command)
