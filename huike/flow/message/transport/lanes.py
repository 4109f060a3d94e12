"""Lanes: each hands over some messages at a time, in two steps with a commit between.

`prepare` may do what gives nothing away; after it the caller commits `handing`; then `hand`.
"""

from collections.abc import Sequence
from threading import Lock
from typing import NamedTuple, Protocol

from huike.flow.message.transport.answers import ACCEPTED, Answer
from huike.flow.message.transport.smtp import Connection, Server


class Mail(NamedTuple):
    """A message ready to be handed over."""

    message_id: int
    recipient: str
    content: bytes
    size: int = 0


class Lane(Protocol):
    """One way out of the house."""

    width: int

    def prepare(self, mail: Mail) -> Answer | None:
        """An early refusal, or None when the mail may be handed over."""

    def hand(self, mails: Sequence[Mail]) -> list[Answer]:
        """Hand over mails that were prepared, and say how each went."""

    def release(self, mail: Mail) -> None:
        """Let go of a prepared mail that must not be handed over after all."""

    def end(self) -> None:
        """Close in order."""


class SmtpLane:
    """One connection, one message at a time: at most one is unknown after a crash."""

    width = 1

    def __init__(self, server: Server, sender: str) -> None:
        self._connection = Connection(server)
        self._sender = sender

    def prepare(self, mail: Mail) -> Answer | None:
        """MAIL and RCPT."""
        return self._connection.offer(self._sender, mail.recipient)

    def hand(self, mails: Sequence[Mail]) -> list[Answer]:
        """DATA and the message."""
        return [self._connection.hand(mail.content) for mail in mails]

    def release(self, mail: Mail) -> None:
        """RSET."""
        self._connection.release()

    def end(self) -> None:
        """QUIT."""
        self._connection.quit()


class SinkInMemory:
    """Takes everything and forgets it: what benchmarks send to. Nothing leaves this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.taken = 0
        self.bytes = 0

    def lane(self, width: int) -> "MemoryLane":
        """A lane into this sink."""
        return MemoryLane(self, width)

    def take(self, mails: Sequence[Mail]) -> None:
        """Count what arrives."""
        size = sum(mail.size or len(mail.content) for mail in mails)
        with self._lock:
            self.taken += len(mails)
            self.bytes += size


class MemoryLane:
    """A lane into a sink in memory."""

    def __init__(self, sink: SinkInMemory, width: int) -> None:
        self.width = width
        self._sink = sink

    def prepare(self, mail: Mail) -> Answer | None:
        """Always ready."""
        return None

    def hand(self, mails: Sequence[Mail]) -> list[Answer]:
        """All are accepted."""
        self._sink.take(mails)
        return [ACCEPTED] * len(mails)

    def release(self, mail: Mail) -> None:
        """Nothing to let go of."""

    def end(self) -> None:
        """Nothing to close."""
