"""A process of its own makes the same mails as this one, and is replaced when it dies."""

import os
import signal
from datetime import UTC, datetime

import pytest

from huike.flow.message import links
from huike.flow.message.sending.making import Reader, Stationery, Unmade
from huike.flow.message.sending.workshop import InPlace, Processes
from huike.flow.message.transport.dkim import Signer, new_key
from huike.flow.message.transport.lanes import Mail
from huike.library.content import facade as content

AT = datetime(2026, 3, 1, 8, tzinfo=UTC)
READERS = [
    Reader(7, 70, "a@customer.example", {"name": "小明", "orders": 3}),
    Reader(8, 80, "b@customer.example", {"name": "", "orders": 0}),
]


@pytest.fixture
def stationery() -> Stationery:
    html = "<p>{{ customer.name }}：{{ 6 | divided_by: customer.orders }}</p>{{ unsubscribe_url }}"
    return Stationery(
        workspace_id=5,
        source=content.Source("{{ customer.name | default: '您' }}好", html, "{{ _pixel }}"),
        shared={"now": AT},
        from_name="示例品牌",
        from_address="news@brand.example",
        reply_to="",
        domain="brand.example",
        feedback_id="",
        signer=Signer("brand.example", "s1", new_key()),
    )


def test_a_process_makes_the_same_as_this_one(stationery: Stationery) -> None:
    here = InPlace().make(stationery, READERS, AT).result()
    there = Processes(1)
    try:
        made = there.make(stationery, READERS, AT).result(60)
        again = there.make(stationery, READERS[:1], AT).result(60)
    finally:
        there.close()
    assert made == here
    assert again == here[:1]
    mail, unmade = here
    assert isinstance(mail, Mail)
    assert (mail.message_id, mail.recipient) == (7, "a@customer.example")
    assert links.message_ref(5, 7).encode() in mail.content
    assert isinstance(unmade, Unmade)
    assert (unmade.message_id, unmade.code) == (8, "template_error")


def test_a_killed_process_is_replaced(stationery: Stationery) -> None:
    there = Processes(1)
    try:
        first = there.make(stationery, READERS, AT).result(60)
        [maker] = there._makers
        assert maker._process is not None
        os.kill(maker._process.pid, signal.SIGKILL)
        assert there.make(stationery, READERS, AT).result(60) == first
    finally:
        there.close()
