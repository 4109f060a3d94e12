"""`huike openapi`: the API's document, for the console's types and for integrators."""

import click

from huike.entry.http import openapi as document


@click.command("openapi")
def openapi_command() -> None:
    """Print the OpenAPI document."""
    click.echo(document.text(), nl=False)


COMMANDS = [openapi_command]
