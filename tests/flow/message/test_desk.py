"""The desk and the claims: who holds a message, who may end it, and what a dead worker leaves."""

import os
import queue
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from huike.base.access.facade import workspace as workspace_info
from huike.base.jobs import actions
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.jobs.runner import run
from huike.base.kernel import clock
from huike.flow.journey import actions as journey
from huike.flow.message import jobs
from huike.flow.message.models import Claim, Dispatch, Ended, Message, Sender
from huike.flow.message.rules import Next, Patience
from huike.flow.message.senders import sender as sender_of
from huike.flow.message.sending import claims
from huike.flow.message.sending.desk import Desk, Rules
from huike.flow.message.sending.ends import End, Source, record
from huike.flow.message.sending.feeder import Feeder
from huike.flow.message.sending.feeder import Job as Feeding
from huike.flow.message.sending.pace import Pace
from huike.flow.message.sending.workshop import InPlace
from huike.flow.message.transport.answers import ACCEPTED, Answer, Kind
from tests.support.broadcasts import actor_of, broadcast, people, sender

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
DEAD = "gone-host/x:1:1"


@pytest.fixture
def source(workspace) -> Source:
    """Ten queued messages of a paused broadcast."""
    people(workspace, 10)
    sender(workspace, 1)
    row = broadcast(workspace)
    actor = actor_of(workspace)
    journey.start(actor, row.pk)
    drain_until_queued(row)
    return Source(workspace.pk, "broadcast", row.pk)


def drain_until_queued(row) -> None:

    for name in ("journey.expand", "outbox.deliver", "outbox.deliver"):
        for job in Job.objects.filter(name=name, state="waiting").order_by("id"):
            claimed = actions.claim(actions.owner_name(), ("quick", "long"), job.pk)
            if claimed:
                run(claimed)
    Job.objects.filter(name="message.send").delete()
    row.refresh_from_db()


def desk_of(source: Source, claim: int, *, lanes: int = 1, **rules) -> Desk:
    given = {"is_open": lambda: True, "refuse": lambda ids: {}, "patience": Patience()}
    return Desk(source=source, claim_id=claim, rules=Rules(**{**given, **rules}), lanes=lanes)


def states() -> dict[str, int]:

    return dict(Counter(Message.objects.values_list("state", flat=True)))


def counts(source: Source) -> tuple[int, int, int, int]:
    row = Dispatch.objects.get(source_id=source.id)
    return row.sent, row.failed, row.refused, row.unknown


def test_two_claims_never_hold_one_message(source):
    first, second = claims.begin(source), claims.begin(source)
    one, two = claims.take(first, source, 6), claims.take(second, source, 6)
    assert (len(one), len(two)) == (6, 4)
    assert not {t.message_id for t in one} & {t.message_id for t in two}
    assert states() == {"claimed": 10}
    claims.end(first)
    assert states() == {"queued": 6, "claimed": 4}


def test_only_what_is_granted_may_be_handed_over(source):
    claim = claims.begin(source)
    taken = claims.take(claim, source, 4)
    refused = {taken[1].customer_id: "unsubscribed"}
    desk = desk_of(source, claim, refuse=lambda ids: {k: v for k, v in refused.items() if k in ids})
    granted = desk.exchange([], taken)
    assert granted == {taken[0].message_id, taken[2].message_id, taken[3].message_id}
    assert states() == {"queued": 6, "handing": 3, "refused": 1}
    ends = [desk.ended(taken[0], ACCEPTED)]
    assert desk.exchange(ends, []) == set()
    desk.close()
    assert counts(source) == (1, 0, 1, 0)
    rows = [row for ended in Ended.objects.order_by("id") for row in ended.rows]
    assert [(r[0], r[2], r[3]) for r in rows] == [
        (taken[1].message_id, "refused", "unsubscribed"),
        (taken[0].message_id, "sent", ""),
    ]


def test_lanes_that_ask_at_once_each_get_their_own(source):
    claim = claims.begin(source)
    taken = claims.take(claim, source, 8)
    desk = desk_of(source, claim, lanes=8)
    with ThreadPoolExecutor(8) as lanes:
        granted = list(lanes.map(lambda one: desk.exchange([], [one]), taken))
        ends = [[desk.ended(one, ACCEPTED)] for one in taken]
        assert list(lanes.map(lambda few: desk.exchange(few, []), ends)) == [set()] * 8
    desk.close()
    assert granted == [{one.message_id} for one in taken]
    assert counts(source) == (8, 0, 0, 0)


def test_the_feeder_waits_for_those_who_are_still_being_told(source):
    late = Message.objects.latest("id").pk
    Message.objects.filter(pk=late).update(due_at=clock.now() + timedelta(hours=1))
    asked = []

    def is_growing() -> bool:
        asked.append(1)
        Message.objects.filter(pk=late).update(due_at=clock.now())
        return len(asked) < 3

    out = queue.Queue()
    feeder = Feeder(feeding(source, is_growing), out)
    feeder.join()
    assert feeder.error is None
    ready = [one for part in iter(out.get, None) for one in part]
    assert sorted(one.taken.message_id for one in ready) == sorted(
        Message.objects.values_list("id", flat=True)
    )
    assert len(asked) == 3


