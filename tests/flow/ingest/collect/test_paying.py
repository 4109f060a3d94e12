"""How orders were paid and with which coupons: rows of their own, each once, whoever told of it."""

import itertools
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor
from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.collect.rules import paying
from huike.flow.ingest.collect.rules.commerce import Item, Standing, Told
from huike.flow.ingest.collect.rules.settling import Heard
from huike.flow.ingest.connect import landing
from huike.flow.ingest.connect.contract import Key, Order, Page, Payment, Person
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts
from tests.flow.ingest.collect.test_orders import BOUGHT, NOW, empty, event, key, shop, tell
from tests.support.api import Caller

__all__ = ["empty", "key", "shop", "tell"]
pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
PAID = (
    "SELECT order_no, method, payment_no, amount, currency, currency_amount, is_exact, told_by"
    " FROM payments FINAL ORDER BY order_no, paid_at, payment_no"
)
USED = "SELECT order_no, coupon, told_by FROM order_coupons FINAL ORDER BY order_no, coupon"
FILE = "order_no,ordered_at,user_id,sku,quantity,unit_price,status,支付方式,付款时间,优惠码\n"
DAY = datetime(2026, 11, 11, tzinfo=UTC)
_numbers = itertools.count(1)


def stands(**more: Any) -> Heard:
    status = more.pop("status", "paid")
    told = Told(
        act="stands", order_no="1", currency="CNY", total=9000, discount=0, extra=0,
        status=status, items=(Item("tea", "", 1, 9000),), standing=Standing(DAY),
    )  # fmt: skip
    return Heard("m", told, DAY + timedelta(days=2), 1, 1, True, Decimal(1), more)


def test_a_platforms_list_of_payments_counts_and_what_cannot_be_money_does_not() -> None:
    listed = [
        ["70.00", "alipay", None, "P1"], ["10", "points", DAY.isoformat(), ""],
        ["10.00", "points", None, ""], ["0", "gift", None, ""], ["-5", "odd", None, ""],
        ["NaN", "odd", None, ""], ["1e20", "odd", None, ""],
    ]  # fmt: skip
    paid_at = DAY + timedelta(hours=1)
    one = stands(payments=listed, paid_at=paid_at.isoformat(), coupons=["双11", "双11", "店铺"])
    found = paying.payments([one], "CNY")
    assert [(x.place, x.method, x.amount, x.at) for x in found] == [
        ("P1#1", "alipay", 7000, paid_at), ("#1", "points", 1000, DAY),
        ("#2", "points", 1000, paid_at),
    ]  # fmt: skip
    assert paying.coupons([one]) == ["双11", "店铺"]
    (whole,) = paying.payments([stands(paid_at=paid_at.isoformat())], "CNY")
    assert (whole.amount, whole.method, whole.at) == (9000, "", paid_at)
    assert paying.payments([stands(status="placed")], "CNY") == []


def test_events_say_how_an_order_was_paid(tell: Any, owner: Actor, workspace: Workspace) -> None:
    cart = [{**BOUGHT["products"][0], "coupon": "TEA5"}, BOUGHT["products"][1]]  # type: ignore[index]
    bought = {**BOUGHT, "products": cart, "payment_method": "alipay", "coupon": "NEW10"}
    tell(event("Order Completed", 1, bought))
    tell(event("Order Completed", 1, bought, messageId="again"))
    tell(event("Order Completed", 2, {"order_id": "A2", "total": 5, "status": "placed"}))
    assert warehouse.select(PAID) == [("A1", "alipay", "", 7480, "CNY", 7480, 1, "heard")]
    assert warehouse.select(USED) == [("A1", "NEW10", "heard"), ("A1", "TEA5", "heard")]
    assert warehouse.scalar("SELECT paid_at FROM payments FINAL") == NOW - timedelta(minutes=59)
    tell(event("Order Updated", 3, {"order_id": "A2", "status": "shipped"}))
    tell(event("Order Updated", 4, {"order_id": "A1", "coupon": "NEW10"}))
    assert warehouse.select(PAID)[1] == ("A2", "", "", 500, "CNY", 500, 1, "heard")
    assert warehouse.select(USED) == [("A1", "NEW10", "heard")]

    shop_id = warehouse.scalar("SELECT max(shop_id) FROM orders")
    told = Caller(workspace).get(f"/orders/{shop_id}/A1").json()
    assert [(one["method"], one["amount"]) for one in told["payments"]] == [("alipay", 7480)]
    assert told["coupons"] == ["NEW10"]
    moments = [(one["what"], one["amount"], one["note"]) for one in told["story"]]
    assert moments[:5] == [
        ("ordered", 7480, ""), ("ordered", 7480, ""),
        ("coupon", None, "NEW10"), ("coupon", None, "TEA5"),
        ("paid", 7480, "alipay"),
    ]  # fmt: skip


