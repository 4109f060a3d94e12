"""I3: in whatever order messages come, the same people come out as from the order they happened."""

import json
import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huike.base.access import actions
from huike.base.access.rules import system_actor
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.flow.identity import facade as identity
from huike.flow.identity.models import Customer, Visitor
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import sources
from huike.library.commerce import facade as commerce
from tests.support.varied import seed

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
START = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
USERS, BROWSERS = ("u0", "u1", "u2"), ("a0", "a1", "a2", "a3")


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


def story(chance: random.Random) -> list[dict[str, Any]]:
    """What a few people do within a day, in the order it happens."""
    told = []
    for number in range(chance.randrange(6, 16)):
        user, browser = chance.choice(USERS), chance.choice(BROWSERS)
        kind = chance.choice(["identify", "identify", "track", "track", "page", "alias", "group"])
        # Several things may happen in one moment.
        at = START + timedelta(minutes=number // chance.choice([1, 1, 1, 2]))
        one: dict[str, Any] = {"type": kind, "messageId": f"m{number}", "timestamp": at.isoformat()}
        if kind == "alias":
            before = chance.choice([browser, browser, *(each for each in USERS if each != user)])
            one |= {"userId": user, "previousId": before}
        else:
            one |= chance.choice([{"userId": user}, {"userId": user, "anonymousId": browser}])
        if kind in ("track", "page"):
            one |= {"event": "Viewed"}
            one |= chance.choice([{}, {"userId": None, "anonymousId": browser}])
        if kind == "identify":
            named = {
                "name": chance.choice(["李雷", "韩梅梅", "王小明"]),
                "level": chance.choice(["gold", "silver"]),
                "birthday": f"1990-01-{chance.randrange(1, 29):02}",
                "email": f"{user}.{chance.randrange(2)}@x.example",
            }
            one["traits"] = {name: named[name] for name in chance.sample(sorted(named), 2)}
        if kind == "group":
            one |= {"groupId": "g", "traits": {"name": chance.choice(["甲公司", "乙公司"])}}
        told.append(one)
    return told


def no_browser_is_two_peoples_in_one_moment(told: list[dict[str, Any]]) -> bool:
    """Then nobody could say whose it was first."""
    seen: dict[tuple[str, str], set[str]] = {}
    for one in told:
        browser = one.get("previousId") or one.get("anonymousId")
        if browser and one.get("userId"):
            seen.setdefault((browser, one["timestamp"]), set()).add(one["userId"])
    return all(len(users) == 1 for users in seen.values())


def people_of(told: list[dict[str, Any]], name: str, warehouse: Any) -> dict[str, Any]:
    """Who comes out of these messages, sent in this order a few at a time, to a fresh workspace."""
    workspace = actions.create_workspace(name=name, timezone="Asia/Shanghai", currency="CNY").pk
    owner = system_actor(workspace, "owner")
    shop = commerce.ensure_shop(owner, "网店")
    key = ingest.create_source(owner, name="site", kind="http", shop_id=shop.id)[1]
    size = 3 + len(told) % 5
    for start in range(0, len(told), size):
        body = json.dumps({"batch": told[start : start + size]}).encode()
        (reply,) = ingest.accept([ingest.Call("batch", body, key)])
        assert reply.status == 200, reply.said
        ingest.land_waiting(workspace)
    return state(workspace, warehouse)


def state(workspace: int, warehouse: Any) -> dict[str, Any]:
    users = {
        number: user for user in USERS for number in identity.find_by(workspace, "user_id", user)
    }
    cards = identity.cards(workspace, list(users), masked=False)
    rows = Customer.objects.filter(workspace_id=workspace)
    attributes = dict(rows.values_list("pk", "attributes"))
    joined = dict(Visitor.objects.filter(workspace_id=workspace).values_list("number", "customer"))
    facts: dict[str, list[str]] = {}
    for number, message_id in warehouse.select(
        "SELECT customer_id, message_id FROM events WHERE workspace_id = {ws:UInt32}"
        " ORDER BY message_id",
        {"ws": workspace},
    ):
        owner = users.get(joined.get(number) or number, "a visitor")
        facts.setdefault(owner, []).append(message_id)
    asked = identity.suggestions(workspace, None, 100).items
    return {
        "asked": sorted(
            (one.kind, *sorted((users[one.customer_id], users[one.other_id]))) for one in asked
        ),
        "people": {
            user: (
                cards[number].name,
                sorted(cards[number].email),
                cards[number].private,
                attributes[number],
            )
            for number, user in users.items()
        },
        "facts": facts,
        "visitors": sorted(users.get(one, "") for one in joined.values()),
    }


def run(stories: int, orders: int, warehouse: Any) -> None:
    drawn = seed()
    chance = random.Random(drawn)
    for number in range(stories):
        told = story(chance)
        while not no_browser_is_two_peoples_in_one_moment(told):
            told = story(chance)
        expected = people_of(told, f"s{number}", warehouse)
        for order in range(orders):
            mixed = chance.sample(told, len(told))
            found = people_of(mixed, f"s{number}-{order}", warehouse)
            assert found == expected, (drawn, told, mixed)


@pytest.mark.timeout(600)
def test_any_order_of_32(warehouse: Any) -> None:
    run(8, 4, warehouse)


@pytest.mark.long
@pytest.mark.timeout(7200)
def test_any_order_of_10_000(warehouse: Any) -> None:
    run(500, 20, warehouse)
