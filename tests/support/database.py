"""Emptying the test database between tests, although the audit lets nobody delete."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.db.backends.sqlite3.base import DatabaseOperations


@pytest.fixture(scope="session", autouse=True)
def _flush_may_empty_the_audit() -> Iterator[None]:
    """SQLite empties by DELETE, which the audit's triggers refuse: lift them for that moment."""
    plain = DatabaseOperations.execute_sql_flush
    triggers = import_module("huike.base.access.migrations.0002_audit_append_only")

    def flush(self: Any, statements: list[str]) -> None:
        verbs = ("update", "delete")
        off = [f"DROP TRIGGER IF EXISTS audit_no_{verb}" for verb in verbs]
        on = [triggers._SQLITE[0].format(name=verb, verb=verb.upper()) for verb in verbs]
        plain(self, [*off, *statements, *on])

    DatabaseOperations.execute_sql_flush = flush  # type: ignore[method-assign]
    yield
    DatabaseOperations.execute_sql_flush = plain  # type: ignore[method-assign]
    connection.close()
