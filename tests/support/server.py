"""A real `huike serve` on a home of its own, for browser, process and fault tests."""

import json
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.support import programs, template
from tests.support.services import free_port
from tests.support.wait import until


@dataclass
class Server:
    """A running installation: its home, its address, and ways to speak to it."""

    home: Path
    port: int
    environment: dict[str, str]
    process: programs.Started | None = None
    is_apart: bool = False

    @property
    def url(self) -> str:
        """Where the console is."""
        return f"http://127.0.0.1:{self.port}"

    def huike(self, *words: str, check: bool = True) -> str:
        """Run one command of this installation; its standard output."""
        done = self._run(words)
        if check and done.returncode != 0:
            raise AssertionError(f"huike {' '.join(words)}: {done.returncode}\n{done.stderr}")
        return done.stdout

    def refused(self, *words: str) -> tuple[int, str]:
        """The exit status and the words of a command that is to be refused."""
        done = self._run(words)
        return done.returncode, done.stderr

    def _run(self, words: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
        return programs.run([*programs.HUIKE, *words], env=self.environment, is_apart=self.is_apart)

    def start(self, *words: str) -> None:
        """Start all processes and wait until they answer."""
        self.process = self.spawn("serve", *words)
        until(self._is_ready, 240)

    def spawn(self, *words: str) -> programs.Started:
        """One command of this installation as a process of its own."""
        with open(self.home / "serve.log", "ab") as log:
            return programs.start(
                [*programs.HUIKE, *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                is_apart=self.is_apart,
            )

    def stop(self) -> int:
        """Ask it to end; its exit status."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def kill(self) -> None:
        """End the parent and everything it started as a power cut would."""
        assert self.process is not None
        for pid in [self.process.pid, *children(self.process.pid)]:
            os.kill(pid, signal.SIGKILL)
        self.process.wait(10)

    def client(self, workspace: str, role: str = "owner") -> httpx.Client:
        """An HTTP client with a fresh token."""
        token = self.huike("token", "--workspace", workspace, "--role", role).strip()
        return httpx.Client(
            base_url=f"{self.url}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=60,
        )

    def _is_ready(self) -> bool:
        assert self.process is not None
        if self.process.poll() is not None:
            raise AssertionError((self.home / "serve.log").read_text()[-4000:])
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False


def children(pid: int) -> list[int]:
    """The processes this one started, and those they started."""
    direct = [
        int(one)
        for task in Path(f"/proc/{pid}/task").glob("*/children")
        for one in _read(task).split()
    ]
    return direct + [deeper for one in direct for deeper in children(one)]


def _read(path: Path) -> bytes:
    """What the system tells of a process; nothing of one that ended meanwhile."""
    try:
        return path.read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def named(pid: int, word: str) -> int:
    """The child whose name or command line has this word."""
    for one in children(pid):
        words = [
            *_read(Path(f"/proc/{one}/cmdline")).split(b"\0")[:5],
            _read(Path(f"/proc/{one}/comm")),
        ]
        if any(word.encode() in part for part in words):
            return one
    raise AssertionError(f"no child of {pid} is a {word}")


@contextmanager
def installation(
    extra: Mapping[str, str] | None = None, *, is_new: bool = False, is_apart: bool = False
) -> Iterator[Server]:
    """An installation that is not started yet, removed at the end.

    Its stores may be there already and hold nothing; `is_new`: nothing was ever made in its home.
    `is_apart`: its programs are started from nothing, not by the forge of the tests.
    """
    with tempfile.TemporaryDirectory(prefix="huike-e2e-", ignore_cleanup_errors=True) as folder:
        port = free_port()
        environment = {
            **os.environ,
            "HUIKE_HOME": folder,
            "HUIKE_PORT": str(port),
            "HUIKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
            "HUIKE_LOG_LEVEL": "WARNING",
            **(extra or {}),
        }
        for name in ("DATABASE_URL", "REDIS_URL", "WAREHOUSE_URL", "BLOB_URL"):
            if name not in (extra or {}):
                environment.pop(name, None)
        # Many processes are started: what they import is compiled once, whatever the shell says.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        server = Server(Path(folder), port, environment, is_apart=is_apart)
        if not is_new and not {"DATABASE_URL", "WAREHOUSE_URL"} & set(extra or {}):
            template.fill(server.home)
        try:
            yield server
        finally:
            if server.process is not None and server.process.poll() is None:
                server.stop()


def last_json(text: str) -> dict[str, Any]:
    """The JSON object a command printed last."""
    found: dict[str, Any] = json.loads(text.strip().splitlines()[-1])
    return found
