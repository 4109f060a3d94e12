"""What was sent is kept for its days, can be read again, and is then let go of."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.base.kernel import clock
from huike.base.kernel.errors import Invalid, NotFound
from huike.flow.identity import facade as identity
from huike.flow.identity.models import Visitor
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import forgetting, sources
from huike.flow.ingest.collect.aside import undo_begun
from huike.flow.ingest.collect.models import (
    EventName,
    LandedEntry,
    Landing,
    SeenMessage,
    SetAside,
)
from huike.library.commerce import facade as commerce

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
LANDED = "SELECT message_id FROM events ORDER BY message_id"
START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


@pytest.fixture
def key(owner: Actor) -> str:
    """A source's write key."""
    shop = commerce.ensure_shop(owner, "网店")
    return ingest.create_source(owner, name="site", kind="http", shop_id=shop.id)[1]


def send(key: str, *ids: str, user: str = "u1") -> None:
    messages = [
        {"type": "track", "event": "Viewed", "userId": user, "messageId": one} for one in ids
    ]
    body = json.dumps({"batch": messages}).encode()
    (reply,) = ingest.accept([ingest.Call("batch", body, key)])
    assert reply.status == 200, reply.said


def landed(warehouse: Any) -> list[str]:
    return [one for (one,) in warehouse.select(LANDED)]


def replay(owner: Actor, *, hours: int = 1) -> dict[str, int]:
    (source,) = ingest.sources(owner.scope)
    now = clock.now()
    job_id = ingest.replay_source(owner, source.id, now - timedelta(hours=hours), now)
    done = jobs.run_now(job_id, workspace_id=owner.workspace_id)
    assert done.result is not None, done.error
    return done.result


def counted() -> list[tuple[str, int]]:
    return list(EventName.objects.order_by("name").values_list("name", "count"))


def test_a_replay_adds_nothing_twice(owner: Actor, key: str, warehouse: Any) -> None:
    send(key, "m1", "m2")
    send(key, "m2", "m3")
    ingest.land_waiting(owner.workspace_id)
    for _ in range(2):
        assert replay(owner) == {"messages": 4, "landed": 0, "restored": 0}
    assert landed(warehouse) == ["m1", "m2", "m3"]
    assert counted() == [("Viewed", 3)]


def test_a_replay_brings_back_what_the_warehouse_lost(
    owner: Actor, key: str, warehouse: Any
) -> None:
    send(key, *(f"m{n}" for n in range(6)))
    ingest.land_waiting(owner.workspace_id)
    warehouse.execute(
        "ALTER TABLE events DELETE WHERE message_id IN ('m1', 'm4') SETTINGS mutations_sync = 2"
    )
    assert replay(owner) == {"messages": 6, "landed": 0, "restored": 2}
    assert landed(warehouse) == [f"m{n}" for n in range(6)]
    assert counted() == [("Viewed", 6)]


def test_a_replay_tries_again_what_was_set_aside(
    owner: Actor, key: str, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key, "m1")

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr("huike.flow.ingest.collect.landing.facts.land", broken)
        with pytest.raises(ValueError):  # noqa: PT011
            ingest.land_waiting(owner.workspace_id)
        assert ingest.land_waiting(owner.workspace_id) == 0
    assert [one.message_id for one in SetAside.objects.all()] == ["m1"]
    assert replay(owner) == {"messages": 1, "landed": 1, "restored": 0}
    assert (landed(warehouse), SetAside.objects.count()) == (["m1"], 0)


def test_a_replay_of_what_still_waits_lands_it(owner: Actor, key: str, warehouse: Any) -> None:
    send(key, "m1", "m2")
    assert replay(owner) == {"messages": 2, "landed": 2, "restored": 0}
    assert (ingest.land_waiting(owner.workspace_id), journal.backlog()) == (0, 0)
    assert landed(warehouse) == ["m1", "m2"]


