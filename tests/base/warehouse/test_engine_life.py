"""What the engine and its users survive: kill -9, twins, restarts and the end of a command."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pytest_django import Settings

from huike.base.warehouse import facade, local
from huike.base.warehouse.errors import WarehouseDown
from tests.base.warehouse.conftest import Door
from tests.support.wait import until

StartEngine = Callable[..., Door]
ROOT = Path(__file__).parents[3]


def status(pid: int, name: str) -> str:
    """A line of what the system says about a process; empty once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return ""
    told = dict(line.split(":", 1) for line in lines)
    return "" if "Z" in told["State"] else told[name].strip()


def rows(batch: int, count: int) -> pa.Table:
    return pa.table(
        {
            "batch": pa.array([batch] * count, pa.uint32()),
            "a": pa.array(np.arange(count, dtype=np.uint32)),
        }
    )


@pytest.fixture
def home(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """The facade of this test speaks to engines below `tmp_path`."""
    settings.HUIKE_HOME = tmp_path
    settings.WAREHOUSE_URL = f"chdb://{tmp_path / 'warehouse'}"
    yield tmp_path
    facade.close()


def kill(door: Door) -> None:
    door.engine.process.send_signal(signal.SIGKILL)
    door.engine.process.wait(10)


def make_table() -> None:
    facade.execute(
        "CREATE TABLE IF NOT EXISTS t (batch UInt32, a UInt32) ENGINE = MergeTree ORDER BY a "
        "SETTINGS non_replicated_deduplication_window = 1000",
        lane="short",
    )


def test_acknowledged_rows_survive_a_kill(home: Path, own_engine: StartEngine) -> None:
    door = own_engine(keeper=os.getpid())
    make_table()
    acknowledged: list[int] = []
    stop = threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            facade.insert("t", rows(number, 500), token=f"batch-{number}")
            acknowledged.append(number)

    writer = threading.Thread(target=write)
    writer.start()
    for falls in range(1, 3):
        until(lambda wanted=falls * 5: len(acknowledged) >= wanted, seconds=30)
        kept = list(acknowledged)
        kill(door)
        door = own_engine(keeper=os.getpid())
        found = facade.select(
            "SELECT batch FROM t WHERE batch IN {b:Array(UInt32)} "
            "GROUP BY batch HAVING count() = 500",
            {"b": kept},
        )
        assert sorted(batch for (batch,) in found) == kept
    stop.set()
    writer.join(60)
    assert not writer.is_alive()
    assert facade.scalar("SELECT count() FROM t") == 500 * len(acknowledged)
    assert facade.scalar("SELECT uniqExact(batch, a) FROM t") == 500 * len(acknowledged)
    for number in acknowledged[-3:]:  # a resend after all falls adds none
        facade.insert("t", rows(number, 500), token=f"batch-{number}")
    assert facade.scalar("SELECT count() FROM t") == 500 * len(acknowledged)


@pytest.mark.parametrize(("told", "waits"), [(None, "1"), ("0", "0")])
def test_rows_wait_for_the_disk_unless_it_is_told_not_to(
    own_engine: StartEngine, monkeypatch: pytest.MonkeyPatch, told: str | None, waits: str
) -> None:
    monkeypatch.delenv("HUIKE_WAREHOUSE_FSYNC")
    if told is not None:
        monkeypatch.setenv("HUIKE_WAREHOUSE_FSYNC", told)
    client = own_engine().client()
    found = client.query(
        "SELECT name, value FROM system.merge_tree_settings WHERE name LIKE 'fsync%'"
    )

    assert dict(found.result_rows) == {"fsync_after_insert": waits, "fsync_part_directory": waits}


def test_a_restart_looks_like_a_pause(home: Path, own_engine: StartEngine) -> None:
    assert facade.is_up() is False
    door = own_engine(keeper=os.getpid())
    assert facade.is_up() is True
    assert facade.scalar("SELECT 1") == 1
    kill(door)
    assert facade.is_up() is False
    answers: list[int] = []
    asker = threading.Thread(target=lambda: answers.append(facade.scalar("SELECT 2")))
    asker.start()
    again = own_engine(keeper=os.getpid())
    asker.join(30)
    assert answers == [2]
    assert again.ready.pid != door.ready.pid


def test_a_change_without_a_token_is_not_sent_twice(home: Path, own_engine: StartEngine) -> None:
    door = own_engine(keeper=os.getpid())
    make_table()
    ends: list[Exception] = []

    def change() -> None:
        try:
            facade.execute(
                "INSERT INTO t SELECT 1, sleepEachRow(0.5) FROM numbers(100) "
                "SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 9e9"
            )
        except WarehouseDown as end:
            ends.append(end)

    thread = threading.Thread(target=change)
    thread.start()
    running = "SELECT countIf(query LIKE '%sleepEachRow%') FROM system.processes"
    until(lambda: facade.scalar(running) == 2)
    kill(door)
    own_engine(keeper=os.getpid())
    thread.join(30)
    assert [end.may_retry for end in ends] == [True]


def test_the_second_process_is_told_who_holds_the_folder(
    home: Path, own_engine: StartEngine
) -> None:
    first = own_engine()
    command = local.engine_command(home, home / "warehouse")
    command[command.index("--lock-wait") + 1] = "0.2"
    second = subprocess.run(
        command, capture_output=True, text=True, timeout=30, cwd=ROOT, stdin=subprocess.DEVNULL
    )
    assert second.returncode == 3
    assert f"in use by process {first.ready.pid}, started 20" in second.stderr
    assert "Traceback" not in second.stderr
    assert first.client().command("SELECT 1") == 1


def test_it_ends_in_good_order(own_engine: StartEngine) -> None:
    door = own_engine()
    door.client().command("CREATE TABLE default.t (a UInt8) ENGINE = MergeTree ORDER BY a")
    slow: list[object] = []
    asker = threading.Thread(
        target=lambda: slow.append(
            door.client().command("SELECT count() FROM numbers(3) WHERE sleepEachRow(0.3) = 0")
        )
    )
    asker.start()
    plain = door.client()
    running = "SELECT countIf(query LIKE '%sleepEachRow%') FROM system.processes"
    until(lambda: plain.query(running, settings={"max_execution_time": 2}).result_rows == [(2,)])
    door.engine.process.send_signal(signal.SIGTERM)
    assert door.engine.process.wait(20) == 0
    asker.join(10)
    assert slow == [3]
    assert not door.engine.ready_file.exists()
    assert own_engine().client().command("EXISTS TABLE default.t") == 1


COMMAND = """
import sys
from huike.base.warehouse import facade, local
from django.conf import settings
facade.ping()
file = local.ready_file(settings.HUIKE_HOME, settings.HUIKE_HOME / "warehouse")
print(local.read_ready(file).pid, flush=True)
sys.stdin.readline()
print(facade.scalar("SELECT 40 + 2"), flush=True)
"""


def command(home: Path) -> "subprocess.Popen[str]":
    environment = {**os.environ, "HUIKE_HOME": str(home), "WAREHOUSE_URL": ""}
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**environment, "DJANGO_SETTINGS_MODULE": "huike.config.settings"},
        cwd=ROOT,
    )


