"""One message that cannot be landed keeps nobody waiting; a store that is away loses nothing."""

import json
from typing import Any

import pyarrow as pa
import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor
from huike.base.jobs import facade as jobs
from huike.base.jobs.models import Job
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.base.warehouse.facade import WarehouseDown
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import catalogue, sources
from huike.flow.ingest.collect.models import Landing, SeenMessage, SetAside
from huike.flow.ingest.jobs import look_for_waiting
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
LANDED = "SELECT message_id FROM events WHERE workspace_id = {ws:UInt32} ORDER BY message_id"
LAND = "huike.flow.ingest.collect.landing.facts.land"


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


def key_of(actor: Actor) -> str:
    shop = commerce.ensure_shop(actor, "网店")
    return ingest.create_source(actor, name="site", kind="http", shop_id=shop.id)[1]


def send(key: str, *ids: str) -> None:
    messages = [
        {"type": "track", "event": "Viewed", "userId": "u1", "messageId": one} for one in ids
    ]
    (reply,) = ingest.accept([ingest.Call("batch", json.dumps({"batch": messages}).encode(), key)])
    assert reply.status == 200, reply.said


def landed(warehouse: Any, workspace: Workspace) -> list[str]:
    return [one for (one,) in warehouse.select(LANDED, {"ws": workspace.pk})]


def run_jobs_now() -> None:
    """Every job, also one that waits for its next try."""
    for _ in range(60):
        look_for_waiting()
        Job.objects.filter(state=Job.State.WAITING).update(run_at="2000-01-01T00:00:00Z")
        if not jobs.drain(max_jobs=1_000) and not journal.backlog():
            return


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The warehouse refuses rows of a message named poison, as it might refuse a value."""
    plain = facts.land

    def land(table: str, rows: pa.Table, *, token: str) -> None:
        if table == "events" and "poison" in rows.column("message_id").to_pylist():
            raise ValueError("a value that no column takes")
        plain(table, rows, token=token)

    monkeypatch.setattr(LAND, land)
    return monkeypatch


def test_the_one_message_that_cannot_be_landed_is_set_aside(
    workspace: Workspace, owner: Actor, warehouse: Any, poisoned: pytest.MonkeyPatch
) -> None:
    key = key_of(owner)
    send(key, *(f"m{n}" for n in range(5)))
    send(key, "m5", "poison", "m6")
    send(key, "m7")
    run_jobs_now()
    assert landed(warehouse, workspace) == [f"m{n}" for n in range(8)]
    (row,) = SetAside.objects.all()
    assert (row.message_id, row.reason) == ("poison", "ValueError")
    assert journal.backlog() == 0
    assert not Landing.objects.filter(is_done=False).exists()


def test_one_failure_may_have_been_chance(
    workspace: Workspace, owner: Actor, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key_of(owner), "m1", "m2")
    with monkeypatch.context() as patch:
        patch.setattr(LAND, _raising(ValueError("once")))
        with pytest.raises(ValueError, match="once"):
            ingest.land_waiting(workspace.pk)
    assert ingest.land_waiting(workspace.pk) == 2
    assert Landing.objects.count() == 1
    assert not SetAside.objects.exists()


def test_what_was_written_before_the_failure_is_not_written_twice(
    workspace: Workspace, owner: Actor, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key_of(owner), "m1", "m2", "m3")
    plain = catalogue.count

    def count(workspace_id: int, said: Any, new: Any) -> Any:
        if any(one.message_id == "m2" for one in new):
            raise ValueError("a value that no table takes")
        return plain(workspace_id, said, new)

    monkeypatch.setattr("huike.flow.ingest.collect.landing.catalogue.count", count)
    with pytest.raises(ValueError, match="no table"):
        ingest.land_waiting(workspace.pk)
    assert landed(warehouse, workspace) == ["m1", "m2", "m3"]
    assert ingest.land_waiting(workspace.pk) == 2
    assert landed(warehouse, workspace) == ["m1", "m3"]
    assert [one.message_id for one in SetAside.objects.all()] == ["m2"]


def test_a_store_that_is_away_sets_nothing_aside(
    workspace: Workspace, owner: Actor, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key_of(owner), "m1")
    with monkeypatch.context() as patch:
        patch.setattr(LAND, _raising(WarehouseDown("away")))
        for _ in range(4):
            look_for_waiting()
            Job.objects.filter(state=Job.State.WAITING).update(run_at="2000-01-01T00:00:00Z")
            jobs.drain()
    (job,) = Job.objects.filter(name="ingest.land")
    assert (job.state, job.error) == ("waiting", "warehouse_down: away")
    assert job.attempts >= 4  # on a slow machine its pause may be over while others are tried
    assert not SetAside.objects.exists()
    run_jobs_now()
    assert landed(warehouse, workspace) == ["m1"]


def test_an_entry_that_cannot_be_opened_is_set_aside(
    workspace: Workspace, owner: Actor, warehouse: Any
) -> None:
    key = key_of(owner)
    send(key, "m1")
    send(key, "m2")
    first, _ = journal.waiting(workspace.pk, most=10, most_bytes=10**6)
    with store._writing() as ask:
        ask("UPDATE journal_entry SET sealed = ? WHERE id = ?", [b"x" * 40, first.id])
    run_jobs_now()
    assert landed(warehouse, workspace) == ["m2"]
    (row,) = SetAside.objects.all()
    assert (row.entry, row.message_id, row.reason) == (first.id, "", "not_opened")
    assert journal.backlog() == 0


def test_a_workspace_that_fails_keeps_no_other_waiting(
    workspace: Workspace,
    other_workspace: Workspace,
    owner: Actor,
    warehouse: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    send(key_of(owner), "m1")
    send(key_of(system_actor(other_workspace.pk, "owner")), "m1")
    plain = facts.land

    def land(table: str, rows: pa.Table, *, token: str) -> None:
        if table == "events" and rows.column("workspace_id")[0].as_py() == workspace.pk:
            raise WarehouseDown("away")
        plain(table, rows, token=token)

    with monkeypatch.context() as patch:
        patch.setattr(LAND, land)
        look_for_waiting()
        jobs.drain()
        look_for_waiting()
        jobs.drain()
    assert (landed(warehouse, workspace), landed(warehouse, other_workspace)) == ([], ["m1"])
    assert journal.who_waits() == [workspace.pk]
    run_jobs_now()
    assert landed(warehouse, workspace) == ["m1"]
    assert SeenMessage.objects.count() == 2


def _raising(problem: Exception) -> Any:
    def broken(*_: Any, **__: Any) -> Any:
        raise problem

    return broken
