"""Databases as programs outside of this one see them."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from glob import glob
from pathlib import Path

import pytest

from tests.support import programs
from tests.support.services import postgres

_ROOT = Path(__file__).parents[3]


@pytest.fixture(params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, as a program outside of this one sees it."""
    found = {**os.environ, "HUIKE_HOME": str(tmp_path), "PYTHONPATH": str(_ROOT)}
    found["DATABASE_URL"] = f"sqlite:///{tmp_path / 'race.db'}"
    with ExitStack() as stack:
        if request.param == "postgresql":
            if not glob("/usr/lib/postgresql/*/bin/initdb"):
                pytest.skip("PostgreSQL is not installed")
            found["DATABASE_URL"] = stack.enter_context(postgres())
        yield found


@pytest.fixture
def program(environment: dict[str, str]) -> Callable[[str], str]:
    """Runs code in a process of its own and answers what it printed."""

    def run(code: str) -> str:
        done = programs.run(["-c", code], env=environment)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return run
