"""Every word of the command, one file a group."""

import click

from huike.entry.commands import access, openapi


def add_to(cli: click.Group) -> None:
    """Put the words of all groups on the command."""
    for group in (access, openapi):
        for command in group.COMMANDS:
            cli.add_command(command)
