"""Taking a backup while the program runs.

All jobs are held, so nothing lands meanwhile; the warehouse is taken first, then the database, then
the files. Whatever the database says has landed is therefore in the warehouse's copy, and every
file it names is there; what staff and shoppers do meanwhile waits in the database as jobs.
"""

import shutil
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from huike.base.jobs import actions as jobs
from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict
from huike.base.warehouse import backup as warehouse_backup
from huike.base.warehouse import facade as warehouse
from huike.base.warehouse import local
from huike.entry.safekeeping import database, manifest, place

HOLD = "backup:"
JOURNAL = "journal.db"
_LEASE_SECONDS = 120  # a backup that dies lets jobs go on after this long
_RENEW_SECONDS = 20.0
_PATIENCE_SECONDS = 120.0


def backup(folder: Path) -> Path:
    """Write a backup below the folder; answer where it is."""
    place.refuse_half_restored(settings.HUIKE_HOME)
    target = folder / f"huike-{clock.now():%Y%m%d-%H%M%S}-{uuid.uuid4().hex[:6]}"
    target.mkdir(parents=True, mode=0o700)
    try:
        with _everything_held() as is_held:
            taken_at = clock.now()
            has_warehouse = _save_warehouse(target)
            database.save(target)
            # After the database: what was accepted meanwhile waits in it, and will land.
            journal.save(target / JOURNAL)
            _save_files(target)
            if not is_held():
                raise Conflict(
                    "Jobs could not be held to the end of this backup",
                    code="hold_lost",
                    mend="Take it again; see the log for why the database did not answer",
                )
        manifest.write(
            target,
            taken_at=taken_at,
            has_warehouse=has_warehouse,
            migrations=database.applied(),
        )
    except BaseException:
        shutil.rmtree(target, ignore_errors=True)
        raise
    return target


@contextmanager
def _everything_held() -> Iterator[Callable[[], bool]]:
    """No job runs inside; one that does not stop in time refuses the backup.

    Gives the question whether the hold has been kept up all the while.
    """
    name = f"{HOLD}{uuid.uuid4().hex[:8]}"
    jobs.hold(name, _LEASE_SECONDS)
    ended, lost = threading.Event(), threading.Event()
    keeper = threading.Thread(target=_keep_up, args=(name, ended, lost), daemon=True)
    keeper.start()
    try:
        _wait_until_all_stopped()
        yield lambda: not lost.is_set()
    finally:
        ended.set()
        keeper.join()
        jobs.release(name)


def _keep_up(name: str, ended: threading.Event, lost: threading.Event) -> None:
    while not ended.wait(_RENEW_SECONDS):
        if not jobs.renew_hold(name, _LEASE_SECONDS):
            lost.set()
    connection.close()


def _wait_until_all_stopped() -> None:
    pause = threading.Event()
    deadline = clock.now().timestamp() + _PATIENCE_SECONDS
    while jobs.are_any_running():
        jobs.recover(jobs.owner_name())
        if clock.now().timestamp() > deadline:
            raise Conflict(
                "A job does not stop", code="job_runs", mend="Cancel it, or wait for its end"
            )
        pause.wait(0.05)


def _save_warehouse(target: Path) -> bool:
    """The engine writes only below its own folder; a server's data stays with the server."""
    if not warehouse.is_embedded():
        return False
    near = local.backup_folder(settings.HUIKE_HOME) / f"{target.name}.engine"
    try:
        shutil.move(warehouse_backup.save(near), target / "warehouse")
    finally:
        shutil.rmtree(near, ignore_errors=True)
    return True


def _save_files(target: Path) -> None:
    files = Path(settings.BLOB_URL)
    if files.exists():
        # A file that is being written has no row yet, and one is renamed when it is whole.
        shutil.copytree(files, target / "files", ignore=shutil.ignore_patterns("*.part"))
