"""A broadcast's life: drafts, approval, the frozen audience, schedules that come too late."""

from datetime import timedelta

import numpy as np
import pytest
import time_machine

from huike.base.access.rules import Actor, Scope
from huike.base.jobs.facade import drain
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from huike.events import MessagesEnded
from huike.flow.consent import facade as consent
from huike.flow.journey import actions, facade, handlers, jobs, queries
from huike.flow.journey.models import AudienceChunk, Broadcast
from huike.flow.journey.rules import State, Wish, acts, gate, is_late
from tests.support.broadcasts import actor_of, broadcast, people, sender
from tests.support.smtp import CountingServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


@pytest.fixture
def server():
    with CountingServer() as there:
        yield there


def second(workspace) -> Actor:
    return Actor("staff", 99, "another", workspace.pk, "marketer", Scope(workspace.pk))


def wish(row: Broadcast, **changes) -> Wish:
    given = {
        "name": row.name,
        "content_id": row.content_id,
        "segment_ids": (),
        "is_everyone": True,
        "holdout": 0,
        "goal_days": 14,
        "expires_after_minutes": 60,
        "needs_approval": False,
    }
    return Wish(**{**given, **changes})


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": " "},
        {"is_everyone": False},
        {"segment_ids": (1,)},
        {"holdout": 5_001},
        {"holdout": -1},
        {"goal_days": 0},
        {"expires_after_minutes": 0},
        {"content_id": 999_999},
    ],
)
def test_a_wish_that_cannot_be_is_refused(workspace, wrong):
    row = broadcast(workspace)
    with pytest.raises((Invalid, NotFound)):
        actions.edit(actor_of(workspace), row.pk, wish(row, **wrong))
    row.refresh_from_db()
    assert (row.name, row.holdout, row.is_everyone) == ("上新", 0, True)


def test_another_workspaces_broadcast_does_not_exist(workspace, other_workspace):
    row = broadcast(workspace)
    stranger = actor_of(other_workspace)
    for act in (actions.start, actions.pause, actions.cancel, actions.approve, actions.delete):
        with pytest.raises(NotFound):
            act(stranger, row.pk)
    with pytest.raises(NotFound):
        facade.info(other_workspace.pk, row.pk)


def test_a_reader_of_some_shops_sees_only_what_was_planned_for_them(workspace):
    everybody, shop = broadcast(workspace), None
    narrow = Actor("staff", 5, "shop 3", workspace.pk, "marketer", Scope(workspace.pk, (3,)))
    shop = actions.create(narrow, wish(everybody, name="店铺"))
    assert [row.pk for row in queries.visible(narrow.scope)] == [shop.pk]
    assert queries.visible(Scope(workspace.pk)).count() == 2
    with pytest.raises(NotFound):
        actions.start(narrow, everybody.pk)


def test_approval_is_a_second_persons_and_falls_with_a_change(workspace):
    sender(workspace, 1)
    row = broadcast(workspace, needs_approval=True)
    owner = actor_of(workspace)
    with pytest.raises(Conflict) as refusal:
        actions.start(owner, row.pk)
    assert refusal.value.code == "not_approved"
    with pytest.raises(Forbidden):
        actions.approve(owner, row.pk)
    actions.approve(second(workspace), row.pk)
    actions.edit(owner, row.pk, wish(row, name="别的", needs_approval=True))
    with pytest.raises(Conflict):
        actions.start(owner, row.pk)
    actions.approve(second(workspace), row.pk)
    actions.start(owner, row.pk)
    row.refresh_from_db()
    assert row.state == "expanding"


def test_acts_fit_the_state(workspace):
    row = broadcast(workspace)
    assert acts(row.state) == ["edit", "schedule", "start", "delete"]
    actor = actor_of(workspace)
    for act in (actions.pause, actions.resume, actions.cancel, actions.unschedule):
        with pytest.raises(Conflict):
            act(actor, row.pk)
    assert {state: gate(state) for state in State} == {
        State.DRAFT: "shut",
        State.SCHEDULED: "shut",
        State.EXPANDING: "open",
        State.SENDING: "open",
        State.PAUSED: "shut",
        State.HELD: "shut",
        State.FINISHED: "shut",
        State.CANCELLED: "ended",
    }


def test_the_audience_is_frozen_when_it_starts(workspace, server):
    ids = people(workspace, 50)
    sender(workspace, server.port)
    row = broadcast(workspace, holdout=2_000)
    actions.start(actor_of(workspace), row.pk)
    jobs._freeze(row)
    people(workspace, 30, mark="late")
    drain()
    row.refresh_from_db()
    assert (row.treated + row.held_out, row.state) == (50, "finished")
    frozen = facade.audience(Scope(workspace.pk), row.pk)
    assert frozen.tolist() == sorted(ids)
    arms = [
        set(facade.arm_ids(workspace.pk, row.pk, arm).tolist()) for arm in ("treated", "holdout")
    ]
    assert not arms[0] & arms[1]
    assert len(server.received) == row.treated


def test_freezing_twice_changes_nothing(workspace):
    people(workspace, 20)
    row = broadcast(workspace)
    jobs._freeze(row)
    people(workspace, 5, mark="late")
    jobs._freeze(row)
    row.refresh_from_db()
    assert row.treated == 20
    assert AudienceChunk.objects.filter(broadcast=row).count() == 1


