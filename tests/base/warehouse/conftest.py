"""An engine of one's own, for tests that look at the door itself."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clickhouse_connect
import pytest
from clickhouse_connect.driver.client import Client

from huike.base.warehouse.local import Engine, Ready, start_engine


@dataclass(frozen=True)
class Door:
    """A running engine and how to knock at it."""

    engine: Engine
    ready: Ready

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ready.port}/"

    @property
    def key(self) -> dict[str, str]:
        return {"X-ClickHouse-Key": self.ready.secret}

    def client(self, **options: Any) -> Client:
        """An ordinary client, as anybody would make it."""
        return clickhouse_connect.get_client(
            host="127.0.0.1",
            port=self.ready.port,
            **{"password": self.ready.secret, "compress": False, **options},
        )


@pytest.fixture(scope="session")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    """One engine for all tests that do not harm it."""
    home = tmp_path_factory.mktemp("door")
    engine = start_engine(home, home / "warehouse", memory=1_500_000_000)
    yield Door(engine, engine.wait_ready())
    engine.stop()


@pytest.fixture
def client(door: Door) -> Client:
    """An ordinary client with an empty database."""
    client = door.client()
    client.command("DROP DATABASE IF EXISTS protocol")
    client.command("CREATE DATABASE protocol")
    client.database = "protocol"
    return client


@pytest.fixture
def own_engine(tmp_path: Path) -> Iterator[Callable[[], Door]]:
    """Start engines on one folder; all are stopped at the end."""
    started: list[Engine] = []

    def start(**options: Any) -> Door:
        engine = start_engine(tmp_path, tmp_path / "warehouse", **options)
        started.append(engine)
        return Door(engine, engine.wait_ready())

    yield start
    for engine in started:
        engine.stop()
