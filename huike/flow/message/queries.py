"""Reads of messages."""

from datetime import timedelta

from django.db.models import Count, QuerySet

from huike.base.kernel import clock
from huike.flow.message.models import Message
from huike.flow.message.rules import ENDS, OPEN
from huike.flow.message.sending.ends import Source


def open_messages(source: Source) -> QuerySet[Message]:
    """Messages of a source without an end."""
    return Message.objects.filter(source_id=source.id, source=source.kind, state__in=OPEN)


def next_due(source: Source) -> float | None:
    """Seconds until the next message of a source is due; None when none waits."""
    waiting = open_messages(source).filter(state=Message.State.QUEUED).order_by("due_at")
    at = waiting.values_list("due_at", flat=True).first()
    return None if at is None else max(0.0, (at - clock.now()) / timedelta(seconds=1))


def counted(source: Source) -> dict[str, int]:
    """How many messages of a source have which end, by their rows."""
    rows = Message.objects.filter(source_id=source.id, source=source.kind, state__in=ENDS)
    found = dict(rows.values_list("state").annotate(count=Count("id")).order_by())
    return {state: found.get(state, 0) for state in ENDS}
