"""One process per folder: a lock that says who holds it."""

import fcntl
import json
import os
import time
from pathlib import Path
from typing import IO


class FolderHeld(Exception):
    """Another living process owns the folder."""


class FolderLock:
    """Held from start to end of the engine; the system frees it even after `kill -9`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder.with_name(folder.name + ".lock")
        self._file: IO[str] | None = None

    def take(self, wait_seconds: float) -> None:
        """Take the lock within the time given, or say who holds it."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        handle = open(self._path, "a+")  # noqa: SIM115 - kept open for the life of the process
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    handle.close()
                    raise FolderHeld(self.explain()) from None
                time.sleep(0.05)
        handle.truncate(0)
        json.dump({"pid": os.getpid(), "started": int(time.time())}, handle)
        handle.flush()
        self._file = handle

    def explain(self) -> str:
        """Who holds the folder, in words for a person."""
        try:
            holder = json.loads(self._path.read_text())
            since = time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime(holder["started"]))
            who = f"process {holder['pid']}, started {since}"
        except (OSError, ValueError, KeyError):
            who = "another process"
        folder = self._path.with_suffix("")
        return (
            f"The warehouse folder {folder} is in use by {who}. One process owns it at a time: "
            "connect to that engine (other commands do so by themselves), or stop it first."
        )

    def release(self) -> None:
        """Give the folder back."""
        if self._file is not None:
            self._file.close()
            self._file = None
