"""Trades become orders: every state, every list that shifts, and nothing of the person."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.flow.ingest.connect.contract import Key, Unreadable, Unsound
from huike.flow.ingest.connect.kinds.taobao import reading
from huike.flow.ingest.connect.kinds.taobao.reading import Scopes
from tests.flow.ingest.connect.taobao.conftest import NOW
from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import written

HOUR = timedelta(hours=1)


def _sold(platform, count, *, since=NOW - 20 * HOUR, step=timedelta(minutes=5)):
    for number in range(count):
        tid = 7_000_000_000_000_000_001 + number
        platform.trades[tid] = rows.trade(tid, since + number * step)


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("TRADE_NO_CREATE_PAY", "unpaid"), ("WAIT_BUYER_PAY", "unpaid"), ("PAY_PENDING", "unpaid"),
        ("WAIT_SELLER_SEND_GOODS", "paid"), ("SELLER_CONSIGNED_PART", "paid"),
        ("WAIT_BUYER_CONFIRM_GOODS", "shipped"), ("TRADE_BUYER_SIGNED", "signed"),
        ("TRADE_FINISHED", "signed"), ("TRADE_CLOSED", "closed"),
        ("TRADE_CLOSED_BY_TAOBAO", "closed"), ("SOMETHING_NEW", "paid"),
    ],
)  # fmt: skip
def test_every_state_is_one_of_ours(status, state):
    order = reading.order(rows.trade(1, NOW, status=status), Scopes())

    assert order.state == state


def test_a_trade_as_an_order():
    row = rows.trade(
        7_000_000_000_000_000_001,
        NOW - 2 * HOUR,
        NOW - HOUR,
        payment="110.00",
        post_fee="10.00",
        parts=[
            rows.part(1, price="60.00", num=2, payment="108.00", divide_order_fee="80.00"),
            rows.part(2, price="25.00", payment="25.00", divide_order_fee="20.00"),
        ],
        promotion_details={"promotion_detail": [{"promotion_name": "满减"}] * 2},
        consign_time=written(NOW - HOUR),
        status="WAIT_BUYER_CONFIRM_GOODS",
    )

    order = reading.order(row, Scopes(ouid="app"))

    assert order.order_no == "7000000000000000001"
    assert (order.total, order.shipping, order.currency) == (Decimal(110), Decimal(10), "CNY")
    assert (order.created_at, order.updated_at) == (NOW - 2 * HOUR, NOW - HOUR)
    assert (order.paid_at, order.shipped_at) == (NOW - 2 * HOUR, NOW - HOUR)
    assert [(one.sku, one.quantity, one.price, one.paid) for one in order.lines] == [
        ("TEA-1", 2, Decimal(60), Decimal(80)),
        ("TEA-2", 1, Decimal(25), Decimal(20)),
    ]
    assert order.buyer.keys == (Key("ouid", row["buyer_open_uid"], "app"),)
    assert order.coupons == ("满减",)


def test_the_postage_in_the_payment_of_a_single_part_is_taken_out():
    row = rows.trade(1, NOW, payment="60.00", post_fee="10.00",
                     parts=[rows.part(1, price="50.00", payment="60.00")])  # fmt: skip

    assert reading.order(row, Scopes()).lines[0].paid == Decimal(50)


def test_parts_that_do_not_add_up_leave_the_sum_to_the_trade():
    row = rows.trade(1, NOW, payment="60.00", parts=[
        rows.part(1, payment="50.00"), rows.part(2, payment="50.00")])  # fmt: skip

    order = reading.order(row, Scopes())

    assert order.total == Decimal(60)
    assert [line.paid for line in order.lines] == [None, None]


@pytest.mark.parametrize(
    ("step", "total"),
    [
        ("FRONT_NOPAID_FINAL_NOPAID", 500),
        ("FRONT_PAID_FINAL_NOPAID", 50),
        ("FRONT_PAID_FINAL_PAID", 500),
        ("FRONT_PAID_FRONT_FORFEITED", 50),
    ],
)
def test_of_a_presale_only_the_deposit_counts_until_the_rest_is_paid(step, total):
    row = rows.trade(
        1, NOW, type="step", payment="500.00", step_trade_status=step, step_paid_fee="50.00"
    )

    assert reading.order(row, Scopes()).total == Decimal(total)


def test_nobody_is_known_by_what_is_masked_or_missing():
    row = rows.trade(1, NOW, buyer_open_uid=None)

    assert reading.order(row, Scopes()).buyer is None


def test_a_members_id_comes_before_the_apps():
    row = rows.trade(1, NOW, omid="OM1")

    kinds = [key.kind for key in reading.order(row, Scopes()).buyer.keys]

    assert kinds == ["omid", "ouid"]


@pytest.mark.parametrize(
    ("row", "state", "amount"),
    [
        ({"status": "SUCCESS"}, "done", 30),
        ({"status": "WAIT_SELLER_AGREE"}, "asked", 30),
        ({"status": "SELLER_REFUSE_BUYER"}, "refused", 30),
        ({"status": "CLOSED"}, "refused", 30),
        ({"status": "SUCCESS", "dispute_type": "TMALL_EXCHANGE"}, "refused", 0),
        ({"status": "SUCCESS", "dispute_type": "REPAIR"}, "refused", 0),
    ],
)
def test_money_moves_only_with_a_refund_that_was_done(row, state, amount):
    found = reading.refund(rows.refund(5, 7, NOW, **row))

    assert (found.state, found.amount, found.order_no) == (state, Decimal(amount), "7")


def test_history_and_changes_hold_the_same_orders(ours, platform):
    _sold(platform, 130)
    ours.settings["page_size"] = "40"

    changed = ours.orders(NOW - 23 * HOUR)
    history = ours.orders(NOW - 30 * 24 * HOUR, is_backfill=True)

    assert len(changed) == 130
    assert changed == history


def test_pages_are_read_from_the_last_to_the_first_after_they_were_counted(ours, platform):
    _sold(platform, 100)
    ours.settings["page_size"] = "40"

    ours.orders(NOW - 23 * HOUR)

    asked = [
        (call["fields"] == "tid", call["use_has_next"], call["page_no"])
        for call in platform.calls
        if call["method"] == "taobao.trades.sold.increment.get"
    ]
    assert asked == [
        (True, "false", "1"),
        (False, "true", "3"),
        (False, "true", "2"),
        (False, "true", "1"),
        (True, "false", "1"),
    ]


def test_a_platform_that_was_away_for_days_is_asked_day_by_day(ours, platform):
    _sold(platform, 50, since=NOW - 70 * HOUR, step=HOUR)

    assert len(ours.orders(NOW - 72 * HOUR)) == 50


def test_a_large_day_is_read_in_parts_that_can_be_begun_again(ours, platform):
    _sold(platform, 2_100, step=timedelta(seconds=30))
    ours.settings["page_size"] = "100"

    pages = ours.pages("orders", NOW - 23 * HOUR, NOW)
    rest = ours.pages("orders", NOW - 23 * HOUR, NOW, resume=pages[-2].resume)

    assert len({order.order_no for page in pages for order in page.orders}) == 2_100
    assert len({page.resume for page in pages}) == len(pages)
    assert pages[-1].total == 2_100
    assert len(rest) == len(pages) / 2
    # What comes after a crash and what was kept before it are everything.
    kept = {order.order_no for page in pages[:-1] for order in page.orders}
    assert len(kept | {order.order_no for page in rest for order in page.orders}) == 2_100


@given(
    st.lists(st.tuples(st.integers(1, 12), st.integers(0, 39)), max_size=12),
    st.integers(3, 9),
)
@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_changes_while_it_is_read_is_never_missed(ours, platform, changes, size):
    """Trades change between any two calls; what is read now and next is what stands at the end."""
    platform.trades.clear()
    platform.calls.clear()
    _sold(platform, 40, step=timedelta(minutes=10))
    at = {"now": NOW}
    platform.clock = ours.clock = lambda: at["now"]
    by_call = dict(changes)

    def meanwhile(call):
        at["now"] += timedelta(seconds=1)
        number = by_call.pop(len(platform.calls), None)
        if number is not None:
            row = list(platform.trades.values())[number]
            row |= {"modified": written(at["now"]), "status": "TRADE_FINISHED"}

    platform.after = meanwhile
    ours.settings["page_size"] = str(size)
    known = ours.orders(NOW - 23 * HOUR, NOW)
    platform.after = lambda call: None
    at["now"] += timedelta(minutes=10)
    later = ours.orders(NOW - timedelta(minutes=15), at["now"])

    states = {tid: order.state for tid, order in {**known, **later}.items()}
    assert states == {
        tid: "signed" if row["status"] == "TRADE_FINISHED" else "paid"
        for tid, row in ((str(tid), row) for tid, row in platform.trades.items())
    }


@pytest.mark.parametrize(
    "lie",
    [
        lambda call, told: {**told, "total_results": 70} if "total_results" in told else told,
        lambda call, told: {**told, "trades": {}} if call.get("page_no") == "2" else told,
        lambda call, told: {**told, "has_next": True} if "has_next" in told else told,
        lambda call, told: {**told, "total_results": "many"} if "total_results" in told else told,
        lambda call, told: {**told, "trades": {"trade": "x"}},
    ],
)
def test_pages_that_contradict_each_other_are_not_taken_for_everything(ours, platform, lie):
    _sold(platform, 60)
    platform.lies = lie

    with pytest.raises(Unsound):
        ours.orders(NOW - 23 * HOUR)


def test_a_page_that_is_empty_once_is_asked_for_again(ours, platform):
    _sold(platform, 120)
    empty = iter([True])
    platform.lies = lambda call, told: (
        {**told, "trades": {}} if call.get("page_no") == "2" and next(empty, False) else told
    )

    assert len(ours.orders(NOW - 23 * HOUR)) == 120


def test_a_trade_that_cannot_be_read_stops_no_other(ours, platform):
    _sold(platform, 3)
    platform.trades[5] = rows.trade(5, NOW - HOUR, payment="a lot")

    (page,) = ours.pages("orders", NOW - 23 * HOUR, NOW)

    assert len(page.orders) == 3
    assert page.unreadable == (Unreadable("orders", "5", "amount_unreadable", "payment"),)


def test_what_has_not_settled_is_left_for_the_next_time(ours, platform):
    platform.trades[1] = rows.trade(1, NOW - timedelta(seconds=20))

    assert ours.orders(NOW - HOUR) == {}


def test_a_clock_of_ours_that_is_ahead_asks_for_nothing_that_has_not_happened(ours, platform):
    ours.clock = lambda: NOW + HOUR
    platform.trades[1] = rows.trade(1, NOW - HOUR)

    assert list(ours.orders(NOW - 2 * HOUR, NOW + HOUR)) == ["1"]
    assert {call["end_modified"] for call in platform.calls[1:]} == {
        written(NOW - timedelta(minutes=1))
    }


def test_types_that_the_platform_leaves_out_by_itself_can_be_named(ours, platform):
    platform.trades[1] = rows.trade(1, NOW - HOUR, type="o2o_offlinetrade")

    without = ours.orders(NOW - 2 * HOUR)
    ours.settings["trade_types"] += ",o2o_offlinetrade"

    assert (len(without), len(ours.orders(NOW - 2 * HOUR))) == (0, 1)


def test_nothing_of_the_person_is_asked_for_or_taken(ours, platform):
    platform.is_leaking = True
    _sold(platform, 30)
    platform.refunds[1] = rows.refund(1, 7_000_000_000_000_000_001, NOW - HOUR)

    pages = [*ours.pages("orders", NOW - 23 * HOUR, NOW),
             *ours.pages("refunds", NOW - 23 * HOUR, NOW)]  # fmt: skip

    assert sum(len(page.orders) + len(page.refunds) for page in pages) == 31
    assert not [value for value in rows.CANARIES.values() if value in repr(pages)]
    asked = ",".join(call.get("fields", "") for call in platform.calls)
    assert not [name for name in rows.CANARIES if name in asked]
