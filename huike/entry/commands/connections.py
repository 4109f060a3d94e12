"""`huike connection`: access to platforms that are asked for what is new."""

import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TextIO

import click

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.flow.ingest import facade as ingest
from huike.library.commerce import facade as commerce

_DAY = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"])
_KINDS = [one.name for one in ingest.connection_kinds()]


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


def _progress(done: int, total: int, _note: str) -> None:
    if total and sys.stderr.isatty():
        click.echo(f"\r{100 * done // total:3} %", err=True, nl=False)


@click.group("connection")
def connection_group() -> None:
    """Connect shops on platforms, test them, read their history, let them rest."""


@connection_group.command("create")
@click.option("--workspace", required=True)
@click.option("--kind", type=click.Choice(_KINDS), required=True)
@click.option("--name", default="", help="Default: the shop")
@click.option("--shop", required=True, help="Made when there is none of this name")
@click.option("--set", "given", multiple=True, metavar="NAME=VALUE", help="A setting of the kind")
@click.option(
    "--settings", type=click.File(), help="A JSON file of settings (- reads it from stdin)"
)
@click.option("--json", "as_json", is_flag=True)
def create_connection(
    workspace: str,
    kind: str,
    name: str,
    shop: str,
    given: tuple[str, ...],
    settings: TextIO | None,
    as_json: bool,
) -> None:
    """Connect a shop. Secrets are better given by --settings: arguments are seen by others."""
    found = json.load(settings) if settings else {}
    if not isinstance(found, dict):
        raise click.BadParameter("settings are a JSON object")
    for one in given:
        key, is_given, value = one.partition("=")
        if not is_given:
            raise click.BadParameter("write --set NAME=VALUE")
        found[key] = value
    plain = {str(key): str(value) for key, value in found.items()}
    actor = _actor(workspace)
    place = commerce.ensure_shop(actor, shop)
    made = ingest.create_connection(
        actor, kind=kind, name=name or shop, shop_id=place.id, settings=plain
    )
    if as_json:
        click.echo(json.dumps(asdict(made), ensure_ascii=False))
        return
    click.echo(f"{made.id}\t{made.name}\t{made.kind}")
    for field, secret in made.made.items():
        click.echo(f"{field}\t{secret}\t(shown this once; call {made.hook_url})")


@connection_group.command("list")
@click.option("--workspace", required=True)
def list_connections(workspace: str) -> None:
    """List the connections: number, name, kind, state, lag in seconds, what is wrong."""
    for one in ingest.connections(_actor(workspace)):
        lag = "-" if one.lag_seconds is None else str(one.lag_seconds)
        wrong = one.problem["code"] if one.problem else "-"
        click.echo(f"{one.id}\t{one.name}\t{one.kind}\t{one.state}\t{lag}\t{wrong}")


@connection_group.command("test")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
def test_connection(connection_id: int, workspace: str) -> None:
    """Ask the platform whether access works."""
    told = ingest.test_connection(_actor(workspace), connection_id)
    click.echo(json.dumps(told, ensure_ascii=False))


@connection_group.command("sync")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
def sync_connection(connection_id: int, workspace: str) -> None:
    """Fetch what is new and wait for it."""
    done = ingest.sync_connection(_actor(workspace), connection_id, _progress)
    click.echo(json.dumps(done.counts))


@connection_group.command("backfill")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
@click.option("--since", required=True, type=_DAY, help="As 2026-01-31, in UTC")
def backfill_connection(connection_id: int, workspace: str, since: datetime) -> None:
    """Read the history from this day on and wait for its end."""
    begin = since.replace(tzinfo=UTC)
    done = ingest.backfill_connection(_actor(workspace), connection_id, begin, _progress)
    click.echo(json.dumps(done.counts))


@connection_group.command("pause")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
def pause_connection(connection_id: int, workspace: str) -> None:
    """Ask no more until it is resumed."""
    ingest.change_connection(_actor(workspace), connection_id, "pause")


@connection_group.command("resume")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
def resume_connection(connection_id: int, workspace: str) -> None:
    """Ask again, from where it stopped."""
    ingest.change_connection(_actor(workspace), connection_id, "resume")


@connection_group.command("remove")
@click.argument("connection_id", type=int)
@click.option("--workspace", required=True)
@click.confirmation_option(prompt="Forget this access? What has landed stays.")
def remove_connection(connection_id: int, workspace: str) -> None:
    """Forget its access and its marks; what has landed stays."""
    ingest.change_connection(_actor(workspace), connection_id, "remove")


COMMANDS = [connection_group]
