"""Evaluations: numbered, told once, followed by the warehouse, mended after a crash."""

from collections.abc import Callable
from typing import Any

import pytest

from huike import events
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, Scope
from huike.base.kernel.errors import Conflict
from huike.base.warehouse import facade as warehouse
from huike.flow.segment import facade
from huike.flow.segment.actions import define, evaluate, follow, settle
from huike.flow.segment.actions.define import Draft
from huike.flow.segment.models import Evaluation, EvaluationChunk, Segment
from huike.flow.segment.queries import bitmaps, evaluations
from huike.flow.segment.queries import segments as queries
from huike.flow.segment.rules import parse
from huike.flow.segment.rules.ids import NOBODY, as_ids
from tests.flow.segment.conftest import SPENT
from tests.flow.segment.facts import Facts

pytestmark = pytest.mark.django_db
Make = Callable[..., Segment]


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """Every event that the stage tells, in order."""
    heard: list[events.Event] = []
    monkeypatch.setattr(settle, "publish", heard.append)
    return heard


def numbers(row: Segment) -> list[tuple[int, int, int, int]]:
    rows = Evaluation.objects.filter(segment=row).order_by("number")
    return list(rows.values_list("number", "entered", "left", "count"))


def stored(row: Segment) -> tuple[int, list[int]]:
    held = bitmaps.held(row.workspace_id, row.pk).tolist()
    return bitmaps.stored_numbers(row.workspace_id, [row.pk]).get(row.pk, 0), held


def test_the_first_evaluation_lets_everybody_in_who_passes(
    segment: Make, owner: Actor, told: list[Any]
) -> None:
    row = segment()

    assert facade.evaluate_now(owner.scope, row.pk) == 1

    assert numbers(row) == [(1, 6, 0, 6)]
    assert stored(row) == (1, [5, 6, 7, 8, 9, 10])
    assert told == [
        events.SegmentEntered(
            workspace_id=row.workspace_id,
            segment_id=row.pk,
            evaluation=1,
            customer_ids=(5, 6, 7, 8, 9, 10),
        )
    ]
    info = facade.info(owner.scope, row.pk)
    assert (info.count, info.evaluation) == (6, 1)
    assert info.evaluated_at is not None


def test_a_segment_of_nobody_has_an_evaluation_too(
    segment: Make, owner: Actor, told: list[Any]
) -> None:
    row = segment({**SPENT, "value": 10_000})
    assert facade.evaluate_now(owner.scope, row.pk) == 1
    assert (numbers(row), stored(row), told) == ([(1, 0, 0, 0)], (1, []), [])


def test_the_next_one_tells_only_who_came_and_went(
    segment: Make, owner: Actor, facts: Facts, told: list[Any]
) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    told.clear()
    facts.traits({3: {"orders": 3, "spend": 900}, 5: {"orders": 5, "spend": 0}})

    assert facade.evaluate_now(owner.scope, row.pk) == 2

    assert numbers(row)[1:] == [(2, 1, 1, 6)]
    assert [(type(one).__name__, one.customer_ids) for one in told] == [
        ("SegmentEntered", (3,)),
        ("SegmentLeft", (5,)),
    ]
    assert stored(row) == (2, [3, 6, 7, 8, 9, 10])
    assert facade.members_at(owner.scope, row.pk, 1).tolist() == [5, 6, 7, 8, 9, 10]


def test_without_a_change_no_number_is_used_up(
    segment: Make, owner: Actor, told: list[Any]
) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    first = facade.info(owner.scope, row.pk).evaluated_at

    assert facade.evaluate_now(owner.scope, row.pk) == 1

    assert numbers(row) == [(1, 6, 0, 6)]
    assert len(told) == 1
    second = facade.info(owner.scope, row.pk).evaluated_at
    assert first is not None
    assert second is not None
    assert second > first


def outcome(row: Segment, number: int, entered: list[int]) -> settle.Outcome:
    return settle.Outcome(
        row.workspace_id, row.pk, row.version, number, len(entered), as_ids(entered), NOBODY,
        row.created_at,
    )  # fmt: skip


def test_the_same_number_again_changes_nothing(segment: Make, told: list[Any]) -> None:
    row = segment()
    assert settle.settle(outcome(row, 1, [5, 6])) is True
    told.clear()

    assert settle.settle(outcome(row, 1, [7, 8, 9])) is False

    assert numbers(row) == [(1, 2, 0, 2)]
    assert evaluations.replayed(row.workspace_id, row.pk, upto=1).tolist() == [5, 6]
    assert told == []


def test_an_evaluation_of_an_older_version_is_not_recorded(
    segment: Make, owner: Actor, told: list[Any]
) -> None:
    row = segment()
    define.update(owner, row.pk, after=1, rule=parse({**SPENT, "value": 900}))
    assert settle.settle(outcome(row, 1, [5])) is False
    assert (numbers(row), told) == ([], [])


