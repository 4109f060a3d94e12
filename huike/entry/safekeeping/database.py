"""The database's part of a backup: SQLite by its own copying, PostgreSQL by its tools."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from huike.base.kernel.errors import Conflict, Invalid

_SQLITE, _POSTGRES = "huike.db", "huike.dump"


def save(target: Path) -> None:
    """Write the database as of one moment into the folder."""
    if connection.vendor != "sqlite":
        _postgres("pg_dump", "--format=custom", "--no-owner", f"--file={target / _POSTGRES}")
        return
    with (
        closing(sqlite3.connect(_file())) as one,
        closing(sqlite3.connect(target / _SQLITE)) as other,
    ):
        one.backup(other)


def load(folder: Path) -> None:
    """Put the folder's database in the place of this one, whole or not at all."""
    connection.close()
    if connection.vendor != "sqlite":
        _postgres(
            *["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction"],
            *["--exit-on-error", str(folder / _POSTGRES)],
        )
        return
    target = _file()
    fresh = target.with_name(f"{target.name}.restoring")
    shutil.copy(folder / _SQLITE, fresh)
    with closing(sqlite3.connect(fresh)) as copy:
        ((verdict,),) = copy.execute("PRAGMA quick_check(1)").fetchall()
    if verdict != "ok":
        fresh.unlink()
        raise Invalid(f"The database of this backup is broken: {verdict}", code="backup_damaged")
    for leftover in (f"{target.name}-wal", f"{target.name}-shm"):
        target.with_name(leftover).unlink(missing_ok=True)
    fresh.replace(target)


def applied() -> list[str]:
    """The steps that this database has, as `app.name`."""
    done = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in done)


def known() -> set[str]:
    """The steps that this program has."""
    loader = MigrationLoader(None)
    names = set(loader.disk_migrations)  # type: ignore[arg-type]  # filled by its constructor
    # One that was squashed is known by what replaces it.
    names.update(step for one in loader.replacements.values() for step in one.replaces)
    return {f"{app}.{name}" for app, name in names}


def is_empty(table: str) -> bool:
    """Whether the table holds no row, or is not there."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return True
        cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(table)} LIMIT 1")  # noqa: S608
        return cursor.fetchone() is None


def _file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _postgres(*words: str) -> None:
    """Run a tool of PostgreSQL; the password goes by the environment, where `ps` shows nothing."""
    parts = urlsplit(settings.ENV.database_url)
    environment = {
        **os.environ,
        "PGHOST": parts.hostname or "",
        "PGPORT": str(parts.port or ""),
        "PGUSER": unquote(parts.username or ""),
        "PGPASSWORD": unquote(parts.password or ""),
        "PGDATABASE": unquote(parts.path.lstrip("/")),
        **{f"PG{name.upper()}": value for name, value in parse_qsl(parts.query)},
    }
    command = [*words]
    if words[0] == "pg_restore":
        command.insert(1, f"--dbname={environment['PGDATABASE']}")
    given = {name: value for name, value in environment.items() if value}
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=given)
    except FileNotFoundError:
        raise Conflict(
            f"{words[0]} is not installed here",
            code="database_tool_missing",
            mend="Install the client programs of PostgreSQL, of the server's version or later",
        ) from None
    if done.returncode != 0:
        raise Conflict(f"{words[0]}: {done.stderr.strip()[-500:]}", code="database_tool_failed")