def test_a_replay_is_of_one_source_of_ones_own_and_of_a_span(
    owner: Actor, other_workspace: Workspace, key: str
) -> None:
    from huike.base.access.rules import system_actor

    (source,) = ingest.sources(owner.scope)
    now = clock.now()
    with pytest.raises(Invalid, match="beginning"):
        ingest.replay_source(owner, source.id, now, now)
    other = system_actor(other_workspace.pk, "owner")
    with pytest.raises(NotFound):
        ingest.replay_source(other, source.id, now - timedelta(days=1), now)
    send(key, "m1")
    (entry,) = journal.waiting(owner.workspace_id, most=10, most_bytes=10**6)
    with store._writing() as ask:
        at = int((now - timedelta(hours=3)).timestamp() * 1_000_000)
        ask("UPDATE journal_entry SET received_at = ? WHERE id = ?", [at, entry.id])
    assert replay(owner, hours=1)["messages"] == 0


def test_after_its_days_everything_is_forgotten_and_nothing_before(
    owner: Actor, key: str, warehouse: Any
) -> None:
    with time_machine.travel(START, tick=False) as at:
        for day in range(10):
            at.move_to(START + timedelta(days=day))
            send(key, f"m{day}", "always")
            ingest.land_waiting(owner.workspace_id)
        found = forgetting.forget(clock.now(), settings.JOURNAL_DAYS, lambda *_: None)
    assert (found.entries, found.landings) == (2, 1)
    assert Landing.objects.count() == LandedEntry.objects.count() == 9
    # `always` was known by its first landing only: it may come again once that is forgotten.
    assert SeenMessage.objects.count() == 9
    assert len(store._ask("SELECT 1 FROM journal_key", [])) == 8
    assert landed(warehouse) == ["always", *(f"m{day}" for day in range(10))]


def test_what_has_not_landed_is_not_forgotten(owner: Actor, key: str, warehouse: Any) -> None:
    with time_machine.travel(START, tick=False) as at:
        send(key, "m1")
        at.move_to(START + timedelta(days=30))
        found = forgetting.forget(clock.now(), settings.JOURNAL_DAYS, lambda *_: None)
        assert (found.entries, found.landings) == (0, 0)
        assert ingest.land_waiting(owner.workspace_id) == 1
    assert landed(warehouse) == ["m1"]


def test_an_erased_customers_browser_leads_to_nobody(
    owner: Actor, key: str, warehouse: Any
) -> None:
    def page(user: str | None) -> None:
        body = json.dumps({"anonymousId": "browser", "userId": user}).encode()
        (reply,) = ingest.accept([ingest.Call("page", body, key)])
        assert reply.status == 200
        ingest.land_waiting(owner.workspace_id)

    page("u1")
    (customer,) = identity.find_by(owner.workspace_id, "user_id", "u1")
    assert Visitor.objects.get().customer == customer
    identity.erase(owner, customer)
    assert not Visitor.objects.exists()
    page(None)
    fresh = Visitor.objects.get()
    assert (fresh.customer, fresh.number != customer) == (0, True)


def test_what_was_begun_before_a_backup_waits_again(
    owner: Actor, key: str, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key, "m1", "m2")

    def broken(*_: Any, **__: Any) -> Any:
        raise ValueError

    with monkeypatch.context() as patch:
        patch.setattr("huike.flow.ingest.collect.landing.catalogue.count", broken)
        with pytest.raises(ValueError):  # noqa: PT011
            ingest.land_waiting(owner.workspace_id)
    assert landed(warehouse) == ["m1", "m2"]
    assert undo_begun() == 1
    assert (landed(warehouse), journal.who_waits()) == ([], [owner.workspace_id])
    assert (Landing.objects.count(), SeenMessage.objects.count()) == (0, 0)
    assert ingest.land_waiting(owner.workspace_id) == 2
    assert landed(warehouse) == ["m1", "m2"]
