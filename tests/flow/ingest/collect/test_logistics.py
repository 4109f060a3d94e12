"""Where parcels have been: of events, platforms and files, each step once, with its order."""

import itertools
import random
from datetime import UTC, datetime, timedelta
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
from huike.flow.profile import traits
from huike.flow.profile.lists import facts
from tests.flow.ingest.collect.test_orders import BOUGHT, NOW, empty, event, key, shop, tell
from tests.flow.ingest.conftest import Bring
from tests.support.api import Caller

__all__ = ["empty", "key", "shop", "tell"]
pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
MOVES = (
    "SELECT step, carrier, tail, told_by, is_exact, customer_id != 0 FROM logistics FINAL"
    " WHERE order_no = {number:String} ORDER BY at, step, tail"
)
PARCEL = {"order_id": "A1", "carrier": "顺丰速运", "tracking_number": "SF 1234567890"}
HEAD = (
    "订单编号,下单时间,会员号,商品编码,数量,实付金额,状态,"
    "付款时间,发货时间,确认收货时间,物流公司,物流单号\n"
)
_numbers = itertools.count(1)


def moves(number: str = "A1") -> list[Any]:
    return warehouse.select(MOVES, {"number": number})


def status(number: str = "A1") -> str:
    sql = "SELECT toString(status) FROM orders FINAL WHERE order_no = {number:String}"
    return str(warehouse.scalar(sql, {"number": number}))


@pytest.mark.stores
def test_events_of_a_parcel_stand_with_their_order_and_hide_its_number(
    tell: Any, workspace: Workspace, owner: Actor
) -> None:
    tell(event("Order Delivered", 50, PARCEL), event("Order Completed", 1, BOUGHT))
    tell(event("Shipped Order", 20, PARCEL), event("order in transit", 30, PARCEL))
    tell(event("Order In Transit", 35, PARCEL))
    tell(event("Order Out for Delivery", 40, {**PARCEL, "order_id": "B1"}))
    told = ("顺丰速运", "…7890", "heard", 1, 1)
    steps = ["shipped", "in_transit", "signed"]
    assert moves() == [(step, *told) for step in steps]
    assert moves("B1") == [("out_for_delivery", *told)]  # of its order nothing else is known yet
    assert status() == "completed"
    props = warehouse.select("SELECT props FROM events WHERE event = 'Order Shipped'")
    assert props == [('{"order_id":"A1","carrier":"顺丰速运"}',)]
    everything = warehouse.select("SELECT said FROM order_events")
    assert not any("1234567890" in one for (one,) in everything)

    jobs.drain()
    (one,) = identity.find_by(workspace.pk, "user_id", "u1")
    caller = Caller(workspace)
    page = caller.get(f"/customers/{one}/timeline?what=logistics").json()["items"]
    assert [(each["kind"], each["ref"]) for each in page] == [
        ("parcel_signed", "A1"), ("parcel_out_for_delivery", "B1"),
        ("parcel_in_transit", "A1"), ("parcel_shipped", "A1"),
    ]  # fmt: skip
    assert page[0]["details"] == {"carrier": "顺丰速运", "tail": "…7890", "is_exact": "1"}
    shop_id = warehouse.scalar("SELECT max(shop_id) FROM orders")
    story = caller.get(f"/orders/{shop_id}/A1").json()["story"]
    assert [(each["what"], each["note"]) for each in story] == [
        ("ordered", ""), ("shipped", "顺丰速运 …7890"), ("in_transit", "顺丰速运 …7890"),
        ("signed", "顺丰速运 …7890"),
    ]  # fmt: skip
    ((total, rows),) = facts.everything(
        owner.scope, "logistics", facts.FactFilters(), ["step", "tail"]
    )
    assert (total, rows[0]["tail"]) == (4, "…7890")
    # Paid at minute 1, shipped at 20, received at 50.
    found = caller.get(f"/customers/{one}").json()
    assert found["days_to_ship"] == pytest.approx(19 / 1440, rel=1e-5)
    assert found["days_to_sign"] == pytest.approx(49 / 1440, rel=1e-5)
    assert found["last_signed_at"] == (NOW - timedelta(minutes=10)).isoformat().replace(
        "+00:00", "Z"
    )


