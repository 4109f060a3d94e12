"""W4: calls of a shop are signed over their raw bytes, and taken once."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.ingest.connect import sessions
from huike.flow.ingest.connect.models import SeenNotice
from tests.flow.ingest.connect.conftest import Connected, orders

pytestmark = pytest.mark.django_db(transaction=True)


def called(to: Connected, body: bytes, **headers: str) -> Any:
    path = f"/hooks/{sessions.hook(to.row)}"
    return Client(enforce_csrf_checks=True).post(
        path, body, content_type="application/json", headers=headers
    )


def signed(to: Connected, body: bytes) -> dict[str, str]:
    return {
        "X-WC-Webhook-Topic": "order.updated",
        "X-WC-Webhook-Signature": to.shop.signature(body),
    }


def test_a_signed_call_makes_us_ask_at_once(connected: Connected):
    connected.sync()
    connected.pass_time(60)
    connected.shop.order(7)
    body = json.dumps({"id": 7}).encode()
    assert called(connected, body, **signed(connected, body)).status_code == 200
    connected.row.refresh_from_db()
    assert connected.row.next_at <= clock.now()
    jobs.drain()
    assert [one[0] for one in orders()] == ["7"]


def test_whatever_is_changed_is_refused(connected: Connected):
    body = b'{"id": 7, "total": "1.00"}'
    good = signed(connected, body)
    again = json.dumps(json.loads(body), separators=(",", ":")).encode()  # the same, written anew
    for wrong, headers in (
        (again, good),
        (body + b" ", good),
        (body, {**good, "X-WC-Webhook-Signature": ""}),
        (body, {**good, "X-WC-Webhook-Signature": "ünicode"}),
        (body, {"X-WC-Webhook-Topic": "order.updated"}),
    ):
        answer = called(connected, wrong, **headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "bad_signature")
    assert not SeenNotice.objects.exists()


def test_a_repetition_is_answered_at_once_and_refused_later(connected: Connected):
    body = b'{"id": 7}'
    assert called(connected, body, **signed(connected, body)).status_code == 200
    assert called(connected, body, **signed(connected, body)).status_code == 200
    assert SeenNotice.objects.count() == 1
    clock.live_at(clock.now() + timedelta(minutes=6))
    answer = called(connected, body, **signed(connected, body))
    assert (answer.status_code, answer.json()["code"]) == (409, "call_repeated")


def test_the_first_ping_is_not_signed_and_changes_nothing(connected: Connected):
    assert called(connected, b"webhook_id=5").status_code == 200
    assert not SeenNotice.objects.exists()


def test_an_address_that_nobody_gave_is_none(connected: Connected):
    answer = Client().post("/hooks/nobody", b"{}", content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (404, "hook_gone")
    assert Client().get("/hooks/nobody").status_code == 405


def test_a_call_in_the_middle_of_a_sync_makes_us_ask_once_more(connected: Connected):
    body = b'{"id": 7}'
    calls: list[int] = []

    def changes() -> None:
        if not calls:
            calls.append(called(connected, body, **signed(connected, body)).status_code)

    connected.shop.after_page = changes
    row = connected.sync()
    assert (calls, row.next_at <= clock.now()) == ([200], True)
    row = connected.sync()
    assert row.next_at > clock.now() + timedelta(minutes=9)
