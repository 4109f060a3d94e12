"""Where people are read, hashed and sealed: here, or in a process beside the one that writes.

Half of what a new customer costs needs no database. When very many are coming, a process of its own
(`preparer`) makes the next wave ready while this one is looked up and written. It costs half a
second to start and 170 MB, so few people never start one, and it ends with the call. Whatever
happens to it, the work is then done here.
"""

import logging
import marshal
import os
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import accumulate, chain, pairwise, repeat, takewhile, zip_longest
from typing import IO, Any

import numpy as np
from django.conf import settings

from huike.flow.identity import said
from huike.flow.identity.people import PeopleBatch
from huike.flow.identity.said import New, Part

Span = tuple[int, int]  # from, and up to
Ready = tuple[Part, New | None]  # read; and, perhaps, each as a new customer

MANY = 30_000  # people of one call for whom a process is worth its start
_FIRST = 1_000  # they tell whether the next are likely to be new
_MEANWHILE = (10_000, 10_000, 15_000)  # here while the process starts; then its first ones
_WAVE = 20_000  # decision 10

_LENGTH = struct.Struct(">Q")
_PLAIN = 2  # marshal's form that does not look for one object in two places
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "PYTHONDONTWRITEBYTECODE")  # and no key
_place = threading.Semaphore()  # for one process: two would want one core

log = logging.getLogger(__name__)


class Preparing:
    """The people of a batch, wave after wave, ready to be looked up and written."""

    def __init__(self, workspace_id: int, batch: PeopleBatch, region: str | None) -> None:
        self._workspace_id = workspace_id
        self._batch = batch
        self._region = region
        self._may_help = len(batch) > MANY and (os.cpu_count() or 1) > 1
        self._helper: Helper | None = None
        self.are_new = False  # whether the next are likely to be

    def waves(self) -> Iterator[tuple[Span, Ready]]:
        """Each wave; the one after it is begun before."""
        spans = _spans(len(self._batch))
        coming: Future[bytes] | None = None
        for span, following in zip_longest(spans, spans[1:]):
            this, coming = coming, self._asked(following) if following else None
            yield span, self._taken(this, span)

    def close(self) -> None:
        """End the process, if there is one."""
        if self._helper:
            self._helper.end()
            self._helper = None
            _place.release()

    def _asked(self, span: Span) -> "Future[bytes] | None":
        if not (self.are_new and self._may_help):
            return None
        try:
            question = packed((self._workspace_id, self._region, vars(_cut(self._batch, *span))))
        except ValueError:  # an attribute of a kind that does not travel
            self._may_help = False
            return None
        if self._helper is None:
            self._may_help = _place.acquire(blocking=False)
            if not self._may_help:
                return None
            self._helper = Helper()
        return self._helper.ask(question)

    def _taken(self, coming: "Future[bytes] | None", span: Span) -> Ready:
        if coming:
            try:
                return self._read(coming.result(), span)
            except (OSError, EOFError, ValueError) as problem:
                # It was killed or could not start: nothing is lost by it.
                log.warning("people are prepared without a process: %s", type(problem).__name__)
                self._may_help = False
        return said.read(self._workspace_id, self._batch, *span, self._region), None

    def _read(self, told: bytes, span: Span) -> Ready:
        columns, (keys, whose), new, rows = unpacked(told)
        order = keys, np.frombuffer(whose, np.int64)
        part = Part(shops=said.shops_of(self._batch, *span), order=order, **columns)
        return part, New(
            shops=part.shops,
            attributes=said.attributes_of(part, range(len(part))),
            names=np.frombuffer(rows, np.int64),
            **new,
        )


class Helper:
    """A process that prepares people, and the thread that waits for it."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="identity-preparing")

    def ask(self, question: bytes) -> "Future[bytes]":
        """Begin to prepare these people; they are ready after those asked for before."""
        return self._thread.submit(self._talk, question)

    def end(self) -> None:
        """End the process, whatever it is doing."""
        if self.process:
            self.process.kill()
        self._thread.shutdown(cancel_futures=True)
        if self.process:
            self.process.communicate()

    def _talk(self, question: bytes) -> bytes:
        # It only waits: making objects of an answer here would keep a transaction of the other
        # thread open meanwhile.
        if self.process is None:
            self.process = _started()
        asked, answers = self.process.stdin, self.process.stdout
        assert asked is not None
        assert answers is not None
        send(asked, question)
        return receive(answers)


def answer(question: bytes) -> bytes:
    """What the process answers; columns of one object stay behind, for they are made quicker."""
    workspace_id, region, columns = unpacked(question)
    batch = PeopleBatch(**columns)
    part = said.read(workspace_id, batch, 0, len(batch), region)
    new = said.make_new(workspace_id, part, range(len(part)))
    keys, whose = part.in_order()
    return packed(
        (
            _without(part, "shops", "order"),
            (keys, whose.tobytes()),
            _without(new, "shops", "attributes", "names"),
            new.names.tobytes(),
        )
    )


def packed(value: Any) -> bytes:
    """A value of plain kinds as it travels between our own processes."""
    return marshal.dumps(value, _PLAIN)


def unpacked(raw: bytes) -> Any:
    """The value again."""
    return marshal.loads(raw)  # noqa: S302 - from a process of our own


def send(pipe: IO[bytes], raw: bytes) -> None:
    """Write one message."""
    pipe.write(_LENGTH.pack(len(raw)))
    pipe.write(raw)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Read one message; `EOFError` when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    size = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    raw = pipe.read(size)
    if not raw or len(raw) < size:
        raise EOFError
    return raw


def _started() -> "subprocess.Popen[bytes]":
    """The process, which knows the key; nobody sees it in a list of processes."""
    process = subprocess.Popen(
        [sys.executable, "-m", "huike.flow.identity.preparer"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a traceback might tell of a person
        env={
            **{name: os.environ[name] for name in _INHERITED if name in os.environ},
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
            **dict.fromkeys(("OPENBLAS_NUM_THREADS", "POLARS_MAX_THREADS"), "1"),
        },
    )
    assert process.stdin is not None
    send(process.stdin, settings.MASTER_KEY)
    return process


def _cut(batch: PeopleBatch, start: int, stop: int) -> PeopleBatch:
    shop = batch.shop_id
    return PeopleBatch(
        shop if isinstance(shop, int) else [int(one) for one in shop[start:stop]],
        list(batch.user_id[start:stop]),
        list(batch.email[start:stop]),
        list(batch.phone[start:stop]),
        list(batch.name[start:stop]),
        list(batch.attributes[start:stop]),
        batch.source,
        list(batch.said_at[start:stop]),
        list(batch.acted_at[start:stop]),
        batch.heard,
    )


def _without(columns: Part | New, *names: str) -> dict[str, Any]:
    return {name: column for name, column in vars(columns).items() if name not in names}


def _spans(total: int) -> list[Span]:
    sizes = chain((_FIRST,), _MEANWHILE if total > MANY else (), repeat(_WAVE))
    ends = takewhile(lambda end: end < total, accumulate(sizes))
    return list(pairwise((0, *ends, total)))
