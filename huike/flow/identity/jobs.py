"""Bringing the warehouse up to what the database says of the customers."""

from django.db import transaction

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, enqueue, job, schedule
from huike.flow.identity import landing, queries
from huike.flow.identity.actions import writing


@job("identity.catch_up", lane="long")
def catch_up(ctx: Context) -> Outcome:
    """Land again every range of customers in which the warehouse differs."""
    writing.take_up(ctx.workspace_id)
    parts = landing.differing(ctx.workspace_id)
    landed = 0
    for done, part in enumerate(parts):
        ctx.progress(done, len(parts))
        first = part * landing.RANGE
        ids = queries.ids_between(ctx.workspace_id, first, first + landing.RANGE)
        landed += landing.land(ctx.workspace_id, ids, token=f"-{ctx.job_id}")
    return Done({"ranges": len(parts), "customers": landed})


@schedule("identity.catch_up_all", every="1d@19:20")
@job("identity.catch_up_all")
def catch_up_all(ctx: Context) -> Outcome:
    """Each night, the same for every workspace."""
    for workspace in all_workspaces():
        start_catch_up(workspace.id)
    return Done()


def start_catch_up(workspace_id: int) -> int:
    """The number of the job that brings this workspace's customers up to date."""
    with transaction.atomic():
        return enqueue(
            "identity.catch_up",
            workspace_id=workspace_id,
            unique_key=f"identity.catch_up:{workspace_id}",
        )
