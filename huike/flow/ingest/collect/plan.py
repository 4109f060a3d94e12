"""The tracking plan: what is planned, what was otherwise, and what is held back for it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import F
from pydantic_core import to_json

from huike.base.access.facade import Actor, audit
from huike.base.kernel import clock, crypto
from huike.base.kernel.bulk import chunks
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.kernel.personal import is_personal
from huike.flow.ingest.collect.models import SeenMessage
from huike.flow.ingest.collect.records import (
    BlockedMessage,
    EventPlan,
    PlanProblem,
    TrackingPlan,
)
from huike.flow.ingest.collect.rules import naming
from huike.flow.ingest.collect.rules import plan as rules
from huike.flow.ingest.collect.rules.plan import Mode, PlannedField, Unknown, Verdict
from huike.flow.ingest.collect.rules.protocol import Message
from huike.flow.ingest.rules import mask

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

SEALED = "ingest_blocked_message.sealed"
_MOST = 900  # values in one question
_MOST_PROBLEMS = 2_000  # kinds of problems of a workspace that are told one by one
_MOST_EXAMPLES = 5


@dataclass(frozen=True)
class Planned:
    """The plan of an event, with who changed it last."""

    id: int
    name: str
    mode: Mode
    fields: tuple[PlannedField, ...]
    changed_at: datetime
    changed_by: str


def plans(workspace_id: int) -> list[Planned]:
    """Every event that is planned, by name."""
    rows = EventPlan.objects.filter(workspace_id=workspace_id).order_by("name")
    return [_shape(row) for row in rows]


def plan(workspace_id: int, plan_id: int) -> Planned:
    """The plan of one event; another workspace's does not exist."""
    return _shape(_row(workspace_id, plan_id))


def create(actor: Actor, *, name: str, mode: Mode, fields: Sequence[PlannedField]) -> Planned:
    """Plan an event that was not planned yet."""
    name = name.strip()
    if not 0 < len(name) <= 200 or "\0" in name:
        raise Invalid(
            "An event's name has 1 to 200 characters", code="bad_event_name", where="name"
        )
    rules.check(fields)
    row = EventPlan(workspace_id=actor.workspace_id, name=name)
    try:
        with transaction.atomic():
            _save(actor, row, mode, fields)
            audit(actor, "plan.created", target_kind="event_plan", target_id=row.pk)
    except IntegrityError:
        raise Conflict(
            f"The event {name!r} is planned already", code="event_planned", where="name"
        ) from None
    return _shape(row)


def change(actor: Actor, plan_id: int, *, mode: Mode, fields: Sequence[PlannedField]) -> Planned:
    """Plan an event otherwise; what was wrong with it is counted from here on."""
    rules.check(fields)
    row = _row(actor.workspace_id, plan_id)
    with transaction.atomic():
        _save(actor, row, mode, fields)
        audit(actor, "plan.changed", target_kind="event_plan", target_id=row.pk)
    return _shape(row)


def remove(actor: Actor, plan_id: int) -> None:
    """Plan nothing of this event."""
    row = _row(actor.workspace_id, plan_id)
    with transaction.atomic():
        audit(actor, "plan.removed", target_kind="event_plan", target_id=row.pk)
        _forget_problems(row)
        row.delete()


def unknown(workspace_id: int) -> Unknown:
    """What becomes of events that are not planned."""
    row = TrackingPlan.objects.filter(workspace_id=workspace_id).first()
    return "allow" if row is None else row.unknown  # type: ignore[return-value]


def set_unknown(actor: Actor, what: Unknown) -> None:
    """Let events that are not planned pass, be counted, or be held back."""
    with transaction.atomic():
        TrackingPlan.objects.update_or_create(
            workspace_id=actor.workspace_id, defaults={"unknown": what}
        )
        PlanProblem.objects.filter(workspace_id=actor.workspace_id, reason="unknown_event").delete()
        audit(actor, "plan.unknown_set", target_kind="workspace", target_id=actor.workspace_id)


def problems(workspace_id: int, name: str = "") -> list[PlanProblem]:
    """What was not as planned, the most frequent first; of one event or of all."""
    rows = PlanProblem.objects.filter(workspace_id=workspace_id)
    rows = rows.filter(name=name) if name else rows
    return list(rows.order_by("-count", "name", "field", "reason"))


def judge(book: rules.Plan, message: Message) -> Verdict:
    """What becomes of a message; pages, screens and people are never unknown events."""
    name = naming.event_of(message)
    if not name or (message.kind != "track" and name not in book.events):
        return Verdict()
    named = {"name": message.event} if message.kind != "track" else {}
    return book.judge(name, {**named, **message.properties})


