"""Where mails are made: here, or by processes of their own when there are many.

A process costs 0.7 s to start and then renders, encodes and signs beside the one that writes to the
database. It gets plain values over a pipe and never sees the database.
"""

import os
import pickle
import queue
import struct
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings

from huike.flow.message.sending.making import Reader, Stationery, Unmade, letters
from huike.flow.message.transport.lanes import Mail

LENGTH = struct.Struct(">Q")
Made = list[Mail | Unmade]


class MakingFailed(Exception):
    """A process could not make a batch; the text says why."""


class Workshop(Protocol):
    """A place that makes mails."""

    depth: int  # how many batches it can use at once

    def make(
        self, stationery: Stationery, readers: Sequence[Reader], at: datetime
    ) -> "Future[Made]":
        """Begin making a batch."""

    def close(self) -> None:
        """Make no more."""


class InPlace:
    """Makes mails in this process, at once."""

    depth = 1

    def make(
        self, stationery: Stationery, readers: Sequence[Reader], at: datetime
    ) -> "Future[Made]":
        """Make a batch now."""
        done: Future[Made] = Future()
        done.set_result(letters(stationery, readers, at))
        return done

    def close(self) -> None:
        """Nothing to close."""


class Processes:
    """Makes mails in some processes of their own."""

    def __init__(self, count: int) -> None:
        self.depth = count + 1
        self._idle: queue.Queue[_Maker] = queue.Queue()
        self._makers = [_Maker() for _ in range(count)]
        for maker in self._makers:
            self._idle.put(maker)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="message-maker")

    def make(
        self, stationery: Stationery, readers: Sequence[Reader], at: datetime
    ) -> "Future[Made]":
        """Give a batch to the next free process."""
        return self._threads.submit(self._make, stationery, readers, at)

    def close(self) -> None:
        """End the processes."""
        self._threads.shutdown(cancel_futures=True)
        for maker in self._makers:
            maker.end()

    def _make(self, stationery: Stationery, readers: Sequence[Reader], at: datetime) -> Made:
        maker = self._idle.get()
        try:
            return maker.ask(stationery, readers, at)
        finally:
            self._idle.put(maker)


class _Maker:
    """One process, started when it is first needed and again when it has died."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._knows: Stationery | None = None

    def ask(self, stationery: Stationery, readers: Sequence[Reader], at: datetime) -> Made:
        try:
            return self._ask(stationery, readers, at)
        except (OSError, EOFError):
            # Killed, perhaps for want of memory. What it was making is not lost: make it again.
            self.end()
            return self._ask(stationery, readers, at)

    def _ask(self, stationery: Stationery, readers: Sequence[Reader], at: datetime) -> Made:
        process = self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        told = None if self._knows is stationery else stationery
        send(process.stdin, (told, [tuple(one) for one in readers], at))
        self._knows = stationery
        answer = receive(process.stdout)
        if isinstance(answer, str):
            raise MakingFailed(answer)
        return [Mail(*one) if len(one) == 4 else Unmade(*one) for one in answer]

    def _started(self) -> "subprocess.Popen[bytes]":
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "huike.flow.message.sending.maker"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env={
                    **os.environ,
                    "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
                    "HUIKE_HOME": str(settings.HUIKE_HOME),
                },
            )
        return self._process

    def end(self) -> None:
        process, self._process, self._knows = self._process, None, None
        if process is None:
            return
        process.kill()
        process.communicate()


def send(pipe: Any, value: object) -> None:
    """Write one value to a pipe between our own processes."""
    raw = pickle.dumps(value, protocol=5)
    pipe.write(LENGTH.pack(len(raw)))
    pipe.write(raw)
    pipe.flush()


def receive(pipe: Any) -> Any:
    """Read one value; `EOFError` when the other side is gone."""
    head = pipe.read(LENGTH.size)
    if len(head) < LENGTH.size:
        raise EOFError
    raw = pipe.read(LENGTH.unpack(head)[0])
    return pickle.loads(raw)  # noqa: S301 - from a process that we started
