"""Commits that need not wait for the disk wait for it again afterwards."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from huike.base.kernel.durable import kept_by_the_next


def _waits() -> bool:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            return bool(cursor.execute("PRAGMA synchronous").fetchone()[0] == 2)
        cursor.execute("SHOW synchronous_commit")
        return bool(cursor.fetchone()[0] == "on")


@pytest.fixture
def _is_sure(transactional_db: None) -> Iterator[None]:
    """A database whose commits wait, as everywhere but in tests."""
    before = ""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            before = cursor.execute("PRAGMA synchronous").fetchone()[0]
            cursor.execute("PRAGMA synchronous=FULL")
    yield
    if before != "":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA synchronous={before}")


@pytest.mark.usefixtures("_is_sure")
def test_commits_inside_do_not_wait_and_those_after_it_do() -> None:
    assert _waits()
    with kept_by_the_next():
        assert not _waits()
        with transaction.atomic():
            pass
    assert _waits()


@pytest.mark.usefixtures("_is_sure")
def test_after_a_mistake_commits_wait_too() -> None:
    with pytest.raises(ZeroDivisionError), kept_by_the_next(), transaction.atomic():
        raise ZeroDivisionError
    assert _waits()


@pytest.mark.usefixtures("_is_sure")
def test_inside_of_a_transaction_its_own_commit_waits() -> None:
    with transaction.atomic(), kept_by_the_next():
        assert _waits()
    assert _waits()
