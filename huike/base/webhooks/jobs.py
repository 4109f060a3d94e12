"""Forgetting what was told long ago."""

from datetime import timedelta

from huike.base.jobs.facade import Context, Done, Outcome, job, schedule
from huike.base.kernel import clock
from huike.base.webhooks.models import Delivery, Notice

KEPT = timedelta(days=30)


@schedule("webhooks.forget", every="1d@03:50")
@job("webhooks.forget")
def forget(ctx: Context) -> Outcome:
    """Drop notices older than 30 days with their deliveries, of all workspaces."""
    old = Notice.objects.filter(at__lt=clock.now() - KEPT)  # tenant: of all
    Delivery.objects.filter(notice__in=old).delete()  # tenant: of all
    return Done({"notices": old.delete()[0]})
