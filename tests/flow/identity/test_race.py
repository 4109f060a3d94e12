"""Several programs meet the same people at the same moment: nobody is made twice."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

WRITERS = 3
_MAKE = """
import django; django.setup()
from huike.base.access import actions
print(actions.create_workspace(name="Race", timezone="Asia/Shanghai", currency="CNY").pk)
"""
_COUNT = """
import django; django.setup()
from huike.base.outbox.models import EventRow
from huike.flow.identity.models import Match, Customer, Identifier
events = EventRow.objects.filter(kind="CustomersCreated")
told = [n for event in events for n in event.payload["customer_ids"]]
print(Customer.objects.count(), Identifier.objects.count(), Match.objects.count(),
      len(told), len(set(told)))
"""


@pytest.mark.stores
def test_programs_at_once_make_no_doubles(
    environment: dict[str, str], program: Callable[[str], str]
) -> None:
    workspace = program(_MAKE).strip()
    racer = str(Path(__file__).with_name("racer.py"))
    programs = [
        subprocess.Popen(
            [sys.executable, racer, workspace, str(seed)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for seed in range(WRITERS)
    ]
    for one in programs:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    for one in programs:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    answers = [json.loads(one.communicate(timeout=100)[0]) for one in programs]

    assert answers[0] == answers[1] == answers[2]
    assert len(set(answers[0])) == 3_000
    assert program(_COUNT).split() == ["3000", "9000", "0", "3000", "3000"]