def test_commands_starting_at_once_share_one_engine_which_ends_with_the_last(
    tmp_path: Path,
) -> None:
    commands = [command(tmp_path) for _ in range(3)]
    pids = {int(one.stdout.readline()) for one in commands if one.stdout}
    assert len(pids) == 1
    engine = pids.pop()
    starter = next(one for one in commands if str(one.pid) == status(engine, "PPid"))
    starter.kill()  # even so, the others keep the engine
    starter.wait(10)
    for one in commands:
        if one is not starter:
            assert one.communicate("go\n", timeout=30)[0] == "42\n"
            assert one.returncode == 0
    until(lambda: not status(engine, "PPid"), seconds=20)
    assert not (tmp_path / "run" / "engine.json").exists()


def test_a_stale_ready_file_is_not_believed(home: Path) -> None:
    file = local.ready_file(home, home / "warehouse")
    file.parent.mkdir()
    stale = {"pid": os.getpid(), "keeper": 0, "port": 1, "secret": "x", "path": "/"}
    file.write_text(json.dumps(stale))
    assert local.living(file) is None
    file.write_text("half a fi")
    assert local.living(file) is None


def test_a_forked_process_opens_clients_of_its_own(home: Path, own_engine: StartEngine) -> None:
    own_engine(keeper=os.getpid())
    assert facade.scalar("SELECT 1") == 1
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        answer = b"wrong"
        try:
            answer = str(facade.scalar("SELECT 3")).encode()
        finally:
            os.write(writer, answer)
            os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 10) == b"3"
    assert facade.scalar("SELECT 4") == 4
    os.close(reader)
    os.close(writer)


@pytest.mark.long
def test_what_does_not_fit_in_memory_goes_to_disk(own_engine: StartEngine) -> None:
    door = own_engine(memory=1_000_000_000)
    sql = "SELECT count() FROM (SELECT number AS n, count() FROM numbers(20000000) GROUP BY n)"
    assert door.client().command(sql) == 20_000_000
    assert list((door.ready.path / "tmp").iterdir()) == []


def test_it_starts_small_and_quickly(own_engine: StartEngine) -> None:
    before = time.monotonic()
    door = own_engine()
    assert time.monotonic() - before < 15  # about one second on a quiet machine
    kilobytes = int(status(door.ready.pid, "VmRSS").split()[0])
    assert kilobytes < 400 * 1024
