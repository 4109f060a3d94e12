"""I7: the power goes at any moment; what was said to be safe is there, and both files are sound."""

import os
import random
import shutil
import sqlite3
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import template
from tests.support.power import Disk, Step, record
from tests.support.varied import seed

_KEPT = {
    "journal": ("journal.db", "SELECT id FROM journal_entry WHERE length(sealed) > 0"),
    "workspace": ("huike.db", "SELECT id FROM access_workspace"),
}

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="strace reads the writes")


@dataclass
class Losses:
    """What was found after so many power losses."""

    looked: int = 0
    broken: int = 0
    lost: int = 0
    keys: int = 0  # losses of the key that opens everything


def lose(folder: Path, rounds: int, times: int, *words: str) -> Losses:
    """Write, and look what is there after the power went at so many moments, each in some way."""
    home = folder / "home"
    home.mkdir()
    template.fill_database(home / "huike.db")
    before = {str(path): path.read_bytes() for path in home.iterdir()}
    steps = record(
        [sys.executable, "-m", "tests.support.power_writer", str(rounds), *words],
        home,
        env=os.environ | {"HUIKE_HOME": str(home), "DATABASE_URL": ""},
    )
    key = (home / "keys" / "master").read_bytes()
    chance = random.Random(seed())
    moments = Counter(chance.randrange(len(steps) + 1) for _ in range(times))
    disk, said, found = Disk(before), [], Losses()
    for number, step in enumerate([*steps, Step("say", "")]):
        for _ in range(moments[number]):
            files = disk.after_a_loss(chance)
            found.keys += bool(said) and files.get(str(home / "keys" / "master")) != key
            _look(files, folder / "after", said, found)
        disk.do(step)
        if step.kind == "say" and step.data:
            said.append(step.data.decode().strip())
    print(f"{len(steps)} steps, {len(said)} said to be safe: {found}")
    return found


def _look(files: dict[str, bytes], folder: Path, said: list[str], found: Losses) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, data in files.items():
        if not path.endswith("-shm"):  # memory that is made anew
            (folder / Path(path).name).write_bytes(data)
    found.looked += 1
    for what, (name, sql) in _KEPT.items():
        safe = {int(line.split()[1]) for line in said if line.startswith(what)}
        try:
            with closing(sqlite3.connect(folder / name)) as base:
                (verdict, *_), *_ = base.execute("PRAGMA integrity_check").fetchall()
                there = {row[0] for row in base.execute(sql)} if safe else set()
        except sqlite3.DatabaseError as why:
            verdict, there = str(why), set()
        found.broken += verdict != "ok"
        found.lost += len(safe - there)


@pytest.mark.timeout(300)
def test_sixty_losses(tmp_path: Path) -> None:
    found = lose(tmp_path, 60, 60)

    assert found == Losses(looked=60)


@pytest.mark.long
@pytest.mark.timeout(300)
def test_who_does_not_wait_for_the_disk_is_found_out(tmp_path: Path) -> None:
    found = lose(tmp_path, 30, 30, "careless")

    assert found.lost > 0


@pytest.mark.long
@pytest.mark.timeout(3600)
def test_a_thousand_losses(tmp_path: Path) -> None:
    found = lose(tmp_path, 600, 1_000)

    assert found == Losses(looked=1_000)
