"""The feeder: claims due messages, finds addresses and facts, has mails made, feeds the lanes."""

import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import NamedTuple

from django.db import connection

from huike.base.access.facade import WorkspaceInfo
from huike.base.kernel import clock
from huike.base.kernel.bulk import chunks
from huike.flow.message import links, recipients
from huike.flow.message.rules import Next, Reason
from huike.flow.message.senders import SenderInfo
from huike.flow.message.sending import claims
from huike.flow.message.sending.ends import End, Source, Taken
from huike.flow.message.sending.making import Reader, Stationery, Unmade
from huike.flow.message.sending.pace import Pace
from huike.flow.message.sending.workshop import Made, Workshop
from huike.flow.message.transport.lanes import Mail
from huike.library.content import facade as content


class Ready(NamedTuple):
    """A message for a lane: either a mail to hand over, or an end that it has already."""

    taken: Taken
    mail: Mail | None = None
    end: End | None = None
    not_before: float = 0.0  # monotonic


_PATIENCE, _PAUSE = 2.0, 0.05  # seconds


@dataclass(frozen=True)
class Job:
    """What the feeder of a run works with."""

    source: Source
    claim_id: int
    channel: str
    workspace: WorkspaceInfo
    sender: SenderInfo
    domain: str
    workshop: Workshop
    pace: Pace
    batch: int  # messages claimed and made at once
    width: int  # messages that a lane takes at once
    is_letter: bool
    is_stopping: Callable[[], bool]
    is_growing: Callable[[], bool]  # whether rows of the audience are still being written


class Feeder:
    """Fills the queue of the lanes until nothing is due, or the run stops."""

    def __init__(self, job: Job, out: "queue.Queue[list[Ready] | None]") -> None:
        self._job = job
        self._out = out
        self._stationeries: dict[int, Stationery] = {}
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="message-feeder", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait for its end."""
        self._thread.join()

    def _work(self) -> None:
        try:
            waiting: deque[Callable[[], Iterator[Ready]]] = deque()
            for batch in self._batches():
                if batch is not None:
                    waiting.append(batch)
                if waiting and (batch is None or len(waiting) >= self._job.workshop.depth):
                    self._give(waiting.popleft()())
            while waiting:
                self._give(waiting.popleft()())
        except Exception as problem:
            # Carried to the run, which fails with it; the claim gives everything back.
            self.error = problem
        finally:
            self._put(None)
            connection.close()

    def _batches(self) -> Iterator[Callable[[], Iterator[Ready]] | None]:
        patience = _PATIENCE
        while not self._job.is_stopping():
            taken = claims.take(self._job.claim_id, self._job.source, self._job.batch)
            if not taken:
                # The next part of the audience comes within moments: to end here would mean to
                # begin again, with makers that take their time to start.
                if patience <= 0 or not self._job.is_growing():
                    return
                yield None
                patience -= _PAUSE
                time.sleep(_PAUSE)
                continue
            patience = _PATIENCE
            for version_id, group in groupby(taken, key=lambda one: one.version_id):
                yield self._prepared(version_id, list(group))

    def _prepared(self, version_id: int, taken: Sequence[Taken]) -> Callable[[], Iterator[Ready]]:
        """Begin making one batch; what is given back finishes it."""
        job = self._job
        now = clock.now()
        stationery = self._stationery(version_id, now)
        found = recipients.find(
            job.workspace,
            job.channel,
            [one.customer_id for one in taken],
            now,
            named=content.named(stationery.source, "customer"),
        )
        readers = [
            Reader(one.message_id, one.customer_id, person.address, person.facts)
            for one in taken
            if (person := found.get(one.customer_id)) is not None and person.address
        ]
        made = job.workshop.make(stationery, readers, now)
        return lambda: self._finished(taken, found, made)

    def _finished(
        self,
        taken: Sequence[Taken],
        found: "dict[int, recipients.Recipient]",
        made: "Future[Made]",
    ) -> Iterator[Ready]:
        mails = {one.message_id: one for one in made.result()}
        slots = self._job.pace.slots(len(mails))
        for one in taken:
            mail = mails.get(one.message_id)
            if isinstance(mail, Mail):
                yield Ready(one, mail=mail, not_before=next(slots))
                continue
            person = found.get(one.customer_id)
            yield Ready(one, end=_early_end(one, mail, is_known=person is not None))

    def _stationery(self, version_id: int, now: datetime) -> Stationery:
        if version_id not in self._stationeries:
            job = self._job
            version = content.version(job.source.workspace_id, version_id)
            self._stationeries[version_id] = Stationery(
                workspace_id=job.source.workspace_id,
                source=version.source,
                shared={**recipients.shared_facts(job.workspace, job.sender), "now": now},
                from_name=job.sender.from_name,
                from_address=job.sender.from_address,
                reply_to=job.sender.reply_to,
                domain=job.domain,
                feedback_id=links.feedback_id(
                    job.source.workspace_id, job.source.kind, job.source.id
                ),
                signer=job.sender.signer,
                is_letter=job.is_letter,
            )
        return self._stationeries[version_id]

    def _give(self, items: Iterator[Ready]) -> None:
        for part in chunks(items, self._job.width):
            self._put(part)

    def _put(self, item: list[Ready] | None) -> None:
        while True:
            try:
                self._out.put(item, timeout=0.2)
                return
            except queue.Full:
                if self._job.is_stopping():
                    return


def _early_end(one: Taken, unmade: Unmade | None, *, is_known: bool) -> End:
    """A message that never comes to a lane: no such customer, no address, no text."""
    if unmade is not None:
        if unmade.code == "bad_address":
            return End(one, Next("failed", Reason.BAD_ADDRESS), is_attempt=False)
        said = f"{unmade.code} ({unmade.where})"[:200]
        return End(one, Next("refused", Reason.TEMPLATE_ERROR), said, is_attempt=False)
    reason = Reason.NO_ADDRESS if is_known else Reason.CUSTOMER_GONE
    return End(one, Next("refused", reason), is_attempt=False)


def wait_until(moment: float, is_stopping: Callable[[], bool]) -> None:
    """Sleep until a monotonic moment, unless the run stops before."""
    while not is_stopping() and (left := moment - time.monotonic()) > 0:
        time.sleep(min(left, 0.1))
