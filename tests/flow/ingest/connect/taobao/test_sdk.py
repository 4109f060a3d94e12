"""The simulator as an SDK that others wrote sees it (taobaopy 6.0.1, BSD): it is no mirror of ours.

That SDK signs by HMAC-MD5 and takes the host's clock for China's, so the host stands there.
"""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from taobaopy.taobao import TaoBaoAPIClient, TaoBaoAPIError

from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import APP_KEY, SECRET, Taobao, Wrong, taobao, written


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Taobao, Any]]:
    """The simulated shop and the SDK pointed at it."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    with taobao() as platform:
        sdk = TaoBaoAPIClient(APP_KEY, SECRET, domain=platform.host.url, retry_count=1)
        sdk.set_access_token("test", time.time() + 3600)
        yield platform, sdk
    monkeypatch.undo()
    time.tzset()


def test_its_calls_are_taken_and_its_answers_understood(shop):
    platform, sdk = shop
    now = datetime.now(UTC)
    platform.trades = {
        number: rows.trade(number, now - timedelta(minutes=number)) for number in range(1, 6)
    }

    told = sdk.trades_sold_increment_get(
        fields="tid,status,orders.oid",
        start_modified=written(now - timedelta(hours=1)),
        end_modified=written(now),
        page_size=2,
        page_no=2,
        use_has_next=True,
    )["trades_sold_increment_get_response"]

    assert told["has_next"] is True
    assert [row["tid"] for row in told["trades"]["trade"]] == [3, 4]
    assert told["trades"]["trade"][0] == {
        "tid": 3,
        "status": "WAIT_SELLER_SEND_GOODS",
        "orders": {"order": [{"oid": 3}]},
    }
    assert platform.calls[0]["sign_method"] == "hmac"


def test_a_trade_by_itself_has_a_handle_only_for_who_asks_for_all_of_it(shop):
    platform, sdk = shop
    platform.trades[1] = rows.trade(1, datetime.now(UTC))
    five = "receiver_name,receiver_address,created,receiver_mobile,receiver_phone"

    without = sdk.trade_fullinfo_get(tid=1, fields="tid,created")
    with_it = sdk.trade_fullinfo_get(tid=1, fields=five)

    assert "oaid" not in without["trade_fullinfo_get_response"]["trade"]
    assert len(with_it["trade_fullinfo_get_response"]["trade"]["oaid"]) <= 128


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda sdk: setattr(sdk, "client_secret", "another"), 25),
        (lambda sdk: setattr(sdk, "client_id", "87654321"), 29),
        (lambda sdk: sdk.set_access_token("old", time.time() + 60), 27),
        (lambda sdk: setattr(sdk, "access_token", None), 26),
    ],
)
def test_who_may_not_ask_is_told_so_as_the_sdk_expects(shop, spoil, code):
    _, sdk = shop
    spoil(sdk)

    with pytest.raises(TaoBaoAPIError) as refused:
        sdk.user_seller_get(fields="nick")

    assert refused.value.code == code


def test_a_window_that_is_too_long_and_a_limit_are_errors_of_the_sdk(shop):
    platform, sdk = shop
    now = datetime.now(UTC)

    with pytest.raises(TaoBaoAPIError, match="invalid-parameter"):
        sdk.trades_sold_increment_get(
            fields="tid",
            start_modified=written(now - timedelta(hours=25)),
            end_modified=written(now),
        )
    platform.errors = [Wrong(7, "App Call Limited", "accesscontrol.limited-by-api-access-count")]
    with pytest.raises(TaoBaoAPIError, match="limited-by-api"):
        sdk.user_seller_get(fields="nick")


def test_messages_are_taken_and_confirmed(shop):
    platform, sdk = shop
    platform.queue = {number: rows.message(number) for number in range(1, 13)}

    told = sdk.tmc_messages_consume(group_name="default", quantity=10)
    found = told["tmc_messages_consume_response"]["messages"]["tmc_message"]
    sdk.tmc_messages_confirm(group_name="default", s_message_ids="1,2")

    assert len(found) == 10
    assert sorted(platform.queue) == list(range(3, 13))
