"""Acts on broadcasts; each is one transaction with its audit and its events."""

from datetime import datetime, timedelta

from django.db import transaction

from huike.base.access.facade import Actor, audit
from huike.base.jobs.facade import enqueue
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden, Invalid
from huike.base.outbox.facade import publish
from huike.events import BroadcastCancelled, BroadcastResumed, BroadcastStarted
from huike.flow.journey import queries
from huike.flow.journey.models import Broadcast
from huike.flow.journey.rules import Act, State, Wish, check, checked, is_late
from huike.flow.segment import facade as segment
from huike.flow.segment.rules import scopes
from huike.library.content import facade as content


def create(actor: Actor, wish: Wish) -> Broadcast:
    """A draft."""
    _check_parts(actor, checked(wish))
    now = clock.now()
    with transaction.atomic():
        row = Broadcast.objects.create(
            workspace_id=actor.workspace_id,
            scope_key=scopes.key(actor.scope.shop_ids),
            owner_kind=actor.kind,
            owner_id=actor.id,
            owner=actor.label,
            created_at=now,
            updated_at=now,
            **_fields(wish),
        )
        _noted(actor, row, "broadcast.created")
    return row


def edit(actor: Actor, broadcast_id: int, wish: Wish) -> Broadcast:
    """Change a draft; an approval it had is for what it was, and falls."""
    _check_parts(actor, checked(wish))
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "edit")
        for name, value in {**_fields(wish), "approved_by": ""}.items():
            setattr(row, name, value)
        _save(row)
        _noted(actor, row, "broadcast.changed")
    return row


def delete(actor: Actor, broadcast_id: int) -> None:
    """Throw a draft away."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "delete")
        _noted(actor, row, "broadcast.deleted")
        row.delete()


def approve(actor: Actor, broadcast_id: int) -> Broadcast:
    """A second person's word; the owner's own does not count."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "edit")
        if (actor.kind, actor.id) == (row.owner_kind, row.owner_id):
            raise Forbidden("Somebody else has to approve it", code="own_approval")
        row.approved_by = actor.label
        _save(row)
        _noted(actor, row, "broadcast.approved")
    return row


def schedule(actor: Actor, broadcast_id: int, at: datetime) -> Broadcast:
    """Send it at a time to come."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "schedule")
        if at <= clock.now():
            raise Invalid("The time has passed already", code="bad_time", where="at")
        _check_ready(row)
        row.state, row.scheduled_at = State.SCHEDULED, at
        _save(row)
        _enqueue_begin(row, at)
        _noted(actor, row, "broadcast.scheduled")
    return row


def unschedule(actor: Actor, broadcast_id: int) -> Broadcast:
    """Make a draft of it again."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "unschedule")
        row.state, row.scheduled_at = State.DRAFT, None
        _save(row)
        _noted(actor, row, "broadcast.unscheduled")
    return row


def start(actor: Actor, broadcast_id: int) -> tuple[Broadcast, int]:
    """Send it now; also gives the job that tells its audience."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "start")
        _check_ready(row)
        job = _begin(row)
        _noted(actor, row, "broadcast.started")
    return row, job


def begin_scheduled(workspace_id: int, broadcast_id: int) -> str:
    """The clock has come to a scheduled broadcast: start it, or hold it if it comes too late."""
    with transaction.atomic():
        rows = Broadcast.objects.select_for_update()
        row = rows.filter(workspace_id=workspace_id, pk=broadcast_id).first()
        if row is None or row.state != State.SCHEDULED or row.scheduled_at is None:
            return "gone"
        now = clock.now()
        if now < row.scheduled_at:
            _enqueue_begin(row, row.scheduled_at)
            return "early"
        if is_late(row.scheduled_at, row.expires_after, now):
            row.state, row.why, row.paused_from = State.HELD, "late", State.SCHEDULED
            _save(row)
            return "held"
        try:
            with transaction.atomic():
                _check_ready(row)
        except (Conflict, Invalid) as refusal:
            row.state, row.why, row.paused_from = State.HELD, refusal.code[:40], State.SCHEDULED
            _save(row)
            return "held"
        _begin(row)
        return "started"


def pause(actor: Actor, broadcast_id: int) -> Broadcast:
    """Hand nothing more over; what is being handed over ends."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "pause")
        row.paused_from, row.state = row.state, State.PAUSED
        _save(row)
        _noted(actor, row, "broadcast.paused")
    return row


