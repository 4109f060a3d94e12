"""Bringing a backup into an empty installation, and making it safe to start.

Nothing is changed before everything has been looked at. From the first change to the last the home
is marked as half restored: nothing runs on it, and the same command begins anew.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from huike.base.access.facade import all_workspaces
from huike.base.jobs import actions as jobs
from huike.base.journal import facade as journal
from huike.base.kernel.errors import Conflict
from huike.base.warehouse import backup as warehouse_backup
from huike.base.warehouse import facade as warehouse
from huike.base.warehouse import local
from huike.entry.safekeeping import database, manifest, place, rising
from huike.entry.safekeeping.saving import JOURNAL
from huike.flow.consent.jobs import start_catch_up as consent_follows
from huike.flow.identity.actions.trust import erase_again
from huike.flow.identity.erasures import has_list
from huike.flow.identity.jobs import start_catch_up as customers_follow
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect.aside import undo_begun
from huike.flow.journey import facade as journey
from huike.flow.profile.traits import ask_refresh
from huike.flow.segment import facade as segment
from huike.library.commerce.categories.following import follow as categories_follow

# What the database can write again by itself.
_FOLLOWING = ("customers", "consents", "memberships", "traits", "overrides")
# What happened, by the column that says when it came.
_HAPPENED = {
    "orders": "landed_at",
    "order_lines": "landed_at",
    "order_events": "landed_at",
    "payments": "landed_at",
    "order_coupons": "landed_at",
    "reviews": "landed_at",
    "logistics": "landed_at",
    "favourites": "landed_at",
    "product_changes": "landed_at",
    "events": "landed_at",
    "messages": "at",
    "exposures": "at",
}


@dataclass(frozen=True)
class Restored:
    """What a restore came to."""

    taken_at: str
    facts_dropped: int
    erased_again: int
    has_erasure_list: bool
    held_broadcasts: int


def restore(folder: Path) -> Restored:
    """Bring a backup into an empty installation and make it safe to start."""
    home = settings.HUIKE_HOME
    with place.only_one(home, "restore"):
        told = manifest.checked(folder, database.known())
        if not place.is_half_restored(home):
            _refuse_if_used()
        place.begin_restore(home, folder.name)
        if told.has_warehouse:
            _load_warehouse(folder)
        _load_files(folder)
        database.load(folder)
        journal.load(folder / JOURNAL)
        call_command("migrate", verbosity=0, interactive=False)
        done = _make_safe(told)
        place.end_restore(home)
    return done


def _make_safe(told: manifest.Manifest) -> Restored:
    jobs.release_all()
    warehouse.migrate()
    rising.raise_all()  # while the facts that are too late still say which numbers they took
    dropped = _forget_later(told)
    held = journey.hold_all("restored")
    _land_accepted()
    again = erase_again()
    if not told.has_warehouse:
        _follow_again()
    return Restored(told.taken_at, dropped, again, has_list(), held)


def _land_accepted() -> None:
    """What sources were told is kept lands first: then who was erased after it is erased again."""
    undo_begun()
    for one in all_workspaces():
        ingest.land_waiting(one.id)


def _forget_later(told: manifest.Manifest) -> int:
    """A server's warehouse goes on after the mark: facts that the database never heard of go."""
    dropped = 0
    for table, column in _HAPPENED.items():
        where = f"{column} > {{taken:DateTime64(3, 'UTC')}}"
        taken = {"taken": told.moment}
        later = warehouse.scalar(
            f"SELECT count() FROM {table} WHERE {where}",  # noqa: S608  # names of ours
            taken,
            lane="long",
        )
        if later:
            warehouse.execute(
                f"ALTER TABLE {table} DELETE WHERE {where} SETTINGS mutations_sync = 2",
                taken,
            )
            dropped += int(later)
    return dropped


def _follow_again() -> None:
    """What the database leads is written again whole: its newer versions are of a lost future."""
    for table in _FOLLOWING:
        warehouse.execute(f"TRUNCATE TABLE {table}")
    for one in all_workspaces():
        customers_follow(one.id, is_restored=True)
        consent_follows(one.id)
        categories_follow(one.id)
        ask_refresh(one.id)
    segment.catch_up()


def _load_warehouse(folder: Path) -> None:
    warehouse.migrate()
    near = local.backup_folder(settings.HUIKE_HOME) / f"restoring-{folder.name}"
    shutil.rmtree(near, ignore_errors=True)
    shutil.copytree(folder / "warehouse", near)
    try:
        warehouse_backup.restore(near)
    finally:
        shutil.rmtree(near, ignore_errors=True)


def _load_files(folder: Path) -> None:
    if (folder / "files").exists():
        shutil.copytree(folder / "files", settings.BLOB_URL, dirs_exist_ok=True)


def _refuse_if_used() -> None:
    """Empty is: no workspace, no facts on this machine, no kept file."""
    used = [name for name, is_used in _USES.items() if is_used()]
    if used:
        raise Conflict(
            f"This installation is not empty: it has {', '.join(used)}",
            code="not_empty",
            mend="Restore into a new HUIKE_HOME and an empty database; bring only the keys folder",
        )


def _has_facts() -> bool:
    folder = Path(settings.HUIKE_HOME) / "warehouse"
    if not warehouse.is_embedded() or not folder.exists():
        return False
    rows = warehouse.scalar(
        "SELECT sum(total_rows) FROM system.tables"
        " WHERE database = {db:String} AND name != 'schema_migrations'",
        {"db": local.DATABASE},
    )
    return bool(rows)


def _has_files() -> bool:
    return any(path.is_file() for path in Path(settings.BLOB_URL).rglob("*"))


def _has_workspaces() -> bool:
    is_used = not database.is_empty("access_workspace")
    connection.close()
    return is_used


_USES = {"workspaces": _has_workspaces, "facts": _has_facts, "files": _has_files}
