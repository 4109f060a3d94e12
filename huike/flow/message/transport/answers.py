"""What a mail server's answer, or its silence, means for a message. Pure.

The moment decides. Before the final dot the server cannot have taken the message, so any trouble is
safe to repeat. After the final dot a 250 is `accepted`, another answer is a refusal, and silence is
`unknown`: the server may or may not have it, and nobody can ask.
"""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How handing over one message went."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # 5xx for this recipient or message: never again
    DEFERRED = "deferred"  # 4xx: again later
    LOST = "lost"  # trouble before the final dot: not taken, again soon
    UNKNOWN = "unknown"  # silence after the final dot


@dataclass(frozen=True, slots=True)
class Answer:
    """One message's answer; `text` is the server's, without the addresses in it."""

    kind: Kind
    code: int = 0
    text: str = ""
    stage: str = ""


ACCEPTED = Answer(Kind.ACCEPTED, 250, "", "dot")


def of_code(code: int, text: str, stage: str) -> Answer:
    """The meaning of a complete answer of the server at a stage after MAIL was accepted."""
    if 200 <= code < 400:
        kind = Kind.ACCEPTED
    elif 400 <= code < 500:
        kind = Kind.DEFERRED
    elif 500 <= code < 600:
        kind = Kind.REFUSED
    else:
        # Not SMTP. Before the dot the message was not taken; after it nobody knows.
        kind = Kind.UNKNOWN if stage == "dot" else Kind.LOST
    return Answer(kind, code, text, stage)


class SenderTrouble(Exception):
    """The server cannot be used at all now: no connection, no login, our address refused.

    No recipient is to blame, so no message fails: all wait until it works again.
    """

    def __init__(self, code: str, detail: str, *, is_lasting: bool = False) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
        self.is_lasting = is_lasting  # will not mend itself: a person has to change a setting
