"""`huike backup`, `huike restore`: everything but the master key.

Backup holds all jobs, so nothing lands meanwhile, takes the warehouse, then the database, then the
files. Whatever the database knows of the warehouse is therefore in the warehouse's copy.
"""

import hashlib
import json
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
from django.conf import settings
from django.db import connection, transaction

from huike import __version__
from huike.base.access.models import Workspace
from huike.base.jobs import actions as jobs
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, Invalid
from huike.base.kernel.models import Sequence
from huike.base.warehouse import backup as warehouse_backup
from huike.base.warehouse import facade as warehouse
from huike.base.warehouse import local
from huike.flow.identity.actions.trust import erase_again
from huike.flow.journey import facade as journey

_HOLD = "backup"
_HOLD_SECONDS = 3600


@contextmanager
def _everything_held() -> Iterator[None]:
    """No job runs inside; one that does not stop within a minute refuses the backup."""
    jobs.hold(_HOLD, _HOLD_SECONDS)
    try:
        deadline = clock.now().timestamp() + 60
        while jobs.are_any_running():
            jobs.recover(jobs.owner_name())
            if clock.now().timestamp() > deadline:
                raise Conflict(
                    "A job does not stop", code="job_runs", mend="Cancel it, or wait for its end"
                )
        yield
    finally:
        jobs.release(_HOLD)


def backup(folder: Path) -> Path:
    """Write a backup below the folder; answer where it is."""
    target = folder / f"huike-{clock.now():%Y%m%d-%H%M%S}"
    target.mkdir(parents=True, mode=0o700)
    with _everything_held():
        taken_at = clock.now()
        has_warehouse = _save_warehouse(target)
        _save_database(target)
        files = Path(settings.BLOB_URL)
        if files.exists():
            shutil.copytree(files, target / "files")
    manifest = {
        "version": __version__,
        "taken_at": taken_at.isoformat(),
        "database": connection.vendor,
        "has_warehouse": has_warehouse,
        "sha256": {
            str(path.relative_to(target)): _digest(path)
            for path in sorted(target.rglob("*"))
            if path.is_file()
        },
    }
    (target / "manifest.json").write_text(json.dumps(manifest, indent=1))
    return target


def restore(folder: Path) -> dict[str, Any]:
    """Bring a backup into an empty installation and make it safe to start."""
    manifest = _checked(folder)
    _refuse_if_used()
    _load_database(folder, manifest["database"])
    if manifest["has_warehouse"]:
        _load_warehouse(folder)
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.BLOB_URL, dirs_exist_ok=True)
    taken_at = datetime.fromisoformat(manifest["taken_at"])
    return {"taken_at": manifest["taken_at"], **_make_safe(taken_at)}


def _make_safe(taken_at: datetime) -> dict[str, Any]:
    warehouse.migrate()
    highest = int(warehouse.scalar("SELECT max(customer_id) FROM customers") or 0)
    with transaction.atomic():
        row, _ = Sequence.objects.select_for_update().get_or_create(name="customer")
        row.next_value = max(row.next_value, highest + 1)
        row.save()
    for table in ("orders", "order_lines", "events"):
        warehouse.execute(
            f"ALTER TABLE {table} DELETE WHERE landed_at > {{taken:DateTime64(3)}}"
            " SETTINGS mutations_sync = 2",
            {"taken": taken_at},
        )
    jobs.release(_HOLD)
    return {
        "erased_again": erase_again(),
        "held_broadcasts": journey.hold_all("restored"),
    }


def _save_warehouse(target: Path) -> bool:
    """The engine writes only below its own folder; a server's data stays with the server."""
    if not warehouse.is_embedded():
        return False
    written = warehouse_backup.save(local.backup_folder(settings.HUIKE_HOME) / target.name)
    shutil.move(written, target / "warehouse")
    return True


def _load_warehouse(folder: Path) -> None:
    near = local.backup_folder(settings.HUIKE_HOME) / f"restoring-{folder.name}"
    shutil.rmtree(near, ignore_errors=True)
    shutil.copytree(folder / "warehouse", near)
    try:
        warehouse_backup.restore(near)
    finally:
        shutil.rmtree(near, ignore_errors=True)


def _save_database(target: Path) -> None:
    if connection.vendor == "sqlite":
        source = Path(str(connection.settings_dict["NAME"]))
        with (
            closing(sqlite3.connect(source)) as one,
            closing(sqlite3.connect(target / "huike.db")) as other,
        ):
            one.backup(other)
        return
    _postgres("pg_dump", "--format=custom", f"--file={target / 'huike.dump'}")


def _load_database(folder: Path, vendor: str) -> None:
    if vendor != connection.vendor:
        raise Invalid(f"This backup is of a {vendor} database", code="other_database")
    if vendor == "sqlite":
        target = Path(str(connection.settings_dict["NAME"]))
        connection.close()
        for leftover in target.parent.glob(f"{target.name}*"):
            leftover.unlink()
        shutil.copy(folder / "huike.db", target)
        return
    connection.close()
    _postgres("pg_restore", "--clean", "--if-exists", "--no-owner", str(folder / "huike.dump"))


def _postgres(*words: str) -> None:
    parts = urlsplit(settings.ENV.database_url)
    plain = parts._replace(query="").geturl()
    command = [words[0], f"--dbname={plain}", *words[1:]]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Conflict(f"{words[0]}: {done.stderr.strip()[-500:]}", code="database_tool_failed")


def _refuse_if_used() -> None:
    try:
        is_used = Workspace.objects.exists()
    except Exception:
        # No table yet: that is as empty as it gets.
        is_used = False
    if is_used:
        raise Conflict(
            "This installation has workspaces already",
            code="not_empty",
            mend="Restore into a new HUIKE_HOME and an empty database",
        )


def _checked(folder: Path) -> dict[str, Any]:
    path = folder / "manifest.json"
    if not path.exists():
        raise Invalid(f"{folder} has no manifest.json: it is no backup, or an unfinished one")
    manifest: dict[str, Any] = json.loads(path.read_text())
    for name, digest in manifest["sha256"].items():
        if not (folder / name).is_file() or _digest(folder / name) != digest:
            raise Invalid(f"{name} of this backup is missing or changed", code="backup_damaged")
    return manifest


def _digest(path: Path) -> str:
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()


@click.command("backup")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def backup_command(folder: Path) -> None:
    """Write a backup below FOLDER."""
    click.echo(backup(folder.resolve()))


@click.command("restore")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True)
def restore_command(folder: Path, as_json: bool) -> None:
    """Bring the backup in FOLDER into this empty installation."""
    told = restore(folder.resolve())
    if as_json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Restored the state of {told['taken_at']}.")
    click.echo(f"Erasures applied again: {told['erased_again']}")
    click.echo(f"Broadcasts held for your answer: {told['held_broadcasts']}")


COMMANDS = [backup_command, restore_command]
