"""W4: any program posts orders, signed; what is answered 2xx has landed, once, the newest last."""

import base64
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from standardwebhooks.webhooks import Webhook

from huike.base.access.facade import system_actor
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect import actions, sessions
from huike.flow.ingest.connect.contract import BadSignature, Call
from huike.flow.ingest.connect.kinds import webhook as kind
from huike.flow.ingest.connect.kinds.webhook_records import orders_of
from huike.flow.ingest.connect.models import Connection, SeenNotice, UnlandedRecord
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.conftest import orders
from tests.support.api import Caller

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ORDER: dict[str, Any] = {
    "number": "A-1",
    "state": "paid",
    "placed_at": "2026-03-01T15:00:00+08:00",
    "paid_at": "2026-03-01T15:01:00+08:00",
    "total": "128.00",
    "shipping": "8.00",
    "customer": {"email": "lin@example.com", "name": "林"},
    "lines": [{"sku": "tea", "title": "Tea", "quantity": 2, "price": "60.00", "paid": "120.00"}],
    "loyalty_points": 12,
}


@dataclass
class Till:
    """A program that posts what it sold."""

    row: Connection
    number: int = 0

    def post(self, said: Any, *, mark: str = "", at: datetime | None = None) -> Any:
        """Post it, signed by Standard Webhooks with the library of others."""
        body = said if isinstance(said, str) else json.dumps(said)
        self.number += 1
        mark, at = mark or f"msg_{self.number}", at or clock.now()
        return self.send(
            body.encode(),
            {
                "webhook-id": mark,
                "webhook-timestamp": str(int(at.timestamp())),
                "webhook-signature": Webhook(SECRET).sign(mark, at, body),
            },
        )

    def send(self, body: bytes, headers: dict[str, str]) -> Any:
        """Post these bytes."""
        path = f"/hooks/{sessions.hook(self.row)}"
        client = Client(enforce_csrf_checks=True)
        return client.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def till(owner: Actor, warehouse_tables: None) -> Any:
    clock.live_at(NOW)
    yield Till(made(owner, {"secret": SECRET}))
    clock.live_at(None)


def made(owner: Actor, given: dict[str, str]) -> Connection:
    place = commerce.ensure_shop(owner, "茶馆")
    return actions.create(owner, kind="webhook", name="收银台", shop_id=place.id, settings=given)


@pytest.mark.django_db(transaction=True)
def test_what_is_answered_has_landed_and_newer_words_win(till: Till):
    with pytest.raises(HuikeError, match="Nobody has called"):
        actions.test(system(till), till.row.pk)
    assert till.post(ORDER).status_code == 200
    assert orders() == [("A-1", "sale", "paid", 12800, 0, 0, 2, 2)]
    later = {
        **ORDER,
        "state": "signed",
        "signed_at": "2026-03-03T10:00:00+08:00",
        "refunds": [{"number": "R1", "amount": "20.00", "at": "2026-03-03T11:00:00+08:00"}],
    }
    other = {**ORDER, "number": "A-2", "channel": "store", "store": "南京路店", "cashier": "07"}
    assert till.post([later, other]).status_code == 200
    assert till.post(ORDER).status_code == 200  # it comes late: the newer word stands
    found = [("A-1", "completed", 2000), ("A-2", "paid", 0)]
    assert [(number, state, back) for number, _, state, _, back, *_ in orders_by_name()] == found
    said = warehouse.scalar("SELECT said FROM order_events FINAL WHERE order_no = 'A-2'")
    told = json.loads(said)["more"]
    assert (told["channel"], told["store"], told["cashier"]) == ("store", "南京路店", "07")
    till.row.refresh_from_db()
    assert (till.row.counts["orders"], till.row.problem) == (4, None)
    assert actions.test(system(till), till.row.pk).may == ("orders",)


def system(till: Till) -> Actor:
    return system_actor(till.row.workspace_id, "test")


@pytest.mark.django_db(transaction=True)
def test_whoever_did_not_sign_is_refused_and_a_repetition_changes_nothing(till: Till):
    body = json.dumps(ORDER)
    assert till.post(body, mark="one").status_code == 200
    assert till.post(body, mark="one").status_code == 200
    clock.live_at(NOW + timedelta(minutes=30))
    assert till.post(body, mark="one").status_code == 200  # tried again, signed anew
    old = till.post(body, mark="one", at=NOW)
    assert (old.status_code, old.json()["code"]) == (401, "bad_signature")
    ahead = till.post(body, mark="two", at=clock.now() + timedelta(seconds=302))
    assert ahead.status_code == 401
    assert till.send(body.encode(), {}).status_code == 401
    assert SeenNotice.objects.count() == 1
    assert Connection.objects.get().counts["orders"] == 1


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_read_is_named_and_the_others_land(till: Till):
    bad = {**ORDER, "number": "A-2", "lines": [{"sku": "tea", "price": "12,00"}]}
    answer = till.post([ORDER, bad], mark="one")
    told = answer.json()
    assert (answer.status_code, told["code"], told["where"], told["params"]) == (
        422,
        "records_unreadable",
        "orders.1.lines.0.price",
        {"number": "A-2", "reason": "amount_unreadable", "count": 1},
    )
    strange = till.post({**ORDER, "number": "A-3", "currency": "USD"}).json()
    assert (strange["where"], strange["params"]["reason"]) == ("currency", "currency_unknown")
    assert [one[0] for one in orders()] == ["A-1"]
    noted = UnlandedRecord.objects.order_by("number").values_list("number", "where")
    assert list(noted) == [("A-2", "orders.1.lines.0.price"), ("A-3", "currency")]
    good = {**ORDER, "number": "A-2"}
    assert till.post([ORDER, good], mark="one").status_code == 200
    assert [one[0] for one in orders_by_name()] == ["A-1", "A-2"]
    for body, status, code in (
        ("[", 422, "bad_json"),
        ("[]", 422, "bad_json"),
        ("7", 422, "bad_json"),
        ("[" * 100_000, 422, "bad_json"),
        (json.dumps([{**ORDER, "more": "x" * 500_000}]), 413, "request_too_large"),
    ):
        answer = till.post(body)
        assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.django_db(transaction=True)
