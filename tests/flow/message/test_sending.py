"""From an audience to ends that add up: everybody gets one mail, or a reason why not."""

from collections import Counter

import pytest

from huike.base.jobs import actions as jobs
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.jobs.runner import run
from huike.base.kernel import clock
from huike.base.outbox.jobs import deliver
from huike.base.outbox.models import EventRow
from huike.flow.consent import facade as consent
from huike.flow.journey import actions as journey
from huike.flow.message.models import Claim, Dispatch, Ended, Message
from tests.support.broadcasts import actor_of, broadcast, people, sender, start
from tests.support.smtp import CountingServer, ScriptedServer
from tests.support.wait import until

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def ends(row) -> dict[tuple[str, str], int]:
    rows = Message.objects.filter(source_id=row.pk)
    return dict(Counter(rows.values_list("state", "reason")))


def finish(row):
    """Run jobs until the broadcast has finished; tries again when the retries are due."""

    def done():
        drain()
        row.refresh_from_db()
        return row.finished_at

    until(done, seconds=30, every=0.2)
    return row


def run_job(name: str) -> None:
    """Run the oldest waiting job of this name, and no other."""
    waiting = Job.objects.filter(name=name, state="waiting").earliest("id")
    row = jobs.claim(jobs.owner_name(), ("quick", "long"), waiting.pk)
    assert row is not None
    run(row)


def test_everybody_gets_one_mail(workspace, warehouse):
    people(workspace, 60)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace))
        assert set(server.received.per_recipient().values()) == {1}
        assert len(server.received) == 60
        assert set(server.received.per_message_id().values()) == {1}
    assert (row.state, row.treated, row.sent, row.failed, row.refused, row.unknown) == (
        "finished", 60, 60, 0, 0, 0,
    )  # fmt: skip
    assert ends(row) == {("sent", ""): 60}
    assert not Claim.objects.exists()
    assert not Ended.objects.exists()
    facts = "SELECT kind, count(), uniqExact(message_id) FROM messages GROUP BY kind"
    assert warehouse.select(facts) == [("sent", 60, 60)]


def test_the_holdout_gets_nothing_and_both_arms_are_known(workspace, warehouse):
    people(workspace, 200)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace, holdout=2_000))
        assert len(server.received) == row.treated
    assert row.treated + row.held_out == 200
    assert 20 <= row.held_out <= 60
    arms = dict(
        warehouse.select("SELECT arm, count() FROM exposures FINAL GROUP BY arm ORDER BY arm")
    )
    assert arms == {"holdout": row.held_out, "treated": row.treated}


def test_who_may_not_be_reached_is_refused_with_the_reason(workspace, warehouse):
    ids = people(workspace, 6)
    people(workspace, 2, agreed=False, mark="q")
    actor = actor_of(workspace)
    consent.withdraw(actor, ids[:1], purpose="marketing", channel="email", source="tests")
    consent.unsubscribe(actor, "email", ids[1:3], source="tests")
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace))
        assert len(server.received) == 3
    assert ends(row) == {
        ("sent", ""): 3,
        ("refused", "withdrawn"): 1,
        ("refused", "unsubscribed"): 2,
        ("refused", "no_consent"): 2,
    }
    assert (row.sent, row.refused) == (3, 5)
    facts = "SELECT kind, reason, count() FROM messages GROUP BY kind, reason ORDER BY kind, reason"
    assert warehouse.select(facts) == [
        ("refused", "no_consent", 2),
        ("refused", "unsubscribed", 2),
        ("refused", "withdrawn", 1),
        ("sent", "", 3),
    ]


def test_a_template_error_for_one_customer_does_not_touch_the_others(workspace):
    ids = people(workspace, 10)
    with CountingServer() as server:
        sender(workspace, server.port)
        wanted = "{% if customer.id == " + str(ids[3]) + " %}{{ 1 | divided_by: 0 }}{% endif %}"
        row = start(broadcast(workspace, texts=[wanted]))
        assert len(server.received) == 9
    assert ends(row) == {("sent", ""): 9, ("refused", "template_error"): 1}
    refused = Message.objects.get(source_id=row.pk, state="refused")
    assert refused.customer_id == ids[3]
    assert refused.answer.startswith("template_error (html")


@pytest.mark.parametrize(
    ("plan", "tries", "end"),
    [
        ("554 no such user", 1, ("failed", "server_refused")),
        ("data 554 no", 1, ("failed", "server_refused")),
        ("dot 554 spam", 1, ("failed", "server_refused")),
        ("451 later", 3, ("failed", "tried_too_often")),
        ("data 451 later", 3, ("failed", "tried_too_often")),
        ("dot 451 later", 3, ("failed", "tried_too_often")),
        ("421 too busy", 3, ("failed", "tried_too_often")),
        ("drop data", 3, ("failed", "tried_too_often")),
        ("drop dot", 1, ("unknown", "no_answer")),
    ],
)
def test_trouble_with_one_recipient_is_their_own(workspace, plan, tries, end):
    people(workspace, 8)
    bad = "p3@customer.example"
    with ScriptedServer(lambda to, _try: plan if to == bad else "ok") as server:
        sender(workspace, server.port, most_attempts=3, retry_seconds=0, connections=3)
        row = finish(start(broadcast(workspace)))
        assert server.tries[bad] == tries
        others = {to: n for to, n in server.received.per_recipient().items() if to != bad}
    assert others == {f"p{n}@customer.example": 1 for n in range(8) if n != 3}
    assert ends(row) == {("sent", ""): 7, end: 1}


