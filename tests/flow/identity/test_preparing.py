"""Very many new people are prepared by a process beside; without it the same people come out."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from huike.base.access.models import Workspace
from huike.flow.identity import facade, names, preparing, queries, said, sealing
from huike.flow.identity.models import Customer, Identifier, Match, NamePiece, Wave
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.preparing import Preparing, Ready
from huike.flow.identity.rules.keys import head, unpacked
from huike.flow.identity.rules.kinds import EMAIL, USER_ID
from tests.support.wait import until

_PROGRAM = "huike.flow.identity.preparer"


def _people(count: int, *, wild: bool = False) -> PeopleBatch:
    """Two of three have all; with `wild` some stand there twice, or say odd things."""
    numbers = range(count)
    return PeopleBatch(
        shop_id=[1 + n // 1_000 % 2 for n in numbers] if wild else 1,
        user_id=[f"u{n - n % 50 if wild and n % 100 == 7 else n}" for n in numbers],
        email=[f"P{n}@x.com" if n % 3 else None for n in numbers],
        phone=[f"139{n:08d}" if n % 7 or not wild else "no number" for n in numbers],
        name=[f"{'王李张刘'[n % 4]}小{chr(0x4E00 + n)} 娜娜娜" for n in numbers],
        attributes=[{"level": "金", "birthday": f"{n}"} if n % 500 == 0 else None for n in numbers]
        if wild
        else (),
        source="import:7",
    )


def _all(batch: PeopleBatch, *, are_new: bool) -> tuple[list[Ready], int]:
    """Every wave, and how many of them a process has prepared."""
    found: list[Ready] = []
    with closing(Preparing(5, batch, "CN")) as room:
        for _, ready in room.waves():
            found.append(ready)
            room.are_new = are_new
    return found, sum(new is not None for _, new in found)


def _children() -> list[int]:
    """The processes beside this one that prepare people."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_bytes().decode().split("\0")
            parent = (path / "stat").read_text().rpartition(")")[2].split()[1]
        except OSError:
            continue
        if _PROGRAM in words and int(parent) == os.getpid():
            found.append(int(path.name))
    return found


