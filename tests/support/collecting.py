"""Web and worker processes that are killed while sources send, and senders that never give up."""

import json
import os
import random
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.support import killing, programs
from tests.support.services import free_port
from tests.support.wait import until

_PAUSE = 0.05  # seconds a sender takes a breath: what is landed keeps up
_LANDED = """
import django; django.setup()
import json
from huike.base.warehouse import facade as warehouse
print(json.dumps([one for (one,) in warehouse.select("SELECT message_id FROM events")]))
"""


@dataclass
class House:
    """An engine, and a web and a worker process that come and go."""

    place: killing.Installation
    port: int
    processes: dict[str, programs.Started] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where sources send to."""
        return f"http://127.0.0.1:{self.port}"

    def run(self, *words: str) -> str:
        """One command to its end; what it says."""
        command = words[1:] if words[0] == "python" else [*programs.HUIKE, *words]
        done = programs.run(command, env=self.place.environment, timeout=240)
        if done.returncode:
            raise AssertionError(f"{words}: {done.stderr[-4000:]}")
        return done.stdout

    def start(self, name: str) -> None:
        """Start the web or the worker process; the web process answers when this returns."""
        words = ["web", "--port", str(self.port)] if name == "web" else ["worker"]
        with open(self.place.home / f"{name}.log", "ab") as log:
            self.processes[name] = programs.start(
                [*programs.HUIKE, *words], env=self.place.environment, stdout=log, stderr=log
            )
        if name == "web":
            until(self._answers, 60)

    def kill(self, name: str) -> None:
        """kill -9, with everything it started."""
        process = self.processes.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def journal(self, sql: str) -> int:
        """A number of the journal's, asked from outside."""
        with closing(sqlite3.connect(self.place.home / "journal.db", timeout=20)) as base:
            ((found,),) = base.execute(sql).fetchall()
        return int(found)

    def settled(self) -> int:
        """How many entries have been landed."""
        return self.journal("SELECT count(*) FROM journal_entry WHERE NOT is_waiting")

    def waiting(self) -> int:
        """How many have not."""
        return self.journal("SELECT count(*) FROM journal_entry WHERE is_waiting")

    def landed(self) -> list[str]:
        """Every message in the warehouse, as often as it is there."""
        found: list[str] = json.loads(self.run("python", "-c", _LANDED).splitlines()[-1])
        return found

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=5).is_success
        except httpx.HTTPError:
            return False


@contextmanager
def house() -> Iterator[tuple[House, str]]:
    """A house with a workspace, and the write key of a source in it."""
    port = free_port()
    more = {
        "HUIKE_PORT": str(port),
        "HUIKE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "huike.config.settings",
    }
    with killing.installation(**more) as place:
        place.environment.pop("PYTHONDONTWRITEBYTECODE", None)
        made = House(place, port)
        made.run(
            *["workspace", "create", "--name", "one"],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        words = ["source", "create", "--workspace", "one", "--kind", "http", "--json"]
        key = str(json.loads(made.run(*words))["write_key"])
        try:
            yield made, key
        finally:
            for name in list(made.processes):
                made.kill(name)


class Senders:
    """Threads that send batches and send each again until it is acknowledged, as SDKs do."""

    def __init__(self, url: str, key: str, *, threads: int = 3, seed: int = 0) -> None:
        self._url, self._key, self._seed = url, key, seed
        self._stop = threading.Event()
        self.acknowledged: list[str] = []
        self.statuses: dict[int, int] = {}
        self._threads = [
            threading.Thread(target=self._send, args=(number,)) for number in range(threads)
        ]

    def __enter__(self) -> "Senders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(120)

    def _send(self, number: int) -> None:
        chance = random.Random(f"{self._seed}:{number}")
        count = 0
        with httpx.Client(auth=(self._key, ""), timeout=20) as client:
            while not self._stop.is_set():
                ids = [f"{number}-{count + one}" for one in range(chance.randrange(1, 30))]
                count += len(ids)
                body = {"batch": [message(one, chance.randrange(50)) for one in ids]}
                if self._until_kept(client, body):
                    self.acknowledged += ids
                time.sleep(_PAUSE)

    def _until_kept(self, client: httpx.Client, body: dict[str, Any]) -> bool:
        """Whether it was acknowledged before the end."""
        while True:
            try:
                answer = client.post(f"{self._url}/v1/batch", json=body)
                self.statuses[answer.status_code] = self.statuses.get(answer.status_code, 0) + 1
                if answer.status_code == 200:
                    return True
                assert answer.status_code in (429, 503), answer.text
            except httpx.HTTPError:
                # Whether it was kept nobody knows: it is sent again, under the same ids.
                pass
            if self._stop.is_set():
                return False
            time.sleep(0.02)


def message(message_id: str, user: int) -> dict[str, Any]:
    """A track of one of a few people."""
    who = {"userId": f"u{user}"} if user % 2 else {"anonymousId": f"a{user}"}
    return {"type": "track", "event": "Product Viewed", "messageId": message_id, **who}
