"""Every word of the command, one file a group."""

import click

from huike.entry.commands import (
    access,
    backup,
    bench,
    demo,
    doctor,
    importing,
    openapi,
    serve,
    sinking,
)


def add_to(cli: click.Group) -> None:
    """Put the words of all groups on the command."""
    for group in (serve, demo, importing, access, backup, doctor, bench, openapi, sinking):
        for command in group.COMMANDS:
            cli.add_command(command)
