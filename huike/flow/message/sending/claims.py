"""Who holds which messages. A claim is kept alive by its worker; one that is not is taken apart.

Every change of a message under a claim happens in a transaction that first renews the claim, so a
worker that has lost it changes nothing.
"""

import os
import socket
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F

from huike.base.kernel import clock
from huike.flow.message.models import Claim, Message
from huike.flow.message.rules import Reason
from huike.flow.message.sending.ends import Source, Taken, count_and_tell

LEASE = timedelta(seconds=30)
_TABLE, _CLAIMS = Message._meta.db_table, Claim._meta.db_table
# Written out as in the index: SQLite uses a partial index only where it finds its condition.
_OPEN = "state IN ('queued', 'claimed', 'handing')"


class ClaimLost(Exception):
    """Another worker took this one for dead: what it holds is no longer its own."""


def me() -> str:
    """This process: host, process-id namespace, number and start, since numbers come again."""
    return f"{_host()}:{os.getpid()}:{_started(os.getpid())}"


def begin(source: Source) -> int:
    """A new, empty claim."""
    row = Claim.objects.create(
        workspace_id=source.workspace_id,
        source=source.kind,
        source_id=source.id,
        worker=me(),
        lease_until=clock.now() + LEASE,
    )
    return row.pk


def renew(claim_id: int) -> None:
    """Keep a claim alive, inside the caller's transaction; raises when it was taken apart."""
    until = connection.ops.adapt_datetimefield_value(clock.now() + LEASE)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_CLAIMS} SET lease_until = %s WHERE id = %s",  # noqa: S608
            [until, claim_id],
        )
        if not cursor.rowcount:
            raise ClaimLost


def take(claim_id: int, source: Source, most: int) -> list[Taken]:
    """Claim the next due messages of a source that nobody holds."""
    lock = "" if connection.vendor == "sqlite" else " FOR UPDATE SKIP LOCKED"
    with transaction.atomic():
        renew(claim_id)
        with connection.cursor() as cursor:
            cursor.execute(
                # Materialized: PostgreSQL may otherwise ask for the limited rows again for each row
                # that it looks at, and each time finds others that nobody has locked yet.
                f"WITH due AS MATERIALIZED (SELECT id FROM {_TABLE} WHERE {_OPEN}"  # noqa: S608
                " AND state = 'queued' AND source_id = %s AND source = %s AND due_at <= %s"
                f" ORDER BY due_at, id LIMIT %s{lock})"
                f" UPDATE {_TABLE} SET state = 'claimed', claim_id = %s"
                " WHERE id IN (SELECT id FROM due)"
                " RETURNING id, customer_id, version_id, attempts, may_repeat",
                [
                    source.id,
                    source.kind,
                    connection.ops.adapt_datetimefield_value(clock.now()),
                    most,
                    claim_id,
                ],
            )
            rows = cursor.fetchall()
    taken = [Taken(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows]
    return sorted(taken, key=lambda one: one.message_id)


def begin_handing(claim_id: int, message_ids: Sequence[int]) -> set[int]:
    """Mark claimed messages as being handed over; those that could be marked."""
    if not message_ids:
        return set()
    marks = ", ".join(["%s"] * len(message_ids))
    now = connection.ops.adapt_datetimefield_value(clock.now())
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_TABLE} SET state = 'handing', handed_at = %s"  # noqa: S608
            # Already `handing` is one whose commit succeeded though the connection then broke.
            f" WHERE id IN ({marks}) AND state IN ('claimed', 'handing') AND claim_id = %s"
            " RETURNING id",
            [now, *message_ids, claim_id],
        )
        return {row[0] for row in cursor.fetchall()}


def end(claim_id: int) -> None:
    """Give back what was claimed and not handed over; forget a claim that is empty then."""
    with transaction.atomic():
        if not Claim.objects.filter(pk=claim_id).exists():
            return
        mine = Message.objects.filter(claim_id=claim_id)
        mine.filter(state=Message.State.CLAIMED).update(state=Message.State.QUEUED, claim_id=None)
        if not mine.filter(state=Message.State.HANDING).exists():
            Claim.objects.filter(pk=claim_id).delete()


def recover() -> list[Source]:
    """Take apart the claims of dead workers; the sources that have messages to send again."""
    again = []
    now = clock.now()
    for row in Claim.objects.order_by("id"):
        if row.lease_until < now or is_dead(row.worker):
            _take_apart(row)
            again.append(Source(row.workspace_id, row.source, row.source_id))
    return again


def _take_apart(row: Claim) -> None:
    with transaction.atomic():
        # Deleting first locks out the worker, should it live after all: its next renewal fails.
        gone, _ = Claim.objects.filter(pk=row.pk, lease_until=row.lease_until).delete()
        if not gone:
            return
        held = Message.objects.filter(source_id=row.source_id, source=row.source, claim_id=row.pk)
        held.filter(state=Message.State.CLAIMED).update(state=Message.State.QUEUED, claim_id=None)
        in_hand = held.filter(state=Message.State.HANDING)
        in_hand.filter(may_repeat=True).update(
            state=Message.State.QUEUED, claim_id=None, attempts=F("attempts") + 1
        )
        now = clock.now()
        lost = list(in_hand.values_list("id", "customer_id"))
        # The claim's number stays on them: a worker that lives after all may still tell the truth.
        in_hand.update(state=Message.State.UNKNOWN, reason=Reason.WORKER_DIED, ended_at=now)
        count_and_tell(
            Source(row.workspace_id, row.source, row.source_id),
            [(number, customer, "unknown", Reason.WORKER_DIED) for number, customer in lost],
            now,
        )


def is_dead(worker: str) -> bool:
    """Whether a worker of this machine is gone; of another machine only its lease can tell."""
    host, pid, started = worker.rsplit(":", 2)
    if host != _host() or not pid.isdigit() or not started:
        return False
    return _started(int(pid)) != started


def _host() -> str:
    try:
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        space = ""
    return f"{socket.gethostname()}/{space}"


def _started(pid: int) -> str:
    """When a process of this machine began, in ticks since boot; empty when it cannot be told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return "gone" if Path("/proc/self/stat").exists() else ""
    except OSError:
        return ""
    # The name in brackets may hold spaces, so count from behind it; a zombie is dead too.
    fields = stat.rpartition(")")[2].split()
    return "gone" if fields[0] in ("Z", "X") else fields[19]
