"""Every word of the command, one file a group."""

import click

from huike.entry.commands import (
    access,
    backup,
    bench,
    customers,
    demo,
    doctor,
    importing,
    openapi,
    serve,
    sinking,
)


def add_to(cli: click.Group) -> None:
    """Put the words of all groups on the command."""
    groups = (
        serve, demo, importing, customers, access, backup, doctor, bench, openapi, sinking,
    )  # fmt: skip
    for group in groups:
        for command in group.COMMANDS:
            cli.add_command(command)
