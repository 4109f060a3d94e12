"""Many new people are written in short transactions; killed between two, nobody is doubled."""

import json
import signal
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from huike.base.access.models import Workspace
from huike.base.outbox.models import EventRow
from huike.flow.identity import facade
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer, Identifier, Match, Wave
from tests.support import programs

_PEOPLE = 2_500  # a wave of 1,000 and one of 1,500
_DEATHS = (2, 3, 5, 9)  # commits after which the program dies
_MAKE = """
import django; django.setup()
from huike.base.access import actions
print(actions.create_workspace(name="W", timezone="Asia/Shanghai", currency="CNY").pk)
"""
_COUNT = """
import django; django.setup()
from huike.base.outbox.models import EventRow
from huike.flow.identity.models import Match, Customer, Identifier, NamePiece, Wave
told = [n for event in EventRow.objects.filter(kind="CustomersCreated")
        for n in event.payload["customer_ids"]]
known = set(Customer.objects.values_list("id", flat=True))
ways = Identifier.objects.values_list("customer", flat=True)
print(len(known), len(ways), set(ways) == known, Match.objects.count(), Wave.objects.count(),
      sorted(told) == sorted(known), NamePiece.objects.count())
"""


def test_many_are_made_found_and_told_of_once(workspace: Workspace, transactional_db: None) -> None:
    numbers = range(1_500)
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"u{n}" for n in numbers],
        email=[f"p{n}@x.com" if n % 3 else None for n in numbers],
        phone=[f"139{n:08d}" if n % 2 else "no phone" for n in numbers],
        name=[f"王{n}" for n in numbers],
        attributes=[
            {"level": "gold", "birthday": "1990-01-01"} if n < 2 else None for n in numbers
        ],
    )
    made = facade.resolve_report(workspace.pk, batch)
    again = facade.resolve_report(workspace.pk, batch)

    assert made.customer_ids.tolist() == again.customer_ids.tolist() == list(made.created)
    assert len(set(made.created)) == Customer.objects.count() == 1_500
    assert (again.created, again.changed, Match.objects.count()) == ((), (), 0)
    assert made.refused == again.refused == {"phone": 750}
    assert Identifier.objects.count() == 1_500 + 1_000 + 750
    assert not Wave.objects.exists()
    told = [
        one
        for event in EventRow.objects.filter(kind="CustomersCreated")
        for one in event.payload["customer_ids"]
    ]
    assert sorted(told) == sorted(made.created)
    last = made.created[1_499]
    assert facade.find_by(workspace.pk, "email", "p1499@x.com") == [last]
    assert facade.search_name(workspace.pk, "王1499") == [last]
    card = facade.cards(workspace.pk, [made.created[1]], masked=False)[made.created[1]]
    assert (card.name, card.phone, card.private) == (
        "王1",
        ("+8613900000001",),
        {"birthday": "1990-01-01"},
    )


def test_the_same_person_twice_in_a_wave_is_one(
    workspace: Workspace, transactional_db: None
) -> None:
    numbers = [*range(700), *range(700)]
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"u{n}" for n in numbers],
        phone=[f"139{n:08d}" if place < 700 else None for place, n in enumerate(numbers)],
    )
    found = facade.resolve_report(workspace.pk, batch)
    assert found.customer_ids[:700].tolist() == found.customer_ids[700:].tolist()
    assert len(found.created) == Customer.objects.count() == 700
    assert Identifier.objects.count() == 1_400


@pytest.mark.stores
@pytest.mark.timeout(400)  # seven processes in turn, each of which reads the whole program
def test_killed_between_transactions_everybody_is_there_once(
    environment: dict[str, str], program: Callable[[str], str]
) -> None:
    workspace = program(_MAKE).strip()
    waver = str(Path(__file__).with_name("waver.py"))

    def make(first: int, second: int) -> "subprocess.CompletedProcess[str]":
        words = map(str, (_PEOPLE, first, second, second))
        return programs.run([waver, workspace, *words], env=environment, timeout=100)

    everybody: list[int] = []
    # Whoever makes a group again that was cut short dies in the next one.
    for broken, group in pairwise((0, *_DEATHS, 0)):
        done = make(broken, group)
        assert done.returncode == (-signal.SIGKILL if group else 0), done.stderr[-2000:]
        if broken:
            everybody += json.loads(done.stdout.splitlines()[0])

    people = _PEOPLE * len(_DEATHS)
    assert len(set(everybody)) == people
    *counts, pieces = program(_COUNT).split()
    assert counts == [str(people), str(3 * people), "True", "0", "0", "True"]
    expected = (len(set(_pairs(group, n))) for group in _DEATHS for n in range(_PEOPLE))
    assert int(pieces) == sum(expected)


def _pairs(group: int, number: int) -> list[str]:
    """The first character, then each pair of neighbours."""
    name = f"^{'王李张刘陈杨黄赵'[number % 8]}{group}号{number}"
    return [name[place : place + 2] for place in range(len(name) - 1)]
