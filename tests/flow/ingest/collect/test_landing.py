"""What was accepted becomes facts: each message once, of the right person, whatever broke off."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.flow.identity import facade as identity
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import landing, sources
from huike.flow.ingest.collect.models import EventName, Landing
from huike.library.commerce import facade as commerce

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
SEEN = "SELECT event, customer_id, message_id FROM events ORDER BY message_id"


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


def track(number: int, **more: Any) -> dict[str, Any]:
    given = {"type": "track", "event": "Product Viewed", "messageId": f"m{number:02}"}
    return {**given, **({} if "anonymousId" in more else {"userId": "u1"}), **more}


def send(key: str, *messages: dict[str, Any], sent_at: str | None = None) -> None:
    body = json.dumps({"batch": list(messages), "sentAt": sent_at}).encode()
    (reply,) = ingest.accept([ingest.Call("batch", body, key)])
    assert reply.status == 200, reply.said


def customer(workspace: Workspace, kind: str, value: str) -> int:
    (found,) = identity.find_by(workspace.pk, kind, value)
    return found


def test_a_message_becomes_a_fact_of_its_customer(
    workspace: Workspace, key: str, warehouse: Any
) -> None:
    at = (datetime.now(UTC) - timedelta(hours=1)).replace(microsecond=0)
    send(key, track(1, properties={"sku": "茶-1", "price": 12.5}, timestamp=at.isoformat()))
    assert ingest.land_waiting(workspace.pk) == 1
    ((event, who, shop, when, props),) = warehouse.select(
        "SELECT event, customer_id, shop_id, occurred_at, props FROM events"
    )
    (source,) = ingest.sources(ingest_scope(workspace))
    assert (event, who, shop) == (
        "Product Viewed",
        customer(workspace, "user_id", "u1"),
        source.shop_id,
    )
    assert (when, json.loads(props)) == (at, {"sku": "茶-1", "price": 12.5})
    assert journal.backlog() == 0


def ingest_scope(workspace: Workspace) -> Any:
    from huike.base.access.facade import Scope

    return Scope(workspace.pk)


def test_the_same_message_again_adds_nothing(
    workspace: Workspace, key: str, warehouse: Any
) -> None:
    send(key, track(1), track(1), track(2))
    send(key, track(2), track(3))
    assert ingest.land_waiting(workspace.pk) == 3
    send(key, track(1), track(3))
    assert ingest.land_waiting(workspace.pk) == 0
    assert [one for _, _, one in warehouse.select(SEEN)] == ["m01", "m02", "m03"]
    assert EventName.objects.get(name="Product Viewed").count == 3


def test_another_workspaces_message_of_the_same_id_is_its_own(
    workspace: Workspace, other_workspace: Workspace, key: str, warehouse: Any
) -> None:
    from huike.base.access.rules import system_actor

    other = system_actor(other_workspace.pk, "owner")
    shop = commerce.ensure_shop(other, "shop")
    others_key = ingest.create_source(other, name="site", kind="http", shop_id=shop.id)[1]
    send(key, track(1))
    send(others_key, track(1))
    assert ingest.land_waiting(workspace.pk) == ingest.land_waiting(other_workspace.pk) == 1
    found = warehouse.select("SELECT workspace_id, count() FROM events GROUP BY 1 ORDER BY 1")
    assert found == [(workspace.pk, 1), (other_workspace.pk, 1)]


def test_identify_makes_a_customer_and_what_is_personal_lies_nowhere_open(
    workspace: Workspace, key: str, warehouse: Any
) -> None:
    traits = {
        "email": "Li@Customer.example",
        "name": "李雷",
        "level": "gold",
        "address": "长安街 1",
    }
    send(key, {"type": "identify", "userId": "u1", "traits": traits})
    open_ones = {"email": "li@customer.example", "coupon": "A1", "to": ["13812345678", "x"]}
    send(key, track(2, properties={**open_ones, "cart": {"receiver": "李雷", "sku": "s"}}))
    assert ingest.land_waiting(workspace.pk) == 2
    number = customer(workspace, "email", "li@customer.example")
    assert customer(workspace, "user_id", "u1") == number
    card = identity.cards(workspace.pk, [number], masked=False)[number]
    assert (card.name, card.private["address"]) == ("李雷", "长安街 1")
    ((props,),) = warehouse.select("SELECT props FROM events")
    assert json.loads(props) == {"coupon": "A1", "to": ["x"], "cart": {"sku": "s"}}


def test_a_visitors_history_becomes_the_customers(
    workspace: Workspace, key: str, warehouse: Any
) -> None:
    send(key, track(1, anonymousId="a"), track(2, anonymousId="b"))
    ingest.land_waiting(workspace.pk)
    (_, first, _), (_, second, _) = warehouse.select(SEEN)
    assert first != second
    assert 0 not in (first, second)
    send(key, track(3, anonymousId="a", userId="u1"))
    send(key, track(4, anonymousId="a"))
    ingest.land_waiting(workspace.pk)
    jobs.drain()
    number = customer(workspace, "user_id", "u1")
    assert [who for _, who, _ in warehouse.select(SEEN)] == [first, second, number, first]
    pairs = warehouse.select("SELECT customer_id, survivor_id FROM overrides FINAL")
    assert pairs == [(first, number)]


def test_a_lent_device_stays_its_first_owners(
    workspace: Workspace, key: str, warehouse: Any
) -> None:
    send(key, track(1, anonymousId="a", userId="u1"))
    send(key, track(2, anonymousId="a", userId="u2"))
    ingest.land_waiting(workspace.pk)
    jobs.drain()
    one, two = customer(workspace, "user_id", "u1"), customer(workspace, "user_id", "u2")
    assert one != two
    assert [who for _, who, _ in warehouse.select(SEEN)] == [one, two]
    send(key, track(3, anonymousId="a"))
    ingest.land_waiting(workspace.pk)
    visitor = warehouse.select(SEEN)[-1][1]
    pairs = warehouse.select("SELECT customer_id, survivor_id FROM overrides FINAL")
    assert pairs == [(visitor, one)]
    assert identity.numbers_of(workspace.pk, one) == [visitor]


class Broken(Exception):
    """The process ended here."""


@pytest.mark.parametrize(
    "place", ["_new_ones", "people.of", "facts.land", "catalogue.count", "journal.settle"]
)
def test_broken_off_anywhere_the_same_facts_come_out(
    workspace: Workspace, key: str, warehouse: Any, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(key, *(track(n) for n in range(5)), track(2))
    send(key, track(7, anonymousId="a"), {"type": "page", "anonymousId": "a", "name": "Home"})

    def broken(*_: Any, **__: Any) -> Any:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(f"huike.flow.ingest.collect.landing.{place}", broken)
        with pytest.raises(Broken):
            ingest.land_waiting(workspace.pk)
    assert ingest.land_waiting(workspace.pk) in (0, 7)
    found = warehouse.select("SELECT event, count() FROM events GROUP BY event ORDER BY event")
    assert found == [("Product Viewed", 6), ("page", 1)]
    (row,) = Landing.objects.all()
    assert (row.messages, row.duplicates, row.is_done) == (8, 1, True)
    assert journal.backlog() == 0
    assert landing.land_waiting(workspace.pk) == 0
