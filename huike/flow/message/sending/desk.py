"""The desk: one writer for all lanes of a run.

Each turn of a lane brings how its last messages ended and asks to hand over the next. The desk puts
the turns of all lanes that wait into one transaction: ends, the check of suppression, and the mark
`handing`. Only after the commit does a lane hand anything over.
"""

import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog
from django.db import DatabaseError, connection, transaction

from huike.base.kernel import clock
from huike.flow.message.rules import Next, Patience, after
from huike.flow.message.sending import claims
from huike.flow.message.sending.claims import ClaimLost
from huike.flow.message.sending.ends import End, Source, Taken, record, tell_late
from huike.flow.message.transport.answers import ACCEPTED, Answer

log = structlog.get_logger(__name__)
_MOST_TURNS = 64
_HEARTBEAT = 5.0
_GATHERING = 0.004  # seconds that a turn waits for others: a commit costs as much as five turns
_PATIENCE_WITH_DATABASE = 20.0
_SENT, _TAKEN = Next("sent"), f"{ACCEPTED.code}"

# Customers → why they may not get it; stays true until the transaction it is asked in has ended.
Refuse = Callable[[Sequence[int]], dict[int, str]]


@dataclass
class _Turn:
    ends: Sequence[End]
    wants: Sequence[Taken]
    granted: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    error: Exception | None = None
    is_done: threading.Event = field(default_factory=threading.Event)


@dataclass(frozen=True)
class Rules:
    """What the desk asks at each hand-over."""

    is_open: Callable[[], bool]  # may this source send now?
    refuse: Refuse
    patience: Patience


class Desk:
    """Commits turns until it is closed; after an error every turn fails with it."""

    def __init__(self, *, source: Source, claim_id: int, rules: Rules, lanes: int = 1) -> None:
        self._source = source
        # With half of the lanes here and half at the server, both are busy.
        self._together = min(_MOST_TURNS, max(1, lanes // 2))
        self._claim_id = claim_id
        self._rules = rules
        self._turns: queue.SimpleQueue[_Turn | None] = queue.SimpleQueue()
        self.error: Exception | None = None
        self.is_shut = threading.Event()  # the source was paused or cancelled meanwhile
        self._thread = threading.Thread(target=self._work, name="message-desk", daemon=True)
        self._thread.start()

    def exchange(self, ends: Sequence[End], wants: Sequence[Taken]) -> set[int]:
        """Record ends and ask for hand-overs; the ids that may be handed over now."""
        if not ends and not wants:
            return set()
        turn = _Turn(ends, wants)
        self._turns.put(turn)
        turn.is_done.wait()
        if turn.error is not None:
            raise turn.error
        return turn.granted

    def ended(self, taken: Taken, answer: Answer) -> End:
        """The end of a message that a server answered to."""
        if answer is ACCEPTED:
            return End(taken, _SENT, _TAKEN)
        outcome = after(
            answer,
            attempts=taken.attempts + 1,
            may_repeat=taken.may_repeat,
            now=clock.now(),
            patience=self._rules.patience,
        )
        said = f"{answer.code} {answer.text}".strip() if answer.code or answer.text else ""
        return End(taken, outcome, said)

    def close(self) -> None:
        """Commit what waits and end."""
        self._turns.put(None)
        self._thread.join()

    def _work(self) -> None:
        try:
            while turns := self._next_turns():
                self._settle(turns)
        finally:
            connection.close()

    def _next_turns(self) -> list[_Turn]:
        while True:
            try:
                first = self._turns.get(timeout=_HEARTBEAT)
            except queue.Empty:
                self._settle([_Turn((), ())])
                continue
            return [first, *self._more()] if first is not None else []

    def _more(self) -> list[_Turn]:
        """The turns to commit with one that has come: those that wait, and for a moment others."""
        turns: list[_Turn] = []
        until = time.monotonic() + _GATHERING
        while len(turns) + 1 < _MOST_TURNS:
            left = until - time.monotonic() if len(turns) + 1 < self._together else 0.0
            try:
                more = self._turns.get(timeout=left) if left > 0 else self._turns.get_nowait()
            except queue.Empty:
                break
            if more is None:
                self._turns.put(None)
                break
            turns.append(more)
        return turns

    def _settle(self, turns: list[_Turn]) -> None:
        try:
            if self.error is not None:
                raise self.error
            self._commit_with_patience(turns)
        except ClaimLost as lost:
            self.error = lost
            tell_late(self._source, self._claim_id, _ends(turns))
        except Exception as problem:
            # Whatever it is, no lane may hand over anything after it: all of them are told.
            log.exception("desk_failed", source_id=self._source.id)
            self.error = problem
        for turn in turns:
            turn.error = self.error
            turn.is_done.set()

    def _commit_with_patience(self, turns: list[_Turn]) -> None:
        """A database that is locked or away for a moment must not make sent messages unknown."""
        deadline = time.monotonic() + _PATIENCE_WITH_DATABASE
        while True:
            try:
                self._commit(turns)
                return
            except DatabaseError:
                connection.close()
                if time.monotonic() > deadline:
                    raise
                log.warning("desk_waits_for_database", source_id=self._source.id)
                time.sleep(0.2)

    def _commit(self, turns: list[_Turn]) -> None:
        ends = _ends(turns)
        wants = [one for turn in turns for one in turn.wants]
        with transaction.atomic():
            claims.renew(self._claim_id)
            granted: set[int] = set()
            if wants and self._may_send():
                refused = self._refuse(wants)
                ends = [*ends, *refused]
                out = {one.taken.message_id for one in refused}
                granted = claims.begin_handing(
                    self._claim_id, [w.message_id for w in wants if w.message_id not in out]
                )
            record(self._source, self._claim_id, ends)
        for turn in turns:
            turn.granted = {one.message_id for one in turn.wants} & granted

    def _may_send(self) -> bool:
        if self._rules.is_open():
            return True
        self.is_shut.set()
        return False

    def _refuse(self, wants: Sequence[Taken]) -> list[End]:
        reasons = self._rules.refuse([one.customer_id for one in wants])
        return [
            End(one, Next("refused", reasons[one.customer_id]), is_attempt=False)
            for one in wants
            if one.customer_id in reasons
        ]


def _ends(turns: Sequence[_Turn]) -> list[End]:
    return [one for turn in turns for one in turn.ends]
