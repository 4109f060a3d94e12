"""The stores of a grown installation: PostgreSQL, Redis, and a warehouse that is a server.

No ClickHouse server is installed here: another engine's door plays its part, by the same protocol.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest

from huike.base.warehouse.local import DATABASE, start_engine
from tests.support import services
from tests.support.server import installation


@contextmanager
def grown_stores() -> Iterator[dict[str, str]]:
    """The settings that name them."""
    missing = {"postgresql", "redis-server"} & set(services.missing())
    if missing:
        pytest.skip(f"not installed here: {', '.join(sorted(missing))}")
    with installation() as place, services.postgres() as database, services.redis() as cache:
        engine = start_engine(place.home, place.home / "warehouse")
        try:
            door = engine.wait_ready()
            address = f"default:{door.secret}@127.0.0.1:{door.port}"
            yield {
                "DATABASE_URL": database,
                "REDIS_URL": cache,
                "WAREHOUSE_URL": f"clickhouse://{address}/{DATABASE}",
            }
        finally:
            engine.stop()


def another_database(url: str) -> str:
    """An empty database beside the one of the URL."""
    name = f"other_{uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}")
    return urlsplit(url)._replace(path=f"/{name}").geturl()
