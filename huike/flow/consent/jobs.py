"""Bringing the warehouse up to what the database says of consent."""

from django.db import transaction

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, enqueue, job, schedule
from huike.base.outbox.facade import publish
from huike.events import ConsentLanded
from huike.flow.consent import landing

_PART = 10_000


@job("consent.catch_up", lane="long")
def catch_up(ctx: Context) -> Outcome:
    """Land every answer again when the warehouse does not hold the same."""
    if not landing.differs(ctx.workspace_id):
        return Done({"answers": 0})
    after, landed = 0, 0
    while part := landing.everybody(ctx.workspace_id, after, _PART):
        landed += landing.land(ctx.workspace_id, part, token=f"-{ctx.job_id}")
        with transaction.atomic():
            publish(ConsentLanded(workspace_id=ctx.workspace_id, customer_ids=tuple(part)))
        after = part[-1]
        ctx.progress(landed, 0)
    return Done({"answers": landed})


@schedule("consent.catch_up_all", every="1d@19:25")
@job("consent.catch_up_all")
def catch_up_all(ctx: Context) -> Outcome:
    """Each night, the same for every workspace."""
    for workspace in all_workspaces():
        start_catch_up(workspace.id)
    return Done()


def start_catch_up(workspace_id: int) -> int:
    """The number of the job that brings this workspace's answers up to date."""
    with transaction.atomic():
        return enqueue(
            "consent.catch_up",
            workspace_id=workspace_id,
            unique_key=f"consent.catch_up:{workspace_id}",
        )
