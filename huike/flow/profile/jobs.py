"""Computing traits: when facts landed, and every night for those that time alone changes."""

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, job, schedule
from huike.base.kernel import clock
from huike.flow.profile import attachments, exporting, traits


@job("profile.refresh", lane="long")
def refresh(ctx: Context) -> Outcome:
    """Compute the traits of one workspace."""
    return Done({"version": traits.refresh(ctx.workspace_id)})


@schedule("profile.nightly", every="1d@17:10")  # ten past one at night in China
@job("profile.nightly")
def nightly(ctx: Context) -> Outcome:
    """Ask for every workspace: days pass even where nobody buys."""
    workspaces = all_workspaces()
    for found in workspaces:
        traits.ask_refresh(found.id)
    return Done({"workspaces": len(workspaces)})


@job("profile.export", lane="long", max_attempts=3)
def export(ctx: Context, *, export_id: int) -> Outcome:
    """Write the file of an export."""
    return Done({"export_id": export_id, "rows": exporting.write(ctx, export_id)})


@schedule("profile.forget_exports", every="1d@17:40")
@job("profile.forget_exports")
def forget_exports(ctx: Context) -> Outcome:
    """Delete exported files that are a week old."""
    return Done({"files": exporting.forget(clock.now())})


@schedule("profile.forget_attachments", every="1d@17:45")
@job("profile.forget_attachments")
def forget_attachments(ctx: Context) -> Outcome:
    """Delete the files of customers who were erased."""
    return Done({"files": attachments.forget_erased()})
