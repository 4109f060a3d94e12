"""Douyin, Pinduoduo, JD and Youzan: one promise, four ways to write it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    RateLimited,
    Refused,
    TokenExpired,
    Unsound,
)
from tests.flow.ingest.connect.china.conftest import HOUR, NOW
from tests.support.platforms.orders import CANARIES, Sold, Wrong

STATES = {"pinduoduo": ("paid", "shipped", "signed")}
ALL = ("unpaid", "paid", "shipped", "signed", "closed")


def test_access_is_tested_by_a_call_that_is_signed(side):
    assert side.client().check().may == ("orders",)
    assert len(side.platform.calls) == 1


def test_history_and_changes_hold_the_same_orders(side):
    side.sell(130)
    side.settings["page_size"] = "20"

    changed = side.orders(NOW - 30 * HOUR)
    history = side.orders(NOW - 30 * HOUR, is_backfill=True)

    assert len(changed) == 130
    assert changed == history


def test_an_order_as_it_stands(side):
    side.platform.sold = {"7": Sold("7", NOW - 3 * HOUR, NOW - 2 * HOUR, "shipped", "88.60", "B7")}

    order = side.orders(NOW - 4 * HOUR)["7"]

    assert (order.state, order.total, order.currency) == ("shipped", Decimal("88.6"), "CNY")
    assert (order.created_at, order.updated_at) == (NOW - 3 * HOUR, NOW - 2 * HOUR)
    assert order.paid_at == NOW - 3 * HOUR
    assert [(one.sku, one.title, one.quantity, one.price) for one in order.lines] == [
        ("TEA-1", "龙井", 2, Decimal("44.3"))
    ]
    keys = [] if order.buyer is None else [(one.value, one.scope) for one in order.buyer.keys]
    assert keys == ([] if side.kind.name == "pinduoduo" else [("B7", "shop")])


def test_every_state_is_one_of_ours(side):
    states = STATES.get(side.kind.name, ALL)
    for state in states:
        side.platform.sold[state] = Sold(state, NOW - 3 * HOUR, NOW - 2 * HOUR, state)

    found = side.orders(NOW - 4 * HOUR)

    assert {number: order.state for number, order in found.items()} == {one: one for one in states}
    assert all((order.paid_at is None) == (order.state == "unpaid") for order in found.values())


def test_money_that_went_back_is_told_with_its_order(side):
    side.platform.sold = {"7": Sold("7", NOW - 3 * HOUR, NOW - 2 * HOUR, is_refunded=True)}

    backs = side.orders(NOW - 4 * HOUR)["7"].refunds

    if side.kind.name == "jd":
        assert backs is None  # settled after the sale, and not told by this list
    else:
        assert [(one.state, one.amount, one.at) for one in backs] == [
            ("done", Decimal(100), NOW - 2 * HOUR)
        ]


def test_nothing_of_a_receiver_is_taken(side):
    side.sell(5)

    pages = side.pages(NOW - 3 * HOUR)

    assert {one.order_no for page in pages for one in page.orders} == set(side.platform.sold)
    told = repr(pages)
    assert not [one for one in CANARIES if one in told]


def test_a_wrong_secret_is_the_persons_to_mend(side):
    side.settings["app_secret"] = "another"
    side.platform.tokens = {}

    with pytest.raises((Refused, TokenExpired)) as refused:
        side.client().check()

    assert refused.value.code in ("connector_bad_app", "connector_token_expired")
    assert side.platform.calls == []


def test_a_token_that_has_ended_is_renewed_and_kept_first(side):
    side.platform.tokens = {}
    side.platform.refresh = {"again": "fresh"}
    side.settings["refresh_token"] = "again"

    assert side.client().check().may == ("orders",)
    assert len(side.renewed) == 1
    assert side.renewed[0]["token_until"] > NOW.isoformat()
    assert side.settings["access_token"] in side.platform.tokens


def test_a_token_that_ends_soon_is_renewed_beforehand(side):
    side.platform.refresh = {"again": "fresh"}
    side.settings |= {
        "refresh_token": "again",
        "token_until": (NOW + timedelta(minutes=10)).isoformat(),
    }

    side.client().check()

    assert (len(side.renewed), len(side.platform.calls)) == (1, 1)


def test_a_token_that_cannot_be_renewed_needs_somebody(side):
    side.platform.tokens = {}
    side.settings |= {"refresh_token": "used", "shop_number": "1"}

    with pytest.raises((TokenExpired, Refused)):
        side.client().check()
    assert side.renewed == []


def test_a_limit_is_waited_for(side):
    numbers = {"pinduoduo": 70031, "douyin": 80_000}
    side.platform.errors = [Wrong(numbers.get(side.kind.name, 7), "", "wait 9 seconds")]

    with pytest.raises(RateLimited) as limited:
        side.client().check()

    assert limited.value.after == 10


@pytest.mark.parametrize("fault", ["drop", "half", 502, "page"])
def test_a_line_that_breaks_is_tried_again_later(side, fault):
    side.platform.host.faults.append(fault)

    with pytest.raises(ConnectorDown):
        side.client().check()


def test_a_clock_of_ours_that_is_ahead_asks_for_nothing_that_has_not_happened(side):
    side.sell(3)
    side.clock = lambda: NOW + timedelta(minutes=8)

    assert len(side.orders(NOW - 2 * HOUR, NOW + timedelta(minutes=8))) == 3


def test_a_total_that_is_too_high_is_not_taken_for_everything(side):
    side.sell(30)
    side.platform.lies = _more_than_there_are

    with pytest.raises(Unsound):
        side.orders(NOW - 7 * HOUR)


def _more_than_there_are(told):
    names = ("total", "total_count", "orderTotal", "total_results")
    return {
        name: 99 if name in names else _more_than_there_are(one) if isinstance(one, dict) else one
        for name, one in told.items()
    }


@given(st.lists(st.tuples(st.integers(1, 14), st.integers(0, 29)), max_size=8))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_changes_while_it_is_read_is_never_missed(side, changes):
    """Orders change between any two calls; what is read now and next is what stands at the end."""
    side.platform.sold.clear()
    side.platform.calls.clear()
    side.sell(30, timedelta(minutes=1))
    at = {"now": NOW}
    side.platform.clock = side.clock = lambda: at["now"]
    by_call = dict(changes)

    def meanwhile():
        at["now"] += timedelta(seconds=1)
        number = by_call.pop(len(side.platform.calls), None)
        if number is not None:
            one = side.platform.sold[f"N{number}"]
            one.changed, one.state = at["now"], "signed"

    side.platform.after = meanwhile
    side.settings["page_size"] = "7"
    known = side.orders(NOW - 3 * HOUR, NOW)
    side.platform.after = lambda: None
    at["now"] += timedelta(minutes=20)
    later = side.orders(NOW - side.kind.overlap, at["now"])

    states = {number: order.state for number, order in {**known, **later}.items()}
    assert states == {number: one.state for number, one in side.platform.sold.items()}
