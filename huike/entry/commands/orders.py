"""`huike orders`: which orders count nowhere, because they are tests or what staff bought."""

import json
from dataclasses import asdict
from typing import TextIO, cast

import click
from pydantic import ValidationError

from huike.base.access.facade import Actor, system_actor, workspace_by_name
from huike.flow.ingest import facade as ingest

_WORDS = click.Choice(["test", "staff", "counts", "rules"])


def _actor(workspace: str) -> Actor:
    return system_actor(workspace_by_name(workspace).id, "command line")


@click.group("orders")
def orders_group() -> None:
    """Test orders and those of staff: rules that leave them out, and a word on one order."""


@orders_group.command("left-out")
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def left_out(workspace: str, as_json: bool) -> None:
    """The rules, and how many orders are left out for which reason."""
    rules, counts = ingest.leaving_rules(_actor(workspace))
    if as_json:
        # Whom a rule names is not for a terminal: the console shows it to those who may.
        shown = [
            {"id": one.id, "name": one.name, "mark": one.mark, "is_on": one.is_on} for one in rules
        ]
        told = {"rules": shown, "left_out": [asdict(one) for one in counts]}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in rules:
        click.echo(f"{one.id}\t{one.name}\t{one.mark}\t{'on' if one.is_on else 'off'}")
    for count in counts:
        click.echo(f"{count.mark}\t{count.orders} orders\t{count.amount / 100:.2f}")


@orders_group.command("rule")
@click.argument("file", type=click.File())
@click.option("--workspace", required=True)
@click.option("--save", is_flag=True, help="Keep the rule (off); without it, only count")
def rule(file: TextIO, workspace: str, save: bool) -> None:
    """Say what a rule would leave out. FILE is JSON: name, mark, conditions, people."""
    actor = _actor(workspace)
    try:
        draft = ingest.leaving_draft(json.load(file))
    except (ValidationError, json.JSONDecodeError, AttributeError) as wrong:
        raise click.BadParameter(str(wrong)) from wrong
    told = ingest.preview_leaving(actor, draft)
    found = {name: value for name, value in asdict(told).items() if name != "sample"}
    made = ingest.create_leaving_rule(actor, draft).id if save else None
    click.echo(json.dumps({**found, "rule_id": made}))


@orders_group.command("switch")
@click.argument("rule_id", type=int)
@click.option("--workspace", required=True)
@click.option("--on/--off", "is_on", required=True)
def switch(rule_id: int, workspace: str, is_on: bool) -> None:
    """Switch a rule and wait until all orders have been judged; off undoes on."""
    done = ingest.switch_leaving_rule(_actor(workspace), rule_id, is_on=is_on)
    click.echo(json.dumps(done.result if done else {}))


@orders_group.command("mark")
@click.argument("shop")
@click.argument("order_no")
@click.argument("word", type=_WORDS)
@click.option("--workspace", required=True)
def mark(shop: str, order_no: str, word: str, workspace: str) -> None:
    """Say of one order what it is, above all rules; `rules` takes that back."""
    said = cast(ingest.OrderMark, word)
    click.echo(ingest.mark_order(_actor(workspace), shop, order_no, said) or "counts")


COMMANDS = [orders_group]
