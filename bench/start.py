"""An empty server's start: seconds from nothing to ready, and the memory of all its processes.

Memory is each process's own share (PSS: pages that several use are counted once), a second after
it is ready; the sum of what each can see (RSS) stands beside it.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import httpx

NAME = "start"

Report = Callable[..., None]
_LIMIT_SECONDS = 120.0


def run(report: Report) -> None:
    """The first start makes both stores, the second finds them."""
    with tempfile.TemporaryDirectory(prefix="huike-bench-", ignore_cleanup_errors=True) as home:
        first, _, _ = _start(Path(home))
        second, own, seen = _start(Path(home))
    report("empty start, both stores made", first, "s", "<= 8")
    report("empty start, stores there", second, "s", "<= 8")
    report("memory of all processes (PSS)", own, "MB", "<= 900")
    report("memory of all processes (RSS)", seen, "MB")


def _start(home: Path) -> tuple[float, float, float]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    environment = {
        **os.environ,
        "HUIKE_HOME": str(home),
        "HUIKE_PORT": str(port),
        "HUIKE_LOG_LEVEL": "WARNING",
    }
    # A new process compiles what it imports unless the shell forbids to keep it.
    for name in (
        *["DATABASE_URL", "WAREHOUSE_URL", "REDIS_URL", "BLOB_URL"],
        "PYTHONDONTWRITEBYTECODE",
    ):
        environment.pop(name, None)
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "huike.entry.commands", "serve"],
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        seconds = time.monotonic() - began
        time.sleep(1.0)
        everybody = [process.pid, *_children(process.pid)]
        return seconds, _memory(everybody, "Pss"), _memory(everybody, "Rss")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    deadline = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"huike serve ended with {process.returncode}")
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.02)
    raise RuntimeError(f"not ready after {_LIMIT_SECONDS:g} s")


def _children(pid: int) -> list[int]:
    direct = [
        int(one)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for one in task.read_text().split()
    ]
    return direct + [deeper for one in direct for deeper in _children(one)]


def _memory(pids: list[int], what: str) -> float:
    """Megabytes; needs Linux."""
    total = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith(f"{what}:"):
                total += int(line.split()[1])
    return total / 1024
