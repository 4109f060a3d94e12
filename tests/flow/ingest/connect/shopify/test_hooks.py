"""A16, W4: Shopify's calls are signed over raw bytes, taken once, and its subscriptions kept."""

import json
from datetime import timedelta

import pytest

from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.ingest.connect import actions, sessions
from huike.flow.ingest.connect.calling import Call
from huike.flow.ingest.connect.kinds.shopify import hooks
from huike.flow.ingest.connect.models import SeenNotice
from tests.flow.ingest.connect.conftest import orders
from tests.flow.ingest.connect.shopify.conftest import Connected, settings_of
from tests.support.platforms import shopify

pytestmark = pytest.mark.django_db(transaction=True)
BODY = b'{"id": 7, "name": "#7"}'


def test_the_simulator_signs_as_it_is_published():
    vector = "Gc9z5vooRD6EhgNWOHB1qaNb3UHPMp31HifPsBoazJo="
    assert shopify.signature(b'{"id":1}', "helloworld") == vector
    call = Call({"x-shopify-hmac-sha256": vector}, b'{"id":1}', clock.now())
    assert hooks.hear({"client_secret": "helloworld"}, call).is_poke is False


def test_a_signed_call_makes_us_ask_at_once(connected: Connected):
    connected.sync()
    connected.pass_time(60)
    connected.shop.order(7)
    assert connected.call("orders/create", BODY).status_code == 200
    connected.row.refresh_from_db()
    assert connected.row.next_at <= clock.now()
    jobs.drain()
    assert [one[0] for one in orders()] == ["#7"]


@pytest.mark.parametrize(
    ("body", "changed"),
    [
        (b'{"id":7,"name":"#7"}', {}),  # the same, written anew
        (BODY + b" ", {}),
        (BODY, {"X_Shopify_Hmac_Sha256": ""}),
        (BODY, {"X_Shopify_Hmac_Sha256": "ünicode"}),
        (BODY, {"X_Shopify_Hmac_Sha256": shopify.signature(BODY, "another")}),
    ],
)
def test_whatever_is_changed_is_refused(connected: Connected, body, changed):
    headers = {"X_Shopify_Hmac_Sha256": shopify.signature(BODY), **changed}
    for topic in ("orders/create", "customers/redact", "app/uninstalled"):
        answer = connected.call(topic, body, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert not SeenNotice.objects.exists()
    connected.row.refresh_from_db()
    assert connected.row.state == "active"


def test_without_a_secret_nothing_is_taken(connected: Connected):
    given = {**settings_of(connected.shop)}
    del given["client_secret"]
    place = connected.row.shop_id
    connected.row = actions.create(
        connected.owner, kind="shopify", name="x", shop_id=place, settings=given
    )
    empty = shopify.signature(BODY, "")
    answer = connected.call("orders/create", BODY, X_Shopify_Hmac_Sha256=empty)
    assert answer.status_code == 401


def test_for_an_hour_the_old_secret_signs_too(connected: Connected):
    new = {**settings_of(connected.shop), "client_secret": "new", "old_client_secret": "hush"}
    actions.change(connected.owner, connected.row.pk, settings=new)
    assert connected.call("orders/create", BODY).status_code == 200
    by_new = shopify.signature(BODY, "new")
    answer = connected.call("orders/create", BODY, X_Shopify_Hmac_Sha256=by_new)
    assert answer.status_code == 200


def test_shopifys_own_repetitions_are_answered_for_hours_and_change_nothing(connected: Connected):
    assert connected.call("orders/updated", BODY).status_code == 200
    connected.row.refresh_from_db()
    clock.live_at(clock.now() + timedelta(hours=4))
    assert connected.call("orders/updated", BODY).status_code == 200
    assert SeenNotice.objects.count() == 1
    clock.live_at(clock.now() + timedelta(hours=2))
    answer = connected.call("orders/updated", BODY)
    assert (answer.status_code, answer.json()["code"]) == (409, "call_repeated")


def test_late_and_unordered_calls_never_win_over_what_stands(connected: Connected):
    connected.shop.order(7, displayFinancialStatus="PENDING")
    connected.sync()
    connected.pass_time(60)
    connected.shop.order(7, displayFinancialStatus="PAID")
    old = json.dumps({"id": 7, "financial_status": "voided"}).encode()
    for number, topic in enumerate(("orders/cancelled", "orders/updated", "orders/create")):
        assert connected.call(topic, old, X_Shopify_Webhook_Id=f"w{number}").status_code == 200
    jobs.drain()
    assert [one[:3] for one in orders()] == [("#7", "sale", "paid")]


def test_subscriptions_are_made_and_made_again_when_shopify_let_go_of_them(connected: Connected):
    row = connected.sync()
    assert [one["topic"] for one in connected.shop.subscriptions] == list(hooks.TOPICS)
    assert {one["uri"] for one in connected.shop.subscriptions} == {
        f"https://crm.example.com/hooks/{_word(connected)}"
    }
    assert (row.kept["hooks"]["there"], row.kept["hooks"]["problem"]) == (0, "")
    del connected.shop.subscriptions[3:]
    connected.pass_time(600)
    connected.sync()
    assert len(connected.shop.subscriptions) == 3  # looked at once an hour
    connected.pass_time(3600)
    before = clock.now().isoformat()
    row = connected.sync()
    assert len(connected.shop.subscriptions) == len(hooks.TOPICS)
    assert (row.kept["hooks"]["there"], len(row.kept["hooks"]["made"])) == (3, 11)
    assert before <= row.kept["hooks"]["lost_at"] <= clock.now().isoformat()


def test_a_shop_that_may_not_call_us_is_synced_all_the_same(connected: Connected, settings):
    settings.PUBLIC_URL = "http://crm.example.com"
    connected.shop.order(7)
    row = connected.sync()
    assert (row.problem, [one[0] for one in orders()]) == (None, ["#7"])
    assert row.kept["hooks"]["problem"] == "hooks_refused"
    assert row.kept["hooks"]["why"] == "Address protocol is not https"


def test_an_app_that_was_uninstalled_rests_and_says_so(connected: Connected):
    body = json.dumps({"id": 1, "myshopify_domain": "tea.myshopify.com"}).encode()
    assert connected.call("app/uninstalled", body).status_code == 200
    connected.row.refresh_from_db()
    problem = connected.row.problem
    assert (connected.row.state, problem["code"]) == ("needs_attention", "connector_uninstalled")


def _word(to: Connected) -> str:
    return sessions.hook(to.row)
