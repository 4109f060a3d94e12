"""The sink's mails are found by what they say, by those who may read it."""

import json

import pytest

from huike.base.access.models import Workspace
from huike.base.kernel import clock, crypto
from huike.flow.message.http import sink as viewer
from huike.flow.message.models import SinkMail
from huike.flow.message.sink import SEALED
from tests.support.api import Caller

pytestmark = pytest.mark.django_db


def keep(workspace: Workspace, subject: str, to: str) -> SinkMail:
    """A mail in the sink, sealed as the sink seals it."""
    key = crypto.new_key()
    letter = {"sender": "a@b.example", "recipients": [to], "subject": subject, "content": "x"}
    return SinkMail.objects.create(
        workspace=workspace,
        message_id=f"<{to.partition('@')[0]}@brand.example>",
        received_at=clock.now(),
        size=1,
        wrapped_key=crypto.wrap_key(key),
        sealed=crypto.seal(key, json.dumps(letter), SEALED),
    )


def subjects(caller: Caller, **asked: object) -> list[str]:
    """What a search finds."""
    return [one["subject"] for one in caller.get("/sink/mails", **asked).json()["items"]]


def test_a_search_looks_into_subject_recipient_and_message_id(workspace, other_workspace):
    keep(workspace, "新品上架", "li@customer.example")
    keep(workspace, "Sale ends", "wang@customer.example")
    keep(other_workspace, "新品上架", "li@customer.example")
    owner = Caller(workspace)
    assert subjects(owner) == ["Sale ends", "新品上架"]
    assert subjects(owner, q="新品") == ["新品上架"]
    assert subjects(owner, q="WANG@customer") == ["Sale ends"]
    assert subjects(owner, q="<li@brand") == ["新品上架"]
    assert subjects(owner, q="nobody") == []


def test_who_may_not_see_a_mail_cannot_search_in_it(workspace):
    keep(workspace, "新品上架", "li@customer.example")
    marketer = Caller(workspace, "marketer")
    assert subjects(marketer, q="新品") == []
    assert subjects(marketer, q="customer.example") == []
    assert subjects(marketer, q="•••") == []
    assert subjects(marketer, q="<li@brand") == ["•••"]


def test_a_search_goes_on_page_by_page(workspace, monkeypatch):
    for number in range(5):
        keep(workspace, f"新品 {number}", f"p{number}@customer.example")
    owner = Caller(workspace)
    first = owner.get("/sink/mails", q="新品", limit=2).json()
    assert [one["subject"] for one in first["items"]] == ["新品 4", "新品 3"]
    rest = owner.get("/sink/mails", q="新品", limit=200, cursor=first["next_cursor"]).json()
    assert [one["subject"] for one in rest["items"]] == ["新品 2", "新品 1", "新品 0"]
    assert rest["next_cursor"] is None
    monkeypatch.setattr(viewer, "_MOST_OPENED", 3)
    looked = owner.get("/sink/mails", q="新品 1").json()
    assert (looked["items"], looked["next_cursor"] is None) == ([], False)
    assert subjects(owner, q="新品 1", cursor=looked["next_cursor"]) == ["新品 1"]


def test_a_number_out_of_range_says_the_range(workspace):
    wish = {
        "from_name": "Brand",
        "from_address": "news@brand.example",
        "postal_address": "Road 1",
        "per_second": 10_001,
    }
    refused = Caller(workspace).send("put", "/channels/email", wish).json()
    assert (refused["code"], refused["where"]) == ("out_of_range", "per_second")
    assert refused["params"] == {"least": 0, "most": 10_000}


def test_the_sender_says_whether_the_sink_stands_in_for_a_server(workspace, settings):
    owner = Caller(workspace)
    settings.SMTP_URL = ""
    assert owner.get("/channels/email").json()["has_sink"] is True
    settings.SMTP_URL = "smtp://mail.example"
    assert owner.get("/channels/email").json()["has_sink"] is False
