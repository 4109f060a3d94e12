"""`huike source`: what sends events by itself, and its write key."""

import json
from datetime import UTC, datetime

import click

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.ingest import facade as ingest
from huike.library.commerce import facade as commerce

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


@click.group("source")
def source_group() -> None:
    """Make, list, pause sources: sites, apps and servers that send events."""


@source_group.command("create")
@click.option("--workspace", required=True)
@click.option("--kind", type=click.Choice(ingest.SOURCE_KINDS), required=True)
@click.option("--name", default="", help="Default: the kind")
@click.option("--shop", default="", help="Made when there is none of this name; default: the name")
@click.option("--json", "as_json", is_flag=True)
def create_source(workspace: str, kind: str, name: str, shop: str, as_json: bool) -> None:
    """Make a source and print its write key."""
    actor = _actor(workspace)
    place = commerce.ensure_shop(actor, shop or name or kind)
    made, key = ingest.create_source(actor, name=name or kind, kind=kind, shop_id=place.id)
    if as_json:
        told = {"id": made.id, "name": made.name, "shop_id": made.shop_id, "write_key": key}
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{made.id}\t{made.name}\t{key}")


@source_group.command("list")
@click.option("--workspace", required=True)
def list_sources(workspace: str) -> None:
    """List the sources."""
    for one in ingest.sources(_actor(workspace).scope):
        state = "paused" if one.is_paused else "active"
        click.echo(f"{one.id}\t{one.name}\t{one.kind}\t{state}")


@source_group.command("pause")
@click.argument("source_id", type=int)
@click.option("--workspace", required=True)
@click.option("--off", is_flag=True, help="Let it send again")
def pause_source(source_id: int, workspace: str, off: bool) -> None:
    """Refuse what a source sends, until it may again."""
    changed = ingest.change_source(_actor(workspace), source_id, is_paused=not off)
    click.echo(f"{changed.id}\t{changed.name}\t{'paused' if changed.is_paused else 'active'}")


@source_group.command("renew-key")
@click.argument("source_id", type=int)
@click.option("--workspace", required=True)
def renew_key(source_id: int, workspace: str) -> None:
    """Print a new write key; the one before is refused from now on."""
    click.echo(ingest.renew_write_key(_actor(workspace), source_id))


@source_group.command("replay")
@click.argument("source_id", type=int)
@click.option("--workspace", required=True)
@click.option("--since", required=True, type=_MOMENT, help="As 2026-01-02T03:04:05, in UTC")
@click.option("--until", type=_MOMENT, help="Up to this moment; default: now")
def replay_source(source_id: int, workspace: str, since: datetime, until: datetime | None) -> None:
    """Read again what a source sent in the days that are kept; nothing is added twice."""
    actor = _actor(workspace)
    end = until.replace(tzinfo=UTC) if until else clock.now()
    job_id = ingest.replay_source(actor, source_id, since.replace(tzinfo=UTC), end)
    done = jobs.run_now(job_id, workspace_id=actor.workspace_id)
    if done.result is None:
        raise click.ClickException(done.error)
    click.echo(json.dumps(done.result))


COMMANDS = [source_group]
