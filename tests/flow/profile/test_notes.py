"""Notes and tasks on the customer page: kept sealed, shown with the person, done by their day."""

from datetime import date
from types import ModuleType
from typing import Any

import pytest
from django.conf import settings

from huike.base.access import actions
from huike.base.access.facade import Actor, Scope, actor_of_staff
from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import system_actor
from huike.base.jobs.facade import drain
from huike.flow.identity import facade as identity
from huike.flow.profile import notes
from huike.flow.profile.models import Note
from tests.flow.profile import world
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "金丝雀：爱喝白茶，双11前回访"


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """The same woman by e-mail in shop 1 and by phone in shop 2, and somebody else of shop 2."""
    return world.people(
        workspace.pk,
        {"email": "li@x.com", "name": "李四"},
        {"phone": "13812345678", "shop_id": 2},
        {"email": "wang@x.com", "name": "王五", "shop_id": 2},
    )


@pytest.fixture
def clerk(workspace: Workspace) -> Actor:
    """Somebody who can be given a task."""
    owner = system_actor(workspace.pk, "tests")
    made = actions.add_staff(
        owner, email="zhou@x.com", name="小周", role="supervisor", password="a long phrase 42"
    )
    return actor_of_staff(made.staff, workspace.pk)


def write(caller: Caller, customer: int, words: str = WORDS, **more: Any) -> Any:
    answer = caller.post(f"/customers/{customer}/notes", {"words": words, **more})
    assert answer.status_code == 201, answer.content
    return answer.json()


def listed(caller: Caller, customer: int) -> list[str]:
    answer = caller.get(f"/customers/{customer}/notes")
    assert answer.status_code == 200, answer.content
    return [one["words"] for one in answer.json()["items"]]


def test_a_note_is_written_changed_and_forgotten_and_the_audit_knows(
    workspace: Workspace, ids: list[int], clerk: Actor
) -> None:
    caller = Caller(workspace)
    first = write(caller, ids[0])
    write(caller, ids[0], "  要开发票 ")
    assert listed(caller, ids[0]) == ["要开发票", WORDS]
    assert listed(caller, ids[2]) == []
    found = caller.get(f"/customers/{ids[0]}/notes").json()
    assert found["assignees"] == [{"id": clerk.id, "name": "小周"}]
    place = f"/customers/{ids[0]}/notes/{first['id']}"
    changed = caller.send("put", place, {"words": "爱喝红茶"}).json()
    assert (changed["words"], changed["made_at"]) == ("爱喝红茶", first["made_at"])
    assert changed["changed_at"] > first["made_at"]
    assert caller.send("delete", place).status_code == 204
    assert listed(caller, ids[0]) == ["要开发票"]
    told = AuditEntry.objects.filter(action__startswith="customer.note").order_by("id")
    assert list(told.values_list("action", "target_id")) == [
        ("customer.noted", str(ids[0])),
        ("customer.noted", str(ids[0])),
        ("customer.note_changed", str(ids[0])),
        ("customer.note_removed", str(ids[0])),
    ]


def test_tasks_are_listed_by_their_day_until_they_are_done(
    workspace: Workspace, ids: list[int], clerk: Actor
) -> None:
    caller = Caller(workspace)
    write(caller, ids[0], "a note is no task")
    late = write(caller, ids[2], "later", due_on="2026-12-01")
    soon = write(caller, ids[0], "soon", due_on="2026-11-24", assignee_id=clerk.id)
    page = caller.get("/customers/tasks").json()
    assert [(one["words"], one["assignee"]) for one in page["items"]] == [
        ("soon", "小周"),
        ("later", ""),
    ]
    assert page["items"][0]["customer_label"]
    mine = notes.tasks(clerk, only_mine=True, cursor=None, limit=50)
    assert [one.id for one in mine.items] == [soon["id"]]
    first = caller.get("/customers/tasks", limit=1).json()
    rest = caller.get("/customers/tasks", limit=1, cursor=first["next_cursor"]).json()
    assert [one["id"] for one in (*first["items"], *rest["items"])] == [soon["id"], late["id"]]
    assert rest["next_cursor"] is None

    done = f"/customers/{ids[0]}/notes/{soon['id']}/done"
    told = caller.post(done, {"is_done": True}).json()
    assert told["done_at"]
    assert told["done_by"]
    assert caller.post(done, {"is_done": True}).json()["done_at"] == told["done_at"]
    assert [one["words"] for one in caller.get("/customers/tasks").json()["items"]] == ["later"]
    assert caller.post(done, {"is_done": False}).json()["done_at"] is None
    assert len(caller.get("/customers/tasks").json()["items"]) == 2


