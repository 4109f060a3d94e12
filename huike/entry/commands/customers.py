"""`huike customers`: keeping the warehouse's customers equal to the database's."""

import json
from dataclasses import asdict

import click

from huike.base.access.facade import all_workspaces, system_actor, workspace_by_name
from huike.base.jobs.facade import run_now
from huike.entry.commands.progress import bar
from huike.flow.consent import jobs as consent_jobs
from huike.flow.identity import facade as identity
from huike.flow.identity import jobs as identity_jobs


@click.group("customers")
def customers_group() -> None:
    """Customers in the warehouse."""


@customers_group.command("catch-up")
@click.option("--workspace", help="All workspaces when left out")
@click.option("--json", "as_json", is_flag=True)
def catch_up(workspace: str | None, as_json: bool) -> None:
    """Land again what the warehouse lacks of customers and their consent."""
    chosen = [workspace_by_name(workspace)] if workspace else all_workspaces()
    told = {}
    for one in chosen:
        people = run_now(identity_jobs.start_catch_up(one.id), workspace_id=one.id)
        answers = run_now(consent_jobs.start_catch_up(one.id), workspace_id=one.id)
        told[one.name] = {"customers": people.result, "consents": answers.result}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for name, found in told.items():
        customers = (found["customers"] or {}).get("customers", 0)
        consents = (found["consents"] or {}).get("answers", 0)
        click.echo(f"{name}\t{customers} customers\t{consents} answers landed again")


@customers_group.command("match-rules")
@click.option("--workspace", required=True)
@click.option(
    "--kind",
    type=click.Choice(["user_id", "phone", "email", "alias", "app"]),
    help="Change its rule",
)
@click.option("--mode", type=click.Choice(["merge", "ask", "never"]))
@click.option("--most", type=int, help="Records that an identifier may bring together")
@click.option("--place", type=int, help="1 is believed first where identifiers disagree")
@click.option("--run", is_flag=True, help="Set it; without it, only count what would change")
def match_rules(
    workspace: str,
    kind: str | None,
    mode: str | None,
    most: int | None,
    place: int | None,
    run: bool,
) -> None:
    """What an identifier seen with two customers means; or what another rule would change.

    Kinds are listed in the order they are believed.
    """
    actor = system_actor(workspace_by_name(workspace).id, "command line")
    rules = {one.kind: one for one in identity.rules_of(actor.workspace_id).values()}
    if kind is None:
        if mode or most or place or run:
            raise click.UsageError("--mode, --most, --place and --run need --kind")
        for one in rules.values():
            click.echo(f"{one.kind}\t{one.mode}\tat most {one.most} records")
        return
    wanted = (kind, mode or rules[kind].mode, rules[kind].most if most is None else most, place)
    told = asdict(identity.foresee_rule(actor.workspace_id, *wanted))
    if run:
        identity.set_rule(actor, *wanted)
    click.echo(json.dumps({**told, "is_set": run}, ensure_ascii=False))


@customers_group.command("alike")
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def alike(workspace: str, as_json: bool) -> None:
    """Look for customers who may be one person; somebody confirms them in the console."""
    place = workspace_by_name(workspace)
    with bar("customers", is_off=as_json) as watcher:
        done = run_now(identity.start_looking(place.id), workspace_id=place.id, watcher=watcher)
    told = done.result or {}
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    click.echo(
        f"{told['customers']} customers, {told['compared']} pairs compared,"
        f" {told['suggested']} may be one person"
    )
    if told.get("copies"):
        click.echo(
            f"of {told['copies']} known duplicates {told['found']} were found,"
            f" {told['wrong']} pairs were wrong (seed {told['seed']})"
        )


@customers_group.command("values")
@click.argument("customer", type=click.IntRange(1, 2**32 - 1))
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def values(customer: int, workspace: str, as_json: bool) -> None:
    """Every value of a customer, masked, with who told of it and when."""
    place = workspace_by_name(workspace)
    found = identity.values_of(place.id, customer)
    if as_json:
        click.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, default=str))
        return
    for one in found:
        when = f"{one.heard_at:%Y-%m-%d %H:%M}Z" if one.heard_at else "-"
        said = f"\tsources say: {one.below.value or '-'}" if one.below else ""
        click.echo(f"{one.key or one.field}\t{one.value}\t{one.source or '-'}\t{when}{said}")


@customers_group.command("undo")
@click.argument("customer", type=click.IntRange(1, 2**32 - 1))
@click.option("--workspace", required=True)
@click.option("--field", type=click.Choice(["name", "private", "attribute"]), required=True)
@click.option("--key", default="", help="Which attribute")
def undo(customer: int, workspace: str, field: str, key: str) -> None:
    """Take staff's word about a value back: what sources say stands again."""
    place = workspace_by_name(workspace)
    identity.undo_edit(system_actor(place.id, "command line"), customer, field, key)
    click.echo(f"{key or field}: what sources say stands again")


@customers_group.command("identifiers")
@click.argument("customer_id", type=int)
@click.option("--workspace", required=True)
@click.option("--json", "as_json", is_flag=True)
def identifiers(customer_id: int, workspace: str, as_json: bool) -> None:
    """List the identifiers of a customer, masked, and what was taken out of them."""
    place = workspace_by_name(workspace)
    held = identity.identifiers_of(place.id, customer_id)
    splits = identity.taken_out(place.id, customer_id)
    if as_json:
        told = {"identifiers": [vars(one) for one in held], "splits": [vars(one) for one in splits]}
        click.echo(json.dumps(told, ensure_ascii=False, default=str))
        return
    for one in held:
        click.echo(f"{one.id}\t{one.kind}\t{one.value}\trecord {one.record_id}\t{one.source}")
    for row in splits:
        state = "undone" if row.undone_at else f"leads to {row.taken_id}"
        click.echo(f"split {row.id}\t{row.kind}\t{row.value}\trecord {row.record_id}\t{state}")


@customers_group.command("split")
@click.argument("identifier_id", type=int)
@click.option("--workspace", required=True)
@click.option("--shop", "shop_ids", type=int, multiple=True, help="Its orders so far go along")
@click.option("--yes", is_flag=True, help="Do it; without, only what it would do is told")
def split_identifier(
    identifier_id: int, workspace: str, shop_ids: tuple[int, ...], yes: bool
) -> None:
    """Take an identifier out of a customer: it is somebody else's."""
    place = workspace_by_name(workspace)
    told = identity.preview_split(place.id, identifier_id)
    click.echo(f"{told.kind} {told.value} of record {told.record_id}: {told.matches} matches by it")
    click.echo(f"staying: {told.staying}, leaving: {told.leaving}")
    for shop, count in told.orders.items():
        goes = told.is_whole or shop in shop_ids
        click.echo(f"shop {shop}: {count} orders {'go along' if goes else 'stay'}")
    if yes:
        actor = system_actor(place.id, "command line")
        number = identity.split_identifier(actor, identifier_id, shop_ids)
        taken = identity.split_of(place.id, number).taken_id
        click.echo(f"split {number}: it leads to customer {taken} now")


@customers_group.command("unsplit")
@click.argument("split_id", type=int)
@click.option("--workspace", required=True)
def unsplit(split_id: int, workspace: str) -> None:
    """Put an identifier back that was taken out."""
    place = workspace_by_name(workspace)
    person = identity.unsplit(system_actor(place.id, "command line"), split_id)
    click.echo(f"it leads to customer {person} again")


COMMANDS = [customers_group]
