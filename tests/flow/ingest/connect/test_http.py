"""Connections over the API: made, tested, changed, paused, removed; who may, and what is hidden."""

import json

import pytest

from huike.base.access.models import AuditEntry
from huike.flow.ingest.connect.models import Connection, Reading
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.conftest import settings_of
from tests.support.api import Caller
from tests.support.platforms.woocommerce import SECRET

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def body(owner, woo, warehouse_tables):
    place = commerce.ensure_shop(owner, "茶馆")
    return {
        "kind": "woocommerce",
        "name": "茶馆",
        "shop_id": place.id,
        "settings": settings_of(woo),
    }


def test_one_is_made_tested_changed_paused_and_removed(workspace, woo, body):
    api = Caller(workspace)
    made = api.post("/connections", body)
    assert made.status_code == 201
    number = made.json()["id"]
    assert SECRET not in made.content.decode()
    assert made.json()["settings"] == {"url": woo.url, "consumer_key": "ck_test"}
    assert made.json()["hook_url"].startswith("http")
    tested = api.post(f"/connections/{number}/test").json()
    assert (tested["is_ok"], tested["shop"], tested["may"]) == (
        True,
        "Tea House",
        ["orders", "products", "customers", "reviews"],
    )
    woo.is_revoked = True
    tested = api.post(f"/connections/{number}/test").json()
    assert (tested["is_ok"], tested["problem"]["code"]) == (False, "connector_token_expired")
    changed = api.send("patch", f"/connections/{number}", {"name": "分店", "every_minutes": 60})
    assert (changed.json()["name"], changed.json()["every_minutes"]) == ("分店", 60)
    assert api.post(f"/connections/{number}/pause").json()["state"] == "paused"
    refused = api.post(f"/connections/{number}/sync")
    assert (refused.status_code, refused.json()["code"]) == (409, "connection_rests")
    assert api.post(f"/connections/{number}/resume").json()["state"] == "active"
    assert api.send("delete", f"/connections/{number}").status_code == 204
    assert not Connection.objects.exists()
    assert not Reading.objects.exists()
    acts = AuditEntry.objects.filter(action__startswith="connection.").order_by("pk")
    assert [one.action.removeprefix("connection.") for one in acts] == [
        "created",
        "changed",
        "paused",
        "resumed",
        "removed",
    ]
    kept = json.dumps([one.fields for one in acts])
    assert SECRET not in kept


def test_what_cannot_be_is_refused_where_it_stands(workspace, body):
    api = Caller(workspace)
    for wrong, where, code in (
        ({"kind": "nobody"}, "", "connection_kind"),
        ({"name": " "}, "name", "bad_name"),
        ({"settings": {"url": "x"}}, "consumer_key", "setting_missing"),
        ({"settings": {**body["settings"], "more": "x"}}, "more", "setting_unknown"),
        ({"settings": {**body["settings"], "rates": "USD"}}, "rates", "setting_wrong"),
        ({"shop_id": 99_999}, None, "shop_missing"),
    ):
        answer = api.post("/connections", {**body, **wrong})
        assert answer.json()["code"] == code
        assert where is None or answer.json()["where"] == where
    assert not Connection.objects.exists()
    assert api.post("/connections", body).status_code == 201
    assert api.post("/connections", body).json()["code"] == "connection_name_taken"


def test_a_secret_that_is_not_given_again_stays(workspace, body):
    api = Caller(workspace)
    number = api.post("/connections", body).json()["id"]
    given = {"url": body["settings"]["url"], "consumer_key": "ck_test", "consumer_secret": ""}
    assert api.send("patch", f"/connections/{number}", {"settings": given}).status_code == 200
    assert api.post(f"/connections/{number}/test").json()["is_ok"] is True


def test_who_may_not_write_may_look_and_others_see_nothing(workspace, other_workspace, body):
    number = Caller(workspace).post("/connections", body).json()["id"]
    analyst = Caller(workspace, "analyst")
    assert analyst.get(f"/connections/{number}").status_code == 200
    for act in ("test", "sync", "pause", "resume"):
        assert analyst.post(f"/connections/{number}/{act}").status_code == 403
    assert analyst.post("/connections", body).status_code == 403
    stranger = Caller(other_workspace)
    assert stranger.get(f"/connections/{number}").json()["code"] == "connection_gone"
    assert stranger.get("/connections").json()["total"] == 0
    elsewhere = Caller(workspace, "marketer", shop_ids=[body["shop_id"] + 1])
    assert elsewhere.get("/connections").json()["total"] == 0


def test_history_is_asked_for_once_at_a_time(workspace, body):
    api = Caller(workspace)
    number = api.post("/connections", body).json()["id"]
    since = {"since": "2026-01-01T00:00:00Z"}
    assert api.post(f"/connections/{number}/backfill", since).status_code == 202
    assert api.post(f"/connections/{number}/backfill", since).json()["code"] == "backfill_running"
    assert api.get(f"/connections/{number}").json()["backfill"]["state"] == "waiting"
    assert api.send("delete", f"/connections/{number}/backfill").status_code == 204
    assert api.get(f"/connections/{number}").json()["backfill"]["state"] == "stopped"
    late = api.post(f"/connections/{number}/backfill", {"since": "2999-01-01T00:00:00Z"})
    assert late.json()["code"] == "bad_since"
    nowhere = api.post(f"/connections/{number}/backfill", {"since": "2026-01-01T00:00:00"})
    assert (nowhere.status_code, nowhere.json()["where"]) == (422, "since")
