"""An installation whose workers are killed: a home, a database, an engine and worker processes."""

import json
import os
import signal
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from huike.base.warehouse.local import start_engine
from tests.support import programs, template

_WORKER = [*programs.HUIKE, "worker"]
_WORLD = ["-m", "tests.support.world"]


@dataclass
class Installation:
    """Where it lives and who works in it."""

    home: Path
    environment: dict[str, str]
    workers: list[programs.Started] = field(default_factory=list)

    def world(self, *words: str) -> dict[str, Any]:
        """One command of `tests.support.world`."""
        done = programs.run([*_WORLD, *words], env=self.environment, timeout=240)
        if done.returncode:
            raise AssertionError(f"world {words}: {done.stderr[-4000:]}")
        answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return answer

    def start_worker(self) -> programs.Started:
        """Another worker process."""
        with open(self.home / "worker.log", "ab") as log:
            worker = programs.start(_WORKER, env=self.environment, stdout=log, stderr=log)
        self.workers.append(worker)
        return worker

    def kill_workers(self) -> None:
        """kill -9, with everything they started."""
        for worker in self.workers:
            if worker.poll() is None:
                os.killpg(worker.pid, signal.SIGKILL)
                worker.wait(10)
        self.workers.clear()

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """A question to its database from outside."""
        url = self.environment["DATABASE_URL"]
        if url.startswith("sqlite"):
            with sqlite3.connect(
                f"file:{urlsplit(url).path}?mode=ro", uri=True, timeout=20
            ) as base:
                return base.execute(sql).fetchall()
        import psycopg

        with psycopg.connect(url) as base:
            return base.execute(sql).fetchall()

    def log(self) -> str:
        """What the workers said last."""
        path = self.home / "worker.log"
        return path.read_text(errors="replace")[-4000:] if path.exists() else ""


@contextmanager
def installation(**more: str) -> Iterator[Installation]:
    """An installation with an engine of its own, on the database that the test run is about."""
    with tempfile.TemporaryDirectory(prefix="huike-faults-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        with own_database(home) as url:
            environment = {
                **os.environ,
                "HUIKE_HOME": name,
                "DATABASE_URL": url,
                "HUIKE_LOG_LEVEL": "WARNING",
                **more,
            }
            template.fill(home, with_database=url.startswith("sqlite"))
            engine = start_engine(home, home / "warehouse", keeper=os.getpid())
            engine.wait_ready()
            made = Installation(home, environment)
            try:
                yield made
            finally:
                made.kill_workers()
                engine.stop()


@contextmanager
def own_database(home: Path) -> Iterator[str]:
    """The URL of a new database with all tables, of the kind that this run is on."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite://{home}/huike.db"
        return
    import psycopg

    name = f"faults_{uuid4().hex[:12]}"
    with psycopg.connect(given, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}{template.copied_in_postgres()}")
    try:
        yield urlsplit(given)._replace(path=f"/{name}").geturl()
    finally:
        with psycopg.connect(given, autocommit=True) as base:
            base.execute(f"DROP DATABASE {name} WITH (FORCE)")
