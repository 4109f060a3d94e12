"""C1: once an unsubscription is answered, no marketing mail arrives, whatever was queued."""

import random
import threading
import time

import pytest
from django.db import connection

from huike.base.jobs.facade import drain
from huike.flow.journey import actions as journey
from huike.flow.message.facade import Leaving
from huike.flow.message.models import Message
from huike.flow.response import facade as response
from huike.flow.response.facade import Visit
from tests.support.broadcasts import actor_of, broadcast, people, sender
from tests.support.smtp import CountingServer
from tests.support.varied import seed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def race(workspace, count: int, share: float, number: int) -> tuple[int, int]:
    """Send to everybody while some of them leave; how many left, and how many in time."""
    ids = people(workspace, count)
    chance = random.Random(number)
    leavers = chance.sample(ids, int(count * share))
    answered: dict[str, float] = {}
    begin = threading.Event()

    def leave() -> None:
        begin.wait(60)
        for customer in leavers:
            time.sleep(chance.random() * 0.01)
            who = Leaving(workspace.pk, 0, customer)
            response.visit(Visit(who, "u", "leave", "zh"))
            answered[f"p{ids.index(customer)}@customer.example"] = time.monotonic()
        connection.close()

    thread = threading.Thread(target=leave)
    with CountingServer(pause=0.002) as server:
        sender(workspace, server.port, connections=6)
        row = broadcast(workspace)
        journey.start(actor_of(workspace), row.pk)
        thread.start()
        threading.Timer(chance.random() * 0.5, begin.set).start()
        drain(max_jobs=100_000)
        thread.join(600)
        begin.set()
        late = [
            (to, at - answered[to])
            for to, _, _, at in server.received.mails
            if to in answered and at > answered[to]
        ]
        assert not late, f"HUIKE_SEED={number}: mails after the answer: {late[:5]}"
        assert set(server.received.per_recipient().values()) <= {1}
        got = {to for to, *_ in server.received.mails}
    refused = Message.objects.filter(source_id=row.pk, state="refused", reason="unsubscribed")
    assert refused.count() == len(set(answered) - got)
    row.refresh_from_db()
    assert (row.state, row.sent + row.refused) == ("finished", count)
    return len(answered), refused.count()


def test_nobody_gets_a_mail_after_the_answer(workspace):
    left, in_time = race(workspace, 250, 0.6, seed())
    print(f"{left} left while sending, {in_time} before their turn")
    assert left == 150


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_ten_thousand_leave_while_mails_go_out(workspace):
    left, in_time = race(workspace, 12_500, 0.8, seed())
    print(f"{left} left while sending, {in_time} before their turn")
    assert left == 10_000