def test_one_that_rests_is_called_again(till: Till):
    actions.pause(system(till), till.row.pk)
    answer = till.post(ORDER, mark="one")
    assert (answer.status_code, answer.json()["code"]) == (503, "connection_rests")
    actions.resume(system(till), till.row.pk)
    assert actions.ask_due() == 0
    assert till.post(ORDER, mark="one").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scheme", ["hmac-sha256-hex", "hmac-sha256-base64"])
def test_a_plain_header_signs_the_raw_body(owner, warehouse_tables, scheme):
    secret = "a secret of one's own"
    till = Till(made(owner, {"signature": scheme, "secret": secret, "header": "X-My-Signature"}))
    body = json.dumps(ORDER).encode()
    digest = hmac.new(secret.encode(), body, sha256).digest()
    right = digest.hex() if scheme.endswith("hex") else base64.b64encode(digest).decode()
    assert till.send(body, {"X-My-Signature": right}).status_code == 200
    assert till.send(body, {"X-My-Signature": f"sha256={right}"}).status_code == 200
    again = json.dumps(ORDER, separators=(",", ":")).encode()  # the same, written anew
    for wrong, headers in (
        (again, {"X-My-Signature": right}),
        (body, {"X-Signature": right}),
        (body, {"X-My-Signature": "ü"}),
    ):
        assert till.send(wrong, headers).status_code == 401
    SeenNotice.objects.update(at=clock.now() - timedelta(minutes=6))
    assert till.send(body, {"X-My-Signature": right}).json()["code"] == "call_repeated"
    assert len(orders()) == 1


@pytest.mark.django_db(transaction=True)
def test_a_secret_is_made_and_shown_once(workspace, owner):
    place = commerce.ensure_shop(owner, "茶馆")
    body = {"kind": "webhook", "name": "收银台", "shop_id": place.id}
    api = Caller(workspace)
    told = api.post("/connections", {**body, "settings": {}}).json()
    secret = told["made"]["secret"]
    assert Webhook(secret)
    assert told["hook_url"].startswith("http")
    again = api.get(f"/connections/{told['id']}")
    assert secret not in again.content.decode()
    refused = api.post(f"/connections/{told['id']}/sync")
    assert refused.json()["code"] == "connection_only_listens"
    for wrong, where in (
        ({"secret": "whsec_short"}, "secret"),
        ({"signature": "hmac-sha256-hex", "secret": "short"}, "secret"),
        ({"header": "X Y"}, "header"),
        ({"signature": "md5"}, "signature"),
    ):
        answer = api.post("/connections", {**body, "name": "x", "settings": wrong})
        assert (answer.json()["code"], answer.json()["where"]) == ("setting_wrong", where)


@pytest.mark.facts
@pytest.mark.django_db(transaction=True)
@settings(max_examples=4, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_in_whatever_order_and_how_often_they_come_the_end_is_the_same(till: Till, data: Any):
    for table in ("orders", "order_lines", "order_events"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    SeenNotice.objects.all().delete()
    states = ("placed", "paid", "shipped", "signed", "cancelled")
    story = [
        {
            **ORDER,
            "number": f"A-{number}",
            "state": state,
            "updated_at": f"2026-03-01T15:0{place}:00+08:00",
            "total": f"{100 + place}.00",
        }
        for number in (1, 2)
        for place, state in enumerate(data.draw(st.lists(st.sampled_from(states), min_size=1)))
        if place < 5
    ]
    mixed = data.draw(st.permutations(story * 2))
    size = data.draw(st.integers(1, len(mixed)))
    for start in range(0, len(mixed), size):
        assert till.post(mixed[start : start + size]).status_code == 200
    words = {"placed": "placed", "signed": "completed"}
    last = {one["number"]: one for one in story}
    assert [(one[0], one[2], one[3]) for one in orders_by_name()] == [
        (number, words.get(one["state"], one["state"]), int(float(one["total"]) * 100))
        for number, one in sorted(last.items())
    ]
    jobs.drain()


def orders_by_name() -> list[tuple[Any, ...]]:
    return sorted(orders())


def test_the_published_vector_of_standard_webhooks():
    at = datetime.fromtimestamp(1614265330, UTC)
    headers = {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    given = {"signature": "standard-webhooks", "secret": SECRET}
    body = b'{"test": 2432232314}'
    notice = kind.hear(given, Call(headers, body, at + timedelta(seconds=299)))
    assert (notice.notice_id, notice.sent_at) == (headers["webhook-id"], at)
    for wrong, seconds in ((body, 301), (body, -301), (b'{"test":2432232314}', 0)):
        with pytest.raises(BadSignature):
            kind.hear(given, Call(headers, wrong, at + timedelta(seconds=seconds)))


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.decimals(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300)
@given(spoilt=st.dictionaries(st.sampled_from(sorted([*ORDER, "refunds", "updated_at"])), anything))
def test_whatever_stands_in_a_field_is_read_or_named(spoilt: dict[str, Any]):
    [found] = orders_of([{**ORDER, **spoilt}], NOW)
    assert found is not None
