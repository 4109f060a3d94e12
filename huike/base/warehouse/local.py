"""The local engine: find the one that runs, or start one for the life of this command."""

import atexit
import fcntl
import hashlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import urllib3

import huike
from huike.base.warehouse.address import Address
from huike.base.warehouse.errors import WarehouseDown

DATABASE = "huike"
START_SECONDS = 30.0
_KEEPER_SECONDS = 20.0
_LOCK_SECONDS = 20.0
_KEPT_LOCK_SECONDS = 86_400.0
_POLL_SECONDS = 0.05
_FOLDER_HELD = 3


@dataclass(frozen=True, kw_only=True)
class Ready:
    """What a running engine says about itself in its ready-file."""

    pid: int
    keeper: int
    port: int
    secret: str
    path: Path

    def address(self) -> Address:
        """How to reach it."""
        return Address(host="127.0.0.1", port=self.port, password=self.secret)


class Engine:
    """An engine process that this process started."""

    def __init__(self, process: subprocess.Popen[bytes], ready_file: Path, log: Path) -> None:
        self.process = process
        self.ready_file = ready_file
        self._log = log

    def wait_ready(self, seconds: float = START_SECONDS) -> Ready:
        """Wait until it answers, or say why it does not."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise WarehouseDown(
                    self._last_words()
                    or f"The warehouse engine ended with status {self.process.returncode}",
                    is_held=self.process.returncode == _FOLDER_HELD,
                )
            ready = read_ready(self.ready_file)
            if ready is not None and ready.pid == self.process.pid:
                return ready
            time.sleep(_POLL_SECONDS)
        raise WarehouseDown(f"The warehouse engine was not ready after {seconds:g} s")

    def stop(self, seconds: float = 25.0) -> None:
        """End it in good order; kill it if it does not."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(seconds)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait(5)
        if self.process.stdin is not None:
            self.process.stdin.close()

    def _last_words(self) -> str:
        return self._log.read_text(errors="replace").strip()[-2000:]


def ready_file(home: Path, folder: Path) -> Path:
    """Where the engine of this folder registers itself."""
    if folder == home / "warehouse":
        return home / "run" / "engine.json"
    return home / "run" / f"engine-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}.json"


def backup_folder(home: Path) -> Path:
    """The one folder below which the local engine may write and read backups."""
    return home / "backups"


def engine_command(home: Path, folder: Path, *, keeper: int = 0, memory: int = 0) -> list[str]:
    """The command line of the engine; `keeper` names the process that will restart it.

    It ends with the process that holds its standard input, once nobody is connected any more.
    """
    command = [sys.executable, "-m", "huike.base.warehouse.engine", "--path", str(folder)]
    command += ["--ready-file", str(ready_file(home, folder))]
    # A kept engine waits as long as a command's engine is in use; its keeper need not ask again.
    wait = _KEPT_LOCK_SECONDS if keeper else _LOCK_SECONDS
    command += ["--backups", str(backup_folder(home)), "--lock-wait", str(wait)]
    command += ["--memory", str(memory), "--keeper", str(keeper)]
    return [*command, "--with-parent"]


def start_engine(home: Path, folder: Path, *, keeper: int = 0, memory: int = 0) -> Engine:
    """Start the engine under this process's care (for `huike serve` and tests)."""
    if keeper:
        _announce(home, folder, keeper)
    return _spawn(home, folder, engine_command(home, folder, keeper=keeper, memory=memory))


def ensure_engine(home: Path, folder: Path) -> Ready:
    """The living engine of this folder; started for the life of this command if there is none."""
    file = ready_file(home, folder)
    ready = living(file)
    if ready is not None:
        return ready
    ready = _await_keeper(file)
    if ready is not None:
        return ready
    file.parent.mkdir(parents=True, exist_ok=True)
    with _only_one(file.with_suffix(".starting")):
        ready = living(file)
        if ready is not None:
            return ready
        return _start_for_this_command(home, folder)


def living(file: Path) -> Ready | None:
    """The registered engine, if it still answers."""
    ready = read_ready(file)
    if ready is None or not _is_alive(ready.pid):
        return None
    try:
        answer = urllib3.request(
            "GET", f"http://127.0.0.1:{ready.port}/ping", timeout=3.0, retries=False
        )
    except urllib3.exceptions.HTTPError:
        return None
    return ready if answer.status == 200 else None


def read_ready(file: Path) -> Ready | None:
    """What the ready-file says, if there is one."""
    try:
        told = json.loads(file.read_text())
    except (OSError, ValueError):
        return None
    return Ready(
        pid=told["pid"],
        keeper=told["keeper"],
        port=told["port"],
        secret=told["secret"],
        path=Path(told["path"]),
    )


def _announce(home: Path, folder: Path, keeper: int) -> None:
    """Tell other processes to wait for this keeper's engine instead of starting their own."""
    file = ready_file(home, folder)
    if living(file) is None:
        file.parent.mkdir(parents=True, exist_ok=True)
        coming = {"pid": 0, "keeper": keeper, "port": 0, "secret": "", "path": str(folder)}
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(coming))
        fresh.replace(file)


def _await_keeper(file: Path) -> Ready | None:
    """An engine that died under a living keeper comes back by itself: wait for it."""
    deadline = time.monotonic() + _KEEPER_SECONDS
    while time.monotonic() < deadline:
        registered = read_ready(file)
        if registered is None or not registered.keeper or not _is_alive(registered.keeper):
            return None
        ready = living(file)
        if ready is not None:
            return ready
        time.sleep(_POLL_SECONDS)
    return None


def _start_for_this_command(home: Path, folder: Path) -> Ready:
    engine = _spawn(home, folder, engine_command(home, folder))
    atexit.register(_let_go, engine)
    return engine.wait_ready()


def _spawn(home: Path, folder: Path, command: list[str]) -> Engine:
    file = ready_file(home, folder)
    file.parent.mkdir(parents=True, exist_ok=True)
    log = file.with_suffix(".log")
    with open(log, "wb") as out:
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,  # closes when this process ends, however it ends
            stdout=out,
            stderr=out,
            cwd=Path(huike.__file__).parents[1],
            start_new_session=True,  # Ctrl-C is for the command; the engine ends after it
        )
    return Engine(process, file, log)


def _let_go(engine: Engine) -> None:
    """Other commands may be using the engine by now: it ends once the last has left."""
    if engine.process.stdin is not None:
        engine.process.stdin.close()


def _is_alive(pid: int) -> bool:
    if pid <= 0:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    with open(path, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
