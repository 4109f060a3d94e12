"""What a broadcast hears of its messages."""

from django.db import transaction

from huike.base.kernel import clock
from huike.events import MessagesEnded
from huike.flow.journey.models import Broadcast
from huike.flow.journey.rules import State


def finish(event: MessagesEnded) -> None:
    """Finished once everybody of the audience has an end, and not before."""
    with transaction.atomic():
        rows = Broadcast.objects.select_for_update()
        row = rows.filter(workspace_id=event.workspace_id, pk=event.broadcast_id).first()
        if row is None or row.finished_at is not None:
            return
        ends = event.sent + event.failed + event.refused + event.unknown
        if ends != row.treated:
            raise RuntimeError(f"broadcast {row.pk}: {ends} ends for an audience of {row.treated}")
        row.sent, row.failed = event.sent, event.failed
        row.refused, row.unknown = event.refused, event.unknown
        row.finished_at = row.updated_at = clock.now()
        if row.state != State.CANCELLED:
            row.state, row.paused_from, row.why = State.FINISHED, "", ""
        row.save()
