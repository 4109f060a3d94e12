"""Emptying the test database between tests, although append-only tables let nobody delete."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite in a file of the test's home: in memory, two threads refuse each other at once."""
    if connection.vendor == "sqlite":
        connection.settings_dict["TEST"]["NAME"] = str(settings.HUIKE_HOME / "test.db")
        # Tests that pull the plug bring their own database; the others need not wait for a disk.
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] += "PRAGMA synchronous=OFF;"


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_what_is_append_only() -> Iterator[None]:
    """SQLite empties by DELETE, which triggers refuse: lift them for that moment."""
    plain = DatabaseOperations.execute_sql_flush

    def flush(self: Any, statements: list[str]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
        off = [f'DROP TRIGGER "{name}"' for name, _ in triggers]
        plain(self, [*off, *statements, *(sql for _, sql in triggers)])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]
    connection.close()
