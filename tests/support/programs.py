"""Programs of the product for tests: real processes, without the time to read the product.

`run` and `start` do what `subprocess.run` and `Popen` do with `python WORDS`, by forking
tests/support/forge.py, which has read the product. Who tests starting itself names `is_apart`.
"""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from functools import cache
from typing import IO, Any

HUIKE = ("-m", "huike.entry.commands")
_ONE_AT_A_TIME = threading.Lock()


class Program:
    """A running program; its parts are named as those of `subprocess.Popen`."""

    def __init__(self, words: Sequence[str], told: socket.socket) -> None:
        self.args = list(words)
        self.returncode: int | None = None
        self._told, self._read = told, b""
        self.pid = int(self._line(None))

    def poll(self) -> int | None:
        """Its exit status, None while it runs."""
        if self.returncode is None and select.select([self._told], [], [], 0)[0]:
            self.returncode = int(self._line(None))
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit status once it has ended."""
        if self.returncode is None:
            self.returncode = int(self._line(timeout))
            self._told.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """As `os.kill`, while it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)

    def _line(self, timeout: float | None) -> bytes:
        until = None if timeout is None else time.monotonic() + timeout
        while b"\n" not in self._read:
            left = None if until is None else max(0.0, until - time.monotonic())
            if not select.select([self._told], [], [], left)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout or 0)
            more = self._told.recv(64)
            assert more, f"{self.args} ended with nobody who watched it"
            self._read += more
        line, _, self._read = self._read.partition(b"\n")
        return line


Started = Program | subprocess.Popen[bytes]


def start(
    words: Sequence[str],
    *,
    env: Mapping[str, str],
    stdout: IO[Any] | int,
    stderr: IO[Any] | int,
    is_apart: bool = False,
) -> Started:
    """`python WORDS` in a session of its own."""
    if is_apart:
        return subprocess.Popen(
            [sys.executable, *words],
            env=dict(env),
            stdout=stdout,
            stderr=stderr,
            start_new_session=True,
        )
    return _asked(words, env, stdout, stderr, has_session=True)


def run(
    words: Sequence[str], *, env: Mapping[str, str], timeout: float = 300, is_apart: bool = False
) -> "subprocess.CompletedProcess[str]":
    """`python WORDS` to its end, with what it said."""
    if is_apart:
        return subprocess.run(
            [sys.executable, *words],
            env=dict(env),
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        program = _asked(words, env, out, err, has_session=False)
        try:
            status = program.wait(timeout)
        except subprocess.TimeoutExpired:
            program.kill()
            raise
        said = [_said(file) for file in (out, err)]
        return subprocess.CompletedProcess(program.args, status, *said)


def _asked(
    words: Sequence[str],
    env: Mapping[str, str],
    stdout: IO[Any] | int,
    stderr: IO[Any] | int,
    *,
    has_session: bool,
) -> Program:
    asked = {
        "words": list(words),
        "environment": dict(env),
        "folder": os.getcwd(),
        "session": has_session,
    }
    body = json.dumps(asked).encode()
    ours, theirs = socket.socketpair()
    with theirs, open(os.devnull, "rb") as nothing, _ONE_AT_A_TIME:
        files = [_number(nothing), _number(stdout), _number(stderr), theirs.fileno()]
        control = _forge()
        socket.send_fds(control, [len(body).to_bytes(8)], files)
        control.sendall(body)
    return Program(words, ours)


@cache
def _forge() -> socket.socket:
    """The way to a forge of this process; it ends when this process does."""
    ours, theirs = socket.socketpair()
    environment = dict(os.environ)
    # Many programs are started: what they import is compiled once, whatever the shell says.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with theirs:
        subprocess.Popen(
            [sys.executable, "-m", "tests.support.forge"], stdin=theirs, env=environment
        )
    return ours


def _number(file: IO[Any] | int) -> int:
    return file if isinstance(file, int) else file.fileno()


def _said(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
