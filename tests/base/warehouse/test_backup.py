"""The warehouse's part of a backup."""

from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

from huike.base.kernel.errors import Invalid
from huike.base.warehouse import backup
from huike.base.warehouse.errors import QueryRefused
from huike.base.warehouse.schema import ddl
from tests.base.warehouse.test_schema import ORDERS


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(settings.HUIKE_HOME) / "backups" / tmp_path.name / "warehouse"


@pytest.fixture
def orders(bare_warehouse: ModuleType) -> ModuleType:
    for sql in [*ddl(ORDERS), "CREATE TABLE empty (a UInt8) ENGINE = MergeTree ORDER BY a"]:
        bare_warehouse.execute(sql)
    bare_warehouse.execute(
        "INSERT INTO orders (workspace_id, order_no) SELECT 1, toString(number) FROM numbers(1000)",
        token="first",
    )
    return bare_warehouse


def test_what_was_saved_comes_back_and_what_came_after_is_gone(
    orders: ModuleType, folder: Path
) -> None:
    backup.save(folder)
    orders.execute("INSERT INTO orders (workspace_id, order_no) VALUES (1, 'later')")
    orders.execute("CREATE TABLE later (a UInt8) ENGINE = Memory")
    backup.restore(folder)
    assert orders.scalar("SELECT count() FROM orders") == 1000
    assert orders.scalar("SELECT countIf(order_no = 'later') FROM orders") == 0
    assert orders.scalar("EXISTS TABLE later") == 0
    assert orders.scalar("SELECT count() FROM empty") == 0
    left = "SELECT count() FROM system.databases WHERE name LIKE 'restoring_%'"
    assert orders.scalar(left) == 0


def test_a_restored_table_still_lands_a_token_once(orders: ModuleType, folder: Path) -> None:
    backup.save(folder)
    backup.restore(folder)
    for _ in range(2):
        orders.execute("INSERT INTO orders (workspace_id, order_no) VALUES (1, 'x')", token="new")
    assert orders.scalar("SELECT count() FROM orders") == 1001


def test_a_backup_that_cannot_be_read_changes_nothing(orders: ModuleType, folder: Path) -> None:
    backup.save(folder)
    part = next(folder.rglob("*.bin"))
    part.write_bytes(part.read_bytes()[:-7] + b"damaged")
    with pytest.raises(Invalid, match="damaged"):
        backup.restore(folder)
    with pytest.raises(QueryRefused):
        backup.restore(folder.with_name("nowhere"))
    assert orders.scalar("SELECT count() FROM orders") == 1000


def test_a_backup_is_never_overwritten(orders: ModuleType, folder: Path) -> None:
    backup.save(folder)
    with pytest.raises(Invalid, match="exists already"):
        backup.save(folder)


def test_only_the_backup_folder_is_written(orders: ModuleType, tmp_path: Path) -> None:
    for outside in (tmp_path / "x", Path(settings.HUIKE_HOME) / "backups" / ".." / "x"):
        with pytest.raises(Invalid, match="only below"):
            backup.save(outside)
        assert not outside.exists()
