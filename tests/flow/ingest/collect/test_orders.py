"""Orders that events tell of lie in the tables as those of files do."""

import json
from collections.abc import Callable
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
from huike.flow.ingest.collect import orders, sources
from huike.library.commerce import facade as commerce
from tests.support.api import Caller

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
NOW = datetime.now(UTC).replace(microsecond=0)
ORDERS = (
    "SELECT order_no, kind, status, amount, refund, discount, quantity, line_count, currency,"
    " currency_amount FROM orders FINAL ORDER BY order_no"
)
LINES = (
    "SELECT order_no, kind, sku, category, quantity, unit_price, amount FROM order_lines FINAL"
    " ORDER BY order_no, kind DESC, sku, amount"
)
CART = [
    {"sku": "tea", "name": "龙井", "category": "茶", "price": 19.9, "quantity": 2},
    {"product_id": 81, "name": "Cup", "category": "杯", "price": "30.00"},
]


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


@pytest.fixture
def shop(owner: Actor) -> commerce.ShopInfo:
    """Where the source's orders are made."""
    return commerce.ensure_shop(owner, "网店")


@pytest.fixture
def key(owner: Actor, shop: commerce.ShopInfo) -> str:
    """A source's write key."""
    return ingest.create_source(owner, name="site", kind="http", shop_id=shop.id)[1]


