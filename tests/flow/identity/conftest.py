"""Databases as programs outside of this one see them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support import killing, programs, template

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A database of its own, as a program outside of this one sees it."""
    found = {**os.environ, "HUIKE_HOME": str(tmp_path), "PYTHONPATH": str(_ROOT)}
    template.fill_database(tmp_path / "huike.db")
    with killing.own_database(tmp_path) as url:
        found |= {"DATABASE_URL": url}
        if not template.is_made():
            programs.run(["-m", "tests.support.template", str(tmp_path), "--database"], env=found)
        yield found


@pytest.fixture
def program(environment: dict[str, str]) -> Callable[[str], str]:
    """Runs code in a process of its own and answers what it printed."""

    def run(code: str) -> str:
        done = programs.run(["-c", code], env=environment)
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    return run
