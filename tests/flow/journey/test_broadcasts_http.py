"""Broadcasts and channels over HTTP, as the console uses them."""

import pytest

from huike.base.jobs.facade import drain
from huike.flow.message.models import Message, Sender
from tests.support.api import Caller
from tests.support.broadcasts import document, people, sender
from tests.support.smtp import CountingServer, ScriptedServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
SENDER = {
    "host": "127.0.0.1",
    "port": 1,
    "security": "none",
    "from_name": "示例",
    "from_address": "news@brand.example",
    "postal_address": "上海",
}


@pytest.fixture
def marketer(workspace) -> Caller:
    return Caller(workspace, "marketer")


def content(caller: Caller, name: str = "内容") -> int:
    plain = document("{{ customer.name }}，您好", "正文").model_dump(mode="json")
    return caller.post("/content", {"name": name, "document": plain}).json()["id"]


def draft(caller: Caller, **more) -> dict:
    body = {"name": "上新", "content_id": content(caller), "is_everyone": True, **more}
    made = caller.post("/broadcasts", body)
    assert made.status_code == 201, made.content
    return made.json()


def test_from_draft_to_finished(workspace, marketer):
    people(workspace, 12)
    people(workspace, 3, agreed=False, mark="q")
    with CountingServer() as server:
        sender(workspace, server.port)
        made = draft(marketer, holdout=0)
        assert made["may"] == ["edit", "schedule", "start", "delete"]
        before = marketer.get(f"/broadcasts/{made['id']}/audience").json()
        assert before == {
            "audience": 15,
            "held_out": 0,
            "treated": 15,
            "sendable": 12,
            "refusals": [{"reason": "no_consent", "count": 3}],
            "is_estimate": False,
        }
        started = marketer.post(f"/broadcasts/{made['id']}/start")
        assert (started.status_code, started.json()["state"]) == (202, "expanding")
        assert marketer.get(f"/jobs/{started.json()['job_id']}").json()["name"] == "journey.expand"
        drain()
        assert len(server.received) == 12
    done = marketer.get(f"/broadcasts/{made['id']}").json()
    assert (done["state"], done["sent"], done["refused"], done["treated"]) == (
        "finished",
        12,
        3,
        15,
    )
    assert done["version_number"] == 1
    progress = marketer.get(f"/broadcasts/{made['id']}/progress").json()
    assert (progress["sent"], progress["refused"], progress["queued"]) == (12, 3, 0)
    assert progress["reasons"] == [{"state": "refused", "reason": "no_consent", "count": 3}]
    refused = marketer.get(f"/broadcasts/{made['id']}/messages", state="refused").json()
    assert (refused["total"], refused["items"][0]["reason"]) == (3, "no_consent")
    assert "顾客q" not in str(refused)
    page = marketer.get(f"/broadcasts/{made['id']}/messages", limit=10).json()
    rest = marketer.get(
        f"/broadcasts/{made['id']}/messages", limit=10, cursor=page["next_cursor"]
    ).json()
    ids = [one["id"] for one in page["items"] + rest["items"]]
    assert len(set(ids)) == 15


def test_unknown_messages_are_listed_with_their_message_id(workspace, marketer):
    people(workspace, 4)
    with ScriptedServer(lambda to, _: "drop dot" if to[:2] == "p2" else "ok") as server:
        sender(workspace, server.port)
        made = draft(marketer, holdout=0)
        marketer.post(f"/broadcasts/{made['id']}/start")
        drain()
        [(_, mail, _, _)] = [one for one in server.received.mails if one[0][:2] == "p2"]
    listed = marketer.get(f"/broadcasts/{made['id']}/messages", state="unknown").json()
    assert listed["total"] == 1
    assert listed["items"][0]["message_id"] == mail["Message-ID"]
    assert listed["items"][0]["reason"] == "no_answer"


def test_previews_are_masked_by_role_and_scope(workspace, other_workspace, marketer):
    [customer, *_] = people(workspace, 2)
    number = content(marketer)
    owner, stranger = Caller(workspace), Caller(other_workspace)
    body = {"content_id": number, "customer_id": customer}
    assert owner.post("/mails/preview", body).json()["subject"] == "顾客p0，您好"
    masked = marketer.post("/mails/preview", body).json()["subject"]
    assert masked != "顾客p0，您好"
    assert masked.endswith("，您好")
    assert stranger.post("/mails/preview", body).status_code == 404
    own = content(stranger, "他们的")
    assert (
        stranger.post("/mails/preview", {"content_id": own, "customer_id": customer}).status_code
        == 404
    )
    narrow = Caller(workspace, "marketer", shop_ids=[7])
    assert narrow.post("/mails/preview", body).status_code == 404
    plain = marketer.post("/mails/preview", {"content_id": number}).json()
    assert plain["subject"] == "王小明，您好"


