"""PostgreSQL, Redis and Chromium for a test run: found, or installed where that is allowed."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from glob import glob
from pathlib import Path

_PACKAGES = {
    "postgresql": lambda: bool(glob("/usr/lib/postgresql/*/bin/initdb")),
    "redis-server": lambda: shutil.which("redis-server") is not None,
    "chromium": lambda: chromium() is not None,
    "fonts-wqy-microhei": lambda: "zh" in _run("fc-list", ":lang=zh", "lang"),
}


def chromium() -> str | None:
    """A Chromium on this machine."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def install_missing() -> list[str]:
    """Install what is missing where this user may; answer what is still missing."""
    missing_now = missing()
    if missing_now and os.geteuid() == 0 and shutil.which("apt-get"):
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=environment, check=False)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing_now],
            env=environment,
            check=False,
            stdout=subprocess.DEVNULL,
        )
    return missing()


def missing() -> list[str]:
    """What is not installed here."""
    return [name for name, is_there in _PACKAGES.items() if not is_there()]


@contextmanager
def postgres() -> Iterator[str]:
    """A cluster of its own on a free port; its URL."""
    folder = Path(tempfile.mkdtemp(prefix="huike-pg-"))
    binaries = Path(sorted(glob("/usr/lib/postgresql/*/bin/initdb"))[-1]).parent
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    port = free_port()
    data, log = folder / "data", folder / "log"
    as_user = {"user": user, "cwd": folder}
    subprocess.run(
        [binaries / "initdb", "-D", data, "-U", "huike", "-A", "trust", "-E", "UTF8"],
        check=True,
        stdout=subprocess.DEVNULL,
        **as_user,
    )
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder}"
    options += " -c max_connections=200 -c shared_buffers=128MB -c jit=off"
    # No test pulls the plug on it: it need not wait for the disk.
    options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
    control = [binaries / "pg_ctl", "-D", data, "-w", "-l", log]
    subprocess.run(
        [*control, "-o", options, "start"], check=True, **as_user, stdout=subprocess.DEVNULL
    )
    try:
        subprocess.run(
            [binaries / "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", "huike", "huike"],
            check=True,
            **as_user,
        )
        yield f"postgresql://huike@127.0.0.1:{port}/huike"
    finally:
        subprocess.run(
            [*control, "-m", "immediate", "stop"], check=False, **as_user, stdout=subprocess.DEVNULL
        )
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """A Redis of its own on a free port; its URL."""
    port = free_port()
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", ""]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=tempfile.gettempdir())
    try:
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.terminate()
        process.wait(10)


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _run(*command: str) -> str:
    if shutil.which(command[0]) is None:
        return ""
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout
