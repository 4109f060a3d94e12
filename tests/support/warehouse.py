"""A real warehouse for tests: one engine per test process, tables migrated once, emptied per test.

Ask for the fixture and call the facade as the program does:

    from huike.base.warehouse import facade as warehouse

    def test_a_total(warehouse_tables: None) -> None:
        warehouse.insert("orders", rows, token="batch-1")
        assert warehouse.scalar("SELECT sum(amount) FROM orders FINAL") == 1200

`warehouse` (the same under a shorter name, giving the facade itself):

    def test_a_total(warehouse) -> None:
        assert warehouse.scalar("SELECT count() FROM orders") == 0

`bare_warehouse` gives the facade on an empty database without any table, for tests that make their
own. All calls of the test's process go to the test's database, from every thread. What a test
leaves in tables, their deduplication windows included, is gone when the next one starts.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from types import ModuleType

import pytest

from huike.base.warehouse import facade

_DATABASE = "test"
_numbers = count(1)


@pytest.fixture(scope="session")
def _engine() -> Iterator[None]:
    """The engine starts with the first call and ends with this process."""
    facade.ping()
    yield
    facade.close()


@pytest.fixture(scope="session")
def _migrated(_engine: None) -> None:
    facade.execute(f"DROP DATABASE IF EXISTS {_DATABASE}")
    facade.execute(f"CREATE DATABASE {_DATABASE}")
    with facade.use_database(_DATABASE):
        facade.migrate()


@contextmanager
def _emptied() -> Iterator[None]:
    filled = facade.select(
        "SELECT name FROM system.tables WHERE database = {db:String} AND total_rows > 0 "
        "AND name != 'schema_migrations'",
        {"db": _DATABASE},
    )
    for (name,) in filled:
        facade.execute(f"TRUNCATE TABLE {_DATABASE}.`{name}`")
    with facade.use_database(_DATABASE):
        yield


@pytest.fixture
def warehouse_tables(_migrated: None) -> Iterator[None]:
    """The program's tables, empty."""
    with _emptied():
        yield


@pytest.fixture(scope="module")
def lasting_warehouse(_migrated: None) -> Iterator[ModuleType]:
    """The same for tests of one file that only read what is landed once for all of them."""
    with _emptied():
        yield facade


@pytest.fixture
def warehouse(warehouse_tables: None) -> ModuleType:
    """The facade, over the program's tables, empty."""
    return facade


@pytest.fixture
def bare_warehouse(_engine: None) -> Iterator[ModuleType]:
    """The facade, over an empty database of the test's own."""
    name = f"bare_{next(_numbers)}"
    facade.execute(f"DROP DATABASE IF EXISTS {name}")
    facade.execute(f"CREATE DATABASE {name}")
    with facade.use_database(name):
        yield facade
    facade.execute(f"DROP DATABASE {name} SYNC")
