"""Jobs and reactions: facts lead to memberships, once a day without any."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import time_machine
from django.db import transaction

from huike import events
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import actions, runner
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.jobs.runner import Context
from huike.base.outbox.facade import publish
from huike.base.warehouse import facade as warehouse
from huike.entry import wiring
from huike.flow.consent import facade as consent
from huike.flow.segment import facade, jobs
from huike.flow.segment.models import Segment
from tests.flow.segment.facts import Facts

pytestmark = pytest.mark.django_db
Make = Callable[..., Segment]


@pytest.fixture(autouse=True)
def _wired() -> None:
    wiring.connect()


def waiting() -> list[str]:
    return sorted(Job.objects.filter(state="waiting").values_list("name", flat=True))


def test_refreshed_traits_move_people_in_and_out(segment: Make, owner: Actor, facts: Facts) -> None:
    row = segment()
    drain()
    facts.traits({1: {"orders": 1, "spend": 900}})

    with transaction.atomic():
        publish(events.TraitsRefreshed(workspace_id=owner.workspace_id, version=2))
    drain()

    assert facade.members(owner.scope, row.pk).tolist() == [1, 5, 6, 7, 8, 9, 10]


def test_many_news_before_a_run_are_answered_by_one(segment: Make, owner: Actor) -> None:
    segment()
    drain()
    for version in range(5):
        with transaction.atomic():
            publish(events.TraitsRefreshed(workspace_id=owner.workspace_id, version=version))
    drain()
    assert Job.objects.filter(name="segment.evaluate_all").count() == 1


def test_a_workspace_without_segments_asks_for_nothing(owner: Actor, facts: Facts) -> None:
    with transaction.atomic():
        publish(events.ConsentChanged(workspace_id=owner.workspace_id, customer_ids=(1,)))
    drain()
    assert not Job.objects.filter(name="segment.evaluate_all").exists()


def test_segments_are_asked_only_once_the_warehouse_has_the_answer(
    segment: Make, owner: Actor
) -> None:
    agreed = {"kind": "consent", "purpose": "marketing", "channel": "email", "state": "granted"}
    row = segment(agreed)
    drain()
    consent.grant(
        owner, [5], purpose="marketing", channel="email", source="test", wording="I agree"
    )
    assert waiting() == ["outbox.deliver"]
    landed = []
    while "segment.evaluate_all" not in waiting():
        landed.append(warehouse.scalar("SELECT count() FROM consents FINAL"))
        run_one()

    assert landed == [0, 1]
    drain()
    assert facade.members(owner.scope, row.pk).tolist() == [5]


def run_one() -> None:
    """The job whose turn it is, and no other."""
    row = actions.claim(actions.owner_name(), ("quick", "long"))
    assert row is not None
    runner.run(row)


def test_a_new_day_begins_at_midnight_of_the_workspace(segment: Make, owner: Actor) -> None:
    segment()
    drain()

    def begun(at: str) -> list[int]:
        with time_machine.travel(datetime.fromisoformat(at).replace(tzinfo=UTC), tick=False):
            outcome = jobs.nightly(Context(Job()))
        return outcome.result["workspaces"]  # type: ignore[union-attr, index]

    assert begun("2026-11-22T15:00") == [owner.workspace_id]
    assert begun("2026-11-22T15:45") == []
    assert begun("2026-11-22T16:00") == [owner.workspace_id]
    assert begun("2026-11-22T23:00") == []
    assert waiting() == ["segment.evaluate_all"]


def test_a_segment_put_away_for_good_ends_its_job(segment: Make) -> None:
    row = segment()
    Segment.objects.filter(pk=row.pk).delete()
    drain()
    assert Job.objects.get(name="segment.evaluate").state == "cancelled"


def test_the_check_reports_bitmaps_that_are_not_what_was_evaluated(
    segment: Make, owner: Actor, other_workspace: Workspace
) -> None:
    row = segment()
    drain()
    assert jobs.check(Context(Job())).result == {"differences": {}}  # type: ignore[union-attr]

    warehouse.execute(
        "INSERT INTO memberships SELECT {w:UInt32}, {s:UInt64}, bitmapBuild([toUInt32(5)]), 1, 1",
        {"w": owner.workspace_id, "s": row.pk},
    )
    found = jobs.check(Context(Job())).result  # type: ignore[union-attr]
    assert found == {
        "differences": {str(owner.workspace_id): [{"segment_id": row.pk, "missing": 5, "extra": 0}]}
    }
