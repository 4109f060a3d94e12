"""A benchmark in a process and a home of its own: nothing of this machine is touched."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_ELSEWHERE = ("DATABASE_URL", "WAREHOUSE_URL", "BLOB_URL", "REDIS_URL")


def told_by(script: str, *words: str, seconds: float, **settings: str) -> str:
    """What this script prints, run with these words and settings."""
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    with tempfile.TemporaryDirectory(prefix="huike-bench-") as home:
        done = subprocess.run(
            [sys.executable, script, *words],
            env={
                **kept,
                "HUIKE_HOME": home,
                "HUIKE_LOG_LEVEL": "WARNING",
                "PYTHONPATH": str(_ROOT),
                "DJANGO_SETTINGS_MODULE": "huike.config.settings",
                **settings,
            },
            stdout=subprocess.PIPE,
            text=True,
            check=True,
            timeout=seconds,
        )
    return done.stdout