def resume(actor: Actor, broadcast_id: int) -> Broadcast:
    """Go on where it stopped."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "resume")
        came_from, row.why = row.paused_from, ""
        if came_from in (State.SCHEDULED, ""):
            _check_ready(row)
            _begin(row)
        else:
            row.state, row.paused_from = came_from, ""
            _save(row)
            if came_from == State.EXPANDING:
                enqueue_expand(row)
            publish(BroadcastResumed(workspace_id=row.workspace_id, broadcast_id=row.pk))
        _noted(actor, row, "broadcast.resumed")
    return row


def cancel(actor: Actor, broadcast_id: int) -> Broadcast:
    """End it for good: what was not handed over is refused as cancelled."""
    with transaction.atomic():
        row = _locked(actor, broadcast_id, "cancel")
        was_telling = State.EXPANDING in (row.state, row.paused_from)
        row.state = State.CANCELLED
        if row.treated is None:
            # Nobody has been told of it, and nobody will be.
            row.treated = row.held_out = row.sent = row.failed = row.refused = row.unknown = 0
            row.finished_at = clock.now()
            was_telling = False
        _save(row)
        if was_telling:
            # The rest of the audience is told too, so that everybody has an end and a reason.
            enqueue_expand(row)
        publish(BroadcastCancelled(workspace_id=row.workspace_id, broadcast_id=row.pk))
        _noted(actor, row, "broadcast.cancelled")
    return row


def hold_all(why: str) -> int:
    """After a restore: nothing goes out again before a person has looked; answers how many."""
    held = 0
    with transaction.atomic():
        for state in (State.EXPANDING, State.SENDING):
            held += Broadcast.objects.filter(state=state).update(
                state=State.HELD, paused_from=state, why=why, updated_at=clock.now()
            )
        overdue = Broadcast.objects.filter(state=State.SCHEDULED, scheduled_at__lt=clock.now())
        held += overdue.update(
            state=State.HELD, paused_from=State.SCHEDULED, why=why, updated_at=clock.now()
        )
    return held


def enqueue_expand(row: Broadcast) -> int:
    """The job that tells the audience."""
    return enqueue(
        "journey.expand",
        workspace_id=row.workspace_id,
        args={"broadcast_id": row.pk},
        order_key=f"journey.expand:{row.pk}",
        title=row.name,
    )


def _begin(row: Broadcast) -> int:
    row.version_id = content.latest(row.workspace_id, row.content_id).id
    row.state, row.paused_from = State.EXPANDING, ""
    row.started_at = clock.now()
    _save(row)
    publish(BroadcastStarted(workspace_id=row.workspace_id, broadcast_id=row.pk))
    return enqueue_expand(row)


def _enqueue_begin(row: Broadcast, at: datetime) -> None:
    enqueue(
        "journey.begin",
        workspace_id=row.workspace_id,
        args={"broadcast_id": row.pk},
        run_at=at,
        title=row.name,
    )


def _locked(actor: Actor, broadcast_id: int, act: Act) -> Broadcast:
    """The row, held until the act is done, if its state allows the act."""
    queries.one(actor.scope, broadcast_id)
    row = Broadcast.objects.select_for_update().get(
        pk=broadcast_id, workspace_id=actor.workspace_id
    )
    check(act, row.state)
    return row


def _save(row: Broadcast) -> None:
    row.updated_at = clock.now()
    row.save()


def _noted(actor: Actor, row: Broadcast, action: str) -> None:
    audit(actor, action, target_kind="broadcast", target_id=row.pk)


def _check_parts(actor: Actor, wish: Wish) -> None:
    """Its content and segments exist for whoever plans it."""
    content.latest(actor.workspace_id, wish.content_id)
    for segment_id in wish.segment_ids:
        if segment.info(actor.scope, segment_id).is_archived:
            raise Invalid("A segment was put away", code="bad_audience", where="segment_ids")


def _check_ready(row: Broadcast) -> None:
    if row.needs_approval and not row.approved_by:
        raise Conflict("Somebody has to approve it first", code="not_approved")
    content.latest(row.workspace_id, row.content_id)


def _fields(wish: Wish) -> dict[str, object]:
    return {
        "name": wish.name.strip(),
        "content_id": wish.content_id,
        "segment_ids": sorted(set(wish.segment_ids)),
        "is_everyone": wish.is_everyone,
        "holdout": wish.holdout,
        "goal_days": wish.goal_days,
        "expires_after": timedelta(minutes=wish.expires_after_minutes),
        "needs_approval": wish.needs_approval,
    }
