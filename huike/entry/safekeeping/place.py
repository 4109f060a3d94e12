"""Who may change this home as a whole: one `huike serve`, or one restore."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huike.base.kernel.errors import Conflict


@contextmanager
def only_one(home: Path, doing: str) -> Iterator[None]:
    """Hold the home for the block; whoever comes second is told who holds it."""
    file = home / "run" / "serve.lock"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(file, "a+") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Conflict(
                f"This home is in use: {_holder(file)}",
                code="home_in_use",
                where=str(home),
                mend="Stop it first, or set another HUIKE_HOME",
            ) from None
        handle.truncate(0)
        json.dump({"pid": os.getpid(), "doing": doing}, handle)
        handle.flush()
        # The system frees the lock however this process ends; children do not inherit it.
        yield


@contextmanager
def preparing(home: Path) -> Iterator[None]:
    """Hold back the processes that were started already and only read their libraries so far."""
    with open(_gate(home), "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def wait_until_prepared(home: Path) -> None:
    """Come back when nobody is preparing the stores (any more)."""
    with open(_gate(home), "a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)


def _gate(home: Path) -> Path:
    file = home / "run" / "prepare.lock"
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return file


def begin_restore(home: Path, name: str) -> None:
    """Mark the home as half restored, on the disk before anything else is."""
    path = _marker(home)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "w") as out:
        out.write(name)
        out.flush()
        os.fsync(out.fileno())


def end_restore(home: Path) -> None:
    """The home is whole."""
    _marker(home).unlink()


def is_half_restored(home: Path) -> bool:
    """Whether a restore began here and did not come to its end."""
    return _marker(home).exists()


def refuse_half_restored(home: Path) -> None:
    """Nothing may run on a home that holds a part of a backup."""
    if is_half_restored(home):
        raise Conflict(
            f"The restore of {_marker(home).read_text()} did not come to its end",
            code="half_restored",
            where=str(home),
            mend="Run huike restore again: it begins anew",
        )


def _marker(home: Path) -> Path:
    return home / "run" / "restoring"


def _holder(file: Path) -> str:
    try:
        told = json.loads(file.read_text())
        return f"huike {told['doing']} runs as process {told['pid']}"
    except (OSError, ValueError, KeyError):
        return "another process holds it"
