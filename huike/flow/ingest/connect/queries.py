"""Connections as pages and commands see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db.models import F

from huike.base.access.facade import Scope
from huike.base.jobs.facade import JobInfo, info
from huike.base.kernel import clock
from huike.base.kernel.errors import NotFound
from huike.flow.ingest.connect import registry, sessions
from huike.flow.ingest.connect.models import (
    Connection,
    ConnectionRun,
    Reading,
    UnlandedRecord,
)
from huike.flow.ingest.connect.rules.progress import Part, how_far

_MOST_RUNS = 50
BackfillState = Literal["running", "waiting", "stopped", "done"]


@dataclass(frozen=True)
class BackfillInfo:
    """How far history has been read, in thousandths."""

    state: BackfillState
    since: datetime
    done: int
    total: int
    job_id: int


@dataclass(frozen=True)
class ConnectionInfo:
    """A connection as others may see it: no secrets."""

    id: int
    name: str
    kind: str
    shop_id: int
    state: str
    every_minutes: int
    next_at: datetime
    failures: int
    problem: dict[str, Any] | None
    problem_at: datetime | None
    last_ok_at: datetime | None
    read_until: datetime | None
    lag_seconds: int | None
    counts: dict[str, int]
    backfill: BackfillInfo | None
    created_at: datetime
    created_by: str


def one(scope: Scope, number: int) -> Connection:
    """One connection; another workspace's, or one of another shop, does not exist."""
    row = Connection.objects.filter(workspace_id=scope.workspace_id, pk=number).first()
    if row is None or not scope.allows_shop(row.shop_id):
        raise NotFound("No such connection", code="connection_gone")
    return row


def listed(scope: Scope) -> list[ConnectionInfo]:
    """The connections of the shops that the scope allows, by name."""
    rows = Connection.objects.filter(workspace_id=scope.workspace_id).order_by("name")
    if scope.shop_ids is not None:
        rows = rows.filter(shop_id__in=scope.shop_ids)
    return shapes(scope.workspace_id, list(rows))


def shapes(workspace_id: int, rows: Sequence[Connection]) -> list[ConnectionInfo]:
    """These connections, each with how far its history has been read."""
    ids = [row.pk for row in rows]
    readings: dict[int, list[Reading]] = {}
    for reading in Reading.objects.filter(
        workspace_id=workspace_id, connection__in=ids, is_backfill=True, goal__isnull=False
    ):
        readings.setdefault(reading.connection_id, []).append(reading)
    return [_shape(row, readings.get(row.pk, [])) for row in rows]


def settings_of(scope: Scope, number: int) -> dict[str, str]:
    """Its settings but for the secrets."""
    return sessions.shown(one(scope, number))


def runs(scope: Scope, number: int) -> list[ConnectionRun]:
    """Its newest runs, the newest first."""
    row = one(scope, number)
    found = ConnectionRun.objects.filter(workspace_id=row.workspace_id, connection=row)
    return list(found.order_by("-pk")[:_MOST_RUNS])


def unlanded(scope: Scope, number: int) -> list[UnlandedRecord]:
    """The newest records that could not be read, and why."""
    row = one(scope, number)
    found = UnlandedRecord.objects.filter(workspace_id=row.workspace_id, connection=row)
    return list(found.order_by("-at", "-pk")[:_MOST_RUNS])


def has_unread(row: Connection) -> bool:
    """Whether a backfill was begun and has not come to its end."""
    readings = Reading.objects.filter(
        workspace_id=row.workspace_id, connection=row, is_backfill=True, goal__isnull=False
    )
    return readings.filter(upto__lt=F("goal")).exists()


def progress_of(row: Connection) -> tuple[int, int]:
    """How far its backfill is, in thousandths."""
    readings = Reading.objects.filter(
        workspace_id=row.workspace_id, connection=row, is_backfill=True, goal__isnull=False
    )
    return how_far([_part(one) for one in readings])


def _shape(row: Connection, readings: Sequence[Reading]) -> ConnectionInfo:
    # Files are taken whole: of them only is known when somebody looked last.
    known = row.read_until if registry.kind(row.kind).open else row.last_ok_at
    is_asked = row.kind in registry.ASKED
    lag = round((clock.now() - known).total_seconds()) if known and is_asked else None
    return ConnectionInfo(
        id=row.pk,
        name=row.name,
        kind=row.kind,
        shop_id=row.shop_id,
        state=row.state,
        every_minutes=row.every_minutes,
        next_at=row.next_at,
        failures=row.failures,
        problem=row.problem,
        problem_at=row.problem_at,
        last_ok_at=row.last_ok_at,
        read_until=row.read_until,
        lag_seconds=None if lag is None else max(lag, 0),
        counts=row.counts,
        backfill=_backfill(row, readings),
        created_at=row.created_at,
        created_by=row.created_by,
    )


def _backfill(row: Connection, readings: Sequence[Reading]) -> BackfillInfo | None:
    if not readings:
        return None
    done, total = how_far([_part(one) for one in readings])
    is_over = all(one.goal is not None and one.upto >= one.goal for one in readings)
    state: BackfillState = "done" if is_over else "stopped"
    job = _job(row)
    if job is not None and job.state in ("running", "waiting"):
        state = "running" if job.state == "running" else "waiting"
    since = max(one.began_at or one.upto for one in readings)
    return BackfillInfo(state, since, done, total, row.backfill_job or 0)


def _job(row: Connection) -> JobInfo | None:
    try:
        return info(row.backfill_job or 0, workspace_id=row.workspace_id)
    except NotFound:
        return None


def _part(one: Reading) -> Part:
    goal = one.goal or one.upto
    return Part(one.began_at or one.upto, one.upto, goal, one.since, one.until, one.done, one.total)