def test_columns_of_a_file_say_how_an_order_was_paid(tell: Any, bring: Any) -> None:
    rows = (
        "A1,2026-11-20,,tea,1,19.90,completed,微信,2026-11-20 08:01:00,A;B\n"
        "A1,2026-11-20,,cup,1,30.00,completed,支付宝,,B\n"
        "A2,2026-11-20,u2,tea,1,19.90,placed,微信,,\n"
        "A3,2026-11-20,u2,tea,1,19.90,cancelled,微信,,\n"
        "A4,2026-11-20,u2,tea,1,19.90,paid,,,C\n"
    )
    tell(event("Order Completed", 1, {**BOUGHT, "payment_method": "card", "coupon": "B"}))
    for _ in range(2):
        bring(FILE + rows, shop="网店")
        assert warehouse.select(PAID) == [("A1", "微信 + 支付宝", "", 4990, "CNY", 4990, 1, "file")]
        assert [(one, code) for one, code, _ in warehouse.select(USED)] == [
            ("A1", "A"), ("A1", "B"), ("A4", "C"),
        ]  # fmt: skip
    paid_at = warehouse.scalar("SELECT paid_at FROM payments FINAL")
    assert paid_at == datetime(2026, 11, 20, 0, 1, tzinfo=UTC)
    # Another file pays the second, and names the buyer of the fourth and one more line of it.
    bring(FILE + "A2,2026-11-20,u2,tea,1,19.90,shipped,微信,,\n", shop="网店")
    short = FILE.replace(",支付方式,付款时间,优惠码", "")
    bring(short + "A2,2026-11-20,u2,cup,1,5,shipped\n", shop="网店")
    assert warehouse.select(PAID)[1] == ("A2", "微信", "", 2490, "CNY", 2490, 0, "file")
    bring(short + "A1,2026-11-20,u9,pot,1,5,shipped\n", shop="网店")
    buyers = "SELECT DISTINCT order_no, origin_id FROM {} FINAL WHERE order_no = 'A1'"
    (told,) = warehouse.select(buyers.format("orders"))
    assert told[1] > 0
    for table in ("payments", "order_coupons"):
        assert warehouse.select(buyers.format(table)) == [told]


