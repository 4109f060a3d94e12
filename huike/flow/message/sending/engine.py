"""One run: all due messages of a source, by all its lanes, until nothing is due or it is stopped.

A process has one run per source; asking for another pokes the one that is there. Several processes
may run the same source: claims keep their messages apart.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import structlog
from django.db import connection

from huike.base.access.facade import workspace
from huike.flow.journey import facade as journey
from huike.flow.message import policy
from huike.flow.message.models import Dispatch
from huike.flow.message.senders import SenderInfo, sender
from huike.flow.message.sending import claims, landing
from huike.flow.message.sending.desk import Desk, Rules
from huike.flow.message.sending.ends import Source
from huike.flow.message.sending.feeder import Feeder, Job, Ready
from huike.flow.message.sending.lane import Courier
from huike.flow.message.sending.pace import Pace
from huike.flow.message.sending.workshop import InPlace, Processes, Workshop
from huike.flow.message.transport.answers import SenderTrouble
from huike.flow.message.transport.lanes import Lane, SmtpLane

log = structlog.get_logger(__name__)
SLICE = 120.0  # seconds after which a run lets other jobs have their turn
_PATIENCE_WITH_LANES = 15.0
_MANY = 500  # from here on, processes of their own for making mails pay for their start
_TICK = 0.1
_LEAST = 250  # messages claimed at once; more where the lanes take more in one turn
_TELL_EACH = 0.5  # seconds between two looks at how far it is
_LAND_FROM = 200  # rows of ends that are worth a batch for the warehouse

MakeLanes = Callable[[SenderInfo], Sequence[Lane]]


class Progress(Protocol):
    """What a run tells how far it is; raises when it has to stop."""

    def progress(self, done: int, total: int, note: str = "") -> None:
        """Messages that have ended, of how many."""


@dataclass(frozen=True)
class Result:
    """Why a run came to its end."""

    trouble: SenderTrouble | None = None
    was_sliced: bool = False


class Runs:
    """The sources that this process is sending for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._poked: dict[Source, bool] = {}

    def enter(self, source: Source) -> bool:
        """Begin a run; False when one is going on, which will look again before it ends."""
        with self._lock:
            if source in self._poked:
                self._poked[source] = True
                return False
            self._poked[source] = False
            return True

    def leave(self, source: Source, *, always: bool) -> bool:
        """End the run; False when somebody asked for it meanwhile and it should look again."""
        with self._lock:
            if self._poked[source] and not always:
                self._poked[source] = False
                return False
            del self._poked[source]
            return True


RUNS = Runs()


def run(source: Source, ctx: Progress, make_lanes: MakeLanes | None = None) -> Result:
    """Send what is due of a source; returns when nothing is, or when it has to stop."""
    try:
        how = sender(source.workspace_id)
        lanes = list((make_lanes or smtp_lanes)(how))
    except SenderTrouble as trouble:
        return Result(trouble)
    claim_id = claims.begin(source)
    try:
        return _Run(source, ctx, how, lanes, claim_id, is_letter=make_lanes is None).go()
    finally:
        claims.end(claim_id)


def smtp_lanes(how: SenderInfo) -> list[Lane]:
    """As many connections as the sender allows."""
    return [SmtpLane(how.server, how.from_address) for _ in range(max(1, how.connections))]


class _Run:
    def __init__(
        self,
        source: Source,
        ctx: Progress,
        how: SenderInfo,
        lanes: Sequence[Lane],
        claim_id: int,
        *,
        is_letter: bool,
    ) -> None:
        self._source, self._ctx, self._claim_id = source, ctx, claim_id
        self._stop = threading.Event()
        self._began = time.monotonic()
        self._dispatch = Dispatch.objects.get(source_id=source.id, source=source.kind)
        about = journey.info(source.workspace_id, source.id)
        self._workshop = _workshop(about.treated or 0)
        self._desk = Desk(
            source=source,
            claim_id=claim_id,
            rules=Rules(
                is_open=lambda: journey.gate_of(source.workspace_id, source.id) == "open",
                refuse=partial(
                    policy.refusals_now,
                    source.workspace_id,
                    policy.purpose_of(about.purpose),
                    about.channel,
                ),
                patience=how.patience,
            ),
            lanes=len(lanes),
        )
        width = max(lane.width for lane in lanes)
        batch = max(_LEAST, 2 * width * len(lanes))
        self._ready: queue.Queue[list[Ready] | None] = queue.Queue(maxsize=max(1, batch // width))
        self._feeder = Feeder(
            Job(
                source=source,
                claim_id=claim_id,
                channel=about.channel,
                workspace=workspace(source.workspace_id),
                sender=how,
                domain=self._dispatch.domain,
                workshop=self._workshop,
                pace=Pace(source.workspace_id, how.per_second),
                batch=batch,
                width=width,
                is_letter=is_letter,
                is_stopping=self._is_stopping,
                is_growing=lambda: (about.treated or 0) >= _MANY and self._is_growing(),
            ),
            self._ready,
        )
        self._couriers = [
            Courier(lane, self._desk, self._ready, self._is_stopping) for lane in lanes
        ]

    def go(self) -> Result:
        try:
            self._watch()
        finally:
            self._close()
        errors = [self._feeder.error, self._desk.error, *(one.error for one in self._couriers)]
        for error in errors:
            if error is not None:
                raise error
        troubles = [one.trouble for one in self._couriers if one.trouble is not None]
        return Result(troubles[0] if troubles else None, was_sliced=self._is_sliced())

    def _watch(self) -> None:
        """Say how far it is, until the lanes have ended or somebody wants it to stop."""
        next_telling = 0.0
        while any(one.is_working for one in self._couriers):
            if any(one.trouble or one.error for one in self._couriers) or self._feeder.error:
                return
            if time.monotonic() >= next_telling:
                self._tell()
                landing.land_if_up(self._source.workspace_id, least=_LAND_FROM)
                next_telling = time.monotonic() + _TELL_EACH
            time.sleep(_TICK)

    def _tell(self) -> None:
        row = self._dispatch
        row.refresh_from_db(fields=["sent", "failed", "refused", "unknown", "audience"])
        done = row.sent + row.failed + row.refused + row.unknown
        self._ctx.progress(done, max(done, row.audience or 0))

    def _close(self) -> None:
        """Let the lanes end what they are handing over.

        A server that keeps silent is not waited for here: the desk goes on for that lane, keeps the
        claim alive and records the answer when it comes.
        """
        self._stop.set()
        deadline = time.monotonic() + _PATIENCE_WITH_LANES
        while any(one.is_working for one in self._couriers) and time.monotonic() < deadline:
            time.sleep(0.02)
        self._feeder.join()
        self._workshop.close()
        if any(one.is_working for one in self._couriers):
            threading.Thread(target=self._see_out, name="message-last", daemon=True).start()
        else:
            self._desk.close()

    def _see_out(self) -> None:
        while any(one.is_working for one in self._couriers):
            time.sleep(0.2)
        self._desk.close()
        claims.end(self._claim_id)
        connection.close()

    def _is_growing(self) -> bool:
        return Dispatch.objects.filter(pk=self._dispatch.pk, audience=None).exists()

    def _is_stopping(self) -> bool:
        return self._stop.is_set() or self._is_sliced()

    def _is_sliced(self) -> bool:
        return time.monotonic() - self._began > SLICE


def _workshop(audience: int) -> Workshop:
    if audience < _MANY:
        return InPlace()
    return Processes(count=max(1, (os.cpu_count() or 2) - 1))
