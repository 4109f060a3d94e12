"""`huike customers`: keeping the warehouse's customers equal to the database's."""

import json

import click

from huike.base.access.facade import all_workspaces, workspace_by_name
from huike.base.jobs.facade import run_now
from huike.flow.consent import jobs as consent_jobs
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


COMMANDS = [customers_group]
