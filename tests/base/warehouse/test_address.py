"""WAREHOUSE_URL in its forms, and named queries."""

from pathlib import Path

import pytest

from huike.base.warehouse.address import Address, folder_of, server_of
from huike.base.warehouse.sql import load


def test_a_folder() -> None:
    assert folder_of("chdb:///var/lib/huike/warehouse") == Path("/var/lib/huike/warehouse")
    assert folder_of("chdb:///with%20space") == Path("/with space")
    assert folder_of("clickhouse://host/db") is None


def test_a_server() -> None:
    assert server_of("clickhouse://u:p%40ss@ch.local:9123/facts?cluster=main") == Address(
        host="ch.local", port=9123, user="u", password="p@ss", database="facts", cluster="main"
    )
    plain, secure = server_of("clickhouse://ch"), server_of("clickhouses://ch/db")
    assert (plain.port, plain.user, plain.database, plain.is_secure) == (
        8123,
        "default",
        "default",
        False,
    )
    assert (secure.port, secure.database, secure.is_secure) == (8443, "db", True)


@pytest.mark.parametrize("url", ["postgres://x/y", "clickhouse:///db", "", "chdb"])
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="WAREHOUSE_URL"):
        server_of(url)


def test_named_queries_lie_beside_their_caller(tmp_path: Path) -> None:
    (tmp_path / "sql").mkdir()
    (tmp_path / "sql" / "rfm.sql").write_text("SELECT {workspace:UInt32}\n")
    assert load(str(tmp_path / "queries.py"), "rfm") == "SELECT {workspace:UInt32}"