@pytest.mark.stores
def test_payments_follow_whoever_somebody_turned_out_to_be(
    owner: Actor, workspace: Workspace, shop: Any
) -> None:
    place = landing.Place(workspace.pk, shop.id, 7, "woocommerce")
    orders = [
        Order(
            order_no=number, state="paid", created_at=DAY, updated_at=DAY, total=Decimal(10),
            buyer=Person(keys=(Key("email", f"{number}@x.com"),)), coupons=(f"C{number}",),
            payments=(Payment(amount=Decimal(10), method="till", payment_no=number),),
        )
        for number in ("1", "2")
    ]  # fmt: skip
    for _ in range(2):
        landing.land(place, Page(resume="", orders=orders), {})
    jobs.drain()
    one, two = (identity.find_by(workspace.pk, "email", f"{n}@x.com")[0] for n in "12")
    assert [row[:4] for row in warehouse.select(PAID)] == [
        ("1", "till", "1", 1000), ("2", "till", "2", 1000),
    ]  # fmt: skip

    def whose(table: str) -> list[tuple[Any, ...]]:
        source = facts.current(table, workspace="{ws:UInt32}")
        sql = f"SELECT order_no, customer_id FROM {source} WHERE workspace_id = {{ws:UInt32}}"
        return warehouse.select(f"{sql} ORDER BY order_no", {"ws": workspace.pk})

    actor = system_actor(workspace.pk, "tests")
    for table in ("payments", "order_coupons"):
        assert whose(table) == [("1", one), ("2", two)]
    identity.merge(actor, one, two)
    jobs.drain()
    for table in ("payments", "order_coupons"):
        assert whose(table) == [("1", one), ("2", one)]
    identity.separate(actor, two)
    jobs.drain()
    for table in ("payments", "order_coupons"):
        assert whose(table) == [("1", one), ("2", two)]
    # The platform lists no payment and no coupon any more: neither stands.
    gone = Order(
        order_no="1", state="unpaid", created_at=DAY, updated_at=DAY + timedelta(hours=1),
        total=Decimal(10),
    )  # fmt: skip
    landing.land(place, Page(resume="", orders=[gone]), {})
    assert [row[0] for row in warehouse.select(PAID)] == ["2"]
    assert [row[0] for row in warehouse.select(USED)] == ["2"]


def _words(number: str) -> list[dict[str, Any]]:
    told = [
        event("Order Completed", 1, {**BOUGHT, "payment_method": "card", "coupon": "E"}),
        event("Order Updated", 2, {"payment_method": "cash", "coupon": "U", "total": 70}),
        event("Order Refunded", 3, {"total": 5}),
    ]
    return [
        {
            **one,
            "messageId": f"{number}:{one['messageId']}",
            "properties": {**one["properties"], "order_id": number},
        }
        for one in told
    ]


@pytest.fixture
def calm() -> list[Any]:
    """What stands when everything is told once, in order: found out once for all examples."""
    return []


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_in_whatever_order_and_how_often_it_is_told_the_same_stands(
    tell: Any, bring: Any, calm: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    row = "{},2026-11-20,u1,tea,1,74.80,paid,微信,,F\n"
    ends = calm[:]
    for is_mixed in (False, True)[len(calm) :]:
        number = f"N{next(_numbers)}"
        acts = [partial(tell, one) for one in _words(number)]
        acts.append(partial(bring, FILE + row.format(number), shop="网店"))
        if is_mixed:
            acts += chance.choices(acts, k=2)
            chance.shuffle(acts)
        for act in acts:
            act()
        mine = "order_no = {number:String}"
        ends.append(
            [
                warehouse.select(sql, {"number": number})
                for sql in (
                    "SELECT method, amount, currency, is_exact, origin_id FROM payments FINAL"
                    f" WHERE {mine}",
                    "SELECT coupon, origin_id FROM order_coupons FINAL"
                    f" WHERE {mine} ORDER BY coupon",
                )
            ]
        )
    calm[:] = ends[:1]
    assert ends[0] == ends[1]
    assert [row[0] for row in ends[0][0]] == ["微信"]
    assert [row[0] for row in ends[0][1]] == ["F", "U"]


def test_other_workspaces_and_shops_have_no_payments(
    tell: Any, workspace: Workspace, other_workspace: Workspace, shop: commerce.ShopInfo
) -> None:
    tell(event("Order Completed", 1, {**BOUGHT, "payment_method": "card", "coupon": "E"}))
    assert Caller(other_workspace).get(f"/orders/{shop.id}/A1").status_code == 404
    narrow = Caller(workspace, "analyst", shop_ids=[shop.id + 1])
    assert narrow.get(f"/orders/{shop.id}/A1").status_code == 404
