"""The warehouse's part of a backup: its database in a folder, written and read by the engine."""

import uuid
from pathlib import Path

from django.conf import settings

from huike.base.kernel.errors import Invalid
from huike.base.warehouse import facade, local

_SECONDS = 3600.0


def save(folder: Path) -> Path:
    """Write every table to a new folder below `HUIKE_HOME/backups`, as of one moment per table."""
    target = _allowed(folder)
    if target.exists():
        raise Invalid(f"{target} exists already: a backup never overwrites another")
    database = _database()
    facade.execute(
        f"BACKUP DATABASE `{database}` TO File({_literal(target)})", lane="long", seconds=_SECONDS
    )
    return target


def restore(folder: Path) -> None:
    """Put every table back as the folder has it; a folder that cannot be read changes nothing."""
    source = _allowed(folder)
    database = _database()
    fresh = f"restoring_{uuid.uuid4().hex[:12]}"
    names = "SELECT name FROM system.tables WHERE database = {db:String}"
    try:
        facade.execute(
            f"RESTORE DATABASE `{database}` AS {fresh} FROM File({_literal(source)}) "
            "SETTINGS allow_different_database_def = 1",
            lane="long",
            seconds=_SECONDS,
        )
        for (name,) in facade.select(names, {"db": fresh}):
            _check(f"{fresh}.`{name}`", source)
        for (name,) in facade.select(names, {"db": database}):
            facade.execute(f"DROP TABLE `{database}`.`{name}` SYNC")
        for (name,) in facade.select(names, {"db": fresh}):
            facade.execute(f"RENAME TABLE {fresh}.`{name}` TO `{database}`.`{name}`")
    finally:
        facade.execute(f"DROP DATABASE IF EXISTS {fresh} SYNC")


def _check(table: str, source: Path) -> None:
    """Read every part against its checksums; RESTORE itself only copies."""
    parts = facade.select(
        f"CHECK TABLE {table} SETTINGS check_query_single_value_result = 0",
        lane="long",
        seconds=_SECONDS,
    )
    # A table without rows has no parts: its answer is one empty cell.
    damaged = [row for row in parts if len(row) > 1 and str(row[1]) != "1"]
    if damaged:
        raise Invalid(f"The backup {source} is damaged in {len(damaged)} parts; nothing is changed")


def _database() -> str:
    return str(facade.scalar("SELECT currentDatabase()"))


def _allowed(folder: Path) -> Path:
    if not facade.is_embedded():
        raise Invalid(
            "The warehouse is a ClickHouse server, which backs itself up",
            mend="Use BACKUP on the server, or clickhouse-backup, and name the same moment",
        )
    allowed = local.backup_folder(settings.HUIKE_HOME)
    target = folder.resolve()
    if not target.is_relative_to(allowed):
        raise Invalid(f"The engine writes and reads backups only below {allowed}")
    return target


def _literal(path: Path) -> str:
    return "'" + str(path).replace("\\", "\\\\").replace("'", "\\'") + "'"