def test_nobody_is_an_audience_too(workspace):
    sender(workspace, 1)
    row = broadcast(workspace)
    actions.start(actor_of(workspace), row.pk)
    drain()
    row.refresh_from_db()
    assert (row.state, row.treated, row.sent) == ("finished", 0, 0)


def test_a_schedule_sends_at_its_time(workspace, server):
    people(workspace, 3)
    sender(workspace, server.port)
    row = broadcast(workspace)
    at = clock.now() + timedelta(hours=2)
    actions.schedule(actor_of(workspace), row.pk, at)
    drain()
    row.refresh_from_db()
    assert (row.state, len(server.received)) == ("scheduled", 0)
    with time_machine.travel(at + timedelta(minutes=5), tick=True):
        drain()
        row.refresh_from_db()
    assert (row.state, len(server.received)) == ("finished", 3)


def test_a_schedule_that_comes_too_late_is_held_and_asked_about(workspace, server):
    people(workspace, 3)
    sender(workspace, server.port)
    row = broadcast(workspace)
    at = clock.now() + timedelta(hours=2)
    actions.schedule(actor_of(workspace), row.pk, at)
    with time_machine.travel(at + timedelta(minutes=61), tick=True):
        drain()
        row.refresh_from_db()
        assert (row.state, row.why, len(server.received)) == ("held", "late", 0)
        drain()
        assert len(server.received) == 0
        actions.resume(actor_of(workspace), row.pk)
        drain()
        row.refresh_from_db()
    assert (row.state, len(server.received)) == ("finished", 3)


def test_an_unscheduled_one_stays_a_draft(workspace):
    row = broadcast(workspace)
    actor = actor_of(workspace)
    at = clock.now() + timedelta(hours=1)
    actions.schedule(actor, row.pk, at)
    actions.unschedule(actor, row.pk)
    with time_machine.travel(at + timedelta(minutes=1), tick=True):
        drain()
    row.refresh_from_db()
    assert row.state == "draft"
    with pytest.raises(Invalid):
        actions.schedule(actor, row.pk, clock.now() - timedelta(seconds=1))


def test_the_limit_of_lateness():
    at = clock.now()
    hour = timedelta(hours=1)
    assert not is_late(at, hour, at + hour)
    assert is_late(at, hour, at + hour + timedelta(microseconds=1))


def test_cancelled_before_anybody_was_told_nobody_is(workspace, server):
    people(workspace, 3)
    sender(workspace, server.port)
    row = broadcast(workspace)
    actions.start(actor_of(workspace), row.pk)
    actions.cancel(actor_of(workspace), row.pk)
    drain()
    row.refresh_from_db()
    assert (row.state, row.treated, len(server.received)) == ("cancelled", 0, 0)
    assert row.finished_at is not None


def test_after_a_restore_everything_waits_for_a_word(workspace, server):
    people(workspace, 3)
    sender(workspace, server.port)
    row = broadcast(workspace)
    actions.start(actor_of(workspace), row.pk)
    assert facade.hold_all("restored") == 1
    drain()
    row.refresh_from_db()
    assert (row.state, row.why, len(server.received)) == ("held", "restored", 0)
    actions.resume(actor_of(workspace), row.pk)
    drain()
    row.refresh_from_db()
    assert (row.state, len(server.received)) == ("finished", 3)


def test_it_finishes_only_when_the_ends_add_up(workspace):
    row = broadcast(workspace)
    Broadcast.objects.filter(pk=row.pk).update(state="sending", treated=10)
    event = MessagesEnded(
        workspace_id=workspace.pk, broadcast_id=row.pk, sent=7, failed=1, refused=1, unknown=0
    )
    with pytest.raises(RuntimeError, match="9 ends for an audience of 10"):
        handlers.finish(event)
    row.refresh_from_db()
    assert (row.state, row.finished_at) == ("sending", None)


def test_arms_are_what_the_experiment_says(workspace, warehouse):
    from huike.library.experiment.facade import arm, with_holdout

    ids = people(workspace, 300)
    sender(workspace, 1)
    row = broadcast(workspace, holdout=1_000)
    jobs._freeze(row)
    held = set(facade.arm_ids(workspace.pk, row.pk, "holdout").tolist())
    shares = with_holdout(1_000)
    expected = {
        one for one in ids if arm(workspace.pk, "broadcast", row.pk, one, shares) == "holdout"
    }
    assert held == expected
    assert np.all(np.diff(facade.arm_ids(workspace.pk, row.pk, "treated").astype(int)) > 0)


def test_consent_is_asked_at_the_hand_over_again(workspace, server):
    ids = people(workspace, 5)
    sender(workspace, server.port)
    row = broadcast(workspace)
    actor = actor_of(workspace)
    actions.start(actor, row.pk)
    actions.pause(actor, row.pk)
    drain()
    actions.resume(actor, row.pk)
    consent.unsubscribe(actor, "email", ids[:2], source="tests")
    drain()
    row.refresh_from_db()
    assert (row.sent, row.refused, len(server.received)) == (3, 2, 3)
