"""The engine behind its door against the engine in the process: quiet, with a fit, with inserts.

The peer is the same client library on an engine in this very process. A fit is plain Python that
keeps a core busy: beside the door it runs in a process of its own (as the worker's fits do), inside
the process in a thread (the folder has one process). Run it alone on the machine.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import clickhouse_connect
import numpy as np
import pyarrow as pa

from huike.base.warehouse.local import start_engine

NAME = "engine_door"

EVENTS = 2_000_000
CUSTOMERS = 200_000
ROUNDS = 150
INSERT_ROUNDS = 40
INSERT_ROWS = 10_000
SHORT, LONG = 2, 600  # seconds, by which the door tells its lanes
FIT = "x = 0\nwhile True:\n    x = (x * 31 + 7) % 1000003\n"

Report = Callable[..., None]
Connect = Callable[[int], Any]
Act = Callable[[], Any]

TABLE = """
CREATE TABLE {name} (
    workspace_id UInt32, event LowCardinality(String), customer_id UInt32,
    occurred_at DateTime64(3, 'UTC'), message_id String, amount Float64
) ENGINE = MergeTree ORDER BY (workspace_id, event, customer_id, occurred_at)
SETTINGS non_replicated_deduplication_window = 1000
"""
FILL = f"""
INSERT INTO events SELECT
    1, ['view', 'cart', 'order', 'open'][1 + number % 4], 1 + sipHash64(number) % {CUSTOMERS},
    toDateTime64('2026-01-01 00:00:00', 3, 'UTC') + INTERVAL number % 15552000 SECOND,
    toString(number), (number % 1000) / 10
FROM numbers({EVENTS})
"""
PREVIEW = """
WITH
    (SELECT groupBitmapState(customer_id) FROM events
     WHERE workspace_id = 1 AND event = 'view' AND occurred_at > '2026-05-01 00:00:00') AS viewed,
    (SELECT groupBitmapState(customer_id) FROM events
     WHERE workspace_id = 1 AND event = 'cart' AND occurred_at > '2026-05-15 00:00:00') AS carted,
    (SELECT groupBitmapState(customer_id) FROM events
     WHERE workspace_id = 1 AND event = 'order' AND occurred_at > '2026-03-01 00:00:00') AS ordered
SELECT bitmapCardinality(bitmapAndnot(bitmapAnd(viewed, carted), ordered))
"""
TIMELINE = """
SELECT event, occurred_at, message_id, amount FROM events
WHERE workspace_id = 1 AND customer_id = {customer:UInt32} ORDER BY occurred_at DESC LIMIT 50
"""


def run(report: Report) -> None:
    """Print each figure of the door with the process's own beside it."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        engine = start_engine(home, home / "warehouse")
        try:
            ready = engine.wait_ready()

            def by_door(seconds: int) -> Any:
                return clickhouse_connect.get_client(
                    host="127.0.0.1",
                    port=ready.port,
                    password=ready.secret,
                    compress=False,
                    autogenerate_session_id=False,
                    settings={"max_execution_time": seconds},
                )

            def inside(_: int) -> Any:
                return clickhouse_connect.get_client(interface="chdb", path=str(home / "inside"))

            pairs = _measure(by_door, inside)
        finally:
            engine.stop()
    for name, (door, peer) in pairs.items():
        target = "peer + 3 ms" if "quiet, p50" in name else ""
        report(name, door, "ms", target, "engine in the process", peer)


def _measure(by_door: Connect, inside: Connect) -> dict[str, tuple[float, float]]:
    """Quiet, both are asked in turn, so what else the machine does weighs on both alike."""
    for connect in (by_door, inside):
        _fill(connect)
    door, peer = by_door(SHORT), inside(SHORT)
    figures = _in_turn("quiet", _acts(door), _acts(peer))
    with _fit_in_process():
        door_times = _alone(_acts(door))
    with _fit_in_thread():
        peer_times = _alone(_acts(peer))
    figures |= _paired("a fit running", door_times, peer_times)
    with _inserting(by_door):
        door_times = _alone(_acts(door))
    with _inserting(inside):
        peer_times = _alone(_acts(peer))
    figures |= _paired("inserts running", door_times, peer_times)
    door.close()
    peer.close()
    return figures