def test_a_test_goes_to_ones_own_people_only(workspace, marketer):
    [customer] = people(workspace, 1)
    number = content(marketer)
    with CountingServer() as server:
        sender(workspace, server.port)
        body = {"content_id": number, "to": "p0@customer.example", "customer_id": customer}
        refused = marketer.post("/mails/test", body)
        assert (refused.status_code, refused.json()["code"]) == (403, "not_own_address")
        assert len(server.received) == 0
        sent = marketer.post("/mails/test", {**body, "to": "news@brand.example"})
        assert sent.json()["works"] is True
        [(to, mail, raw, _)] = server.received.mails
    assert to == "news@brand.example"
    assert mail["Message-ID"] == sent.json()["message_id"]
    assert b"List-Unsubscribe" in raw
    assert Message.objects.count() == 0


def test_secrets_go_in_and_never_come_out(workspace):
    owner = Caller(workspace)
    assert owner.get("/channels/email").json()["is_set"] is False
    saved = owner.send("put", "/channels/email", {**SENDER, "username": "u", "password": "s3cret"})
    assert saved.status_code == 200, saved.content
    assert saved.json()["has_password"] is True
    assert "s3cret" not in saved.content.decode()
    assert b"s3cret" not in bytes(Sender.objects.get().password)
    kept = owner.send("put", "/channels/email", {**SENDER, "username": "u"})
    assert kept.json()["has_password"] is True
    moved = owner.send("put", "/channels/email", {**SENDER, "host": "evil.example"})
    assert moved.json()["has_password"] is False
    key = owner.post("/channels/email/key", {"selector": "s2026"}).json()
    assert key["dkim_name"] == "s2026._domainkey.brand.example"
    assert key["dkim_record"].startswith("v=DKIM1; k=rsa; p=")
    assert "PRIVATE" not in str(key)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"from_address": "nobody"}, "from_address"),
        ({"from_address": "a@b.example\r\nBcc: c@d.example"}, "from_address"),
        ({"postal_address": " "}, "postal_address"),
        ({"host": "a b"}, "host"),
        ({"port": 0}, "port"),
        ({"security": "ssl"}, "security"),
        ({"connections": 0}, "connections"),
        ({"dkim_key": "rubbish"}, "dkim_key"),
        ({"dkim_selector": "a.b_c"}, "dkim_selector"),
    ],
)
def test_wrong_settings_are_refused_with_their_place(workspace, wrong, where):
    refused = Caller(workspace).send("put", "/channels/email", {**SENDER, **wrong})
    assert (refused.status_code, refused.json()["where"]) == (422, where)
    assert not Sender.objects.exists()


def test_the_server_can_be_tried(workspace):
    owner = Caller(workspace)
    with CountingServer() as server:
        owner.send("put", "/channels/email", {**SENDER, "port": server.port})
        assert owner.post("/channels/email/check").json()["works"] is True
    owner.send("put", "/channels/email", {**SENDER, "port": 1})
    tried = owner.post("/channels/email/check").json()
    assert (tried["works"], tried["code"]) == (False, "server_unreachable")


@pytest.mark.parametrize(
    ("role", "reads", "plans", "starts", "channels"),
    [
        ("owner", 200, 201, 202, 200),
        ("marketer", 200, 201, 202, 200),
        ("analyst", 200, 403, 403, 403),
        ("auditor", 200, 403, 403, 200),
        ("agent", 403, 403, 403, 403),
    ],
)
def test_roles(workspace, role, reads, plans, starts, channels):
    owner, caller = Caller(workspace), Caller(workspace, role)
    sender(workspace, 1)
    made = draft(owner)
    assert caller.get("/broadcasts").status_code == reads
    body = {"name": "x", "content_id": made["content_id"], "is_everyone": True}
    assert caller.post("/broadcasts", body).status_code == plans
    assert caller.post(f"/broadcasts/{made['id']}/start").status_code == starts
    assert caller.get("/channels/email").status_code == channels


def test_another_workspaces_broadcast_does_not_exist(workspace, other_workspace, marketer):
    made = draft(marketer)
    stranger = Caller(other_workspace)
    assert stranger.get("/broadcasts").json()["total"] == 0
    for path in ("", "/progress", "/messages", "/audience"):
        assert stranger.get(f"/broadcasts/{made['id']}{path}").status_code == 404
    for act in ("approve", "start", "pause", "resume", "cancel", "unschedule"):
        assert stranger.post(f"/broadcasts/{made['id']}/{act}").status_code == 404
    assert stranger.send("delete", f"/broadcasts/{made['id']}").status_code == 404
    assert marketer.get(f"/broadcasts/{made['id']}").json()["state"] == "draft"