def event(name: str, number: int, properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    at = NOW - timedelta(minutes=60 - number)
    given = {"type": "track", "event": name, "messageId": f"m{number:02}", "userId": "u1"}
    return {**given, "timestamp": at.isoformat(), "properties": properties, **more}


@pytest.fixture
def tell(workspace: Workspace, key: str) -> Callable[..., None]:
    """Send messages and land them."""

    def tell(*messages: dict[str, Any]) -> None:
        body = json.dumps({"batch": list(messages)}).encode()
        (reply,) = ingest.accept([ingest.Call("batch", body, key)])
        assert reply.status == 200, reply.said
        ingest.land_waiting(workspace.pk)

    return tell


BOUGHT = {"order_id": "A1", "total": 74.8, "shipping": 5, "products": CART}


@pytest.mark.stores
def test_an_order_lands_with_its_lines_and_its_buyer(
    workspace: Workspace, shop: Any, tell: Any, warehouse: Any
) -> None:
    tell(event("Order Completed", 1, BOUGHT))
    assert warehouse.select(ORDERS) == [
        ("A1", "sale", "paid", 7480, 0, 0, 3, 3, "CNY", 7480),
    ]
    assert warehouse.select(LINES) == [
        ("A1", "sale", "", "", 0, 500, 500),
        ("A1", "sale", "81", "杯", 1, 3000, 3000),
        ("A1", "sale", "tea", "茶", 2, 1990, 3980),
    ]
    (buyer,) = identity.find_by(workspace.pk, "user_id", "u1")
    for table in ("orders", "order_lines", "order_events", "events"):
        found = warehouse.select(f"SELECT DISTINCT customer_id, shop_id FROM {table}")
        assert found == [(buyer, shop.id)]
    assert warehouse.scalar("SELECT ordered_at FROM orders") == NOW - timedelta(minutes=59)
    jobs.drain()
    spent = "SELECT customer_id, orders, spend FROM traits FINAL WHERE orders > 0"
    assert warehouse.select(spent) == [(buyer, 1, 7480)]


def test_products_seen_are_known_and_never_worse_than_a_file_says(
    tell: Any, bring: Any, warehouse: Any
) -> None:
    products = "SELECT sku, title, category, brand, price FROM products FINAL ORDER BY sku"
    bring("sku,title,category,price\ntea,西湖龙井,绿茶,25\n", "products", shop="网店")
    tell(event("Order Completed", 1, BOUGHT))
    tell(event("Product Viewed", 2, {**CART[1], "name": "Mug", "brand": "景德镇"}))
    tell(event("Viewed Product", 3, {"sku": "pot", "name": "壶", "brand": "宜兴", "price": 1e3}))
    tell(event("Product Viewed", 4, {"sku": "nameless", "price": 3}))
    assert warehouse.select(products) == [
        ("81", "Cup", "杯", "", 3000),
        ("pot", "壶", "", "宜兴", 100000),
        ("tea", "西湖龙井", "绿茶", "", 2500),
    ]
    same = "SELECT countIf(product_id != cityHash64(workspace_id, shop_id, sku)) FROM "
    assert warehouse.scalar(same + "products") == warehouse.scalar(same + "order_lines") == 0
    assert ("A1", "sale", "tea", "绿茶", 2, 1990, 3980) in warehouse.select(LINES)
    bring("sku,title\npot,紫砂壶\n", "products", shop="网店")
    # The file's word stands above a page's, and takes away nothing of which it says nothing.
    assert ("pot", "紫砂壶", "", "宜兴", 100000) in warehouse.select(products)


STORY = [
    event("Order Completed", 10, BOUGHT),
    event("Order Completed", 11, BOUGHT, messageId="again"),
    event("Order Updated", 20, {"order_id": "A1", "products": CART[:1], "total": 39.8}),
    event("Order Refunded", 30, {"order_id": "A1", "products": [{"sku": "tea", "quantity": 1}]}),
    event("Order Completed", 40, {"order_id": "B2", "total": "9.90"}),
    event("Order Cancelled", 50, {"order_id": "B2"}),
]
STORY_ORDERS = [
    ("A1", "sale", "paid", 3980, 1990, 0, 1, 2, "CNY", 3980),
    ("B2", "sale", "cancelled", 990, 0, 0, 1, 1, "CNY", 990),
]
STORY_LINES = [
    ("A1", "sale", "tea", "茶", 2, 1990, 3980),
    ("A1", "return", "tea", "茶", -1, 1990, -1990),
    ("B2", "sale", "", "", 1, 990, 990),
]


@pytest.mark.parametrize("seed", range(6))
def test_a_story_ends_the_same_in_whatever_order_it_is_told(
    tell: Any, warehouse: Any, seed: int
) -> None:
    import random

    told = random.Random(seed).sample([*STORY, *STORY[:3]], 9)
    cut = random.Random(seed).randrange(1, 8)
    for part in (told[:cut], told[cut:]):
        tell(*part)
    assert warehouse.select(ORDERS) == STORY_ORDERS
    assert warehouse.select(LINES) == STORY_LINES
    assert warehouse.scalar("SELECT count() FROM events") == 6


def test_an_order_whose_beginning_comes_late_moves_to_its_month(tell: Any, warehouse: Any) -> None:
    def at(day: str) -> dict[str, Any]:
        return {"timestamp": f"{day}T08:00:00Z"}

    tell(event("Order Updated", 1, BOUGHT, **at("2026-03-02")))
    tell(event("Order Completed", 2, BOUGHT, **at("2026-02-27")))
    assert warehouse.select("SELECT toMonth(ordered_at), amount FROM orders FINAL") == [(2, 7480)]
    found = warehouse.select(
        "SELECT toMonth(ordered_at), count() FROM order_lines FINAL GROUP BY 1"
    )
    assert found == [(2, 3)]


class Broken(Exception):
    """The process ended here."""


@pytest.mark.parametrize("table", ["products", "order_events", "order_lines", "orders", "told"])
@pytest.mark.parametrize("is_written", [False, True])
def test_broken_off_anywhere_the_same_order_comes_out_and_is_told(
    workspace: Workspace, tell: Any, warehouse: Any, table: str, is_written: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    from huike.library.facts import facade as facts

    land = facts.land

    def broken(into: str, rows: Any, *, token: str) -> None:
        if into != table:
            land(into, rows, token=token)
            return
        if is_written:
            land(into, rows, token=token)
        raise Broken

    def untold(*_: Any) -> None:
        raise Broken

    with monkeypatch.context() as patch:
        patch.setattr(facts, "land", broken)
        if table == "told":
            patch.setattr(orders, "publish", untold)
        with pytest.raises(Broken):
            tell(*STORY)
    ingest.land_waiting(workspace.pk)
    assert warehouse.select(ORDERS) == STORY_ORDERS
    assert warehouse.select(LINES) == STORY_LINES
    jobs.drain()
    (buyer,) = identity.find_by(workspace.pk, "user_id", "u1")
    spent = "SELECT customer_id, orders, net FROM traits FINAL WHERE orders > 0"
    assert warehouse.select(spent) == [(buyer, 1, 1990)]


FILE = "order_no,ordered_at,user_id,sku,quantity,unit_price,status\n"


@pytest.mark.parametrize("is_file_first", [False, True])
def test_a_file_knows_the_order_better_and_events_add_what_they_alone_know(
    tell: Any, bring: Any, warehouse: Any, is_file_first: bool
) -> None:
    story = [event("Order Completed", 1, BOUGHT), event("Order Refunded", 2, {
        "order_id": "A1", "total": 10, "products": [{"sku": "tea"}]})]  # fmt: skip
    steps = [
        lambda: tell(*story),
        lambda: bring(FILE + "A1,2026-11-20,u1,tea,3,20,shipped\n", shop="网店"),
    ]
    for step in reversed(steps) if is_file_first else steps:
        step()
    assert warehouse.select(ORDERS) == [
        ("A1", "sale", "shipped", 6000, 1000, 0, 2, 2, "CNY", 6000),
    ]
    assert warehouse.select(LINES.replace(" category,", "")) == [
        ("A1", "sale", "tea", 3, 2000, 6000),
        ("A1", "return", "tea", -1, 1000, -1000),
    ]


@pytest.mark.parametrize("is_file_first", [False, True])
def test_a_file_that_knows_only_what_came_back_leaves_what_was_sold(
    tell: Any, bring: Any, warehouse: Any, is_file_first: bool
) -> None:
    steps = [
        lambda: tell(event("Order Completed", 1, BOUGHT), event("Order Refunded", 2, BOUGHT)),
        lambda: bring(
            FILE + "A1,2026-11-22,u1,tea,-1,19.90,paid\n",
            shop="网店",
            options={"negative": "return"},
        ),
    ]
    for step in reversed(steps) if is_file_first else steps:
        step()
    assert warehouse.select(ORDERS) == [
        ("A1", "sale", "paid", 7480, 1990, 0, 2, 4, "CNY", 7480),
    ]


def test_what_cannot_be_an_order_is_told_and_the_event_is_kept(
    workspace: Workspace, tell: Any, warehouse: Any
) -> None:
    from huike.base.access.facade import Scope

    tell(
        event("Order Completed", 1, {"order_id": "A1", "total": "lots"}),
        event("Order Completed", 2, {"total": 5}),
        event("Order Completed", 3, {"order_id": "C3", "total": 5, "currency": "EUR"}),
        event("Order Completed", 4, {"order_id": "D4", "total": 5}),
        event("Order Completed", 5, {"order_id": "E5", "total": 5}, timestamp="1989-12-31"),
    )
    # E5's clock began anew: what it says was said when it came.
    assert [one[0] for one in warehouse.select(ORDERS)] == ["D4", "E5"]
    assert warehouse.scalar("SELECT count() FROM events") == 5
    found = ingest.order_problems(Scope(workspace.pk))
    assert [(one.order_no, one.reason, one.where) for one in found] == [
        ("C3", "currency_unknown", "currency"),
        ("", "missing", "order_id"),
        ("A1", "amount_unreadable", "total"),
    ]
    assert ingest.order_problems(Scope(workspace.pk, ())) == []
    api = Caller(workspace)
    (source,) = api.get("/sources").json()["items"]
    shown = api.get(f"/sources/{source['id']}/order-problems?limit=1").json()["items"]
    assert [(one["order_no"], one["reason"]) for one in shown] == [("C3", "currency_unknown")]


def test_foreign_money_is_kept_beside_at_the_rate_of_the_files(
    tell: Any, bring: Any, warehouse: Any
) -> None:
    rates = {"rates": {"USD": "7.1"}}
    bring(FILE + "F1,2026-11-20,u2,x,1,1,paid\n", shop="网店", options=rates)
    bought = {"order_id": "A1", "total": 27.5, "currency": "usd", "tax": 2, "discount": 2.5}
    goods = [{"sku": "m", "price": 19}, {"sku": "u", "price": 3, "quantity": 2}]
    tell(event("Order Completed", 1, {**bought, "products": goods, "shipping": 3}))
    tell(event("Order Refunded", 2, {"order_id": "A1", "currency": "USD", "total": 10}))
    (order, _) = warehouse.select(ORDERS)
    assert order == ("A1", "sale", "paid", 19525, 7100, 1775, 3, 4, "USD", 2750)


@pytest.mark.stores
def test_a_guests_order_becomes_the_customers_when_they_say_who_they_are(
    workspace: Workspace, tell: Any, bring: Any, warehouse: Any
) -> None:
    told = "SELECT order_no, customer_id, origin_id FROM {} FINAL GROUP BY ALL ORDER BY ALL"
    tell(event("Order Completed", 1, BOUGHT, anonymousId="a", userId=None))
    bring(FILE + "G1,2026-11-20,,x,1,1,paid\n", shop="网店")
    tell(event("Order Updated", 2, {"order_id": "G1"}, anonymousId="a", userId=None))
    jobs.drain()
    visitor = warehouse.scalar("SELECT max(origin_id) FROM orders")
    assert visitor > 0
    for table in ("orders", "order_lines"):
        found = warehouse.select(told.format(table))
        assert found == [("A1", visitor, visitor), ("G1", visitor, visitor)]

    tell(event("Product Viewed", 3, {"sku": "tea"}, anonymousId="a"))
    jobs.drain()
    (buyer,) = identity.find_by(workspace.pk, "user_id", "u1")
    for table in ("orders", "order_lines"):
        found = warehouse.select(told.format(table))
        assert found == [("A1", buyer, visitor), ("G1", buyer, visitor)]
    spent = "SELECT customer_id, orders, spend FROM traits FINAL WHERE orders > 0"
    assert warehouse.select(spent) == [(buyer, 2, 7580)]

    tell(event("Order Refunded", 4, {"order_id": "A1"}, anonymousId="a", userId=None))
    jobs.drain()
    figures = "SELECT customer_id, orders, net FROM traits FINAL WHERE orders > 0"
    assert warehouse.select(figures) == [(buyer, 2, 100)]
