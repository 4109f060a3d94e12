"""Delivering events, and forgetting those that everybody has heard."""

from datetime import timedelta

from huike.base.jobs.facade import Cancel, Context, Done, Outcome, job, schedule
from huike.base.jobs.models import Job
from huike.base.kernel import clock
from huike.base.outbox.event import from_payload
from huike.base.outbox.models import EventRow
from huike.base.outbox.publish import KINDS, REACTIONS

_KEPT = timedelta(days=7)


@job("outbox.deliver", max_attempts=12)
def deliver(ctx: Context, *, event_id: int, reaction: str) -> Outcome:
    """Hand one event to one reaction; it may happen twice, so reactions are safe to repeat."""
    row = EventRow.objects.get(pk=event_id)
    if reaction not in REACTIONS:
        return Cancel(f"nobody answers to {reaction} any more")
    REACTIONS[reaction](from_payload(KINDS[row.kind], row.payload))
    return Done()


@schedule("outbox.forget", every="1d@03:40")
@job("outbox.forget")
def forget(ctx: Context) -> Outcome:
    """Drop finished deliveries and events older than a week; failed ones stay to be seen."""
    before = clock.now() - _KEPT
    done = Job.objects.filter(name="outbox.deliver", state=Job.State.DONE, finished_at__lt=before)
    done._raw_delete(done.db)
    waiting = Job.objects.filter(name="outbox.deliver").values_list("args__event_id", flat=True)
    old = EventRow.objects.filter(created_at__lt=before).exclude(pk__in=list(waiting))
    return Done({"events": old._raw_delete(old.db)})
