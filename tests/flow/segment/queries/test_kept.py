"""What a preview keeps: never what is no longer so, never another's, and only what it asked."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.segment import facade
from huike.flow.segment.queries import kept
from huike.flow.segment.rules import Context, Rule, parse, to_sql
from huike.library.facts import facade as facts_library
from tests.flow.segment.facts import Facts
from tests.rules import world
from tests.rules.strategies import rules

pytestmark = [pytest.mark.django_db, pytest.mark.facts]

_COLUMNS = "bitmapToArray(m0), bitmapToArray(everybody)"


def both(**more: Any) -> Rule:
    """Two conditions about different tables."""
    spend = {"kind": "trait", "name": "spend", "op": "gte", "value": 500, **more}
    return parse({"kind": "all", "rules": [spend, {"kind": "identity", "has": "email"}]})


def sets() -> int:
    """How many sets are kept."""
    return int(warehouse.scalar("SELECT count() FROM kept.segment_sets"))


@pytest.fixture(autouse=True)
def nothing_kept(warehouse_tables: None) -> None:
    """Each test begins with nothing."""
    warehouse.execute("DROP TABLE IF EXISTS kept.segment_sets")


def test_only_the_condition_that_changed_is_asked(owner: Actor, facts: Facts) -> None:
    assert facade.preview(owner.scope, both()).sample == tuple(range(5, 11))
    first = sets()
    assert facade.preview(owner.scope, both()).count == 6
    assert sets() == first
    assert facade.preview(owner.scope, both(value=900)).sample == (9, 10)
    assert sets() == first + 1


def test_a_fact_that_has_landed_is_seen_at_once(owner: Actor, facts: Facts) -> None:
    assert facade.preview(owner.scope, both()).count == 6
    facts.traits({3: {"spend": 999}})
    facts.customers({3: {"has_email": 1}})
    assert facade.preview(owner.scope, both()).sample == (3, *range(5, 11))
    facts.customers({n: {"is_deleted": 1} for n in range(1, 10)})
    found = facade.preview(owner.scope, both())
    assert (found.count, found.total, found.sample) == (1, 1, (10,))


def test_sets_that_were_let_go_of_are_asked_again(owner: Actor, facts: Facts) -> None:
    assert facade.preview(owner.scope, both()).count == 6
    warehouse.execute("TRUNCATE TABLE kept.segment_sets")
    assert facade.preview(owner.scope, both()).count == 6
    for value in range(1, 140):  # more than are kept
        facade.preview(owner.scope, both(value=value))
    assert sets() <= 128
    assert facade.preview(owner.scope, both()).count == 6


def test_nobody_is_given_the_sets_of_another(
    owner: Actor, other_workspace: Workspace, facts: Facts
) -> None:
    facts.order(7, shop_id=1, order_no="a", amount=60_000)
    facts.customers({7: {"has_email": 1, "shop_ids": [1]}})
    assert facade.preview(owner.scope, both()).count == 6
    assert facade.preview(Scope(other_workspace.pk), both()).total == 0
    shop = facade.preview(Scope(owner.workspace_id, (1,)), both())
    assert (shop.total, facade.preview(Scope(owner.workspace_id, (2,)), both()).total) == (1, 0)


@given(drawn=rules(["spend", "orders", "first_order_at"]), shops=st.sampled_from([None, (1, 3)]))
@settings(max_examples=40, derandomize=True, suppress_health_check=list(HealthCheck))
def test_kept_or_asked_anew_a_rule_finds_the_same(
    a_world: None, drawn: dict[str, Any], shops: tuple[int, ...] | None
) -> None:
    question = to_sql(parse(drawn), Context(1, world.AT, facts_library, shops))
    ((*anew,),) = warehouse.select(question.ask(_COLUMNS), question.params)
    for _ in range(2):
        found = kept.ask(question, _COLUMNS, {}, tag="test")
        assert [sorted(ids) for ids in found] == [sorted(ids) for ids in anew]


@pytest.fixture
def a_world(warehouse_tables: None) -> None:
    """A world of random facts."""
    world.made(3).load()
