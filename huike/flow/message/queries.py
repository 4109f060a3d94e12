"""Reads of messages; the workspace first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.message.links import message_ref
from huike.flow.message.models import Dispatch, Message
from huike.flow.message.rules import ENDS, OPEN
from huike.flow.message.sending.ends import Source


@dataclass(frozen=True, slots=True)
class Sent:
    """What a message that somebody holds was."""

    id: int
    workspace_id: int
    customer_id: int
    source: str
    source_id: int
    channel: str
    version_id: int
    handed_at: datetime | None


@dataclass(frozen=True)
class DispatchInfo:
    """How the messages of a source fare."""

    audience: int | None
    queued: int
    sent: int
    failed: int
    refused: int
    unknown: int
    trouble: dict[str, Any] | None
    began_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True)
class Line:
    """A message in a list."""

    id: int
    customer_id: int
    message_id: str
    state: str
    reason: str
    answer: str
    attempts: int
    due_at: datetime
    handed_at: datetime | None
    ended_at: datetime | None


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


def sent(pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], Sent]:
    """The messages of these (workspace, message) pairs; pairs that do not fit are left out."""
    wanted = set(pairs)
    rows = Message.objects.filter(pk__in={message for _, message in wanted})
    columns = [
        "id", "workspace_id", "customer_id", "source", "source_id", "channel", "version_id",
        "handed_at",
    ]  # fmt: skip
    found = [Sent(*row) for row in rows.values_list(*columns)]
    return {
        (one.workspace_id, one.id): one for one in found if (one.workspace_id, one.id) in wanted
    }


def is_in_hand(workspace_id: int, customer_id: int) -> bool:
    """Whether a message to this customer is being handed over at this moment."""
    return Message.objects.filter(
        customer_id=customer_id, state=Message.State.HANDING, workspace_id=workspace_id
    ).exists()


def dispatch(source: Source) -> DispatchInfo:
    """How the messages of a source fare; all zero before the first of them."""
    row = Dispatch.objects.filter(
        workspace_id=source.workspace_id, source=source.kind, source_id=source.id
    ).first()
    if row is None:
        return DispatchInfo(None, 0, 0, 0, 0, 0, None, None, None)
    queued = 0 if row.ended_at else open_messages(source).count()
    return DispatchInfo(
        row.audience,
        queued,
        row.sent,
        row.failed,
        row.refused,
        row.unknown,
        row.trouble,
        row.began_at,
        row.ended_at,
    )


def reasons(source: Source) -> list[tuple[str, str, int]]:
    """Ends other than sent, by state and reason."""
    rows = Message.objects.filter(
        workspace_id=source.workspace_id, source_id=source.id, source=source.kind,
        state__in=("failed", "refused", "unknown"),
    )  # fmt: skip
    counts = rows.values_list("state", "reason").annotate(count=Count("id"))
    return sorted((state, reason, count) for state, reason, count in counts)


def page(source: Source, *, state: str, reason: str, cursor: str, limit: int) -> Page[Line]:
    """Messages of a source, newest first, with the Message-ID that each has or would have."""
    states = [one for one in state.split(",") if one]
    if unknown := set(states) - {*ENDS, *OPEN}:
        raise Invalid(f"{sorted(unknown)} are no states", code="bad_state", where="state")
    rows = Message.objects.filter(
        workspace_id=source.workspace_id, source_id=source.id, source=source.kind
    )
    if states:
        rows = rows.filter(state__in=states)
    if reason:
        rows = rows.filter(reason=reason)
    total = rows.count()
    if cursor:
        rows = rows.filter(id__lt=decode_cursor(cursor, 1)[0])
    found = list(rows.order_by("-id")[: limit_of(limit) + 1])
    more = encode_cursor([found[limit - 1].pk]) if len(found) > limit else None
    return Page(_lines(source, found[:limit]), more, total)


def _lines(source: Source, rows: Sequence[Message]) -> list[Line]:
    about = Dispatch.objects.filter(source_id=source.id, source=source.kind).first()
    domain = about.domain if about else ""
    return [
        Line(
            id=row.pk,
            customer_id=row.customer_id,
            message_id=f"<{message_ref(source.workspace_id, row.pk)}@{domain}>",
            state=row.state,
            reason=row.reason,
            answer=row.answer,
            attempts=row.attempts,
            due_at=row.due_at,
            handed_at=row.handed_at,
            ended_at=row.ended_at,
        )
        for row in rows
    ]
