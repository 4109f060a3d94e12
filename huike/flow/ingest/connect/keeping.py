"""What is written down of a connection at work: marks, counts, runs, and what went wrong."""

import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import transaction
from django.db.models import Min

from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks, insert_new, upsert
from huike.base.kernel.errors import HuikeError
from huike.base.outbox.facade import publish
from huike.events import OrdersLanded, in_batches
from huike.flow.ingest.connect import sessions
from huike.flow.ingest.connect.contract import (
    Page,
    RateLimited,
    Refused,
    TokenExpired,
    Trouble,
    Unreadable,
)
from huike.flow.ingest.connect.landing import Landed
from huike.flow.ingest.connect.models import (
    Connection,
    ConnectionRun,
    Reading,
    SeenNotice,
    UnlandedRecord,
)
from huike.flow.ingest.connect.rules import spans
from huike.flow.ingest.quality import counting
from huike.flow.ingest.rowrules import judging

log = structlog.get_logger(__name__)
_MOST_UNLANDED = 200
_MOST_RUNS = 100
_MOST = 500  # values in one question
_State = ConnectionRun.State
_T = TypeVar("_T")


class Fault(Trouble):
    """A client failed in a way that nobody foresaw: logged, and tried again later."""

    code = "connector_fault"


class Left(Exception):
    """The connection was paused or removed while it was read."""


def fault(where: str, problem: Exception) -> Fault:
    """What the client did not foresee, logged whole and named by its class alone."""
    log.error("connector_fault", where=where, exc_info=problem)
    return Fault("The client failed", fault=type(problem).__name__)


def foreseen(where: str, items: Iterator[_T]) -> Iterator[_T]:
    """What a client gives; what it did not foresee is its fault, and stops no other connection."""
    while True:
        try:
            one = next(items)
        except StopIteration:
            return
        except HuikeError:
            raise
        except Exception as problem:
            raise fault(where, problem) from problem
        yield one


def page(row: Connection, reading: Reading, run: ConnectionRun, got: Page, landed: Landed) -> None:
    """Keep the mark behind a page that has landed, count it, and tell of its orders: one step."""
    broken = _broken(row, got)
    with transaction.atomic():
        if not is_active(row):
            raise Left
        reading.resume = got.resume
        reading.done, reading.total = reading.done + _size(got), got.total
        reading.save(update_fields=["resume", "done", "total"])
        add(row, run, landed.counts)
        _tell(row, landed)
        _note_unlanded(row, got, landed.unreadable)
        counting.add_page(
            row.workspace_id,
            row.pk,
            got,
            landed.unreadable,
            is_history=reading.is_backfill,
            broken=broken,
        )


def _broken(row: Connection, got: Page) -> Mapping[str, int]:
    numbers = [one.order_no for one in got.orders if not one.is_test]
    return judging.of_landed(row.workspace_id, row.shop_id, row.pk, numbers)


def add(row: Connection, run: ConnectionRun, counts: Mapping[str, int]) -> None:
    """Count what has landed, for the run and for the connection."""
    run.pages += 1
    run.counts = _sum(run.counts, counts)
    run.save(update_fields=["pages", "counts"])
    _count(row, counts)


@transaction.atomic
def _count(row: Connection, counts: Mapping[str, int]) -> None:
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    row.counts = _sum(rows.select_for_update().values_list("counts", flat=True).get(), counts)
    rows.update(counts=row.counts)


def _tell(row: Connection, landed: Landed) -> None:
    for told in landed.told:
        publish(told)
    for ids in in_batches(sorted(landed.customer_ids)):
        publish(
            OrdersLanded(workspace_id=row.workspace_id, batch_id=landed.batch_id, customer_ids=ids)
        )


def called(row: Connection, got: Page, landed: Landed, mark: bytes | None) -> None:
    """Count what came in a call, tell of its orders, and remember the call: one step.

    One of whose records some did not land is not remembered: it may come again.
    """
    now = clock.now()
    broken = _broken(row, got)
    with transaction.atomic():
        rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
        _count(row, landed.counts)
        _tell(row, landed)
        _note_unlanded(row, got, landed.unreadable)
        counting.add_page(
            row.workspace_id, row.pk, got, landed.unreadable, is_history=False, broken=broken
        )
        if not landed.unreadable:
            rows.update(last_ok_at=now)
            if mark is not None:
                remember(row, mark, now)


def remember(row: Connection, mark: bytes, at: datetime) -> bool:
    """Remember a call; whether it is new."""
    columns = ("workspace_id", "connection_id", "hash", "at")
    return bool(insert_new(SeenNotice, columns, [(row.workspace_id, row.pk, mark, at)]))


def is_active(row: Connection) -> bool:
    """Whether a person still wants it to be asked."""
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    return rows.filter(state=Connection.State.ACTIVE).exists()


