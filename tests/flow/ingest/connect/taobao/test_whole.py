"""From the platform to facts: once, in the state that stands there, and nobody in plain."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings as django_settings
from django.db import connection as database

from huike.base.access.facade import audit_page, system_actor
from huike.base.access.models import AuditEntry
from huike.base.jobs.facade import drain
from huike.base.kernel.errors import Conflict, Invalid, TooMany
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.connect import actions, delivering
from huike.flow.ingest.connect.models import Connection, UnlandedRecord
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.taobao.conftest import NOW, given
from tests.support.api import Caller
from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import Wrong, written

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
HOUR = timedelta(hours=1)
ORDERS = (
    "SELECT order_no, status, amount, refund FROM orders FINAL WHERE kind = 'sale' "
    "OR refund > 0 ORDER BY order_no"
)


@pytest.fixture
def row(owner, ours, platform, warehouse_tables):
    """A connection that somebody has made, at the hour that the platform has."""
    with time_machine.travel(NOW, tick=False):
        shop = commerce.ensure_shop(owner, "茶铺")
        yield actions.create(
            owner,
            kind="taobao",
            name="茶铺",
            shop_id=shop.id,
            settings={
                name: value
                for name, value in {**given(platform), "receiver_quota": "25"}.items()
                if name != "session_until"
            },
        )


def _at(moment: datetime, platform):
    """Both sides come to this moment."""
    platform.clock = lambda: moment
    return time_machine.travel(moment, tick=False)


def test_history_then_changes_then_refunds_each_once(owner, row, platform):
    for number in range(1, 131):
        platform.trades[number] = rows.trade(number, NOW - number * HOUR)
    platform.items[9] = rows.item(9, NOW - HOUR)
    with time_machine.travel(NOW, tick=False):
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=30))
        drain()
        first = warehouse.select(ORDERS)
    platform.trades[5] |= {"status": "TRADE_FINISHED", "modified": written(NOW + HOUR)}
    platform.refunds[1] = rows.refund(1, 6, NOW + HOUR, refund_fee="30.00")
    with _at(NOW + 2 * HOUR, platform):
        actions.sync_now(owner, row.pk)
        drain()
        actions.sync_now(owner, row.pk)
        drain()

    assert len(first) == 130
    assert {(status, amount, refund) for _, status, amount, refund in first} == {
        ("paid", 10_000, 0)
    }
    after = {number: rest for number, *rest in warehouse.select(ORDERS)}
    assert len(after) == 130
    assert after["5"] == ["completed", 10_000, 0]
    assert after["6"] == ["paid", 10_000, 3_000]
    assert warehouse.scalar("SELECT count() FROM order_lines FINAL WHERE kind = 'sale'") == 130
    assert warehouse.scalar("SELECT title FROM products FINAL WHERE sku = 'TEA-9'") == "茶 9"
    row.refresh_from_db()
    assert (row.state, row.problem, row.failures) == ("active", None, 0)


def test_buyers_are_known_by_the_id_that_the_platform_made_and_nothing_else(row, platform, owner):
    for number in range(1, 22):
        platform.trades[number] = rows.trade(number, NOW - number * HOUR)
    with time_machine.travel(NOW, tick=False):
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=2))
        drain()

    found = warehouse.scalar("SELECT uniqExact(customer_id) FROM orders FINAL")
    assert found == 7  # the seven ids of the simulated trades
    cards = identity.cards(row.workspace_id, range(1, 40), masked=False).values()
    assert len(cards) == 7
    assert not any((card.name, card.email, card.phone) != ("", (), ()) for card in cards)


@pytest.mark.stores
def test_nothing_of_a_person_lies_anywhere_even_if_the_platform_sends_it(
    row, platform, owner, caplog
):
    platform.is_leaking = True
    for number in range(1, 40):
        platform.trades[number] = rows.trade(number, NOW - number * HOUR, is_private=True)
    platform.trades[40] = rows.trade(40, NOW - HOUR, payment=rows.CANARIES["receiver_name"])
    platform.refunds[1] = rows.refund(1, 6, NOW - HOUR)
    with time_machine.travel(NOW, tick=False):
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=3))
        drain()
        told = delivering.receivers(
            owner, row.pk, order_nos=["1", "2"], purpose="ship", scene="1001"
        )

    assert [one.name for one in told] == [rows.CANARIES["receiver_name"]] * 2
    assert UnlandedRecord.objects.get().number == "40"
    sought = [*rows.CANARIES.values(), told[0].phone, told[0].address]
    assert _lying_about(["龙井 1 号"]) != []  # what may lie there is found
    assert _lying_about(sought) == []
    assert not [one for one in sought if one in caplog.text or one in repr(told)]


def _lying_about(sought: list[str]) -> list[str]:
    """Which of these can be found in the database, the warehouse or the home folder."""
    found = []
    for (table,) in warehouse.select("SHOW TABLES"):
        said = str(warehouse.select_dicts(f"SELECT * FROM `{table}`", lane="long"))
        found += [one for one in sought if one in said]
    for path in Path(django_settings.HUIKE_HOME).rglob("*"):
        if path.is_file() and path.suffix != ".lock":
            data = path.read_bytes()
            found += [f"{path.name}: {one}" for one in sought if one.encode() in data]
    with database.cursor() as cursor:
        for table in database.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            said = str(cursor.fetchall())
            found += [f"{table}: {one}" for one in sought if one in said]
    return found


@pytest.mark.stores
def test_each_receiver_is_asked_for_with_a_reason_and_counted(row, platform, owner):
    for number in range(1, 40):
        platform.trades[number] = rows.trade(number, NOW - HOUR, is_private=number % 2 == 0)
    some = [str(number) for number in range(1, 21)]
    with time_machine.travel(NOW, tick=False):
        told = delivering.receivers(owner, row.pk, order_nos=some, purpose="care", scene="2002")
        with pytest.raises(TooMany) as refused:
            delivering.receivers(
                owner, row.pk, order_nos=[str(n) for n in range(20, 26)], purpose="ship",
                scene="1001",
            )  # fmt: skip
        five = delivering.receivers(
            owner, row.pk, order_nos=[str(n) for n in range(20, 25)], purpose="ship", scene="1002"
        )
    with time_machine.travel(NOW + timedelta(hours=13), tick=False):  # the next day in Shanghai
        platform.clock = lambda: NOW + timedelta(hours=13)
        next_day = delivering.receivers(
            owner, row.pk, order_nos=["30"], purpose="after_sale", scene="2001"
        )

    assert (len(told), len(five), len(next_day)) == (20, 5, 1)
    assert {(one.name, one.address) for one in (*told, *next_day)} == {("", "")}
    assert [one.is_virtual for one in told[:2]] == [False, True]
    assert told[1].phone == "17000000000-1234"
    assert told[1].valid_until == NOW + timedelta(days=3)
    assert refused.value.params == {"quota": 25, "left": 5}
    assert platform.decrypted == {2002: 20, 1002: 5, 2001: 1}
    acts = AuditEntry.objects.filter(action="connection.receivers").order_by("pk")
    assert [(one.actor_label, one.count, one.fields[:2]) for one in acts] == [
        ("owner", 20, ["purpose=care", "scene=2002"]),
        ("owner", 5, ["purpose=ship", "scene=1002"]),
        ("owner", 1, ["purpose=after_sale", "scene=2001"]),
    ]
    assert acts[2].fields[2:] == ["30"]
    # A number that is lent out for days leads to nobody.
    assert identity.count(row.workspace_id) == 0
    assert identity.find_by(row.workspace_id, "phone", "17000000000") == []


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"order_nos": [str(n) for n in range(21)]}, "receivers_at_a_time"),
        ({"order_nos": [" "]}, "receivers_at_a_time"),
        ({"scene": "2001"}, "receivers_scene"),
        ({"purpose": "marketing"}, "receivers_scene"),
    ],
)
def test_what_is_not_allowed_asks_the_platform_nothing(row, platform, owner, given_, code):
    asked = {"order_nos": ["1"], "purpose": "ship", "scene": "1001", **given_}

    with pytest.raises(Invalid) as refused:
        delivering.receivers(owner, row.pk, **asked)

    assert refused.value.code == code
    assert platform.calls == []
    assert audit_page(row.workspace_id, {"action": "connection.receivers"}, None, 10).items == []


def test_a_connection_without_a_quota_tells_nobody(row, owner):
    actions.change(owner, row.pk, settings={"receiver_quota": ""})

    with pytest.raises(TooMany):
        delivering.receivers(owner, row.pk, order_nos=["1"], purpose="ship", scene="1001")


def test_a_paused_connection_tells_no_receivers(row, owner):
    actions.pause(owner, row.pk)

    with pytest.raises(Conflict):
        delivering.receivers(owner, row.pk, order_nos=["1"], purpose="ship", scene="1001")


def test_a_handle_of_another_address_leads_nowhere(row, platform, owner):
    platform.trades[1] = rows.trade(1, NOW - HOUR)

    def moves(call):
        if call["method"] == "taobao.trade.fullinfo.get":
            platform.trades[1]["receiver_address"] = "新路1号"

    platform.after = moves
    with time_machine.travel(NOW, tick=False):
        told = delivering.receivers(
            owner, row.pk, order_nos=["1", "404"], purpose="ship", scene="1001"
        )

    assert told == []


def test_a_platform_that_was_away_for_a_day_is_caught_up_with(row, platform, owner):
    """Down, then busy, then with a session that has ended: nothing is missing, nothing doubled."""
    system = system_actor(row.workspace_id, "tests")
    for number in range(1, 97):
        platform.trades[number] = rows.trade(number, NOW + number * HOUR / 4)
    platform.host.is_down = True
    with _at(NOW + 6 * HOUR, platform):
        actions.sync_now(system, row.pk)
        drain()
    row.refresh_from_db()
    assert (row.problem["code"], row.failures) == ("connector_down", 1)
    platform.host.is_down = False
    platform.errors = [None, Wrong(7, "App Call Limited", "isv.x", "for 3 more seconds")]
    with _at(NOW + 25 * HOUR, platform):
        actions.sync_now(system, row.pk)
        drain()
        row.refresh_from_db()
        assert row.problem["code"] == "connector_rate_limited"
        platform.sessions = {}
        actions.sync_now(system, row.pk)
        drain()
        row.refresh_from_db()
        assert (row.state, row.problem["code"]) == ("needs_attention", "connector_token_expired")
        platform.sessions = {"newer": None}
        actions.change(system, row.pk, settings={"session": "newer"})
        platform.host.faults.extend([None, None, "half", None, 502])
        for _ in range(4):
            actions.sync_now(system, row.pk)
            drain()

    assert Connection.objects.get().state == "active"
    assert [number for number, *_ in warehouse.select(ORDERS)] == sorted(
        str(number) for number in range(1, 97)
    )
    assert warehouse.scalar("SELECT count() FROM order_lines FINAL") == 96


def test_receivers_are_for_who_may_see_people_unmasked(row, platform, workspace):
    platform.trades[1] = rows.trade(1, NOW - HOUR)
    asked = {"order_nos": ["1"], "purpose": "ship", "scene": "1001"}
    path = f"/connections/{row.pk}/receivers"

    refused = Caller(workspace, "analyst").post(path, asked)
    told = Caller(workspace, "owner").post(path, asked)

    assert (refused.status_code, told.status_code) == (403, 200)
    assert told.headers["Cache-Control"] == "no-store"
    assert told.json()["items"][0] == {
        "order_no": "1",
        "phone": rows.CANARIES["receiver_mobile"],
        "is_virtual": False,
        "valid_until": None,
        "name": rows.CANARIES["receiver_name"],
        "address": rows.CANARIES["receiver_address"],
    }
    assert platform.decrypted == {1001: 1}


@pytest.mark.stores
def test_a_member_who_buys_is_one_person(row, platform, owner):
    platform.trades[1] = rows.trade(1, NOW - HOUR, buyer_open_uid="AAM1")
    platform.members = [
        {"ouid": f"AAM{number}", "grade": "3", "modified": written(NOW - HOUR)}
        for number in range(3)
    ]
    with time_machine.travel(NOW, tick=False):
        actions.change(owner, row.pk, settings={"members": "yes"})
        for _ in range(2):
            actions.start_backfill(owner, row.pk, NOW - timedelta(days=2))
            drain()

    assert identity.count(row.workspace_id) == 3
    (whose,) = identity.find_by(row.workspace_id, "user_id", "ouid:AAM1")
    assert warehouse.select("SELECT order_no, customer_id FROM orders FINAL") == [("1", whose)]