def feeding(source: Source, is_growing) -> Feeding:
    return Feeding(
        source=source,
        claim_id=claims.begin(source),
        channel="email",
        workspace=workspace_info(source.workspace_id),
        sender=sender_of(source.workspace_id),
        domain="brand.example",
        workshop=InPlace(),
        pace=Pace(source.workspace_id, 0),
        batch=50,
        width=1,
        is_letter=True,
        is_stopping=lambda: False,
        is_growing=is_growing,
    )


def test_paused_nothing_is_granted(source):
    claim = claims.begin(source)
    taken = claims.take(claim, source, 3)
    desk = desk_of(source, claim, is_open=lambda: False)
    assert desk.exchange([], taken) == set()
    assert desk.is_shut.is_set()
    desk.close()
    claims.end(claim)
    assert states() == {"queued": 10}


@pytest.mark.parametrize(
    ("kind", "attempts", "state"),
    [
        (Kind.REFUSED, 0, "failed"),
        (Kind.DEFERRED, 0, "queued"),
        (Kind.DEFERRED, 4, "failed"),
        (Kind.LOST, 0, "queued"),
        (Kind.UNKNOWN, 0, "unknown"),
    ],
)
def test_each_answer_has_its_end(source, kind, attempts, state):
    Message.objects.update(attempts=attempts)
    claim = claims.begin(source)
    taken = claims.take(claim, source, 1)
    desk = desk_of(source, claim)
    desk.exchange([], taken)
    desk.exchange([desk.ended(taken[0], Answer(kind, 451, "later", "dot"))], [])
    desk.close()
    row = Message.objects.get(pk=taken[0].message_id)
    assert (row.state, row.attempts, row.claim_id) == (state, attempts + 1, None)
    assert (row.due_at > clock.now()) is (state == "queued")


def test_a_dead_workers_messages_are_queued_or_unknown(source):
    claim = claims.begin(source)
    taken = claims.take(claim, source, 5)
    desk = desk_of(source, claim)
    desk.exchange([], taken[:2])
    desk.close()
    Claim.objects.update(worker=DEAD, lease_until=clock.now())
    assert claims.recover() == [source]
    assert states() == {"queued": 8, "unknown": 2}
    assert counts(source) == (0, 0, 0, 2)
    assert claims.recover() == []
    assert counts(source) == (0, 0, 0, 2)


def test_what_may_repeat_is_queued_again(source):
    Message.objects.update(may_repeat=True)
    claim = claims.begin(source)
    taken = claims.take(claim, source, 2)
    desk = desk_of(source, claim)
    desk.exchange([], taken)
    desk.close()
    Claim.objects.update(worker=DEAD, lease_until=clock.now())
    claims.recover()
    assert states() == {"queued": 10}
    assert counts(source) == (0, 0, 0, 0)


def test_a_worker_taken_for_dead_hands_nothing_over_and_tells_what_it_knows(source):
    claim = claims.begin(source)
    taken = claims.take(claim, source, 4)
    desk = desk_of(source, claim)
    granted = desk.exchange([], taken[:2])
    assert len(granted) == 2
    Claim.objects.update(lease_until=clock.now().replace(year=2000))
    claims.recover()
    assert states() == {"queued": 8, "unknown": 2}
    with pytest.raises(claims.ClaimLost):
        desk.exchange([desk.ended(taken[0], ACCEPTED)], taken[2:])
    desk.close()
    assert states() == {"queued": 8, "unknown": 1, "sent": 1}
    assert counts(source) == (1, 0, 0, 1)


def test_recording_an_end_twice_counts_once(source):

    claim = claims.begin(source)
    taken = claims.take(claim, source, 1)
    for _ in range(2):
        record(source, claim, [End(taken[0], Next("sent"))])
    assert counts(source) == (1, 0, 0, 0)


def test_the_living_are_told_from_the_dead():
    assert not claims.is_dead(claims.me())
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    host = claims.me().rsplit(":", 2)[0]
    worker = f"{host}:{child.pid}:{claims._started(child.pid)}"
    assert not claims.is_dead(worker)
    child.kill()
    child.wait()
    assert claims.is_dead(worker)
    assert claims.is_dead(f"{host}:{os.getpid()}:1")
    assert not claims.is_dead("another-host/x:1:1")


def test_mending_wakes_what_nobody_works_on(source):

    jobs.mend(None)
    assert Job.objects.filter(name="message.send", state="waiting").count() == 1


def test_a_rate_is_kept_by_all_workers_together(workspace):

    sender(workspace, 1, per_second=100)
    first = list(Pace(workspace.pk, 100).slots(50))
    second = list(Pace(workspace.pk, 100).slots(50))
    assert first == sorted(first)
    assert second[0] - first[0] == pytest.approx(0.5, abs=0.05)
    assert Sender.objects.get(workspace=workspace).next_at is not None
    drain()