def hold_back(workspace_id: int, landing_id: int, said: Sequence["Said"]) -> set[bytes]:
    """The hashes of messages that shall not land, inside the transaction that fixes a landing.

    They are set aside with their reasons, unknown to `SeenMessage`, so that they can be read again.
    What has landed before is not asked again.
    """
    book = _book(workspace_id)
    waiting = BlockedMessage.objects.filter(workspace_id=workspace_id)
    some_wait = waiting.exists()
    if book.is_silent and not some_wait:
        return set()
    firsts: dict[bytes, Said] = {}
    for one in said:
        firsts.setdefault(one.hash, one)
    found = {hashed: judge(book, one.message) for hashed, one in firsts.items()}
    wrong = {hashed for hashed, verdict in found.items() if verdict.problems}
    wrong -= _among(SeenMessage.objects.filter(workspace_id=workspace_id), wrong)
    held = {hashed for hashed in wrong if found[hashed].is_blocked}
    known = _among(waiting.filter(replayed_at=None), held)
    news = [(one, found[hashed]) for hashed, one in firsts.items() if hashed in wrong - known]
    _tally(workspace_id, news)
    if some_wait:  # what lands now, had landed, or is held back anew waits no longer
        for part in chunks(sorted(firsts.keys() - known), _MOST):
            waiting.filter(hash__in=part).delete()
    BlockedMessage.objects.bulk_create(
        _blocked(workspace_id, landing_id, one, verdict)
        for one, verdict in news
        if verdict.is_blocked
    )
    for part in chunks(sorted(known), _MOST):
        waiting.filter(hash__in=part).update(landing=landing_id)
    return held


def shown(field: str, value: str) -> str:
    """A value as it may lie open; PostgreSQL keeps no NUL."""
    value = value.replace("\0", "")
    return mask.hidden(value) if value and is_personal(field, value) else mask.free(field, value)


def _book(workspace_id: int) -> rules.Plan:
    events = {one.name: rules.Event(one.mode, one.fields) for one in plans(workspace_id)}
    return rules.Plan(events, unknown(workspace_id))


def _among(rows: Any, hashes: Iterable[bytes]) -> set[bytes]:
    found: set[bytes] = set()
    for part in chunks(sorted(hashes), _MOST):
        found.update(
            bytes(one) for one in rows.filter(hash__in=part).values_list("hash", flat=True)
        )
    return found


def _tally(workspace_id: int, wrong: Sequence[tuple["Said", Verdict]]) -> None:
    counts: Counter[tuple[str, str, str]] = Counter()
    examples: dict[tuple[str, str, str], list[str]] = {}
    for one, verdict in wrong:
        for problem in verdict.problems:
            place = (naming.event_of(one.message), problem.field, problem.reason)
            counts[place] += 1
            value = shown(problem.field, problem.value)
            some = examples.setdefault(place, [])
            if value and value not in some and len(some) < _MOST_EXAMPLES:
                some.append(value)
    ours = PlanProblem.objects.filter(workspace_id=workspace_id)
    room = _MOST_PROBLEMS - ours.count() if counts else 0
    for (name, field, reason), count in sorted(counts.items()):
        some = examples[name, field, reason]
        row = ours.filter(name=name, field=field, reason=reason).first()
        if row is None and room > 0:
            room -= 1
            PlanProblem.objects.create(
                workspace_id=workspace_id,
                name=name,
                field=field,
                reason=reason,
                count=count,
                examples=some,
                last_at=clock.now(),
            )
        elif row is not None:
            both = [*some, *(one for one in row.examples if one not in some)]
            ours.filter(pk=row.pk).update(
                count=F("count") + count, examples=both[:_MOST_EXAMPLES], last_at=clock.now()
            )


def _blocked(workspace_id: int, landing_id: int, one: "Said", verdict: Verdict) -> BlockedMessage:
    return BlockedMessage(
        workspace_id=workspace_id,
        hash=one.hash,
        landing=landing_id,
        source=one.source_id,
        name=naming.event_of(one.message),
        problems=[
            [problem.field, problem.reason, shown(problem.field, problem.value)]
            for problem in verdict.problems
        ],
        sealed=crypto.seal_secret(to_json(_written(one)).decode(), SEALED),
        happened_at=one.happened_at,
        at=clock.now(),
    )


def _written(one: "Said") -> Mapping[str, Any]:
    """The message as a sender would write it, so that it can be read again."""
    message = one.message
    ids = {
        "userId": message.user_id,
        "anonymousId": message.anonymous_id,
        "previousId": message.previous_id,
        "groupId": message.group_id,
        ("event" if message.kind == "track" else "name"): message.event,
    }
    return {
        "type": message.kind,
        "messageId": one.message_id,
        "timestamp": one.happened_at.isoformat(),
        **{name: value for name, value in ids.items() if value},
        "properties": message.properties,
        "traits": message.traits,
        "context": message.context,
    }


def _save(actor: Actor, row: EventPlan, mode: Mode, fields: Sequence[PlannedField]) -> None:
    row.mode = mode
    row.fields = [one.model_dump(mode="json") for one in fields]
    row.changed_at, row.changed_by = clock.now(), actor.label
    row.save()
    _forget_problems(row)


def _forget_problems(row: EventPlan) -> None:
    PlanProblem.objects.filter(workspace_id=row.workspace_id, name=row.name).delete()


def _row(workspace_id: int, plan_id: int) -> EventPlan:
    row = EventPlan.objects.filter(workspace_id=workspace_id, pk=plan_id).first()
    if row is None:
        raise NotFound("No such plan", code="plan_missing")
    return row


def _shape(row: EventPlan) -> Planned:
    return Planned(
        row.pk,
        row.name,
        row.mode,  # type: ignore[arg-type]
        rules.FIELDS.validate_python(row.fields),
        row.changed_at,
        row.changed_by,
    )
