"""Forgetting what was told long ago."""

from datetime import timedelta

from django.db import transaction

from huike.base.jobs.facade import Context, Done, Outcome, job, schedule
from huike.base.kernel import clock
from huike.base.webhooks.models import Delivery, Notice

KEPT = timedelta(days=30)
_AT_ONCE = 500


@schedule("webhooks.forget", every="1d@03:50")
@job("webhooks.forget")
def forget(ctx: Context) -> Outcome:
    """Drop notices older than 30 days with their deliveries, of all workspaces."""
    old = Notice.objects.filter(at__lt=clock.now() - KEPT).order_by("at")  # tenant: of all
    gone = 0
    # A little at a time: others write meanwhile.
    while ids := list(old.values_list("pk", flat=True)[:_AT_ONCE]):
        with transaction.atomic():
            Delivery.objects.filter(notice__in=ids).delete()  # tenant: of all
            Notice.objects.filter(pk__in=ids).delete()  # tenant: of all
        gone += len(ids)
    return Done({"notices": gone})
