"""Jobs: evaluate one segment, all that facts may have touched, and all once a day."""

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Cancel, Context, Done, Outcome, job, schedule
from huike.base.kernel import clock
from huike.base.kernel.errors import NotFound
from huike.flow.segment.actions import ask, evaluate, follow
from huike.library.calendar.facade import local_day


@job("segment.evaluate")
def evaluate_one(ctx: Context, *, segment_id: int) -> Outcome:
    """Evaluate one segment and those it rests on."""
    try:
        number = evaluate.evaluate(ctx.workspace_id, segment_id)
    except NotFound as refusal:
        return Cancel(refusal.detail)
    return Done({"evaluation": number})


@job("segment.evaluate_all")
def evaluate_all(ctx: Context) -> Outcome:
    """Evaluate all live segments of a workspace."""
    return Done({"changed": evaluate.evaluate_many(ctx.workspace_id)})


@schedule("segment.nightly", every="15m")
@job("segment.nightly")
def nightly(ctx: Context) -> Outcome:
    """Where a new day has begun, evaluate again; the hour is the workspace's own."""
    begun = [
        workspace.id
        for workspace in all_workspaces()
        if ask.for_new_day(workspace, local_day(clock.now(), workspace.timezone))
    ]
    return Done({"workspaces": begun})


@schedule("segment.check", every="1d@19:30")
@job("segment.check", lane="long")
def check(ctx: Context) -> Outcome:
    """Compare each stored bitmap with its evaluations played again, and report what differs."""
    found = {
        workspace.id: [vars(one) for one in follow.differences(workspace.id)]
        for workspace in all_workspaces()
    }
    return Done({"differences": {str(key): value for key, value in found.items() if value}})
