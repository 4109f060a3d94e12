"""States, reasons, and what happens to a message after an answer. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from huike.flow.message.transport.answers import Answer, Kind

ENDS = ("sent", "failed", "refused", "unknown")
OPEN = ("queued", "claimed", "handing")
_LONGEST_PAUSE = 6 * 3600.0
_SOON = 5.0


class Reason(StrEnum):
    """Why a message ended as it did: the closed list."""

    # refused: ours
    NO_ADDRESS = "no_address"
    SUPPRESSED = "suppressed"
    UNSUBSCRIBED = "unsubscribed"
    WITHDRAWN = "withdrawn"
    NO_CONSENT = "no_consent"
    TEMPLATE_ERROR = "template_error"
    CUSTOMER_GONE = "customer_gone"
    CANCELLED = "cancelled"
    # failed: the other side's
    SERVER_REFUSED = "server_refused"
    BAD_ADDRESS = "bad_address"
    TRIED_TOO_OFTEN = "tried_too_often"
    # unknown
    NO_ANSWER = "no_answer"
    WORKER_DIED = "worker_died"


class Next(NamedTuple):
    """The state a message goes to, why, and when it is due again if it is."""

    state: str
    reason: str = ""
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Patience:
    """How often and after how long a message is tried again."""

    most_attempts: int = 5
    retry_seconds: float = 60.0

    def pause(self, attempts: int) -> float:
        """Seconds before the next try after so many: 1, 5, 25 … minutes, at most six hours."""
        return min(_LONGEST_PAUSE, self.retry_seconds * 5.0 ** (attempts - 1))


def after(
    answer: Answer, *, attempts: int, may_repeat: bool, now: datetime, patience: Patience
) -> Next:
    """What becomes of a message that has been tried so many times, this answer included."""
    if answer.kind is Kind.ACCEPTED:
        return Next("sent")
    if answer.kind is Kind.REFUSED:
        bad = answer.stage == "address"
        return Next("failed", Reason.BAD_ADDRESS if bad else Reason.SERVER_REFUSED)
    if answer.kind is Kind.UNKNOWN and not may_repeat:
        return Next("unknown", Reason.NO_ANSWER)
    if attempts >= patience.most_attempts:
        return Next("failed", Reason.TRIED_TOO_OFTEN)
    soon = answer.kind is Kind.LOST and attempts == 1
    seconds = min(_SOON, patience.retry_seconds) if soon else patience.pause(attempts)
    return Next("queued", due_at=now + timedelta(seconds=seconds))


def after_crash(state: str, *, may_repeat: bool) -> Next:
    """What becomes of a message whose worker died."""
    if state == "claimed" or may_repeat:
        return Next("queued")
    return Next("unknown", Reason.WORKER_DIED)


def is_settled(*, audience: int | None, sent: int, failed: int, refused: int, unknown: int) -> bool:
    """Whether everybody of a known audience has an end."""
    return audience is not None and sent + failed + refused + unknown == audience
