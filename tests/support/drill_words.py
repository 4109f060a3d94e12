"""Asking `tests.support.drill` in an installation."""

import json
import subprocess
import sys
from typing import Any

from tests.support.server import Server


def drill(server: Server, *words: str) -> Any:
    """One command of tests.support.drill in this installation."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.drill", *words],
        env=server.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])
