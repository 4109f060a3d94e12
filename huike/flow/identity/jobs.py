"""Long work: the warehouse brought up to what the database says; looking for who is alike."""

from django.db import transaction

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, enqueue, job, schedule
from huike.base.kernel import clock
from huike.base.outbox.facade import publish
from huike.events import CustomersLanded, in_batches
from huike.flow.identity import following, landing, queries, splits
from huike.flow.identity.actions import likeness as likeness_actions
from huike.flow.identity.actions import merging, writing
from huike.flow.identity.likeness import looking, reads


@job("identity.catch_up", lane="long")
def catch_up(ctx: Context, *, is_restored: bool = False) -> Outcome:
    """Land again every range of customers in which the warehouse differs.

    After a restore also everything that it was told of merges: that may be of a lost future.
    """
    writing.take_up(ctx.workspace_id)
    with writing.alone(ctx.workspace_id):
        merging.settle(ctx.workspace_id)
    if is_restored:
        following.tell_everybody(ctx.workspace_id)
        following.write_everything_again(ctx.workspace_id)
    following.mark_strays(ctx.workspace_id)
    start_following(ctx.workspace_id)
    parts = landing.differing(ctx.workspace_id)
    landed = 0
    for done, part in enumerate(parts):
        ctx.progress(done, len(parts))
        first = part * landing.RANGE
        ids = queries.ids_between(ctx.workspace_id, first, first + landing.RANGE)
        landed += landing.land(ctx.workspace_id, ids, token=f"-{ctx.job_id}")
    return Done({"ranges": len(parts), "customers": landed})


@job("identity.follow", lane="long")
def follow(ctx: Context) -> Outcome:
    """The orders of merged and separated records are written again under whose they are."""
    followed = 0
    for split in splits.to_move(ctx.workspace_id):
        concerned = splits.move(split)
        followed += len(concerned)
        with transaction.atomic():
            splits.moved(split)
            publish(CustomersLanded(workspace_id=ctx.workspace_id, customer_ids=tuple(concerned)))
    while concerned := following.follow(ctx.workspace_id):
        followed += len(concerned)
        with transaction.atomic():
            for ids in in_batches(concerned):
                publish(CustomersLanded(workspace_id=ctx.workspace_id, customer_ids=ids))
        ctx.progress(followed, 0)
    return Done({"customers": followed})


@schedule("identity.catch_up_all", every="1d@19:20")
@job("identity.catch_up_all")
def catch_up_all(ctx: Context) -> Outcome:
    """Each night, the same for every workspace."""
    for workspace in all_workspaces():
        start_catch_up(workspace.id)
    return Done()


@job("identity.look_alike", lane="long")
def look_alike(ctx: Context) -> Outcome:
    """Look for customers who are alike, and keep them for a person to decide."""
    since = clock.now()
    mark = likeness_actions.mark_of(ctx.workspace_id)
    looked = looking.look(ctx.workspace_id, ctx.progress)
    suggested = likeness_actions.keep(ctx.workspace_id, ctx.job_id, looked, since=since, mark=mark)
    return Done({"customers": looked.customers, "compared": looked.compared,
                 "suggested": suggested, **looked.check})  # fmt: skip


@schedule("identity.look_alike_all", every="1d@18:10")
@job("identity.look_alike_all")
def look_alike_all(ctx: Context) -> Outcome:
    """Each night, in every workspace whose customers have changed since."""
    for workspace in all_workspaces():
        run = reads.last_run(workspace.id)
        if run is None or run.mark != likeness_actions.mark_of(workspace.id):
            likeness_actions.start_looking(workspace.id)
    return Done()


def start_catch_up(workspace_id: int, *, is_restored: bool = False) -> int:
    """The number of the job that brings this workspace's customers up to date."""
    with transaction.atomic():
        return enqueue(
            "identity.catch_up",
            workspace_id=workspace_id,
            args={"is_restored": is_restored},
            unique_key=f"identity.catch_up:{workspace_id}:{int(is_restored)}",
        )


def start_following(workspace_id: int) -> int:
    """The number of the job that writes the orders of merged records again."""
    with transaction.atomic():
        return enqueue(
            "identity.follow",
            workspace_id=workspace_id,
            waiting_key=f"identity.follow:{workspace_id}",
            order_key=f"identity.follow:{workspace_id}",
        )
