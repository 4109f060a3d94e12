"""Notes about a customer, and the list of tasks."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Schema, Status

from huike.base.access.facade import needs, staff_names
from huike.flow.profile import notes
from huike.flow.profile.http.routing import actor, router, seen


class NoteIn(Schema):
    words: str = Field(max_length=notes.MOST_WORDS)
    due_on: date | None = None
    assignee_id: int | None = Field(default=None, gt=0, lt=2**63)


class NoteDone(Schema):
    is_done: bool


class NoteOut(Schema):
    id: int
    customer_id: int
    words: str
    due_on: date | None
    assignee_id: int | None
    assignee: str
    made_at: datetime
    made_by: str
    changed_at: datetime | None
    done_at: datetime | None
    done_by: str


class NoteAssignee(Schema):
    id: int
    name: str


class CustomerNotes(Schema):
    items: list[NoteOut]
    assignees: list[NoteAssignee]


class TaskOut(NoteOut):
    customer_label: str


class TaskPage(Schema):
    items: list[TaskOut]
    next_cursor: str | None
    total: int | None


@router.get("/{int:customer_id}/notes", response=CustomerNotes, operation_id="listCustomerNotes")
@needs("customers.read")
def list_notes(request: HttpRequest, customer_id: int) -> Any:
    """What staff noted about a customer, the newest first, and who can be given a task."""
    asker = actor(request)
    names = staff_names(asker.workspace_id)
    return {
        "items": notes.of_customer(asker, seen(asker, customer_id)),
        "assignees": [{"id": number, "name": name} for number, name in names.items()],
    }


@router.post("/{int:customer_id}/notes", response={201: NoteOut}, operation_id="noteCustomer")
@needs("customers.write")
def write_note(request: HttpRequest, customer_id: int, body: NoteIn) -> Any:
    """Note something; with a day by which it is to be done it is a task."""
    asker = actor(request)
    return Status(201, notes.write(asker, seen(asker, customer_id), **body.dict()))


@router.put(
    "/{int:customer_id}/notes/{int:note_id}", response=NoteOut, operation_id="changeCustomerNote"
)
@needs("customers.write")
def change_note(request: HttpRequest, customer_id: int, note_id: int, body: NoteIn) -> Any:
    asker = actor(request)
    return notes.change(asker, seen(asker, customer_id), note_id, **body.dict())


@router.post(
    "/{int:customer_id}/notes/{int:note_id}/done",
    response=NoteOut,
    operation_id="finishCustomerTask",
)
@needs("customers.write")
def finish_task(request: HttpRequest, customer_id: int, note_id: int, body: NoteDone) -> Any:
    """A task is done, or was not done after all."""
    asker = actor(request)
    return notes.finish(asker, seen(asker, customer_id), note_id, is_done=body.is_done)


@router.delete(
    "/{int:customer_id}/notes/{int:note_id}",
    response={204: None},
    operation_id="removeCustomerNote",
)
@needs("customers.write")
def remove_note(request: HttpRequest, customer_id: int, note_id: int) -> Any:
    asker = actor(request)
    notes.remove(asker, seen(asker, customer_id), note_id)
    return Status(204, None)


@router.get("/tasks", response=TaskPage, operation_id="listTasks")
@needs("customers.read")
def list_tasks(request: HttpRequest, mine: bool = False, cursor: str = "", limit: int = 50) -> Any:
    """Tasks that are not done yet, the most urgent first."""
    asker = actor(request)
    found = notes.tasks(asker, only_mine=mine, cursor=cursor or None, limit=limit)
    labels = notes.labels(asker, found.items)
    items = [{**one.__dict__, "customer_label": labels[one.customer_id]} for one in found.items]
    return {"items": items, "next_cursor": found.next_cursor, "total": None}