def run_of(row: Connection, *, is_backfill: bool) -> ConnectionRun:
    """The run that goes on, or a new one."""
    runs = ConnectionRun.objects.filter(workspace_id=row.workspace_id, connection=row)
    open_one = runs.filter(is_backfill=is_backfill, state=_State.RUNNING).first()
    return open_one or ConnectionRun.objects.create(
        workspace_id=row.workspace_id,
        connection=row,
        is_backfill=is_backfill,
        started_at=clock.now(),
    )


def ended(run: ConnectionRun, state: str, problem: dict[str, Any] | None = None) -> None:
    """Write how a run ended; a sync that found nothing leaves no trace."""
    if state == _State.DONE and not run.is_backfill and not any(run.counts.values()):
        run.delete()
        return
    run.state, run.problem, run.ended_at = state, problem, clock.now()
    run.save(update_fields=["state", "problem", "ended_at"])
    runs = ConnectionRun.objects.filter(workspace_id=run.workspace_id, connection=run.connection_id)
    beyond = runs.order_by("-pk").values_list("pk", flat=True)[_MOST_RUNS : _MOST_RUNS + 1]
    for last in list(beyond):
        runs.filter(pk__lte=last).delete()


def came_through(row: Connection) -> None:
    """A sync has come to its end: nothing is wrong any more, and when it is asked again."""
    now = clock.now()
    readings = Reading.objects.filter(
        workspace_id=row.workspace_id, connection=row, is_backfill=False
    )
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    rows.update(
        failures=0,
        problem=None,
        problem_at=None,
        last_ok_at=now,
        read_until=readings.aggregate(first=Min("upto"))["first"] or now,
    )
    # Who was told meanwhile that something has changed asks again at once.
    next_at = now + timedelta(minutes=row.every_minutes) * random.uniform(0.95, 1.05)
    rows.filter(next_at=row.next_at).update(next_at=next_at)


def trouble(row: Connection, problem: HuikeError) -> float | None:
    """Write down what went wrong; in how many seconds to try again, None where a person must act.

    A platform that is away is asked ever later; one that asks for a pause gets it.
    """
    now = clock.now()
    rows = Connection.objects.filter(pk=row.pk, workspace_id=row.workspace_id)
    known = {"problem": sessions.problem_of(problem), "problem_at": now}
    if isinstance(problem, (TokenExpired, Refused)):
        rows.update(**known)
        rows.filter(state=Connection.State.ACTIVE).update(state=Connection.State.NEEDS_ATTENTION)
        return None
    chance = random.random()
    if isinstance(problem, RateLimited):
        wait = timedelta(seconds=problem.after * (1 + 0.1 * chance))
        rows.update(**known, next_at=now + wait)
    else:
        row.failures += 1
        wait = spans.pause(row.failures, chance)
        rows.update(**known, failures=row.failures, next_at=now + wait)
    return wait.total_seconds()


def _note_unlanded(row: Connection, got: Page, wrong: Sequence[Unreadable]) -> None:
    """Keep what could not be read, the newest of it; what could be now is let go."""
    ours = UnlandedRecord.objects.filter(workspace_id=row.workspace_id, connection=row)
    bad = {(one.what, one.number) for one in wrong}
    if ours.exists():
        good = {("orders", one.order_no) for one in got.orders}
        good |= {("refunds", one.refund_no) for one in got.refunds}
        for what in ("orders", "refunds"):
            numbers = sorted(number for sort, number in good - bad if sort == what)
            for part in chunks(numbers, _MOST):
                ours.filter(what=what, number__in=part).delete()
    if not wrong:
        return
    _write_unlanded(row, {(one.what, one.number): (one.reason, one.where) for one in wrong})


def note_file(row: Connection, name: str, reason: str) -> None:
    """Keep why a file could not be read; one that could be is let go."""
    if reason:
        _write_unlanded(row, {("files", name): (reason, "")})
        return
    rows = UnlandedRecord.objects.filter(workspace_id=row.workspace_id, connection=row)
    rows.filter(what="files", number=name[:100]).delete()


def _write_unlanded(row: Connection, wrong: dict[tuple[str, str], tuple[str, str]]) -> None:
    now = clock.now()
    upsert(
        UnlandedRecord,
        ("workspace_id", "connection_id", "what", "number", "reason", "where", "at"),
        [
            (row.workspace_id, row.pk, what, number[:100], reason[:40], where[:100], now)
            for (what, number), (reason, where) in wrong.items()
        ],
        unique=("connection_id", "what", "number"),
        update=("reason", "where", "at"),
    )
    ours = UnlandedRecord.objects.filter(workspace_id=row.workspace_id, connection=row)
    for last in list(ours.order_by("-pk").values_list("pk", flat=True)[_MOST_UNLANDED:][:1]):
        ours.filter(pk__lte=last).delete()


def _size(got: Page) -> int:
    sorts = (got.orders, got.refunds, got.products, got.customers, got.unreadable)
    return sum(len(one) for one in sorts)


def _sum(known: Mapping[str, int], more: Mapping[str, int]) -> dict[str, int]:
    return {name: known.get(name, 0) + more.get(name, 0) for name in {**known, **more}}
