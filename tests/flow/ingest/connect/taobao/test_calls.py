"""One call: signed by each method, on the platform's clock, its errors told apart."""

from datetime import timedelta

import pytest

from huike.flow.ingest.connect.contract import (
    ConnectorDown,
    RateLimited,
    Refused,
    TokenExpired,
    Unsound,
)
from huike.flow.ingest.connect.kinds.taobao.answers import trouble
from tests.flow.ingest.connect.taobao.conftest import NOW
from tests.support.platforms.taobao import Wrong


@pytest.mark.parametrize("method", ["md5", "hmac", "hmac-sha256"])
def test_a_connection_is_tested_whatever_signature_is_chosen(ours, method):
    ours.settings["sign_method"] = method

    checked = ours.client().check()

    assert checked.shop == "茶铺"
    assert checked.may == ("products", "orders", "refunds")


def test_a_wrong_secret_is_the_persons_to_mend(ours):
    ours.settings["app_secret"] = "another"

    with pytest.raises(Refused) as refused:
        ours.client().check()

    assert refused.value.code == "connector_bad_app"


def test_what_the_app_may_not_read_is_left_out(ours, platform):
    platform.forbidden = {"taobao.refunds.receive.get"}

    assert ours.client().check().may == ("products", "orders")


def test_an_app_that_may_read_nothing_is_refused(ours, platform):
    platform.forbidden = {
        "taobao.refunds.receive.get",
        "taobao.items.onsale.get",
        "taobao.trades.sold.increment.get",
    }

    with pytest.raises(Refused) as refused:
        ours.client().check()

    assert refused.value.code == "connector_not_permitted"


@pytest.mark.parametrize("minutes", [-90, -9, 9, 90])
def test_a_clock_that_is_off_is_learned_from_the_answer(ours, platform, minutes):
    ours.clock = lambda: NOW + timedelta(minutes=minutes)

    assert ours.client().check().shop == "茶铺"
    assert {call["timestamp"] for call in platform.calls[1:]} == {"2026-11-20 12:00:00"}


def test_a_session_that_has_ended_is_renewed_and_the_new_one_kept_first(ours, platform):
    platform.sessions = {}
    platform.refresh = {"again": "fresh"}
    ours.settings["refresh_token"] = "again"
    kept_when_asked = []
    platform.after = lambda call: kept_when_asked.append((call["session"], len(ours.renewed)))

    assert ours.client().check().shop == "茶铺"

    assert ours.renewed == [
        {
            "session": "fresh",
            "refresh_token": "refresh-fresh",
            "session_until": (NOW + timedelta(days=1)).isoformat(),
        }
    ]
    assert kept_when_asked[0] == ("test", 0)
    assert set(kept_when_asked[1:]) == {("fresh", 1)}


def test_a_session_that_ends_soon_is_renewed_beforehand(ours, platform):
    platform.refresh = {"again": "fresh"}
    soon = (NOW + timedelta(minutes=20)).isoformat()
    ours.settings |= {"refresh_token": "again", "session_until": soon}

    ours.client().check()

    assert {call["session"] for call in platform.calls} == {"fresh"}


@pytest.mark.parametrize("refresh_token", ["", "used before"])
def test_a_session_that_cannot_be_renewed_needs_somebody(ours, platform, refresh_token):
    platform.sessions = {}
    ours.settings["refresh_token"] = refresh_token

    with pytest.raises(TokenExpired):
        ours.client().check()


@pytest.mark.parametrize(
    ("error", "kind", "code"),
    [
        (Wrong(7, "App Call Limited", "isv.x", "no"), RateLimited, "connector_rate_limited"),
        (Wrong(15, "Remote", "isp.call-limited"), RateLimited, "connector_rate_limited"),
        (Wrong(15, "Remote", "isp.top-remote-unknown-error"), ConnectorDown, "connector_down"),
        (Wrong(10, "Service Currently Unavailable"), ConnectorDown, "connector_down"),
        (Wrong(27, "Invalid session", "invalid-sessionkey"), TokenExpired,
         "connector_token_expired"),
        (Wrong(53, "Security level"), TokenExpired, "connector_token_expired"),
        (Wrong(11, "Insufficient isv permissions"), Refused, "connector_not_permitted"),
        (Wrong(15, "Remote", "isv.permission-api-package-limit"), Refused,
         "connector_not_permitted"),
        (Wrong(29, "Invalid app Key"), Refused, "connector_bad_app"),
        (Wrong(41, "Invalid arguments", "isv.invalid-parameter"), Refused, "connector_refused"),
        (Wrong(15, "Remote", "isv.trade-not-exist"), Refused, "connector_refused"),
    ],
)  # fmt: skip
def test_errors_are_told_apart(ours, platform, error, kind, code):
    platform.errors = [error]

    with pytest.raises(kind) as raised:
        ours.client().check()

    assert raised.value.code == code


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("This ban will last for 37 more seconds", 38),
        ("this ban will last for 1 seconds", 2),
        ("频率过高", 60),
    ],
)
def test_a_ban_is_waited_out_for_as_long_as_it_says(text, seconds):
    sub = "accesscontrol.limited-by-api-access-count"
    why = trouble({"code": 7, "msg": "App Call Limited", "sub_code": sub, "sub_msg": text})

    assert isinstance(why, RateLimited)
    assert why.after == seconds


@pytest.mark.parametrize("fault", ["drop", "half", 502, 503])
def test_a_line_that_breaks_is_tried_again_later(ours, platform, fault):
    platform.host.faults.extend([fault])

    with pytest.raises(ConnectorDown):
        ours.client().check()


def test_a_page_of_html_is_no_answer(ours, platform):
    platform.host.faults.append("page")

    with pytest.raises(Unsound):
        ours.client().check()


def test_secrets_are_in_no_error(ours, platform):
    platform.errors = [Wrong(27, "Invalid session test helloworld", "invalid-sessionkey", "test")]

    with pytest.raises(TokenExpired) as raised:
        ours.client().check()

    told = f"{raised.value.detail} {raised.value.params}"
    assert "helloworld" not in told
    assert "'test'" not in told
