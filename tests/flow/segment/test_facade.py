"""The door: members, counts and previews as far as the reader may see."""

from collections.abc import Callable

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, Scope
from huike.base.kernel.errors import NotFound
from huike.flow.segment import facade
from huike.flow.segment.models import Segment
from huike.flow.segment.rules import parse
from tests.flow.segment.conftest import SPENT
from tests.flow.segment.facts import Facts

pytestmark = pytest.mark.django_db
Make = Callable[..., Segment]


def test_a_preview_counts_of_all_and_shows_some_spread_over_the_set(
    owner: Actor, facts: Facts
) -> None:
    found = facade.preview(owner.scope, parse({**SPENT, "value": 300}))
    assert (found.count, found.total) == (8, 10)
    assert found.sample == (3, 4, 5, 6, 7, 8, 9, 10)
    assert 0 < found.seconds < 5

    facts.customers({n: {} for n in range(11, 1_001)})
    assert facade.preview(owner.scope, parse({"kind": "all"})).sample == tuple(range(1, 1_000, 100))


def test_a_preview_under_a_scope_counts_those_of_its_shops_by_what_happened_there(
    owner: Actor, facts: Facts
) -> None:
    facts.customers({11: {"shop_ids": [1, 2]}})
    facts.order(2, shop_id=1, order_no="a", amount=700)
    facts.order(2, shop_id=2, order_no="b", amount=9_000)
    facts.order(3, shop_id=2, order_no="c", amount=9_000)
    scope = Scope(owner.workspace_id, (1,))

    found = facade.preview(scope, parse({**SPENT, "op": "lt", "value": 1_000}))

    assert (found.count, found.total, found.sample) == (2, 2, (2, 11))


def test_scores_and_stages_under_a_scope_are_those_of_its_shops(owner: Actor, facts: Facts) -> None:
    facts.order(2, shop_id=1, order_no="a", amount=700)
    facts.order(3, shop_id=1, order_no="b", amount=700)
    facts.order(3, shop_id=2, order_no="c", amount=9_000)
    facts.customers({4: {"shop_ids": [1]}})
    facts.traits({2: {"stage": "loyal"}, 3: {"stage": "loyal"}, 4: {"stage": "loyal"}})
    scope = Scope(owner.workspace_id, (1,))

    def found(**test: object) -> tuple[int, ...]:
        return facade.preview(scope, parse({"kind": "trait", **test})).sample

    assert found(name="average_order", op="eq", value=700) == (2, 3)
    assert found(name="stage", op="eq", value="prospect") == (4,)
    assert found(name="stage", op="eq", value="loyal") == ()
    assert found(name="interval_days", op="not_exists") == (2, 3, 4)


def test_members_seen_under_a_scope_are_those_of_its_shops(
    segment: Make, owner: Actor, facts: Facts
) -> None:
    facts.order(6, shop_id=1, order_no="a")
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    with pytest.raises(NotFound):
        facade.members(Scope(owner.workspace_id, (1,)), row.pk)


def test_contains_answers_for_many_at_once(segment: Make, owner: Actor) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    assert facade.contains(owner.scope, row.pk, [10, 4, 5, 99]).tolist() == [5, 10]
    assert facade.contains(owner.scope, row.pk, []).tolist() == []


def test_the_segments_of_a_customer_are_named(segment: Make, owner: Actor) -> None:
    for name, value in (("Good", 500), ("Best", 900), ("All", 0)):
        row = segment({**SPENT, "value": value}, name=name)
        facade.evaluate_now(owner.scope, row.pk)
    assert [one.name for one in facade.of_customer(owner.scope, 6)] == ["All", "Good"]
    assert facade.of_customer(owner.scope, 77) == []


def test_nothing_is_there_for_another_workspace(
    segment: Make, owner: Actor, other_workspace: Workspace
) -> None:
    row = segment()
    facade.evaluate_now(owner.scope, row.pk)
    stranger = Scope(other_workspace.pk)
    for act in (facade.members, facade.count, facade.info, facade.evaluate_now):
        with pytest.raises(NotFound):
            act(stranger, row.pk)  # type: ignore[operator]
    assert facade.of_customer(stranger, 6) == []
    assert facade.preview(stranger, parse({"kind": "all"})).total == 0
