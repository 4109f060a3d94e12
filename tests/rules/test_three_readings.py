"""One rule, three readings: the set that SQL finds is the people whom the predicate lets pass."""

import pytest
from hypothesis import HealthCheck, given, note, settings

from huike.base.warehouse import facade as warehouse
from huike.flow.segment.rules import FIELDS, Context, matches, parse, sentence, to_sql_many
from huike.flow.segment.rules.stored import load, store
from huike.library.facts import facade as facts
from tests.rules import world
from tests.rules.strategies import Json, questions

ALL_TRAITS = list(FIELDS)
SCOPED_TRAITS = ["orders", "spend", "refunds", "net", "first_order_at", "last_order_at"]


def hold(made: world.World, shops: tuple[int, ...] | None, drawn: list[Json]) -> None:
    """Compare all readings of some rules over one world."""
    parsed = [parse(one) for one in drawn]
    assert [load(store(one)) for one in parsed] == parsed
    question = to_sql_many(parsed, Context(1, world.AT, facts, shops))
    note(question.text)
    columns = ", ".join(f"bitmapToArray(m{n})" for n in range(len(parsed)))
    ((everybody, *found),) = warehouse.select(
        question.ask(f"bitmapToArray(everybody), {columns}"), question.params, lane="long"
    )
    people = made.people(shops)
    assert set(everybody) == set(people)
    for rule, ids in zip(parsed, found, strict=True):
        expected = {one for one, facts in people.items() if matches(rule, facts, world.AT)}
        assert set(ids) == expected, rule
        assert all(sentence(rule, language) for language in ("zh", "en"))


def check(seed: int, shops: tuple[int, ...] | None, examples: int) -> None:
    """Random rules over the world of a seed."""
    made = world.made(seed)
    made.load()
    names = ALL_TRAITS if shops is None else SCOPED_TRAITS

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    @given(questions(names))
    def holds(drawn: list[Json]) -> None:
        hold(made, shops, drawn)

    holds()


@pytest.mark.parametrize(("seed", "shops"), [(1, None), (2, (1, 3)), (3, None), (4, (2,)), (5, ())])
def test_sql_and_predicate_agree(
    warehouse_tables: None, seed: int, shops: tuple[int, ...] | None
) -> None:
    check(seed, shops, examples=5 if shops == () else 20)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(10, 16))
@pytest.mark.parametrize("shops", [None, (1, 3)])
def test_sql_and_predicate_agree_over_thousands_of_rules(
    warehouse_tables: None, seed: int, shops: tuple[int, ...] | None
) -> None:
    check(seed, shops, examples=200)
