"""What cannot be landed is found by halving, and set aside with its reason; nobody waits for it.

It stays in the journal as long as everything else does, and a replay tries it again.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import structlog
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, transaction

from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, reserve_ids
from huike.base.kernel.errors import HuikeError
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect.models import LandedEntry, Landing, SeenMessage, SetAside
from huike.flow.ingest.quality import counting

if TYPE_CHECKING:
    from huike.flow.ingest.collect.landing import Said

log = structlog.get_logger(__name__)
_MOST = 900  # values in one question
_WRITTEN = """
SELECT count() FROM events
WHERE workspace_id = {workspace:UInt32} AND batch_id = {landing:UInt64}
"""
_TAKE_BACK = """
ALTER TABLE events DELETE
WHERE workspace_id = {workspace:UInt32} AND batch_id = {landing:UInt64}
SETTINGS mutations_sync = 2
"""
_COLUMNS = ["workspace", "source", "entry", "hash", "message_id", "reason", "at"]
_OF_THE_HOUSE = (OSError, MemoryError, DatabaseError, InterfaceError)
_OF_THE_DATA = (DataError, IntegrityError)


def blames_what_it_holds(problem: Exception) -> bool:
    """Whether other messages might have been landed where these failed: no store was away."""
    if isinstance(problem, HuikeError):
        return not problem.may_retry
    return isinstance(problem, _OF_THE_DATA) or not isinstance(problem, _OF_THE_HOUSE)


def is_first_failure(row: Landing) -> bool:
    """Count one more; the first may have been chance."""
    row.failures += 1
    row.save(update_fields=["failures"])
    return row.failures == 1


def split(row: Landing, said: Sequence["Said"], problem: Exception) -> None:
    """Two landings instead of one that fails; the message of one that holds no other is set aside.

    Nothing of it may be in the warehouse: the halves have numbers, and so tokens, of their own.
    """
    _take_back(row)
    middle = len(said) // 2
    halves = [said[:middle], said[middle:]] if middle else []
    with transaction.atomic():
        for half in halves:
            fresh = Landing.objects.create(
                pk=reserve_ids("batch", 1).start,
                workspace_id=row.workspace_id,
                entries=sorted({one.entry for one in half}),
                messages=len(half),
                duplicates=0,
                failures=row.failures,
                is_again=True,
                made_at=row.made_at,
            )
            _hand_over(row, half, fresh.pk)
        if not halves:
            for one in said:
                _note(row.workspace_id, one.source_id, one.entry, problem, one)
        Landing.objects.filter(pk=row.pk, workspace_id=row.workspace_id).update(is_done=True)
    journal.settle(row.entries)
    if not halves:
        log.error("message_set_aside", landing=row.pk, problem=_reason(problem))


def undo_begun() -> int:
    """After a restore: whatever was begun and not finished waits again; how many landings.

    What a later landing of the same number has written was taken out of a server's warehouse, and
    the warehouse would believe to have it if it came once more under its token.
    """
    begun = list(Landing.objects.filter(is_done=False))
    for row in begun:
        _take_back(row)
        journal.unsettle(row.entries)
        with transaction.atomic():
            for part in chunks(row.entries, _MOST):
                LandedEntry.objects.filter(entry__in=part).delete()
            SeenMessage.objects.filter(workspace_id=row.workspace_id, landing=row.pk).delete()
            row.delete()
    return len(begun)


def set_aside(workspace_id: int, source_id: int, entry: int, problem: Exception) -> None:
    """Note an entry that cannot be read at all."""
    if _note(workspace_id, source_id, entry, problem):
        log.error("entry_set_aside", entry=entry, problem=_reason(problem))


def let_go(workspace_id: int, entries: Sequence[int]) -> None:
    """These may be tried again: inside the transaction that does."""
    for part in chunks(entries, _MOST):
        rows = SetAside.objects.filter(workspace_id=workspace_id, entry__in=part)
        hashes = [bytes(one) for one in rows.values_list("hash", flat=True)]
        for some in chunks(hashes, _MOST):
            SeenMessage.objects.filter(workspace_id=workspace_id, hash__in=some).delete()
        rows.delete()


def _take_back(row: Landing) -> None:
    """Take out of the warehouse what an unfinished landing may have written."""
    of_it = {"workspace": row.workspace_id, "landing": row.pk}
    if warehouse.scalar(_WRITTEN, of_it, lane="long"):
        warehouse.execute(_TAKE_BACK, of_it)


def _hand_over(row: Landing, said: Sequence["Said"], landing: int) -> None:
    for part in chunks(sorted({one.hash for one in said}), _MOST):
        SeenMessage.objects.filter(
            workspace_id=row.workspace_id, hash__in=part, landing=row.pk
        ).update(landing=landing)


def _note(
    workspace_id: int, source_id: int, entry: int, problem: Exception, said: "Said | None" = None
) -> int:
    hashed, message_id = (said.hash, said.message_id) if said else (b"", "")
    values = (workspace_id, source_id, entry, hashed, message_id, _reason(problem), clock.now())
    with transaction.atomic():
        new = insert_new(SetAside, _COLUMNS, [values])
        counting.add(workspace_id, "events", source_id, {"came": new, "schema": new})
    return new


def _reason(problem: Exception) -> str:
    """A code or a kind of error: what it says may hold what was sent."""
    return (problem.code if isinstance(problem, HuikeError) else type(problem).__name__)[:80]
