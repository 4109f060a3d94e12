"""Jobs of data quality: look at every source, let go of what is old."""

from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, job, schedule
from huike.flow.ingest.quality import watching


@schedule("ingest.check_quality", every="15m")
@job("ingest.check_quality", max_attempts=3)
def check_quality(ctx: Context) -> Outcome:
    """Open alerts of sources that are quiet or unusual, and close those that are right again."""
    return Done({"changed": sum(watching.check(one.id) for one in all_workspaces())})


@schedule("ingest.forget_quality", every="1d@04:25")
@job("ingest.forget_quality", max_attempts=3)
def forget_quality(ctx: Context) -> Outcome:
    """Let go of counts and alerts that are over a hundred days old."""
    return Done({"rows": sum(watching.forget(one.id) for one in all_workspaces())})
