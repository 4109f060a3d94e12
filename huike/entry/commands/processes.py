"""The processes of `huike serve`: started in order, watched, restarted, ended in reverse order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

log = structlog.get_logger(__name__)
_LONGEST_PAUSE = 30.0
_STABLE_SECONDS = 30.0


@dataclass
class Child:
    """One process the parent watches over."""

    name: str
    start: Callable[[], "subprocess.Popen[bytes]"]
    grace_seconds: float = 25.0
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0
    next_start: float = field(default=0.0)

    def launch(self) -> None:
        """Start it now."""
        self.process = self.start()
        self.started_at = time.monotonic()

    def watch(self) -> None:
        """Start it again when it has died, ever more slowly while it dies at once."""
        now = time.monotonic()
        if self.process is not None:
            status = self.process.poll()
            if status is None:
                return
            is_stable = now - self.started_at > _STABLE_SECONDS
            self.failures = 0 if is_stable else self.failures + 1
            pause = min(_LONGEST_PAUSE, 0.2 * 2**self.failures)
            log.warning("process_died", process=self.name, status=status, restart_in=pause)
            self.process, self.next_start = None, now + pause
        if now >= self.next_start:
            self.launch()

    def end(self) -> None:
        """Ask it to end, wait, and kill it if it does not."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(self.grace_seconds)
        except subprocess.TimeoutExpired:
            log.warning("process_killed", process=self.name)
            self.process.kill()
            self.process.wait()


class Family:
    """Children in the order they start."""

    def __init__(self, children: list[Child]) -> None:
        self.children = children
        self._stop = threading.Event()

    def start(self) -> None:
        """Start all of them."""
        for child in self.children:
            child.launch()

    def hear_signals(self) -> None:
        """From now on a signal asks for the end instead of being it."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self._stop.set())

    def run(self) -> None:
        """Watch until a signal asks for the end, then end the last started first."""
        while not self._stop.wait(0.2):
            for child in self.children:
                child.watch()
        self.end()

    def end(self) -> None:
        """End all children, the last started first."""
        for child in reversed(self.children):
            child.end()


def python(*words: str) -> Callable[[], "subprocess.Popen[bytes]"]:
    """A starter of `python -m huike.entry.commands WORDS` in a session of its own."""

    def start() -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "huike.entry.commands", *words]
        environment = {**os.environ, "HUIKE_PARENT": str(os.getpid())}
        return subprocess.Popen(command, start_new_session=True, env=environment)

    return start


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however it went."""
    parent = os.environ.get("HUIKE_PARENT", "")
    if not parent:
        return

    def watch() -> None:
        while os.getppid() == int(parent):
            time.sleep(1.0)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()