def _is_alive(pid: int) -> bool:
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let 3,000 people be worth a process, in waves of 1,000."""
    monkeypatch.setattr(preparing, "MANY", 2_000)
    monkeypatch.setattr(preparing, "_MEANWHILE", (500, 500))
    monkeypatch.setattr(preparing, "_WAVE", 1_000)


@pytest.mark.usefixtures("few_are_many")
@pytest.mark.parametrize("wild", [False, True])
def test_a_process_prepares_what_would_be_prepared_here(wild: bool) -> None:
    batch = _people(4_500, wild=wild)
    beside, helped = _all(batch, are_new=True)
    here, alone = _all(batch, are_new=False)

    assert (helped, alone, len(beside)) == (4, 0, 6)
    for (part, new), (mine, _) in zip(beside, here, strict=True):
        keys, whose = part.in_order()
        own_keys, own_whose = mine.in_order()
        assert (keys, whose.tolist()) == (own_keys, own_whose.tolist())
        assert {**vars(part), "order": None} == {**vars(mine), "order": None}
        if new is None:
            continue
        own = said.make_new(5, mine, range(len(mine)))
        assert new.names.tolist() == own.names.tolist()
        theirs, ours = new.lists(), own.lists()
        for name in ("name_hash", "keys", "shops", "attributes"):
            assert theirs[name] == ours[name]
        opened = list(map(sealing.unsealed_text, theirs["wrapped_key"], theirs["sealed"]))
        assert opened == list(map(sealing.unsealed_text, ours["wrapped_key"], ours["sealed"]))
        assert len({*theirs["wrapped_key"], *ours["wrapped_key"]}) == 2 * len(part)
    assert not _children()


@pytest.mark.usefixtures("few_are_many")
def test_those_at_some_places_are_taken_from_what_is_ready() -> None:
    part = said.read(5, _people(40, wild=True), 0, 40, "CN")
    everybody = said.make_new(5, part, range(40))
    some = everybody.at([3, 8, 39])
    alone = said.make_new(5, part, [3, 8, 39])
    assert some.names.tolist() == alone.names.tolist()
    assert (some.keys, some.name_hash) == (alone.keys, alone.name_hash)
    assert some.sealed == [everybody.sealed[place] for place in (3, 8, 39)]
    joined = everybody.at([3]) + everybody.at([8, 39])
    assert joined.names.tolist() == some.names.tolist()
    assert joined.sealed == some.sealed


@pytest.mark.facts
@pytest.mark.usefixtures("few_are_many", "transactional_db")
def test_made_beside_they_are_found_as_others_are(workspace: Workspace) -> None:
    batch = _people(4_500, wild=True)
    made = facade.resolve_report(workspace.pk, batch)
    again = facade.resolve_report(workspace.pk, batch)

    assert made.customer_ids.tolist() == again.customer_ids.tolist()
    assert (again.created, again.changed) == ((), ())
    assert len(made.created) == Customer.objects.count()
    assert set(made.customer_ids.tolist()) == set(made.created)
    _check_rows(workspace, batch, made.customer_ids.tolist())
    assert not _children()


@pytest.mark.facts
@pytest.mark.usefixtures("few_are_many", "transactional_db")
def test_killed_again_and_again_it_is_done_here(
    workspace: Workspace, caplog: pytest.LogCaptureFixture
) -> None:
    batch = _people(4_500)
    killed: set[int] = set()
    is_over = threading.Event()

    def kill() -> None:
        while not is_over.wait(0.01):
            for pid in _children():
                os.kill(pid, signal.SIGKILL)
                killed.add(pid)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        with caplog.at_level(logging.WARNING):
            made = facade.resolve_report(workspace.pk, batch)
    finally:
        is_over.set()
        killer.join()
    assert len(killed) == 1  # it is not tried again
    assert len(made.created) == Customer.objects.count() == 4_500
    assert "people are prepared without a process" in caplog.text
    _check_rows(workspace, batch, made.customer_ids.tolist())


def test_killed_between_two_answers_the_next_is_prepared_here(few_are_many: None) -> None:
    batch = _people(6_500)
    kinds: list[bool] = []
    with closing(Preparing(5, batch, "CN")) as room:
        for _, (part, new) in room.waves():
            room.are_new = True
            kinds.append(new is not None)
            if new is not None and kinds.count(True) == 2:
                (pid,) = _children()
                os.kill(pid, signal.SIGKILL)
            assert part.keys[0] == said.read(5, batch, *_at(kinds), "CN").keys[0]
    assert kinds[:4] == [False, False, True, True]
    assert not any(kinds[5:])  # one more may have been ready before it died


def _at(kinds: list[bool]) -> tuple[int, int]:
    starts = [0, 1_000, 1_500, 2_000, 3_000, 4_000, 5_000, 6_000, 6_500]
    return starts[len(kinds) - 1], starts[len(kinds)]


@pytest.mark.facts
@pytest.mark.usefixtures("few_are_many", "transactional_db")
def test_a_process_that_cannot_start_is_not_missed(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    batch = _people(3_500)
    made = facade.resolve_report(workspace.pk, batch)
    assert len(made.created) == Customer.objects.count() == 3_500
    _check_rows(workspace, batch, made.customer_ids.tolist())


@pytest.mark.usefixtures("few_are_many")
def test_what_cannot_travel_is_prepared_here() -> None:
    batch = _people(3_500)
    odd = {"opened": Path("x")}
    rest = {name: column for name, column in vars(batch).items() if name != "attributes"}
    found, helped = _all(PeopleBatch(**rest, attributes=[odd] * 3_500), are_new=True)
    assert helped == 0
    assert sum(len(part) for part, _ in found) == 3_500


def test_few_people_start_no_process() -> None:
    _, helped = _all(_people(3_500), are_new=True)
    assert helped == 0


@pytest.mark.usefixtures("few_are_many")
def test_only_one_process_at_a_time_and_none_sees_a_key_in_its_surroundings() -> None:
    batch = _people(6_500)
    with closing(Preparing(5, batch, "CN")) as room, closing(Preparing(5, batch, "CN")) as other:
        room.are_new = other.are_new = True
        first, second = room.waves(), other.waves()
        for _ in range(3):
            _, (_, new) = next(first)
            _, (_, beside) = next(second)
        assert new is not None
        assert beside is None
        (pid,) = _children()
        place = Path("/proc") / str(pid)
        assert (place / "cmdline").read_bytes().split(b"\0")[1:3] == [b"-m", _PROGRAM.encode()]
        names = {one.partition(b"=")[0] for one in (place / "environ").read_bytes().split(b"\0")}
        allowed = {b"PATH", b"LD_LIBRARY_PATH", b"PYTHONDONTWRITEBYTECODE", b"PYTHONPATH"}
        own = {b"POLARS_MAX_THREADS", b"OPENBLAS_NUM_THREADS", b"LC_CTYPE"}
        assert names - {b""} <= allowed | own
    assert not _is_alive(pid)


_PARENT = """
import os, signal, sys
import django; django.setup()
from huike.flow.identity import preparing
helper = preparing.Helper()
for count in (1, 200_000):
    batch = {"user_id": [str(n) for n in range(count)]}
    answer = helper.ask(preparing.packed((1, None, batch)))
    if count == 1:
        answer.result()
