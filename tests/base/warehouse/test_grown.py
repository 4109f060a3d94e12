"""The same facade over a `clickhouse://` server, whose part another engine's door plays."""

import socket
import threading
import time
from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pytest
from pytest_django import Settings

from huike.base.kernel.errors import Invalid
from huike.base.warehouse import backup, facade
from huike.base.warehouse.errors import QueryRefused, WarehouseDown
from tests.base.warehouse.conftest import Door
from tests.base.warehouse.test_schema import PRODUCTS


@pytest.fixture
def server(door: Door, settings: Settings) -> Iterator[None]:
    settings.WAREHOUSE_URL = (
        f"clickhouse://default:{door.ready.secret}@127.0.0.1:{door.ready.port}/grown"
    )
    door.client().command("DROP DATABASE IF EXISTS grown")
    yield
    facade.close()


def test_migrating_makes_the_database_and_the_facade_works_alike(server: None) -> None:
    step = facade.Migration(number=1, name="products", changes=[PRODUCTS])
    assert facade.migrate([step]) == [1]
    rows = pa.table({"workspace_id": pa.array([1, 1], pa.uint32()), "sku": ["a", "b"]})
    for _ in range(2):
        facade.insert("products", rows, token="one")
    assert facade.select("SELECT sku FROM grown.products ORDER BY sku") == [("a",), ("b",)]
    with facade.id_list(np.arange(5000)) as ids:
        assert facade.scalar(f"SELECT count() FROM {ids}") == 5000
    assert facade.is_embedded() is False


def test_a_server_backs_itself_up(server: None, settings: Settings) -> None:
    with pytest.raises(Invalid, match="backs itself up"):
        backup.save(settings.HUIKE_HOME / "backups" / "x")


def test_a_wrong_password_is_refused_for_good(door: Door, settings: Settings) -> None:
    settings.WAREHOUSE_URL = f"clickhouse://default:wrong@127.0.0.1:{door.ready.port}/grown"
    with pytest.raises(QueryRefused) as caught:
        facade.ping()
    assert caught.value.params["engine_code"] == 516


def test_a_server_that_is_not_there_is_down(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WAREHOUSE_URL = "clickhouse://127.0.0.1:1/grown"
    monkeypatch.setattr("huike.base.warehouse.client.PATIENCE_SECONDS", 0.3)
    with pytest.raises(WarehouseDown) as caught:
        facade.ping()
    assert (caught.value.status, caught.value.may_retry) == (503, True)


@pytest.fixture
def dropping_port() -> Iterator[tuple[int, list[int]]]:
    """A server that falls over every request: it reads one and closes."""
    listener = socket.create_server(("127.0.0.1", 0))
    falls: list[int] = []

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            falls.append(len(connection.recv(65536)))
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    yield listener.getsockname()[1], falls
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


def test_a_question_that_fells_the_server_is_not_asked_for_ever(
    dropping_port: tuple[int, list[int]], settings: Settings
) -> None:
    port, falls = dropping_port
    settings.WAREHOUSE_URL = f"clickhouse://127.0.0.1:{port}/grown"
    before = time.monotonic()
    with pytest.raises(WarehouseDown):
        facade.ping()
    assert 3 <= len(falls) <= 6
    assert time.monotonic() - before < 10