def test_the_next_try_waits_its_time(workspace):
    people(workspace, 3)
    bad = "p1@customer.example"
    with ScriptedServer(lambda to, _try: "451 later" if to == bad else "ok") as server:
        sender(workspace, server.port, most_attempts=3, retry_seconds=60)
        row = start(broadcast(workspace))
        waiting = Message.objects.get(source_id=row.pk, state="queued")
        for tried, pause in ((1, 60), (2, 300)):
            waiting.refresh_from_db()
            assert (waiting.attempts, server.tries[bad]) == (tried, tried)
            assert pause - 30 < (waiting.due_at - clock.now()).total_seconds() <= pause
            Message.objects.filter(pk=waiting.pk).update(due_at=clock.now())
            Job.objects.filter(name="message.send").update(run_at=clock.now())
            drain()
    assert ends(row) == {("sent", ""): 2, ("failed", "tried_too_often"): 1}


@pytest.mark.parametrize(
    "plan", ["451 later", "421 too busy", "drop rcpt", "drop data", "drop body"]
)
def test_what_was_not_taken_is_tried_again(workspace, plan):
    people(workspace, 6)
    first = {f"p{n}@customer.example" for n in (1, 4)}
    text = "x" * 40_000 if plan == "drop body" else "x"
    with ScriptedServer(lambda to, n: plan if to in first and n < 3 else "ok") as server:
        sender(workspace, server.port, most_attempts=5, retry_seconds=0, connections=2)
        row = finish(start(broadcast(workspace, texts=[text])))
        per_recipient = server.received.per_recipient()
    counts = ends(row)
    unknown = counts.get(("unknown", "no_answer"), 0)
    # A small body may be cut off after we have written it all: then nobody can know.
    assert unknown == 0 or plan == "drop body"
    assert counts[("sent", "")] == 6 - unknown
    assert all(count == 1 for count in per_recipient.values())
    assert len(per_recipient) == 6 - unknown


def test_a_server_that_refuses_us_harms_no_message(workspace):
    people(workspace, 5)
    with ScriptedServer() as server:
        server.on_mail = "550 not your address"
        sender(workspace, server.port)
        row = start(broadcast(workspace))
        assert row.state == "sending"
        assert ends(row) == {("queued", ""): 5}
        trouble = Dispatch.objects.get(source_id=row.pk).trouble
        assert (trouble["code"], trouble["is_lasting"]) == ("sender_refused", True)
        server.on_mail = "250 ok"
        Job.objects.filter(name="message.send").update(run_at=clock.now())
        drain()
        assert len(server.received) == 5
    assert Dispatch.objects.get(source_id=row.pk).trouble is None


def test_paused_nothing_goes_and_resumed_nothing_is_missed_or_doubled(workspace):
    people(workspace, 40)
    actor = actor_of(workspace)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = broadcast(workspace)
        journey.start(actor, row.pk)
        journey.pause(actor, row.pk)
        drain()
        assert len(server.received) == 0
        for _ in range(5):
            journey.resume(actor, row.pk)
            drain()
            row.refresh_from_db()
            if row.finished_at:
                break
            journey.pause(actor, row.pk)
        assert set(server.received.per_recipient().values()) == {1}
        assert len(server.received) == 40
    assert row.state == "finished"


def test_cancelled_everybody_left_is_refused_and_it_adds_up(workspace):
    people(workspace, 30)
    actor = actor_of(workspace)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = broadcast(workspace)
        journey.start(actor, row.pk)
        run_job("journey.expand")
        journey.cancel(actor, row.pk)
        drain()
        assert len(server.received) == 0
    row.refresh_from_db()
    assert (row.state, row.refused, row.treated) == ("cancelled", 30, 30)
    assert ends(row) == {("refused", "cancelled"): 30}


def test_told_twice_nobody_gets_two(workspace):
    ids = people(workspace, 20)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace))
        for event in EventRow.objects.order_by("id"):
            reaction = {
                "StepReached": "message.expand",
                "AudienceComplete": "message.audience_complete",
                "MessagesEnded": "journey.finish",
            }.get(event.kind)
            if reaction:
                deliver(None, event_id=event.pk, reaction=reaction)
        drain()
        assert len(server.received) == len(ids)
    row.refresh_from_db()
    dispatch = Dispatch.objects.get(source_id=row.pk)
    assert (dispatch.sent, dispatch.audience) == (20, 20)
    assert Message.objects.filter(source_id=row.pk).count() == 20