print(helper.process.pid, flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def parent(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    """A program that has a process prepare people."""
    environment = {**os.environ, "HUIKE_HOME": str(tmp_path)}
    with subprocess.Popen(
        [sys.executable, "-c", _PARENT],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def test_it_dies_with_a_parent_that_is_killed(parent: "subprocess.Popen[str]") -> None:
    assert parent.stdout is not None
    assert parent.stdin is not None
    pid = int(parent.stdout.readline())
    assert _is_alive(pid)
    parent.stdin.write("die\n")
    parent.stdin.flush()
    assert parent.wait(timeout=30) == -signal.SIGKILL
    until(lambda: not _is_alive(pid), seconds=60)


def _check_rows(workspace: Workspace, batch: PeopleBatch, ids: list[int]) -> None:
    """Each is there as given, and exactly what leads to them: keys, and pieces of names."""
    assert not Wave.objects.exists()
    assert not Match.objects.exists()
    leading = {
        (key, number)
        for number, own in Customer.objects.values_list("id", "keys")
        for key in unpacked(bytes(own))
    }
    rows = Identifier.objects.values_list("kind", "scope", "hash", "customer")
    assert {(head(kind, scope) + bytes(hashed), n) for kind, scope, hashed, n in rows} == leading
    people = queries.people(workspace.pk, ids)
    assert set(NamePiece.objects.values_list("id", flat=True)) == {
        one for number in people for one in names.rows(workspace.pk, people[number].name, number)
    }
    times = Counter(ids)
    for place, number in enumerate(ids):
        if times[number] > 1:
            continue
        email = batch.email[place]
        person = people[number]
        assert person.name == batch.name[place]
        assert person.values(USER_ID.code) == [batch.user_id[place]]
        assert person.values(EMAIL.code) == ([email.lower()] if email else [])
        assert {known[3] for known in person.identifiers} == {"import:7"}
    assert facade.find_by(workspace.pk, "user_id", "u3001") == [ids[3_001]]
    assert facade.search_name(workspace.pk, chr(0x4E00 + 3_001)) == []
    assert facade.search_name(workspace.pk, f"小{chr(0x4E00 + 3_001)}") == [ids[3_001]]