def test_columns_of_a_file_are_steps_and_yield_to_who_knows_better(
    bring: Bring, tell: Any, workspace: Workspace
) -> None:
    paid = "2026-11-01 10:00:00"
    text = HEAD + (
        f"F1,2026-11-01,u1,tea,1,10,已发货,{paid},2026-11-02 10:00:00,,中通快递,ZT0011223344\n"
        f"F1,2026-11-01,u1,cup,1,20,已发货,{paid},2026-11-03 10:00:00,,中通快递,ZT0011223355\n"
        f"F2,2026-11-01,u1,tea,1,10,已发货,{paid},,,圆通速递,\n"
        f"F3,2026-11-01,u1,tea,1,10,已付款,{paid},,,圆通速递,\n"
        f"F4,2026-11-01,u2,tea,1,10,已完成,{paid},2026-11-02 22:00:00,2026-11-05 10:00:00,,\n"
    )
    bring(text, shop="网店")
    assert moves("F1") == [
        ("shipped", "中通快递", "…3344", "file", 1, 1),
        ("shipped", "中通快递", "…3355", "file", 1, 1),
    ]
    assert moves("F2") == [("shipped", "圆通速递", "", "file", 0, 1)]
    assert moves("F3") == []  # nothing has been sent yet
    assert [row[0] for row in moves("F4")] == ["shipped", "signed"]
    version = warehouse.scalar("SELECT count() FROM logistics")
    bring(text, shop="网店")
    assert warehouse.scalar("SELECT count() FROM logistics") == version
    jobs.drain()
    (two,) = identity.find_by(workspace.pk, "user_id", "u2")
    found = Caller(workspace).get(f"/customers/{two}").json()
    assert (found["days_to_ship"], found["days_to_sign"]) == (1.5, 4.0)
    shop_id = warehouse.scalar("SELECT max(shop_id) FROM orders")
    seen = Caller(workspace, "analyst", shop_ids=[shop_id]).get(f"/customers/{two}").json()
    same = ("days_to_ship", "days_to_sign", "last_signed_at", "favourites", "orders")
    assert {name: seen[name] for name in same} == {name: found[name] for name in same}
    # Of an order that counts nowhere, its parcel counts nowhere either.
    marked = Caller(workspace).post(f"/left-out/orders/{shop_id}/F4", {"word": "test"})
    assert marked.json() == {"left_out": "test"}
    jobs.drain()
    left = [Caller(workspace), Caller(workspace, "analyst", shop_ids=[shop_id])]
    for caller in left:
        told = caller.get(f"/customers/{two}").json()
        assert [told[name] for name in same] == [None, None, None, 0, 0]
    story = Caller(workspace).get(f"/orders/{shop_id}/F1").json()["story"]
    assert [(each["what"], each["by"], each["note"]) for each in story] == [
        ("shipped", "file", "中通快递 …3344"), ("shipped", "file", "中通快递 …3355"),
    ]  # fmt: skip

    tell(event("Order Shipped", 1, {"order_id": "F1", "tracking_number": "ZT0011223344"}))
    assert moves("F1") == [("shipped", "", "…3344", "heard", 1, 1)]
    assert status("F4") == "completed"
    one, two = (identity.find_by(workspace.pk, "user_id", name)[0] for name in ("u1", "u2"))
    actor = system_actor(workspace.pk, "tests")
    identity.merge(actor, one, two)
    jobs.drain()
    traits.refresh(workspace.pk, datetime.now(UTC))
    both = Caller(workspace).get(f"/customers/{one}/timeline?what=logistics").json()["items"]
    assert len(both) == 4


@pytest.fixture
def calm() -> list[Any]:
    """What stands when everything is told once, in order: found out once for all examples."""
    return []


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_in_whatever_order_and_how_often_steps_are_told_the_same_stands(
    tell: Any, bring: Bring, workspace: Workspace, calm: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    ends = calm[:]
    for is_mixed in (False, True)[len(calm) :]:
        number = f"X{next(_numbers)}"
        row = "2026-11-01,u1,tea,1,10,已发货,,2026-11-02 10:00:00,2026-11-04,圆通,YT99887766\n"
        parcel = {**PARCEL, "order_id": number}
        acts = [
            partial(tell, event(name, place, parcel, messageId=f"{number}:{place}"))
            for place, name in enumerate(
                ("Order Shipped", "Order In Transit", "Order Out for Delivery"), 1
            )
        ]
        acts.append(partial(bring, f"{HEAD}{number},{row}", shop="网店"))
        if is_mixed:
            acts += chance.choices(acts, k=2)
            chance.shuffle(acts)
        for act in acts:
            act()
        ends.append((moves(number), status(number)))
    calm[:] = ends[:1]
    assert ends[0] == ends[1]
    assert sorted(row[0] for row in ends[0][0]) == [
        "in_transit", "out_for_delivery", "shipped", "signed",
    ]  # fmt: skip


def test_favourites_are_the_last_word_of_each_product(tell: Any, workspace: Workspace) -> None:
    tea, cup = {"sku": "tea", "name": "龙井"}, {"product_id": 81}
    added, removed = "Product Added to Wishlist", "Product Removed from Wishlist"
    tell(event(removed, 9, tea), event(added, 1, tea), event(added, 2, cup))
    tell(event(added, 3, tea, userId="u2"), event(added, 4, {"name": "nothing"}))
    tell(event(added, 5, tea, userId=None, anonymousId="v1"))
    sql = "SELECT customer_id, sku, is_favourite FROM favourites FINAL ORDER BY ALL"
    one, two = (identity.find_by(workspace.pk, "user_id", name)[0] for name in ("u1", "u2"))
    rows = [row for row in warehouse.select(sql) if row[0] in (one, two)]
    assert rows == [(one, "81", 1), (one, "tea", 0), (two, "tea", 1)]
    jobs.drain()
    traits.refresh(workspace.pk, datetime.now(UTC))
    caller = Caller(workspace)
    assert caller.get(f"/customers/{one}").json()["favourites"] == 1
    shown = caller.get(f"/customers/{two}/favourites").json()
    assert [(each["sku"], each["title"]) for each in shown] == [("tea", "龙井")]
    identity.merge(system_actor(workspace.pk, "tests"), one, two)
    jobs.drain()
    traits.refresh(workspace.pk, datetime.now(UTC))
    # The newer word of the two is that it was taken off.
    assert [each["sku"] for each in caller.get(f"/customers/{one}/favourites").json()] == ["81"]
    assert caller.get(f"/customers/{one}").json()["favourites"] == 1
