"""Asking `tests.support.drill` in an installation."""

import json
from typing import Any

from tests.support import programs
from tests.support.server import Server


def drill(server: Server, *words: str) -> Any:
    """One command of tests.support.drill in this installation."""
    done = programs.run(["-m", "tests.support.drill", *words], env=server.environment, timeout=240)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])
