"""When a commit is on the disk: before it returns, or together with the next one."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def kept_by_the_next() -> Iterator[None]:
    """Commits inside wait for no disk; the next one outside of it, whoever's, keeps them too.

    A killed process loses none of them. A power failure may take some, from the end only: both
    databases write one log in the order of the commits. So nothing outside of the database may be
    told of what is written here before such a commit.
    """
    if connection.in_atomic_block:  # the caller's transaction is one commit
        yield
        return
    lowered, restored = _settings()
    _run(lowered)
    try:
        yield
    finally:
        _run(restored)


def _settings() -> tuple[str, str]:
    if connection.vendor == "postgresql":
        return "SET synchronous_commit = off", "RESET synchronous_commit"
    level = int(_run("PRAGMA synchronous"))
    return f"PRAGMA synchronous = {min(level, 1)}", f"PRAGMA synchronous = {level}"


def _run(statement: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return str(row[0]) if row else ""
