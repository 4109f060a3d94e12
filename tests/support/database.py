"""Emptying the test database between tests, although append-only tables let nobody delete."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.management.commands import flush
from django.db import connection, transaction

from tests.support import template

_STAY = {"django_migrations", "django_content_type", "auth_permission"}


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """Tables that are there already, copied from the run's template, are not made again."""
    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
) -> None:
    """SQLite in a file of the test's home: in memory, two threads refuse each other at once."""
    if connection.vendor == "sqlite":
        name = settings.HUIKE_HOME / "test.db"
        template.fill_database(name)
        connection.settings_dict["TEST"]["NAME"] = str(name)
        # Tests that pull the plug bring their own database; the others need not wait for a disk.
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] += "PRAGMA synchronous=OFF;"
    else:
        connection.settings_dict["TEST"]["TEMPLATE"] = os.environ.get(template.IN_POSTGRES)


@pytest.fixture(scope="session", autouse=True)
def _flush_empties_what_a_test_has_filled() -> Iterator[None]:
    """Django's way empties every table and writes permissions and content types anew after each
    test: nobody here asks for them, and few tables hold something."""
    operations: Any = type(connection.ops)
    plain, operations.execute_sql_flush = operations.execute_sql_flush, _empty
    tell, flush.emit_post_migrate_signal = flush.emit_post_migrate_signal, lambda *_, **__: None
    yield
    operations.execute_sql_flush, flush.emit_post_migrate_signal = plain, tell
    connection.close()


@pytest.fixture(scope="module")
def lasting_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Rows that stay for all tests of a file, which only read them; a test's own are taken back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def _empty(_: Any, __: list[str]) -> None:
    name = connection.ops.quote_name
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = (f"SELECT '{one}' WHERE EXISTS (SELECT 1 FROM {name(one)})" for one in tables)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        filled = [one for (one,) in cursor.fetchall() if one not in _STAY]
        with _triggers_lifted(cursor):
            for one in filled:
                cursor.execute(f"DELETE FROM {name(one)}")


@contextmanager
def _triggers_lifted(cursor: Any) -> Iterator[None]:
    """Some tables let nobody delete."""
    if connection.vendor == "postgresql":
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        return
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
    triggers = cursor.fetchall()
    for name, _ in triggers:
        cursor.execute(f'DROP TRIGGER "{name}"')
    yield
    for _, sql in triggers:
        cursor.execute(sql)
