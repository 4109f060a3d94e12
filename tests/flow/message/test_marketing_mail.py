"""C2: every marketing mail can be left with one click, and proves that its way out is ours."""

import email.policy
import json
import smtplib
from email import message_from_bytes

import dkim
import pytest

from huike.flow.consent import facade as consent
from huike.flow.message import queries, settings
from huike.flow.message.models import Message, SinkMail
from huike.flow.message.sending.ends import Source
from huike.flow.message.sink import start_sink
from tests.entry.edges.test_engagement import ask
from tests.support.api import Caller
from tests.support.broadcasts import actor_of, broadcast, people, sender, start
from tests.support.smtp import CountingServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def test_every_mail_carries_a_signed_way_out_that_works(workspace):
    ids = people(workspace, 12)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = settings.make_key(actor_of(workspace), selector="s1")
        record = settings.record_of(row).encode()
        start(broadcast(workspace))
        raws = [raw for _, _, raw, _ in server.received.mails]
    assert len(raws) == 12
    links = set()
    for raw in raws:
        mail = message_from_bytes(raw, policy=email.policy.default)
        assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        links.add(str(mail["List-Unsubscribe"]))
        signed = "".join(str(mail["DKIM-Signature"]).split("h=")[1].split(";")[0].split())
        assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(signed.split(":"))
        assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record)
        for kind in ("html", "plain"):
            body = mail.get_body((kind,)).get_content()
            assert str(mail["List-Unsubscribe"])[1:-1] in body
            assert "上海市黄浦区示例路 1 号" in body
            assert "示例品牌" in body
    assert len(links) == 12
    for link in links:
        assert ask("GET", link[1:-1]).status == 200
    allowed, _ = consent.reachable(workspace.pk, "marketing", "email", ids)
    assert len(allowed) == 12
    for link in links:
        assert ask("POST", link[1:-1], b"List-Unsubscribe=One-Click").status == 200
    allowed, refused = consent.reachable(workspace.pk, "marketing", "email", ids)
    assert (len(allowed), set(refused.values())) == (0, {"unsubscribed"})


def test_message_ids_are_ours_and_stay(workspace):
    people(workspace, 3)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace))
        arrived = set(server.received.per_message_id())

    listed = queries.page(
        Source(workspace.pk, "broadcast", row.pk), state="sent", reason="", cursor="", limit=50
    )
    assert {one.message_id for one in listed.items} == arrived
    assert all(one.endswith("@brand.example>") for one in arrived)
    assert Message.objects.filter(state="sent").count() == 3


def test_the_names_of_customers_stand_in_their_own_mails_only(workspace):
    people(workspace, 3)
    with CountingServer() as server:
        sender(workspace, server.port)
        start(broadcast(workspace, subject="{{ customer.name }}，上新了"))
        subjects = {
            to: str(message_from_bytes(raw, policy=email.policy.default)["Subject"])
            for to, _, raw, _ in server.received.mails
        }
    assert subjects == {f"p{n}@customer.example": f"顾客p{n}，上新了" for n in range(3)}


def test_the_local_sink_keeps_mails_sealed_and_apart(workspace, other_workspace, settings):

    settings.SMTP_URL = ""
    people(workspace, 5)
    sink = start_sink()
    try:
        sender(workspace, 0, host="")
        row = start(broadcast(workspace))
    finally:
        sink.stop()
    assert (row.state, row.sent) == ("finished", 5)
    assert SinkMail.objects.count() == 5
    for mail in SinkMail.objects.all():
        assert b"customer.example" not in bytes(mail.sealed)
        assert "customer.example" not in json.dumps(
            {"message_id": mail.message_id}, ensure_ascii=False
        )
    owner, marketer, stranger = (
        Caller(workspace), Caller(workspace, "marketer"), Caller(other_workspace),
    )  # fmt: skip
    listed = owner.get("/sink/mails").json()
    assert listed["total"] == 5
    first = listed["items"][0]
    shown = owner.get(f"/sink/mails/{first['id']}").json()
    assert shown["subject"] == "新品上架"
    assert "去看看" in shown["html"]
    assert "/c/" in shown["html"]
    assert "/o/" not in shown["html"]  # staff who look at it are not its reader
    assert shown["recipients"][0].endswith("@customer.example")
    assert marketer.get("/sink/mails").json()["items"][0]["subject"] == "•••"
    assert marketer.get(f"/sink/mails/{first['id']}").status_code == 403
    assert stranger.get("/sink/mails").json()["total"] == 0
    assert stranger.get(f"/sink/mails/{first['id']}").status_code == 404
    assert owner.send("delete", "/sink/mails").status_code == 204
    assert SinkMail.objects.count() == 0


def test_nobody_else_can_put_mail_into_the_sink(workspace, settings):

    sink = start_sink()
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as client:
            with pytest.raises(smtplib.SMTPException):
                client.sendmail("a@b.example", ["c@d.example"], "x")
            with pytest.raises(smtplib.SMTPAuthenticationError):
                client.login(str(workspace.pk), "guess")
    finally:
        sink.stop()
    assert SinkMail.objects.count() == 0