def _fill(connect: Connect) -> None:
    client = connect(LONG)
    for name in ("events", "landing"):
        client.command(f"DROP TABLE IF EXISTS {name}")
        client.command(TABLE.format(name=name))
    client.command(FILL)
    client.close()


def _acts(client: Any) -> dict[str, tuple[Act, int]]:
    numbers = iter(np.random.default_rng(7).integers(1, CUSTOMERS, 10_000).tolist())
    batch = _batch()
    return {
        "SELECT 1": (lambda: client.query("SELECT 1"), ROUNDS),
        "bitmap preview": (lambda: client.query(PREVIEW), ROUNDS // 3),
        "timeline": (
            lambda: client.query(TIMELINE, parameters={"customer": next(numbers)}),
            ROUNDS // 2,
        ),
        "insert of 10,000 rows": (lambda: _insert(client, batch), INSERT_ROUNDS),
    }


def _in_turn(
    situation: str, door: dict[str, tuple[Act, int]], peer: dict[str, tuple[Act, int]]
) -> dict[str, tuple[float, float]]:
    door_times: dict[str, list[float]] = {name: [] for name in door}
    peer_times: dict[str, list[float]] = {name: [] for name in door}
    for name, (act, rounds) in door.items():
        for _ in range(rounds):
            door_times[name].append(_timed(act))
            peer_times[name].append(_timed(peer[name][0]))
    return _paired(situation, door_times, peer_times)


def _alone(acts: dict[str, tuple[Act, int]]) -> dict[str, list[float]]:
    return {name: [_timed(act) for _ in range(rounds)] for name, (act, rounds) in acts.items()}


def _paired(
    situation: str, door: dict[str, list[float]], peer: dict[str, list[float]]
) -> dict[str, tuple[float, float]]:
    figures = {}
    for name, times in door.items():
        both = (times[3:], peer[name][3:])  # the first few warm caches
        p50, p95 = f"{name}, {situation}, p50", f"{name}, {situation}, p95"
        figures[p50] = (statistics.median(both[0]), statistics.median(both[1]))
        figures[p95] = (_p95(both[0]), _p95(both[1]))
    return figures


def _timed(act: Act) -> float:
    before = time.perf_counter()
    act()
    return (time.perf_counter() - before) * 1000


def _p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[18]


def _batch() -> pa.Table:
    count = INSERT_ROWS
    return pa.table(
        {
            "workspace_id": np.full(count, 2, np.uint32),
            "event": pa.array(np.full(count, "view")),
            "customer_id": np.arange(count, dtype=np.uint32),
            "occurred_at": pa.array(
                np.arange(count) + 1_767_225_600_000, pa.timestamp("ms", "UTC")
            ),
            "message_id": pa.array(np.arange(count).astype(str)),
            "amount": np.arange(count, dtype=np.float64),
        }
    )


def _insert(client: Any, batch: pa.Table) -> None:
    token = str(time.perf_counter_ns())
    client.insert_arrow("landing", batch, settings={"insert_deduplication_token": token})


@contextmanager
def _fit_in_process() -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-c", FIT])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def _fit_in_thread() -> Iterator[None]:
    stop = threading.Event()

    def spin() -> None:
        x = 0
        while not stop.is_set():
            for _ in range(1000):
                x = (x * 31 + 7) % 1000003

    with _thread(spin, stop):
        yield


@contextmanager
def _inserting(connect: Connect) -> Iterator[None]:
    stop = threading.Event()

    def stream() -> None:
        client, batch = connect(SHORT), _batch()
        while not stop.is_set():
            _insert(client, batch)
            stop.wait(0.02)
        client.close()

    with _thread(stream, stop):
        yield


@contextmanager
def _thread(work: Callable[[], None], stop: threading.Event) -> Iterator[None]:
    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


if __name__ == "__main__":

    def _print(
        name: str, value: float, unit: str, target: str, peer: str, peer_value: float
    ) -> None:
        print(f"{name:<48}{value:>9.2f} {unit}   {peer} {peer_value:>9.2f} {unit}   {target}")

    run(_print)
