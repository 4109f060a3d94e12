"""The processes of `huike serve`: started in order, watched, restarted, ended in reverse order.

They are forked from a parent that has read the product already: a start costs milliseconds instead
of two seconds, and what was read is in memory once. Where forking is not safe (macOS) each of them
reads by itself.
"""

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import structlog

log = structlog.get_logger(__name__)
_FORKS = sys.platform == "linux"
_CONTEXT = multiprocessing.get_context("fork") if _FORKS else multiprocessing.get_context("spawn")
_SIGNALS = (signal.SIGTERM, signal.SIGINT)
_LONGEST_PAUSE = 30.0
_STABLE_SECONDS = 30.0


class Process(Protocol):
    """What the parent does with a process, however it was started."""

    def poll(self) -> int | None: ...

    def terminate(self) -> None: ...

    def kill(self) -> None: ...

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass
class Child:
    """One process the parent watches over."""

    name: str
    start: Callable[[], Process]
    grace_seconds: float = 25.0
    process: Process | None = None
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
        for number in _SIGNALS:
            signal.signal(number, lambda *_: self._stop.set())

    def run(self, also: Callable[[], None] = lambda: None) -> None:
        """Watch until a signal asks for the end, then end the last started first.

        `also` is done at each look. There is no second thread: one might hold a lock when a child
        is forked, which the child would wait for for ever.
        """
        while not self._stop.wait(0.2):
            for child in self.children:
                child.watch()
            also()
        self.end()

    def end(self) -> None:
        """End all children, the last started first."""
        for child in reversed(self.children):
            child.end()


class Forked:
    """`huike WORDS` as a child of this process, in a session of its own."""

    def __init__(self, *words: str) -> None:
        gc.freeze()  # what was read stays shared: nobody looks for garbage in it
        self._process = _CONTEXT.Process(target=_become, args=(os.getpid(), *words))
        with _held_signals():  # one that came before the child listens would be lost
            self._process.start()

    def poll(self) -> int | None:
        """Its exit status (a signal's number below nothing), or None while it runs."""
        return self._process.exitcode

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended."""
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired("huike", timeout or 0)
            time.sleep(0.02)
        return status


def _become(parent: int, *words: str) -> None:
    if _FORKS:
        _let_go_of_files()
        Path("/proc/self/comm").write_text(f"huike {words[0]}")
    os.setsid()
    for number in _SIGNALS:
        by_itself = signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL
        signal.signal(number, by_itself)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    os.environ["HUIKE_PARENT"] = str(parent)
    sys.argv = ["huike", *words]
    from huike.entry.commands.cli import run  # where it is not forked, it reads it here

    sys.exit(run())


def _let_go_of_files() -> None:
    """Locks of the home and the engine's lifeline are the parent's alone.

    The numbers stay taken: objects that were copied with the parent may still close theirs.
    """
    numbers = [int(name) for name in os.listdir("/proc/self/fd")]
    nothing = os.open(os.devnull, os.O_RDWR)
    for number in numbers:
        if number > 2:
            with suppress(OSError):  # that of the list itself
                os.fstat(number)
                os.dup2(nothing, number, inheritable=False)
    os.close(nothing)


@contextmanager
def _held_signals() -> Iterator[None]:
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)


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
