"""Work of the house itself, on a clock."""

from huike.base.access import audit
from huike.base.access.facade import all_workspaces
from huike.base.jobs.facade import Context, Done, Outcome, job, schedule


@schedule("access.seal_audit", every="1m")
@job("access.seal_audit")
def seal_audit(ctx: Context) -> Outcome:
    """Link the audit entries of every workspace that have come since the last seal."""
    return Done({"sealed": sum(audit.seal(found.id) for found in all_workspaces())})
