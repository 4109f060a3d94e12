"""What people ask through Shopify about their data is obeyed, once, and shown to staff."""

import json
from datetime import timedelta
from typing import Any

import pytest

from huike.base.access.models import AuditEntry
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.identity.models import Customer
from huike.flow.ingest.connect import actions, sessions
from huike.flow.ingest.connect.models import PrivacyRequest
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.shopify.conftest import Connected, settings_of
from tests.support.api import Caller
from tests.support.platforms import shopify_rows as rows

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]


def told(**more: Any) -> bytes:
    customer = {"id": 5, "email": "account5@example.com", "phone": ""}
    known = {"shop_id": 1, "shop_domain": "tea.myshopify.com", "customer": customer}
    return json.dumps({**known, **more}).encode()


REDACT = told(orders_to_redact=[7])
REQUEST = told(orders_requested=[7, 8], data_request={"id": 9999})


@pytest.fixture
def known(connected: Connected) -> Connected:
    """Two customers, the first of whom has ordered as well."""
    connected.shop.customer(5)
    connected.shop.customer(6)
    connected.shop.order(7, customer=rows.customer(5, "2026-01-01T00:00:00Z"))
    connected.sync()
    jobs.drain()
    return connected


def erased() -> list[bool]:
    return [one.erased_at is not None for one in Customer.objects.order_by("pk")]


@pytest.mark.stores
def test_who_wants_to_be_forgotten_is(known: Connected):
    assert erased() == [False, False]
    assert known.call("customers/redact", REDACT).status_code == 200
    jobs.drain()
    assert erased() == [True, False]
    [kept] = PrivacyRequest.objects.all()
    assert (kept.kind, kept.orders, kept.done_by) == ("redact", ["7"], f"connection:{known.row.pk}")
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts)[-2:] == ["connection.privacy_asked", "customer.erased"]


def test_it_is_obeyed_while_the_connection_rests_and_once_however_late(known: Connected):
    actions.pause(known.owner, known.row.pk)
    assert known.call("customers/redact", REDACT).status_code == 200
    clock.live_at(clock.now() + timedelta(days=3))
    assert known.call("customers/redact", REDACT, X_Shopify_Webhook_Id="w-9").status_code == 200
    assert PrivacyRequest.objects.count() == 1
    jobs.drain()
    assert erased() == [True, False]


def test_the_same_number_at_another_shop_is_somebody_else(known: Connected):
    """Shops give out their customers' numbers: number 5 elsewhere is not who is meant."""
    place = commerce.ensure_shop(known.owner, "Second")
    other = actions.create(
        known.owner,
        kind="shopify",
        name="Second",
        shop_id=place.id,
        settings=settings_of(known.shop),
    )
    first, known.row = known.row, other
    body = json.dumps(
        {"shop_id": 2, "shop_domain": "b", "customer": {"id": 5}, "orders_to_redact": []}
    ).encode()
    assert known.call("customers/redact", body).status_code == 200
    jobs.drain()
    assert erased() == [False, False]
    assert first.pk != other.pk


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"id": 7, "customer": {"id": 5}, "email": "account5@example.com"}).encode(),
        b"[]",
        b'{"shop_domain": "x", "orders_to_redact": [], "customer": "5"}',
        b"{",
    ],
)
def test_a_signed_body_of_another_topic_forgets_nobody(known: Connected, body):
    """The topic is not signed: an order's body under it is no wish to be forgotten."""
    answer = known.call("customers/redact", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_json")
    jobs.drain()
    assert erased() == [False, False]
    assert not PrivacyRequest.objects.exists()


def test_what_is_meant_for_another_shop_of_the_app_is_refused(known: Connected):
    settings = {**settings_of(known.shop), "shop": "coffee.myshopify.com"}
    actions.change(known.owner, known.row.pk, settings=settings)
    answer = known.call("customers/redact", REDACT)
    assert (answer.status_code, answer.json()["code"]) == (422, "hook_of_another_shop")
    assert not PrivacyRequest.objects.exists()


def test_who_wants_to_see_is_shown_to_staff_until_it_is_answered(known: Connected, workspace):
    assert known.call("customers/data_request", REQUEST).status_code == 200
    api = Caller(workspace)
    path = f"/connections/{known.row.pk}/privacy-requests"
    [shown] = api.get(path).json()["items"]
    first = Customer.objects.order_by("pk")[0].pk
    assert (shown["kind"], shown["number"]) == ("data_request", "9999")
    assert (shown["customer_ids"], shown["orders"], shown["done_at"]) == ([first], ["7", "8"], None)
    assert erased() == [False, False]
    assert Caller(workspace, "analyst").post(f"{path}/{shown['id']}/done").status_code == 403
    done = api.post(f"{path}/{shown['id']}/done")
    assert (done.status_code, bool(done.json()["done_at"])) == (200, True)
    assert api.post(f"{path}/{shown['id']}/done").json()["code"] == "privacy_request_done"
    assert api.post(f"{path}/999/done").json()["code"] == "privacy_request_gone"
    kept = json.dumps([one.fields for one in AuditEntry.objects.all()])
    assert "example.com" not in kept + json.dumps(list(PrivacyRequest.objects.values("orders")))


def test_a_shop_that_is_gone_is_closed_and_its_token_forgotten(known: Connected):
    body = b'{"shop_id": 1, "shop_domain": "tea.myshopify.com"}'
    assert known.call("shop/redact", body).status_code == 200
    known.row.refresh_from_db()
    problem = known.row.problem
    assert (known.row.state, problem["code"]) == ("needs_attention", "connector_shop_redacted")
    assert "access_token" not in sessions.opened(known.row)
    assert actions.ask_due() == 0
