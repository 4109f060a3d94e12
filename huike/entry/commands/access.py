"""`huike workspace`, `staff`, `token`, `audit`: who works here."""

import json
import secrets

import click

from huike.base.access import actions, audit, queries
from huike.base.access.rules import ROLES, system_actor

_ROLE = click.Choice(sorted(ROLES))


@click.group("workspace")
def workspace_group() -> None:
    """Make and list workspaces (one brand each)."""


@workspace_group.command("create")
@click.option("--name", required=True)
@click.option("--timezone", required=True, help="For example Asia/Shanghai")
@click.option("--currency", required=True, help="For example CNY")
def create_workspace(name: str, timezone: str, currency: str) -> None:
    """Make a workspace."""
    made = actions.create_workspace(name=name, timezone=timezone, currency=currency)
    click.echo(f"{made.pk}\t{made.slug}\t{made.name}")


@workspace_group.command("list")
def list_workspaces() -> None:
    """List the workspaces."""
    for found in queries.all_workspaces():
        click.echo(f"{found.id}\t{found.slug}\t{found.name}\t{found.timezone}\t{found.currency}")


@click.group("staff")
def staff_group() -> None:
    """Add staff, or make a link that signs one in."""


@staff_group.command("add")
@click.option("--workspace", required=True)
@click.option("--email", required=True)
@click.option("--name", default="")
@click.option("--role", type=_ROLE, required=True)
@click.option("--password", help="Asked for or made up when left out")
def add_staff(workspace: str, email: str, name: str, role: str, password: str | None) -> None:
    """Add a person to a workspace and print their password if it was made up."""
    actor = system_actor(queries.workspace_by_name(workspace).id, "command line")
    text = password or secrets.token_urlsafe(12)
    actions.add_staff(actor, email=email, name=name, role=role, password=text)
    click.echo(f"{email}\t{role}" + ("" if password else f"\tpassword: {text}"))


@staff_group.command("login")
@click.argument("email")
def login_link(email: str) -> None:
    """Print a link that signs this person in once, within an hour."""
    from django.conf import settings

    staff = queries.staff_by_email(email)
    click.echo(f"{settings.PUBLIC_URL}/login/once/{actions.one_time_login(staff)}")


@click.command("token")
@click.option("--workspace", required=True)
@click.option("--role", type=_ROLE, required=True)
@click.option("--name", default="command line")
def token_command(workspace: str, role: str, name: str) -> None:
    """Print a new API token; it is shown only now."""
    actor = system_actor(queries.workspace_by_name(workspace).id, "command line")
    _token, text = actions.create_token(actor, name=name, role=role)
    click.echo(text)


@click.group("audit")
def audit_group() -> None:
    """The sealed record of every act."""


@audit_group.command("verify")
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def verify(workspace: str, as_json: bool) -> None:
    """Check every link of the chain; ends with 1 when one is broken."""
    workspace_id = queries.workspace_by_name(workspace).id
    audit.seal(workspace_id)
    verdict = audit.verify(workspace_id)
    if as_json:
        click.echo(json.dumps(verdict.__dict__))
    else:
        state = "whole" if verdict.is_whole else f"BROKEN at seal {verdict.broken_at}"
        click.echo(f"{state}: {verdict.entries} entries, {verdict.seals} seals {verdict.reason}")
    if not verdict.is_whole:
        raise click.exceptions.Exit(1)


COMMANDS = [workspace_group, staff_group, token_command, audit_group]
