"""A lane at work: takes ready mails, asks the desk, hands over, brings the answers back."""

import queue
import threading
from collections.abc import Callable, Sequence

import structlog

from huike.flow.message.sending.claims import ClaimLost
from huike.flow.message.sending.desk import Desk
from huike.flow.message.sending.ends import End
from huike.flow.message.sending.feeder import Ready, wait_until
from huike.flow.message.transport.answers import SenderTrouble
from huike.flow.message.transport.lanes import Lane

log = structlog.get_logger(__name__)
_IDLE = 0.05


class Courier:
    """One lane in a thread of its own."""

    def __init__(
        self,
        lane: Lane,
        desk: Desk,
        ready: "queue.Queue[list[Ready] | None]",
        is_stopping: Callable[[], bool],
    ) -> None:
        self._lane, self._desk, self._ready = lane, desk, ready
        self._is_stopping = is_stopping
        self.trouble: SenderTrouble | None = None
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="message-lane", daemon=True)
        self._thread.start()

    @property
    def is_working(self) -> bool:
        """Whether it has not come to its end."""
        return self._thread.is_alive()

    def _work(self) -> None:
        ends: list[End] = []
        try:
            while not self._is_stopping() and not self._desk.is_shut.is_set():
                batch = self._next(has_news=bool(ends))
                if batch is None:
                    break
                ends = self._carry(batch, ends)
            self._desk.exchange(ends, ())
            ends = []
        except SenderTrouble as trouble:
            self.trouble = trouble
        except ClaimLost as lost:
            # What this lane still knows, the desk has told as far as it could be told.
            self.error = lost
        except Exception as problem:
            log.exception("lane_failed")
            self.error = problem
        finally:
            self._finish(ends)

    def _finish(self, ends: list[End]) -> None:
        try:
            if ends and self._desk.error is None:
                self._desk.exchange(ends, ())
        except Exception as problem:
            self.error = problem
        self._lane.end()

    def _next(self, *, has_news: bool) -> list[Ready] | None:
        """What is ready next; None when no more will come."""
        try:
            batch = self._ready.get(timeout=_IDLE if has_news else 0.5)
        except queue.Empty:
            return []
        if batch is None:
            self._ready.put(None)  # for the other lanes
        return batch

    def _carry(self, batch: Sequence[Ready], ends: list[End]) -> list[End]:
        """One turn; answers with the ends that the next turn will record."""
        told: list[End] = list(ends)
        waiting: list[Ready] = []
        try:
            for one in batch:
                self._prepare(one, told, waiting)
        except SenderTrouble:
            ends[:] = told
            raise
        granted = self._desk.exchange(told, [one.taken for one in waiting])
        ends.clear()
        going = []
        for one in waiting:
            if one.taken.message_id in granted:
                going.append(one)
            elif one.mail is not None:
                self._lane.release(one.mail)
        answers = self._lane.hand([one.mail for one in going if one.mail is not None])
        return [
            self._desk.ended(one.taken, answer) for one, answer in zip(going, answers, strict=True)
        ]

    def _prepare(self, one: Ready, told: list[End], waiting: list[Ready]) -> None:
        if one.end is not None or one.mail is None:
            told.extend([one.end] if one.end else [])
            return
        if one.not_before:
            wait_until(one.not_before, self._is_stopping)
        answer = self._lane.prepare(one.mail)
        if answer is None:
            waiting.append(one)
        else:
            told.append(self._desk.ended(one.taken, answer))
