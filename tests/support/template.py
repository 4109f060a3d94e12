"""A home with empty stores of this version, made once a run and copied by each installation.

`python -m tests.support.template HOME` makes it. What says whose it is (keys, logs, locks) is not
part of it: each installation has its own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

_NAMED = "HUIKE_TEST_TEMPLATE"
IN_POSTGRES = "HUIKE_TEST_POSTGRES_TEMPLATE"
_DATABASE, _WAREHOUSE = "huike.db", "warehouse"
_OF_ITS_OWN = ("DATABASE_URL", "REDIS_URL", "WAREHOUSE_URL", "BLOB_URL")


@contextmanager
def template() -> Iterator[dict[str, str]]:
    """What the processes of a run are to know of it."""
    with tempfile.TemporaryDirectory(prefix="huike-template-") as home:
        environment = {name: value for name, value in os.environ.items() if name not in _OF_ITS_OWN}
        subprocess.run(
            [sys.executable, "-m", "tests.support.template", home],
            env=environment | {"HUIKE_HOME": home, "HUIKE_LOG_LEVEL": "WARNING"},
            check=True,
        )
        yield {_NAMED: home}


@contextmanager
def in_postgres(url: str) -> Iterator[dict[str, str]]:
    """The same for the databases of a PostgreSQL: one with all tables, which others copy."""
    name = "made"
    with psycopg.connect(url, autocommit=True) as base:
        base.execute(f"CREATE DATABASE {name}")
    with tempfile.TemporaryDirectory(prefix="huike-template-") as home:
        subprocess.run(
            [sys.executable, "-m", "tests.support.template", home, "--database"],
            env=os.environ
            | {"DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
            | {"HUIKE_HOME": home, "HUIKE_LOG_LEVEL": "WARNING"},
            check=True,
        )
    yield {IN_POSTGRES: name}


def copied_in_postgres() -> str:
    """What to add to `CREATE DATABASE`; nothing where nobody made one."""
    name = os.environ.get(IN_POSTGRES)
    return f" TEMPLATE {name}" if name else ""


def is_made() -> bool:
    """Whether this run has made one; a few tests that are run by hand have none."""
    return _NAMED in os.environ or IN_POSTGRES in os.environ


def fill(home: Path, *, with_database: bool = True) -> None:
    """Put the stores into a new home; nothing happens where nobody made them."""
    made = os.environ.get(_NAMED)
    if made:
        shutil.copytree(Path(made) / _WAREHOUSE, home / _WAREHOUSE, symlinks=True)
        if with_database:
            fill_database(home / _DATABASE)


def fill_database(path: Path) -> None:
    """Put the tables into a new database of SQLite, in the same way."""
    made = os.environ.get(_NAMED)
    path.unlink(missing_ok=True)
    if made:
        shutil.copy(Path(made) / _DATABASE, path)


def _make_database() -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
    django.setup()

    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0, interactive=False)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _make(home: Path) -> None:
    from huike.base.warehouse import facade as warehouse
    from huike.base.warehouse.local import start_engine

    engine = start_engine(home, home / _WAREHOUSE, keeper=os.getpid())
    _make_database()
    engine.wait_ready()
    warehouse.migrate()
    warehouse.close()
    engine.stop()


if __name__ == "__main__":
    if sys.argv[2:] == ["--database"]:
        _make_database()
    else:
        _make(Path(sys.argv[1]))
