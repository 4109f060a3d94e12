"""Webhooks over the API: made, tried, listed, replayed, and refused."""

from datetime import timedelta
from ipaddress import ip_network

import pytest

from huike.base.access.models import AuditEntry
from huike.base.kernel import clock
from huike.base.webhooks import postman
from huike.base.webhooks.models import Delivery, Endpoint
from huike.base.webhooks.rules import signature
from tests.base.webhooks.receiver import receiving
from tests.support.api import Caller
from tests.support.wait import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def at_home(settings):
    """Servers of this machine may be called."""
    settings.WEBHOOKS_MAY_REACH = (ip_network("127.0.0.0/8"),)


def test_one_is_made_tried_out_looked_at_and_tried_again(workspace):
    api = Caller(workspace)
    with receiving() as receiver:
        body = {"name": "ERP", "url": receiver.url, "kinds": ["orders.landed"]}
        made = api.post("/webhooks", body)
        assert made.status_code == 201
        number, secret = made.json()["id"], made.json()["secret"]
        assert signature.key_of(secret)
        tried = api.post(f"/webhooks/{number}/test")
        assert (tried.status_code, tried.json()["state"]) == (202, "waiting")
        work = postman.Postman()
        work.start()
        try:
            until(lambda: Delivery.objects.get().state == "delivered", 20)
            page = api.get(f"/webhooks/{number}/deliveries", state="delivered").json()
            [shown] = page["items"]
            assert (page["total"], shown["kind"], shown["data"]) == (
                1,
                "webhook.test",
                {"name": "ERP"},
            )
            assert shown["webhook_id"] == receiver.got[0][0]["webhook-id"]
            again = api.post(f"/webhooks/{number}/deliveries/{shown['id']}/replay")
            assert again.json()["state"] == "waiting"
            until(lambda: len(receiver.got) == 2, 20)
        finally:
            work.stop()
    listed = api.get("/webhooks").json()
    assert [(one["name"], one["state"], one["waiting"], one["failed"]) for one in listed] == [
        ("ERP", "active", 0, 0)
    ]
    assert listed[0]["delivered_at"]
    assert "secret" not in listed[0]
    assert api.get("/webhooks/kinds").json().count("orders.landed") == 1


def test_it_is_changed_paused_renewed_and_removed(workspace):
    api = Caller(workspace)
    made = api.post("/webhooks", {"name": "a", "url": "https://example.cn/hook"}).json()
    path = f"/webhooks/{made['id']}"
    changed = api.send("patch", path, {"is_paused": True, "kinds": ["segment.left"]}).json()
    assert (changed["name"], changed["state"], changed["kinds"]) == (
        "a",
        "paused",
        ["segment.left"],
    )
    assert api.post(f"{path}/test").json()["code"] == "webhook_not_active"
    renewed = api.post(f"{path}/secret").json()["secret"]
    assert renewed != made["secret"]
    assert api.get(path).json()["former_until"]
    now = clock.now()
    asked = {"since": (now - timedelta(days=1)).isoformat(), "until": now.isoformat()}
    assert api.post(f"{path}/replay", asked).json() == {"deliveries": 0}
    assert api.send("delete", path).status_code == 204
    assert api.get(path).status_code == 404
    acts = AuditEntry.objects.filter(action__startswith="webhook.").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "webhook.created",
        "webhook.changed",
        "webhook.secret_renewed",
        "webhook.replayed",
        "webhook.removed",
    ]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"name": " ", "url": "https://example.cn"}, "webhook_name_missing"),
        ({"name": "a", "url": "nowhere"}, "bad_url"),
        ({"name": "a", "url": "http://10.0.0.1/"}, "address_not_allowed"),
        ({"name": "a", "url": "http://[::ffff:169.254.169.254]/"}, "address_not_allowed"),
        ({"name": "a", "url": "https://u:p@example.cn"}, "url_with_password"),
        ({"name": "a", "url": "https://example.cn", "kinds": ["all"]}, "unknown_event_kind"),
        ({"name": "taken", "url": "https://example.cn"}, "name_taken"),
        ({"name": "a" * 121, "url": "https://example.cn"}, "invalid_input"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_made(workspace, body, code):
    api = Caller(workspace)
    api.post("/webhooks", {"name": "taken", "url": "https://example.cn"})
    refused = api.post("/webhooks", body)
    assert refused.json()["code"] == code
    assert Endpoint.objects.count() == 1
    assert AuditEntry.objects.filter(action="webhook.created").count() == 1


def test_who_sees_only_some_shops_sees_no_webhook(workspace):
    Caller(workspace).post("/webhooks", {"name": "a", "url": "https://example.cn"})
    narrow = Caller(workspace, "admin", shop_ids=[])
    assert narrow.get("/webhooks").json()["code"] == "scope_too_narrow"
    assert Caller(workspace, "marketer").get("/webhooks").status_code == 403
    auditor = Caller(workspace, "auditor")
    assert len(auditor.get("/webhooks").json()) == 1
    assert auditor.post("/webhooks", {"name": "b", "url": "https://example.cn"}).status_code == 403
    assert Endpoint.objects.count() == 1
