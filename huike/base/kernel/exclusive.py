"""One at a time in the whole installation, whichever process or machine; who dies lets go."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection

from huike.base.kernel.errors import Unavailable

_SECONDS = 60.0
_FIRST_PAUSE, _LAST_PAUSE = 0.001, 0.02


@contextmanager
def exclusive(name: str, *, is_patient: bool = True) -> Iterator[bool]:
    """Hold the lock of this name; an impatient caller is told whether it was free.

    Taken before the transactions that it guards, never inside one, and not twice by one caller.
    Who takes it again and again lets others in between: a newcomer waits at the gate, and whoever
    has just left the room must pass the gate too.
    """
    lock = _AdvisoryLocks if connection.vendor == "postgresql" else _FileLocks
    room, gate = lock(name), lock(f"{name}.gate")
    if not is_patient:
        is_mine = room.try_take()
    else:
        is_mine = _take(gate, name)
        try:
            _take(room, name)
        finally:
            gate.leave()
    try:
        yield is_mine
    finally:
        if is_mine:
            room.leave()


def _take(lock: "_AdvisoryLocks | _FileLocks", name: str) -> bool:
    deadline, pause = time.monotonic() + _SECONDS, _FIRST_PAUSE
    while not lock.try_take():
        if time.monotonic() > deadline:
            raise Unavailable(
                f"Somebody else has held {name} for {_SECONDS:g} s",
                code="busy",
                mend="Try again in a minute",
            )
        time.sleep(pause)
        pause = min(_LAST_PAUSE, 2 * pause)
    return True


class _AdvisoryLocks:
    """PostgreSQL's own: they belong to the connection and end with it."""

    def __init__(self, name: str) -> None:
        hashed = hashlib.sha256(f"huike:{name}".encode()).digest()
        self._key = int.from_bytes(hashed[:8], "big", signed=True)

    def try_take(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [self._key])
            return bool(cursor.fetchone()[0])

    def leave(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [self._key])


class _FileLocks:
    """SQLite means one machine: the lock of a file, which ends with the process."""

    def __init__(self, name: str) -> None:
        hashed = hashlib.sha256(f"{connection.settings_dict['NAME']}:{name}".encode()).hexdigest()
        self._path = Path(settings.HUIKE_HOME) / "run" / f"{hashed[:16]}.lock"
        self._descriptor = -1

    def try_take(self) -> bool:
        if self._descriptor < 0:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        with suppress(OSError):
            os.close(self._descriptor)
        self._descriptor = -1
