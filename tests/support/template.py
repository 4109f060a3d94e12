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

_NAMED = "HUIKE_TEST_TEMPLATE"
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


def fill(home: Path, *, with_database: bool = True) -> None:
    """Put the stores into a new home; nothing happens where nobody made them."""
    made = os.environ.get(_NAMED)
    if made:
        shutil.copytree(Path(made) / _WAREHOUSE, home / _WAREHOUSE, symlinks=True)
        if with_database:
            shutil.copy(Path(made) / _DATABASE, home / _DATABASE)


def _make(home: Path) -> None:
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
    django.setup()

    from django.core.management import call_command
    from django.db import connection

    from huike.base.warehouse import facade as warehouse
    from huike.base.warehouse.local import start_engine

    engine = start_engine(home, home / _WAREHOUSE, keeper=os.getpid())
    call_command("migrate", verbosity=0, interactive=False)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    engine.wait_ready()
    warehouse.migrate()
    warehouse.close()
    engine.stop()


if __name__ == "__main__":
    _make(Path(sys.argv[1]))
