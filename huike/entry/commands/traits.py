"""`huike traits`: what customers' traits mean, how many have them, and by which SQL."""

import json
from dataclasses import asdict
from typing import Any

import click

from huike.base.access.facade import Scope, system_actor, workspace_by_name
from huike.base.kernel.errors import NotFound
from huike.flow.segment import facade as segment

_workspace = click.option("--workspace", required=True)
_json = click.option("--json", "as_json", is_flag=True)


@click.group("traits")
def traits_group() -> None:
    """Traits of customers: their meaning, SQL and values."""


@traits_group.command("list")
@_workspace
@_json
def list_traits(workspace: str, as_json: bool) -> None:
    """All standard traits, by group, with how many customers have a value."""
    found = segment.traits(_scope(workspace))
    if as_json:
        items = [_flat(asdict(one)) for one in found.traits]
        _say({"items": items, "customers": found.customers, "refreshed_at": found.refreshed_at})
        return
    for one in found.traits:
        share = f"{one.known / found.customers:.0%}" if found.customers else "–"
        words = f"{one.field.zh} · {one.field.en}"
        click.echo(f"{one.standard.group}\t{one.field.name}\t{words}\t{share}\t{len(one.users)}")
    click.echo(f"{len(found.traits)} traits of {found.customers} customers", err=True)


@traits_group.command("show")
@click.argument("name")
@_workspace
@_json
def show(name: str, workspace: str, as_json: bool) -> None:
    """One trait: its meaning, facts, SQL, users and how its values are spread."""
    try:
        found = segment.trait(_scope(workspace), name)
    except NotFound as refusal:
        raise click.ClickException(f"{refusal.detail}; see `huike traits list`") from None
    flat = _flat(asdict(found.trait))
    if as_json:
        _say({**flat, "sql": found.sql, "bars": [asdict(one) for one in found.bars]})
        return
    click.echo(f"{name}\t{flat['zh']} · {flat['en']}\n{flat['meaning_zh']}\n{flat['meaning_en']}")
    click.echo(f"facts: {', '.join(flat['facts'])}")
    click.echo(f"segments: {', '.join(one['name'] for one in flat['segments']) or '–'}")
    for bar in found.bars:
        said = bar.value if bar.value is not None else f"{bar.start} – {bar.end}"
        click.echo(f"{said}\t{bar.count}")
    click.echo(f"\n{found.sql}")


def _scope(workspace: str) -> Scope:
    return system_actor(workspace_by_name(workspace).id).scope


def _flat(one: dict[str, Any]) -> dict[str, Any]:
    """The trait as the API tells it."""
    standard, told = one["standard"], one["field"]
    return {
        **told,
        "group": standard["group"],
        "facts": standard["facts"],
        "meaning_zh": standard["zh"],
        "meaning_en": standard["en"],
        "known": one["known"],
        "segments": one["users"],
    }


def _say(found: dict[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, default=str))


COMMANDS = [traits_group]
