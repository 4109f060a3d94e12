"""What happens to a customer, in the order it happens. Past tense, small, ids only.

Names are stored, so they live for ever. Lists of ids hold at most `MOST_IDS`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from huike.base.outbox.facade import Event

MOST_IDS = 10_000


def in_batches(customer_ids: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Ids in batches that fit one event."""
    for start in range(0, len(customer_ids), MOST_IDS):
        yield tuple(int(one) for one in customer_ids[start : start + MOST_IDS])


@dataclass(frozen=True, kw_only=True)
class CustomersCreated(Event):
    """People nobody had seen before."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersChanged(Event):
    """Identifiers or attributes of known people changed."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersLanded(Event):
    """The warehouse has these people as they are now."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(Event):
    """Records are shown as other people than before: merged, or taken apart again."""

    customer_ids: tuple[int, ...]  # the records, and whose they were and are


@dataclass(frozen=True, kw_only=True)
class ErasureAsked(Event):
    """A platform told that these people want to be forgotten."""

    source: str
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class VisitorsJoined(Event):
    """Visitors have said which customers they are."""

    visitor_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class VisitorsLanded(Event):
    """The warehouse knows whose these visitors' facts are."""

    visitor_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class EventsLanded(Event):
    """What people did is in the warehouse."""

    landing_id: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class CategoriesNamed(Event):
    """A workspace says otherwise which of its own categories the written ones are."""


@dataclass(frozen=True, kw_only=True)
class CategoriesLanded(Event):
    """The warehouse reads categories as the workspace names them."""


@dataclass(frozen=True, kw_only=True)
class OrdersLanded(Event):
    """New orders, or newer versions of known ones, are in the warehouse."""

    batch_id: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ImportFinished(Event):
    """A file has been read to its end."""

    import_id: int


@dataclass(frozen=True, kw_only=True)
class ContactsTold(Event):
    """A file or a platform said of people whether they may be reached on a channel.

    `answer` is in (they had agreed), out, bounced, complained or blocked. Addresses are keyed
    hashes; a customer who is 0 is known by the address alone. Times are milliseconds, 0 unknown;
    so is the import where no file said it.
    """

    inner: ClassVar[tuple[str, ...]] = ("addresses", "said_at", "wording")

    import_id: int
    channel: str
    answer: str
    source: str
    wording: str = ""
    customer_ids: tuple[int, ...]
    addresses: tuple[str, ...]
    said_at: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ListTold(Event):
    """A file said that people are on a list of this name."""

    import_id: int
    name: str
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SourceTroubled(Event):
    """A source of facts is quiet, unusual, or brings too much that cannot land."""

    source_kind: str
    source_id: int
    check: str


@dataclass(frozen=True, kw_only=True)
class SourceRecovered(Event):
    """What was wrong with a source of facts is right again."""

    source_kind: str
    source_id: int
    check: str


@dataclass(frozen=True, kw_only=True)
class TraitsRefreshed(Event):
    """The traits of a workspace were computed again."""

    version: int


@dataclass(frozen=True, kw_only=True)
class ConsentChanged(Event):
    """People allowed or refused a purpose on a channel."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class ConsentLanded(Event):
    """The warehouse knows what these people allowed or refused."""

    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SegmentEntered(Event):
    """People came into a segment by the evaluation of this number."""

    segment_id: int
    evaluation: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class SegmentLeft(Event):
    """People left a segment by the evaluation of this number."""

    segment_id: int
    evaluation: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class BroadcastStarted(Event):
    """A broadcast's time has come."""

    broadcast_id: int

    @property
    def key(self) -> str:
        """In order per broadcast."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class StepReached(Event):
    """People have come to a step of a journey that wants a message."""

    broadcast_id: int
    step: str
    occurrence: int
    customer_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """In order per broadcast."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class AudienceComplete(Event):
    """Every member of a broadcast's audience has been told to its step: no more will follow."""

    broadcast_id: int
    audience: int

    @property
    def key(self) -> str:
        """In order per broadcast, so after its steps."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class BroadcastResumed(Event):
    """A broadcast that was paused or held goes on."""

    broadcast_id: int

    @property
    def key(self) -> str:
        """In order per broadcast."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class BroadcastCancelled(Event):
    """A broadcast was ended by a person; what was not handed over will not be."""

    broadcast_id: int

    @property
    def key(self) -> str:
        """In order per broadcast."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class MessagesEnded(Event):
    """Every message of a broadcast has an end: sent, failed, refused or unknown."""

    broadcast_id: int
    sent: int = 0
    failed: int = 0
    refused: int = 0
    unknown: int = 0

    @property
    def key(self) -> str:
        """In order per broadcast."""
        return f"broadcast:{self.broadcast_id}"


@dataclass(frozen=True, kw_only=True)
class MessageEngaged(Event):
    """People opened, clicked or unsubscribed from messages."""

    engagement: str
    message_ids: tuple[int, ...]
