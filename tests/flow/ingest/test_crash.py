"""Killed wherever it is, an import comes to the counts and facts of an undisturbed one."""

import json
import os
import random
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.support import programs

_WORKER = Path(__file__).with_name("crash_worker.py")
_ROWS = 2_000


class Home:
    """An installation of its own, worked on by processes that may be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        root = str(_WORKER.parents[3])
        self._env = {**os.environ, "HUIKE_HOME": str(folder), "PYTHONPATH": root}
        for name in ("DATABASE_URL", "WAREHOUSE_URL", "BLOB_URL"):
            self._env.pop(name, None)

    def run(self, *args: object) -> Any:
        """The JSON that the worker prints; None when it was killed."""
        done = programs.run([str(_WORKER), *map(str, args)], env=self._env, timeout=240)
        if done.returncode == -signal.SIGKILL:
            return None
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.strip().splitlines()[-1])

    def kill_engine(self) -> None:
        """The warehouse's process dies as well."""
        ready = self.folder / "run" / "engine.json"
        if ready.exists():
            try:
                os.kill(json.loads(ready.read_text())["pid"], signal.SIGKILL)
            except (ProcessLookupError, ValueError):
                return


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Orders with equal lines, anonymous ones, and rows that must be set aside."""
    dice = random.Random(1)
    lines = ["order_no,ordered_at,user_id,sku,title,category,quantity,unit_price,status"]
    for n in range(_ROWS):
        order = n // 4
        price = "oops" if n % 97 == 0 else f"{dice.randint(0, 3)}.{dice.randint(0, 99):02}"
        user = "" if order % 9 == 0 else f"u{order % 400}"
        sku = dice.choice("abcdef")
        lines.append(f"{order},2024-01-02 03:04:05,{user},{sku},T{sku},c,{n % 2 + 1},{price},paid")
        if n % 50 == 0:
            lines.append(lines[-1])
    path = tmp_path / "orders.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def _storm(home: Home, file: Path, kills: list[int], *, engine: set[int]) -> None:
    known = home.run("setup", file)
    dead = 0
    for number, share in enumerate(kills):
        ended = home.run("work", known["job"], max(1, known["touches"] * share // 100))
        dead += ended is None
        if number in engine:
            home.kill_engine()
    storm = home.run("work", known["job"], 0)

    assert dead >= min(3, len(kills))
    assert storm["state"] == "finished"
    assert storm == known["calm"]
    assert storm["lines"][0][5] == 0
    assert storm["left"] == []


@pytest.mark.timeout(600)
def test_three_kills_change_nothing(tmp_path, file):
    dice = random.Random()
    # Together less than the whole run: each meets it alive.
    kills = [dice.randint(1, 30) for _ in range(3)]
    print("killed at", kills)

    _storm(Home(tmp_path / "home"), file, kills, engine={dice.randrange(3)})


@pytest.mark.long
@pytest.mark.timeout(3_600)
@pytest.mark.parametrize("seed", range(8))
def test_many_kills_change_nothing(tmp_path, file, seed):
    dice = random.Random(seed)
    kills = [dice.randint(1, 30) for _ in range(25)]

    _storm(Home(tmp_path / "home"), file, kills, engine=set(dice.sample(range(25), 8)))
