"""`huike quality rules`: what rows of a source must be."""

import json
from dataclasses import asdict
from datetime import datetime
from typing import TextIO

import click
from pydantic import ValidationError

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.flow.ingest import facade as ingest

_KINDS = click.Choice(["file_orders", "file_products", "connection"])


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


@click.group("quality")
def quality_group() -> None:
    """How good what arrives is."""


@quality_group.group("rules")
def rules_group() -> None:
    """Rules for rows: one that breaks them is warned of, or waits in quarantine."""


@rules_group.command("list")
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def list_rules(workspace: str, as_json: bool) -> None:
    """All rules, and how many rows of 30 days broke each."""
    found = ingest.row_rules(_actor(workspace))
    if as_json:
        items = [{**asdict(one), "test": one.test.model_dump(mode="json")} for one in found]
        click.echo(json.dumps(items, ensure_ascii=False, default=datetime.isoformat))
        return
    for one in found:
        state = one.severity if one.is_on else "off"
        test = json.dumps(one.test.model_dump(mode="json", exclude_none=True), ensure_ascii=False)
        click.echo(f"{one.id}\t{one.source_kind} {one.source_id}\t{state}\t{test}\t{one.broken}")


@rules_group.command("add")
@click.argument("file", type=click.File())
@click.option("--workspace", required=True)
@click.option("--kind", type=_KINDS, default="file_orders")
@click.option("--source", required=True, help="The shop's name; of a connection its number")
@click.option("--save", is_flag=True, help="Set the rule; without it, only count")
def add(file: TextIO, workspace: str, kind: str, source: str, save: bool) -> None:
    """Say what a rule would have done to what has landed, and set it.

    FILE is JSON: severity (warn or hold), is_on, and test, as
    {"kind": "range", "field": "amount", "low": 1, "high": 1000000} in minor units.
    """
    actor = _actor(workspace)
    place = ingest.row_rule_place(actor, kind, source)
    try:
        draft = ingest.row_rule_draft(json.load(file))
    except (ValidationError, json.JSONDecodeError, AttributeError) as wrong:
        raise click.BadParameter(str(wrong)) from wrong
    told = asdict(ingest.preview_row_rule(actor, place, draft))
    told["rule_id"] = ingest.create_row_rule(actor, place, draft) if save else None
    click.echo(json.dumps(told, ensure_ascii=False, default=datetime.isoformat))


@rules_group.command("remove")
@click.argument("rule_id", type=int)
@click.option("--workspace", required=True)
def remove(rule_id: int, workspace: str) -> None:
    """Take a rule away; what it holds back waits until it is read again."""
    ingest.delete_row_rule(_actor(workspace), rule_id)
    click.echo(f"removed\t{rule_id}")


COMMANDS = [quality_group]
