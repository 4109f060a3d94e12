"""Notes about customers, and tasks: notes with a day by which somebody is to do them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from huike.base.access.facade import Actor, audit, staff_names
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid, NotFound
from huike.base.kernel.paging import Page, decode_cursor, encode_cursor, limit_of
from huike.flow.identity import facade as identity
from huike.flow.profile.models import Note

MOST_WORDS = 4_000
_MOST = 1_000  # of a customer
_STEP = 500  # tasks looked at in one question, for those whose customers the asker may see


@dataclass(frozen=True)
class NoteInfo:
    """A note as its reader sees it."""

    id: int
    customer_id: int  # the person it is shown with
    words: str
    due_on: date | None  # None: a note, nothing to do
    assignee_id: int | None
    assignee: str
    made_at: datetime
    made_by: str
    changed_at: datetime | None
    done_at: datetime | None
    done_by: str


def of_customer(actor: Actor, customer_id: int) -> list[NoteInfo]:
    """Everything noted about a visible customer, the newest first."""
    rows = _rows(actor).filter(record_id__in=_records(actor, customer_id)).order_by("-id")
    return _shapes(actor, rows[:_MOST])


def write(
    actor: Actor, customer_id: int, *, words: str, due_on: date | None, assignee_id: int | None
) -> NoteInfo:
    """Note something about a visible customer."""
    records = _records(actor, customer_id)
    if _rows(actor).filter(record_id__in=records).count() >= _MOST:
        raise Conflict(f"A customer has at most {_MOST} notes", code="too_many_notes")
    row = Note(workspace_id=actor.workspace_id, record_id=customer_id, made_by=actor.label)
    row.made_at = clock.now()
    _fill(actor, row, words, due_on, assignee_id)
    with transaction.atomic():
        row.save()
        audit(actor, "customer.noted", target_kind="customer", target_id=customer_id)
    return _shapes(actor, [row])[0]


def change(
    actor: Actor, customer_id: int, note_id: int, *, words: str, due_on: date | None,
    assignee_id: int | None,
) -> NoteInfo:  # fmt: skip
    """Write a note anew."""
    row = _one(actor, customer_id, note_id)
    _fill(actor, row, words, due_on, assignee_id)
    row.changed_at = clock.now()
    with transaction.atomic():
        row.save()
        audit(actor, "customer.note_changed", target_kind="customer", target_id=customer_id)
    return _shapes(actor, [row])[0]


def finish(actor: Actor, customer_id: int, note_id: int, *, is_done: bool) -> NoteInfo:
    """A task is done, or was not done after all."""
    row = _one(actor, customer_id, note_id)
    if row.due_on is None:
        raise Conflict("A note without a day is no task", code="note_is_no_task")
    row.done_at = (row.done_at or clock.now()) if is_done else None
    row.done_by = (row.done_by or actor.label) if is_done else ""
    with transaction.atomic():
        row.save()
        audit(actor, "customer.task_done", target_kind="customer", target_id=customer_id)
    return _shapes(actor, [row])[0]


def remove(actor: Actor, customer_id: int, note_id: int) -> None:
    """Forget a note."""
    with transaction.atomic():
        _one(actor, customer_id, note_id).delete()
        audit(actor, "customer.note_removed", target_kind="customer", target_id=customer_id)


def tasks(actor: Actor, *, only_mine: bool, cursor: str | None, limit: int) -> Page[NoteInfo]:
    """What is to be done for customers whom the asker may see, the most urgent first."""
    limit = limit_of(limit)
    rows = _rows(actor).filter(due_on__isnull=False, done_at__isnull=True)
    if only_mine:
        rows = rows.filter(assignee_id=_staff_of(actor))
    day, number = decode_cursor(cursor, 2) if cursor else ("0001-01-01", 0)
    found: list[NoteInfo] = []
    while len(found) <= limit:
        after = rows.filter(due_on__gte=day).exclude(due_on=day, pk__lte=number)
        part = list(after.order_by("due_on", "id")[:_STEP])
        shown = _shapes(actor, part)
        visible = set(identity.visible(actor.scope, sorted({one.customer_id for one in shown})))
        found += [one for one in shown if one.words and one.customer_id in visible]
        if len(part) < _STEP:
            break
        day, number = part[-1].due_on.isoformat(), part[-1].pk  # type: ignore[union-attr]
    more = None
    if len(found) > limit:
        last = found[limit - 1]
        assert last.due_on is not None
        more = encode_cursor([last.due_on.isoformat(), last.id])
    return Page(found[:limit], more)


def labels(actor: Actor, found: Sequence[NoteInfo]) -> dict[int, str]:
    """What the customers of these notes are called."""
    customers = sorted({one.customer_id for one in found})
    names = identity.display_names(actor.workspace_id, customers)
    return {one: names.get(one, "") for one in customers}


def _fill(
    actor: Actor, row: Note, words: str, due_on: date | None, assignee_id: int | None
) -> None:
    words = words.strip()
    if not 0 < len(words) <= MOST_WORDS:
        raise Invalid(f"A note has 1 to {MOST_WORDS} characters", code="note_length", where="words")
    if assignee_id is not None:
        if due_on is None:
            raise Invalid("A task needs its day", code="task_without_day", where="due_on")
        if assignee_id not in staff_names(actor.workspace_id):
            raise Invalid("Nobody of this workspace", code="unknown_staff", where="assignee_id")
    row.sealed = identity.seal_words(actor.workspace_id, row.record_id, words)
    row.due_on, row.assignee_id = due_on, assignee_id
    if due_on is None:
        row.done_at, row.done_by = None, ""


def _rows(actor: Actor) -> QuerySet[Note]:
    return Note.objects.filter(workspace_id=actor.workspace_id)


def _records(actor: Actor, customer_id: int) -> list[int]:
    merged = identity.records_of(actor.workspace_id, [customer_id])
    return merged.get(customer_id, [customer_id])


def _one(actor: Actor, customer_id: int, note_id: int) -> Note:
    found = _rows(actor).filter(pk=note_id, record_id__in=_records(actor, customer_id)).first()
    if found is None:
        raise NotFound("The customer has no such note", where="note_id")
    return found


def _staff_of(actor: Actor) -> int:
    """Programs are no staff, and have nothing to do."""
    return actor.id if actor.kind == "staff" else 0


def _shapes(actor: Actor, rows: Sequence[Note] | QuerySet[Note]) -> list[NoteInfo]:
    rows = list(rows)
    sealed = [(row.record_id, bytes(row.sealed)) for row in rows]
    words = identity.read_words(actor.workspace_id, sealed)
    shown = identity.shown_as(actor.workspace_id, [row.record_id for row in rows])
    is_given = any(row.assignee_id for row in rows)
    names = staff_names(actor.workspace_id) if is_given else {}
    return [
        NoteInfo(
            customer_id=customer_id,
            words=said,
            assignee=names.get(row.assignee_id or 0, ""),
            **_plain(row),
        )
        for row, said, customer_id in zip(rows, words, shown, strict=True)
    ]


def _plain(row: Note) -> dict[str, Any]:
    return {
        "id": row.pk,
        "due_on": row.due_on,
        "assignee_id": row.assignee_id,
        "made_at": row.made_at,
        "made_by": row.made_by,
        "changed_at": row.changed_at,
        "done_at": row.done_at,
        "done_by": row.done_by,
    }