def test_notes_follow_the_person_and_go_back_with_the_record(
    workspace: Workspace, ids: list[int]
) -> None:
    caller = Caller(workspace)
    write(caller, ids[0], "of the first")
    write(caller, ids[1], "of the second", due_on="2026-11-24")
    assert caller.post(f"/customers/{ids[0]}/merge", {"customer_id": ids[1]}).status_code == 200
    drain()
    assert listed(caller, ids[0]) == ["of the second", "of the first"]
    (task,) = caller.get("/customers/tasks").json()["items"]
    assert task["customer_id"] == ids[0]
    answer = caller.post(f"/customers/{ids[0]}/records/{ids[1]}/separate")
    assert answer.status_code == 200, answer.content
    assert listed(caller, ids[0]) == ["of the first"]
    assert listed(caller, ids[1]) == ["of the second"]


def test_who_may_not_see_the_customer_sees_no_note_and_no_task(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    made = write(Caller(workspace), ids[2], due_on="2026-11-24")
    within = Caller(workspace, "supervisor", shop_ids=[1])
    for caller in (within, Caller(other_workspace)):
        assert caller.get(f"/customers/{ids[2]}/notes").status_code == 404
        assert caller.get("/customers/tasks").json()["items"] == []
        place = f"/customers/{ids[2]}/notes/{made['id']}"
        assert caller.send("delete", place).status_code == 404
        # Nor under the number of somebody whom they may see.
        elsewhere = within.send("delete", f"/customers/{ids[0]}/notes/{made['id']}")
        assert elsewhere.status_code == 404
    reader = Caller(workspace, "analyst")
    assert reader.post(f"/customers/{ids[2]}/notes", {"words": "x"}).status_code == 403
    assert [one.words for one in _notes(workspace, ids[2])] == [WORDS]


def _notes(workspace: Workspace, customer: int) -> list[notes.NoteInfo]:
    return notes.of_customer(system_actor(workspace.pk, "tests"), customer)


def test_the_words_are_sealed_and_gone_with_the_person(
    workspace: Workspace, ids: list[int]
) -> None:
    actor = system_actor(workspace.pk, "tests")
    assert actor.scope == Scope(workspace.pk)
    notes.write(actor, ids[0], words=WORDS, due_on=date(2026, 11, 24), assignee_id=None)
    assert WORDS.encode() not in bytes(Note.objects.get().sealed)
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        stored = b"".join(path.read_bytes() for path in settings.HUIKE_HOME.glob("test.db*"))
        assert b"note_of_customer" in stored
        assert WORDS.encode() not in stored
    identity.erase(actor, ids[0])
    assert notes.tasks(actor, only_mine=False, cursor=None, limit=50).items == []
    row = Note.objects.get()
    assert identity.read_words(workspace.pk, [(row.record_id, bytes(row.sealed))]) == [""]


@pytest.mark.parametrize(
    ("body", "status", "code", "where"),
    [
        ({"words": "  "}, 422, "note_length", "words"),
        ({"words": "x", "assignee_id": 7}, 422, "task_without_day", "due_on"),
        (
            {"words": "x", "assignee_id": 2**40, "due_on": "2026-11-24"},
            422,
            "unknown_staff",
            "assignee_id",
        ),
        ({"words": "x", "due_on": "24.11."}, 422, "", "due_on"),
        ({"words": "x" * 4_001}, 422, "", "words"),
    ],
)
def test_what_cannot_be_a_note_is_refused_and_nothing_is_kept(
    workspace: Workspace, ids: list[int], body: Any, status: int, code: str, where: str
) -> None:
    answer = Caller(workspace).post(f"/customers/{ids[0]}/notes", body)
    assert answer.status_code == status
    said = answer.json()
    assert said["code"] == code or not code
    assert where in said["where"]
    assert Note.objects.count() == 0


def test_a_note_that_is_no_task_cannot_be_done(workspace: Workspace, ids: list[int]) -> None:
    caller = Caller(workspace)
    made = write(caller, ids[0])
    answer = caller.post(f"/customers/{ids[0]}/notes/{made['id']}/done", {"is_done": True})
    assert (answer.status_code, answer.json()["code"]) == (409, "note_is_no_task")
    assert _notes(workspace, ids[0])[0].done_at is None
