"""`huike customers`: keeping the warehouse's customers equal to the database's."""

import json

import click

from huike.base.access.facade import all_workspaces, workspace_by_name
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


COMMANDS = [customers_group]
