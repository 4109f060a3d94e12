"""A connection is asked for what changed, a page at a time, from where the last page ended.

Each page becomes facts and then the mark behind it is kept, so whoever goes on after a crash lands
at most the last page again, to the same facts. One run at a time of a connection; a backfill that
takes hours lets the syncs that are due in between.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

import structlog

from huike.base.jobs.facade import Cancelled
from huike.base.kernel import clock
from huike.base.kernel.errors import HuikeError
from huike.base.kernel.exclusive import exclusive
from huike.flow.ingest.connect import arriving, keeping, landing, queries, sessions, tending
from huike.flow.ingest.connect.contract import Ask, Preparing, Unsound, What
from huike.flow.ingest.connect.keeping import Left
from huike.flow.ingest.connect.models import Connection, ConnectionRun, Reading
from huike.flow.ingest.connect.rules import spans
from huike.flow.ingest.connect.sessions import Session

log = structlog.get_logger(__name__)
Progress = Callable[[int, int], None]
_TRIES_BEHIND_A_MARK = 3  # then its span is begun again: the platform may have lost the place
_BY_SPANS = ("orders", "refunds")  # of the others a platform lists all there are
_State = ConnectionRun.State
_BUSY = 2.0  # seconds until another look where somebody else is at it


def sync(workspace_id: int, connection_id: int, progress: Progress) -> float | None:
    """Fetch what is new; seconds until it should be tried again, None where it need not be."""
    with exclusive(_lock(connection_id), is_patient=False) as is_mine:
        if not is_mine:
            return _BUSY
        row = active(workspace_id, connection_id)
        if row is None:
            return None
        return _guarded(row, is_backfill=False, work=lambda s: _sync(s, row, progress))


def backfill(workspace_id: int, connection_id: int, progress: Progress) -> float | None:
    """Read history from where it stands to its end; answers as `sync` does."""
    with exclusive(_lock(connection_id), is_patient=False) as is_mine:
        if not is_mine:
            return _BUSY
        row = active(workspace_id, connection_id)
        if row is None:
            return None
        return _guarded(row, is_backfill=True, work=lambda s: _backfill(s, row, progress))


def active(workspace_id: int, connection_id: int) -> Connection | None:
    """The connection, if it may be asked."""
    rows = Connection.objects.filter(workspace_id=workspace_id, pk=connection_id)
    return rows.filter(state=Connection.State.ACTIVE).first()


def _lock(connection_id: int) -> str:
    return f"connection:{connection_id}"


def _guarded(
    row: Connection, *, is_backfill: bool, work: Callable[[Session], None]
) -> float | None:
    run = keeping.run_of(row, is_backfill=is_backfill)
    try:
        with sessions.at_work(row) as session:
            work(session)
    except Preparing as wait:
        return wait.after
    except (Left, Cancelled):
        keeping.ended(run, _State.STOPPED)
        raise
    except HuikeError as problem:
        log.warning("connection_trouble", kind=row.kind, connection=row.pk, code=problem.code)
        later = keeping.trouble(row, problem)
        if not is_backfill or later is None:  # a backfill goes on as the same run
            keeping.ended(run, _State.FAILED, sessions.problem_of(problem))
        return later
    keeping.ended(run, _State.DONE)
    return None


def _sync(session: Session, row: Connection, progress: Progress) -> None:
    run = keeping.run_of(row, is_backfill=False)
    tending.tend(session, row)
    if session.file_client is not None:
        arriving.take(session, row, run)
    for what in session.kind.fetches if session.client else ():
        reading = _reading(row, what, is_backfill=False)
        _read(session, row, reading, run, clock.now(), lambda: progress(0, 0))
    keeping.came_through(row)


def _backfill(session: Session, row: Connection, progress: Progress) -> None:
    run = keeping.run_of(row, is_backfill=True)

    def after_page() -> None:
        progress(*queries.progress_of(row))
        row.refresh_from_db(fields=["next_at", "failures"])
        if row.next_at <= clock.now():
            _sync(session, row, lambda _done, _total: progress(*queries.progress_of(row)))
            keeping.ended(keeping.run_of(row, is_backfill=False), _State.DONE)

    for what in session.kind.fetches:
        reading = _reading(row, what, is_backfill=True)
        if reading.goal is not None:
            _read(session, row, reading, run, reading.goal, after_page)
    progress(*queries.progress_of(row))


def _read(
    session: Session,
    row: Connection,
    reading: Reading,
    run: ConnectionRun,
    goal: datetime,
    after_page: Callable[[], None],
) -> None:
    """Read all spans up to the goal, the one that was begun first."""
    kind = session.kind
    is_cut = reading.what in _BY_SPANS
    while True:
        if reading.since is None:
            span = spans.next_span(
                reading.upto,
                goal,
                overlap=timedelta() if reading.is_backfill else kind.overlap,
                longest=kind.longest_span if is_cut else None,
            )
            if span is None:
                return
            reading.since, reading.until = span
            reading.resume, reading.done, reading.total = "", 0, None
            reading.save(update_fields=["since", "until", "resume", "done", "total"])
        until = reading.until
        _read_span(session, row, reading, run, after_page)
        if until is None or reading.upto < until:
            return  # the platform's clock has not come so far yet


def _read_span(
    session: Session,
    row: Connection,
    reading: Reading,
    run: ConnectionRun,
    after_page: Callable[[], None],
) -> None:
    if session.client is None or reading.since is None or reading.until is None:
        raise RuntimeError("no span is being read")
    if row.failures >= _TRIES_BEHIND_A_MARK:
        reading.resume = ""
    ask = Ask(
        what=cast(What, reading.what),
        since=reading.since,
        until=reading.until,
        is_backfill=reading.is_backfill,
        resume=reading.resume,
    )
    their_time: datetime | None = None
    seen = {reading.resume}
    session.calls.their_time = None
    pages = keeping.foreseen(ask.what, iter(session.client.pages(ask)))
    for number, page in enumerate(pages):
        their_time = session.calls.their_time if number == 0 else their_time
        if page.resume in seen:
            raise Unsound("The platform gives the same page again", code="connector_repeats")
        seen.add(page.resume)
        landed = landing.land(session.place, page, session.rates)
        keeping.page(row, reading, run, page, landed)
        after_page()
    if reading.is_backfill:
        reading.upto = reading.until
    else:
        clock_there = their_time or session.calls.their_time
        reading.upto = spans.read_until(reading.upto, reading.until, clock_there)
    reading.since = reading.until = None
    reading.resume = ""
    reading.save(update_fields=["upto", "since", "until", "resume"])


def _reading(row: Connection, what: What, *, is_backfill: bool) -> Reading:
    """How far this sort has been read; one that a kind has learnt since begins at the making."""
    reading, _ = Reading.objects.get_or_create(
        workspace_id=row.workspace_id,
        connection=row,
        what=what,
        is_backfill=is_backfill,
        defaults={"upto": row.created_at},
    )
    return reading
