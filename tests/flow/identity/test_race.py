"""Several programs meet the same people at the same moment: nobody is made twice."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from glob import glob
from pathlib import Path

import pytest

from tests.support.services import postgres

ROOT = Path(__file__).parents[3]
WRITERS = 3
_MAKE = """
import django; django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0, skip_checks=True)
from huike.base.access import actions
print(actions.create_workspace(name="Race", timezone="Asia/Shanghai", currency="CNY").pk)
"""
_COUNT = """
import django; django.setup()
from huike.base.outbox.models import EventRow
from huike.flow.identity.models import Conflict, Customer, Identifier
events = EventRow.objects.filter(kind="CustomersCreated")
told = [n for event in events for n in event.payload["customer_ids"]]
print(Customer.objects.count(), Identifier.objects.count(), Conflict.objects.count(),
      len(told), len(set(told)))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, as a program outside of this one sees it."""
    found = {**os.environ, "HUIKE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    found["DATABASE_URL"] = f"sqlite:///{tmp_path / 'race.db'}"
    with ExitStack() as stack:
        if request.param == "postgresql":
            if not glob("/usr/lib/postgresql/*/bin/initdb"):
                pytest.skip("PostgreSQL is not installed")
            found["DATABASE_URL"] = stack.enter_context(postgres())
        yield found


def _run(environment: dict[str, str], code: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_programs_at_once_make_no_doubles(environment: dict[str, str]) -> None:
    workspace = _run(environment, _MAKE).strip()
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
    for program in programs:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
    for program in programs:
        assert program.stdin is not None
        program.stdin.write("go\n")
        program.stdin.flush()
    answers = [json.loads(program.communicate(timeout=100)[0]) for program in programs]

    assert answers[0] == answers[1] == answers[2]
    assert len(set(answers[0])) == 3_000
    assert _run(environment, _COUNT).split() == ["3000", "9000", "0", "3000", "3000"]
