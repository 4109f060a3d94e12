"""Refunds, items, and messages that say what has changed."""

from datetime import UTC, datetime, timedelta

import pytest

from huike.flow.ingest.connect.contract import Ask, Key, Unsound
from tests.flow.ingest.connect.taobao.conftest import NOW
from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import written

HOUR = timedelta(hours=1)
ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


def test_refunds_of_a_span(ours, platform):
    for number in range(1, 121):
        platform.refunds[number] = rows.refund(number, number, NOW - HOUR - number * HOUR / 10)

    pages = ours.pages("refunds", NOW - 20 * HOUR, NOW)

    assert {one.refund_no for page in pages for one in page.refunds} == {
        str(number) for number in range(1, 121)
    }


def test_items_on_sale_and_in_store_however_old(ours, platform):
    for number in range(1, 451):
        status = "onsale" if number % 3 else "instock"
        old = NOW - timedelta(days=3 * number)
        platform.items[number] = rows.item(number, old, approve_status=status)

    pages = ours.pages("products", ALWAYS, NOW, is_backfill=True)
    changed = ours.pages("products", NOW - timedelta(days=9, minutes=1), NOW)

    found = {one.sku: one for page in pages for one in page.products}
    assert len(found) == 450
    assert (found["TEA-1"].title, str(found["TEA-1"].price)) == ("茶 1", "88.00")
    assert {one.sku for page in changed for one in page.products} == {"TEA-1", "TEA-2", "TEA-3"}
    assert len({page.resume for page in pages}) == len(pages)


def test_items_go_on_in_the_list_where_they_were(ours, platform):
    for number in range(1, 401):
        status = "onsale" if number <= 200 else "instock"
        platform.items[number] = rows.item(number, NOW - number * HOUR, approve_status=status)
    pages = ours.pages("products", ALWAYS, NOW, is_backfill=True)
    platform.calls.clear()

    rest = ours.pages("products", ALWAYS, NOW, is_backfill=True, resume=pages[-1].resume)

    assert "taobao.items.onsale.get" not in platform.methods()
    assert {one.sku for page in rest for one in page.products} == {
        f"TEA-{number}" for number in range(201, 401)
    }


@pytest.fixture
def told(ours, platform):
    """A shop with a message service, and a trade that nobody asks for by its time."""
    ours.settings["message_group"] = "default"
    platform.trades[77] = rows.trade(77, NOW - 30 * HOUR, promotion_details={
        "promotion_detail": [{"promotion_name": "店铺券"}]})  # fmt: skip
    platform.queue = {
        1: rows.message(77, "taobao_trade_TradeCreate"),
        2: rows.message(77),
        3: rows.message(404),
        4: {"topic": "taobao_item_ItemUpdate", "content": '{"num_iid":9}'},
        5: {"topic": "taobao_trade_TradeClose", "content": "{broken"},
    }
    return ours


def test_a_trade_that_a_message_names_is_asked_for_once(told, platform):
    orders = told.orders(NOW - HOUR)

    assert list(orders) == ["77"]
    assert str(orders["77"].total) == "100.00"  # not what the message says
    assert orders["77"].coupons == ("店铺券",)
    assert platform.methods().count("taobao.trade.fullinfo.get") == 2  # 77, and 404 is not there
    assert platform.queue == {}


def test_messages_are_confirmed_only_when_their_page_was_kept(told, platform):
    pages = told.client().pages(Ask(what="orders", since=NOW - HOUR, until=NOW))

    next(pages)
    waiting = len(platform.queue)
    pages.close()  # the process ends here

    assert (waiting, len(platform.queue)) == (5, 5)
    assert list(told.orders(NOW - HOUR)) == ["77"]


def test_messages_that_come_again_do_not_keep_us_for_ever(told, platform):
    platform.lies = lambda call, answer: (
        {"messages": {"tmc_message": [{"id": 1, **rows.message(77)}]}}
        if call["method"].endswith("consume")
        else answer
    )

    assert list(told.orders(NOW - HOUR)) == ["77"]
    assert platform.methods().count("taobao.tmc.messages.consume") == 2


def test_a_run_that_was_cut_off_in_its_messages_reads_its_span_too(told, platform):
    platform.trades[78] = rows.trade(78, NOW - HOUR / 2)

    assert set(told.orders(NOW - HOUR, resume="messages 1")) == {"77", "78"}


def test_history_asks_for_no_messages(told, platform):
    told.orders(NOW - HOUR, is_backfill=True)

    assert "taobao.tmc.messages.consume" not in platform.methods()


def test_a_time_in_a_message_is_of_no_account(told, platform):
    platform.trades[77]["modified"] = written(NOW - HOUR)

    assert told.orders(NOW - HOUR)["77"].updated_at == NOW - HOUR


def _member(number, at):
    return {
        "ouid": f"AAM{number}", "buyer_nick": "canarynick", "grade": "2", "status": "normal",
        "modified": written(at),
    }  # fmt: skip


def test_members_are_read_where_it_is_wanted_by_their_id_and_grade(ours, platform):
    platform.members = [_member(number, NOW - HOUR) for number in range(250)]

    without = ours.pages("customers", NOW - 2 * HOUR, NOW)
    ours.settings["members"] = "yes"
    pages = ours.pages("customers", NOW - 2 * HOUR, NOW)

    found = {one.person.keys[0]: one.person.attributes for page in pages for one in page.customers}
    assert without == []
    assert len(found) == 250
    assert found[Key("ouid", "AAM7", "shop")] == {
        "taobao_grade": "2", "taobao_member_status": "normal",
    }  # fmt: skip
    assert len({page.resume for page in pages}) == len(pages)
    assert "canarynick" not in repr(pages)
    assert ours.client().check().may == ("customers", "products", "orders", "refunds")


def test_members_who_change_while_they_are_read_hide_no_others(ours, platform):
    platform.members = [_member(number, NOW - HOUR) for number in range(201)]
    ours.settings["members"] = "yes"
    first = platform.members[200]

    def changes(call):
        if call.get("current_page") == "1":
            first["modified"] = written(NOW)  # out of the window: the others move forward

    platform.after = changes
    pages = ours.pages("customers", NOW - 2 * HOUR, NOW - HOUR / 2)

    seen = {one.person.keys[0].value for page in pages for one in page.customers}
    assert {f"AAM{number}" for number in range(200)} <= seen


def test_a_list_of_members_that_never_ends_is_left(ours, platform):
    platform.members = [_member(number, NOW - HOUR) for number in range(100)]
    ours.settings["members"] = "yes"
    numbers = iter(range(10**6))
    platform.lies = lambda call, told: (
        {"members": {"crm_member": [{"ouid": f"X{next(numbers)}"}]}} if "members" in told else told
    )

    with pytest.raises(Unsound):
        ours.pages("customers", NOW - 2 * HOUR, NOW)
