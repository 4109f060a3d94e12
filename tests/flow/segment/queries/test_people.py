"""One person's facts from the warehouse are those that the world was made of."""

import dataclasses
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Scope
from huike.base.kernel.errors import NotFound
from huike.flow.segment.queries.people import facts_of
from huike.flow.segment.rules import PersonFacts
from huike.flow.segment.rules.fields import FIELDS
from tests.rules import world

pytestmark = [pytest.mark.django_db, pytest.mark.facts]


@pytest.mark.parametrize("shops", [None, (1, 3)])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_facts_of_everybody_come_back(
    warehouse_tables: None, seed: int, shops: tuple[int, ...] | None
) -> None:
    # The world is made in the first workspace, and PostgreSQL gives no number twice.
    Workspace.objects.create(id=1, name="1", slug="1", timezone="Asia/Shanghai", currency="CNY")
    made = world.made(seed)
    made.load()
    people = made.people(shops)
    scope = Scope(1, shops)

    for one, expected in people.items():
        assert _plain(facts_of(scope, one), shops) == _plain(expected, shops)
    for one in set(world.CUSTOMERS) - set(people):
        with pytest.raises(NotFound):
            facts_of(scope, one)


def _plain(person: PersonFacts, shops: tuple[int, ...] | None) -> dict[str, Any]:
    found = dataclasses.asdict(person)
    del found["traits"]
    if shops is None:
        found["traits"] = {name: value for name, value in person.traits.items() if name in FIELDS}
    for order in found["orders"]:
        order["lines"] = sorted(map(str, order["lines"]))
    for name in ("orders", "events", "messages"):
        found[name] = sorted(map(str, found[name]))
    return found
