"""What is particular to one of these platforms."""

import time
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from doudian import DouDian
from doudian.type import AppType

from huike.flow.ingest.connect.contract import Refused, Unreadable
from tests.flow.ingest.connect.china.conftest import HOUR, KINDS, NOW, given
from tests.support.platforms.orders import APP_KEY, SECRET, Wrong
from tests.support.platforms.serving import serving


def test_pinduoduo_is_asked_by_half_hours_that_lie_behind_its_clock(side_of):
    only = side_of("pinduoduo")
    only.sell(3)

    only.orders(NOW - 3 * HOUR)

    spans = [
        (int(call["start_updated_at"]), int(call["end_updated_at"])) for call in only.platform.calls
    ]
    assert max(end - start for start, end in spans) <= 1800
    assert max(end for _, end in spans) == int((NOW - timedelta(minutes=4)).timestamp())


def test_pinduoduo_is_asked_for_orders_of_which_it_only_gives_numbers(side_of):
    only = side_of("pinduoduo")
    only.sell(4, timedelta(minutes=7))
    only.platform.is_short = True

    found = only.orders(NOW - 3 * HOUR)

    assert [order.total for order in found.values()] == [Decimal(100)] * 4
    asked = [call["type"] for call in only.platform.calls]
    assert asked.count("pdd.order.information.get") == 4


def test_jd_is_believed_only_when_its_result_says_so(side_of):
    only = side_of("jd")
    only.platform.is_refusing = True

    with pytest.raises(Refused) as refused:
        only.client().check()

    assert refused.value.code == "connector_not_permitted"


def test_jd_is_asked_flat_where_the_app_is_an_old_one(side_of):
    only = side_of("jd")
    only.sell(3)
    only.platform.is_flat = True
    only.settings["shape"] = "flat"

    assert len(only.orders(NOW - 3 * HOUR)) == 3


def test_jd_orders_without_what_was_paid_are_set_aside(side_of):
    only = side_of("jd")
    only.sell(1)
    only.platform.sold["N0"].total = ""

    (page,) = only.pages(NOW - 3 * HOUR)

    assert page.unreadable == (Unreadable("orders", "N0", "missing", "actualPay"),)


def test_an_app_of_the_shops_own_gets_its_token_by_itself(side_of):
    only = side_of("douyin")
    only.settings["access_token"] = ""

    assert only.client().check().shop == "4711"
    assert [one["access_token"] for one in only.renewed] == ["own"]


def test_youzan_begins_without_any_token(side_of):
    only = side_of("youzan")
    only.settings["access_token"] = ""

    assert only.client().check().may == ("orders",)
    assert only.renewed[0]["token_until"] == (NOW + 2 * HOUR).isoformat()


def test_the_simulator_of_douyin_as_an_sdk_of_others_sees_it(monkeypatch):
    """doudian 0.6 (MIT), a tool app that already has its token."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    platform = KINDS["douyin"][1]()
    platform.clock = lambda: datetime.now(UTC)
    with serving(platform.answer, platform.host):
        sdk = DouDian(APP_KEY, SECRET, AppType.TOOL)
        sdk._gate_way = platform.host.url
        sdk._token = {"access_token": "test", "expires_in": int(time.time()) + 9_999}
        asked = {"page": 0, "size": 10, "update_time_start": 1, "update_time_end": 2_000_000_000}
        told = sdk.request("/order/searchList", asked)
        platform.errors = [Wrong(80_000, "isp.rate-limit", "slow")]
        refused = sdk.request("/order/searchList", asked)
    monkeypatch.undo()
    time.tzset()

    assert (told["code"], told["data"]["total"]) == (10_000, 0)
    assert refused["code"] == 80_000
    assert len(platform.calls) == 2


def test_every_kind_asks_for_what_its_form_has():
    for kind, platform in KINDS.values():
        names = [one.name for one in kind.fields]
        assert len(names) == len(set(names))
        assert set(given(kind, platform())) <= set(names)