def test_news_go_out_in_batches_of_ten_thousand(segment: Make, told: list[Any]) -> None:
    row = segment()
    settle.settle(outcome(row, 1, list(range(1, 120_002))))

    assert [len(one.customer_ids) for one in told] == [10_000] * 12 + [1]
    chunks = EvaluationChunk.objects.filter(segment=row).order_by("ordinal")
    assert [chunk.ordinal for chunk in chunks] == [0, 1, 2]
    follow.bring_up(row.workspace_id, row.pk)
    assert len(bitmaps.held(row.workspace_id, row.pk)) == 120_001


def test_a_crash_between_the_two_stores_is_mended_at_the_start(
    segment: Make, owner: Actor, facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    facts.traits({1: {"orders": 1, "spend": 900}})
    with monkeypatch.context() as broken:
        broken.setattr(evaluate, "bring_up", _die)
        with pytest.raises(KeyboardInterrupt):
            facade.evaluate_now(owner.scope, row.pk)
    assert stored(row) == (1, [5, 6, 7, 8, 9, 10])
    assert numbers(row)[-1] == (2, 1, 0, 7)

    assert facade.catch_up() == 1

    assert stored(row) == (2, [1, 5, 6, 7, 8, 9, 10])
    assert facade.catch_up() == 0


def test_whoever_reads_after_such_a_crash_sees_the_newest_members(
    segment: Make, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = segment()
    with monkeypatch.context() as broken:
        broken.setattr(evaluate, "bring_up", _die)
        with pytest.raises(KeyboardInterrupt):
            facade.evaluate_now(owner.scope, row.pk)

    assert facade.members(owner.scope, row.pk).tolist() == [5, 6, 7, 8, 9, 10]


def test_the_next_evaluation_after_such_a_crash_tells_nothing_twice(
    segment: Make, owner: Actor, told: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = segment()
    with monkeypatch.context() as broken:
        broken.setattr(evaluate, "bring_up", _die)
        with pytest.raises(KeyboardInterrupt):
            facade.evaluate_now(owner.scope, row.pk)

    assert facade.evaluate_now(owner.scope, row.pk) == 1
    assert len(told) == 1


def test_a_crash_inside_the_transaction_leaves_no_trace(
    segment: Make, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = segment()
    with monkeypatch.context() as broken:
        broken.setattr(settle, "publish", lambda event: _die())
        with pytest.raises(KeyboardInterrupt):
            facade.evaluate_now(owner.scope, row.pk)

    assert numbers(row) == []
    assert EvaluationChunk.objects.count() == 0
    assert stored(row) == (0, [])
    assert facade.evaluate_now(owner.scope, row.pk) == 1


def test_a_bitmap_far_behind_is_written_whole(segment: Make, owner: Actor, facts: Facts) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    for n in range(12):
        facts.traits({1: {"orders": 1, "spend": 900 * (n % 2 == 0)}})
        facade.evaluate_now(owner.scope, row.pk)
    warehouse.execute("TRUNCATE TABLE memberships")

    assert facade.catch_up() == 1
    assert stored(row) == (13, [5, 6, 7, 8, 9, 10])


def test_a_warehouse_ahead_of_a_restored_database_is_passed_by(
    segment: Make, owner: Actor, told: list[Any]
) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    warehouse.execute(
        "INSERT INTO memberships SELECT {w:UInt32}, {s:UInt64}, bitmapBuild([toUInt32(2)]), 1, 7",
        {"w": row.workspace_id, "s": row.pk},
    )
    told.clear()

    assert facade.evaluate_now(owner.scope, row.pk) == 8

    assert stored(row) == (8, [5, 6, 7, 8, 9, 10])
    assert told == []


def test_replaying_all_evaluations_gives_what_the_warehouse_holds(
    segment: Make, owner: Actor, facts: Facts
) -> None:
    row = segment()
    for n in range(4):
        facts.traits(
            {one: {"orders": 1, "spend": 500 * (one % (n + 2) == 0)} for one in range(1, 11)}
        )
        facade.evaluate_now(owner.scope, row.pk)
    assert follow.differences(row.workspace_id) == []

    warehouse.execute(
        "INSERT INTO memberships SELECT {w:UInt32}, {s:UInt64}, bitmapBuild([toUInt32(99)]), 1,"
        " {v:UInt64}",
        {"w": row.workspace_id, "s": row.pk, "v": stored(row)[0]},
    )
    members = evaluations.replayed(row.workspace_id, row.pk, upto=99)
    assert follow.differences(row.workspace_id) == [
        follow.Difference(row.pk, missing=len(members), extra=1)
    ]


def test_many_segments_are_evaluated_by_few_questions(
    segment: Make, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [segment({**SPENT, "value": n * 100}, name=f"S{n}") for n in range(1, 18)]
    asked = []
    changes = bitmaps.changes
    monkeypatch.setattr(
        bitmaps, "changes", lambda asker, plans: asked.append(len(plans)) or changes(asker, plans)
    )

    assert evaluate.evaluate_many(owner.workspace_id) == 17

    assert asked == [8, 8, 1]
    assert [queries.one(owner.scope, row.pk).count for row in rows[:3]] == [10, 9, 8]


def test_a_segment_is_evaluated_after_those_it_rests_on(segment: Make, owner: Actor) -> None:
    base = segment()
    user = segment({"kind": "membership", "segment_id": base.pk, "member": False}, name="Others")

    facade.evaluate_now(owner.scope, user.pk)

    assert facade.members(owner.scope, user.pk).tolist() == [1, 2, 3, 4]
    assert facade.count(owner.scope, base.pk) == 6


def test_a_rule_that_lost_what_it_names_says_so_and_keeps_its_members(
    segment: Make, owner: Actor
) -> None:
    base = segment()
    user = segment({"kind": "membership", "segment_id": base.pk}, name="User")
    facade.evaluate_now(owner.scope, user.pk)
    Segment.objects.filter(pk=base.pk).update(archived_at=base.created_at)  # behind our back

    assert evaluate.evaluate_many(owner.workspace_id) == 0

    info = facade.info(owner.scope, user.pk)
    assert info.problem == {
        "code": "segment_unknown",
        "detail": f"The rule names segments that are put away: [{base.pk}]",
    }
    assert facade.count(owner.scope, user.pk) == 6


def test_a_rule_of_a_trait_that_is_gone_says_so(segment: Make, owner: Actor) -> None:
    row = segment()
    Segment.objects.filter(pk=row.pk).update(rule={"schema": 1, "rule": {**SPENT, "name": "karma"}})
    assert facade.evaluate_now(owner.scope, row.pk) == 0
    assert facade.info(owner.scope, row.pk).problem == {
        "code": "rule_outdated",
        "detail": "name: There is no trait 'karma'",
    }


def test_a_question_too_heavy_is_halved_until_the_heavy_segment_stands_alone(
    segment: Make, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [segment({**SPENT, "value": n * 100}, name=f"S{n}") for n in range(1, 5)]
    heavy, changes = rows[2].pk, bitmaps.changes

    def limited(asker: Any, plans: Any) -> Any:
        if heavy in [plan.segment_id for plan in plans]:
            raise warehouse.QueryTooLong("over the limit")
        return changes(asker, plans)

    monkeypatch.setattr(bitmaps, "changes", limited)

    assert evaluate.evaluate_many(owner.workspace_id) == 3
    assert facade.info(owner.scope, heavy).problem == {
        "code": "rule_too_heavy",
        "detail": "over the limit",
    }


def test_a_segment_that_keeps_changing_is_left_for_the_next_try(
    segment: Make, owner: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = segment()
    monkeypatch.setattr(evaluate, "settle", lambda found: False)
    with pytest.raises(Conflict) as caught:
        facade.evaluate_now(owner.scope, row.pk)
    assert caught.value.code == "segment_moving"


def test_a_list_holds_those_of_its_people_who_can_be_seen(owner: Actor, facts: Facts) -> None:
    row = define.create(owner, Draft(name="Guests", customer_ids=[2, 3, 77]))
    facade.evaluate_now(owner.scope, row.pk)
    assert facade.members(owner.scope, row.pk).tolist() == [2, 3]

    facts.customers({3: {"is_deleted": 1}})
    assert facade.evaluate_now(owner.scope, row.pk) == 2
    assert facade.members(owner.scope, row.pk).tolist() == [2]


def test_a_segment_made_under_a_scope_is_evaluated_over_its_shops(
    segment: Make, owner: Actor, facts: Facts
) -> None:
    for one, shop in ((1, 1), (2, 1), (3, 2), (4, 2)):
        facts.order(one, shop_id=shop, order_no=f"o{one}", amount=100 * one)
    facts.order(1, shop_id=2, order_no="big", amount=10_000)
    scoped = Actor("staff", 5, "s", owner.workspace_id, "marketer", Scope(owner.workspace_id, (1,)))
    rule = {"kind": "orders", "measure": "sum", "op": "lt", "value": 150}
    row = segment(rule, actor=scoped)

    facade.evaluate_now(scoped.scope, row.pk)

    assert facade.members(scoped.scope, row.pk).tolist() == [1]
    assert facade.members(owner.scope, row.pk).tolist() == [1]


def test_another_workspaces_customers_never_enter(
    segment: Make, owner: Actor, other_workspace: Workspace
) -> None:
    other = Facts(other_workspace.pk)
    other.customers({n: {} for n in range(20, 30)})
    other.traits({n: {"orders": 1, "spend": 9_999} for n in range(20, 30)})
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    assert facade.members(owner.scope, row.pk).max() == 10


def _die(*args: Any, **more: Any) -> None:
    raise KeyboardInterrupt
