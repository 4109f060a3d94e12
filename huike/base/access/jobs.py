"""The sealer of the audit."""

from huike.base.access import audit, queries
from huike.base.jobs.facade import Context, Done, Outcome, job, schedule


@schedule("access.seal_audit", every="1m")
@job("access.seal_audit")
def seal_audit(ctx: Context) -> Outcome:
    """Link the entries of every workspace that have come since the last seal."""
    return Done({"sealed": sum(audit.seal(found.id) for found in queries.all_workspaces())})
