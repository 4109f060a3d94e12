"""The contract's part on calls: what a platform calls us with, and what it tells in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from huike.flow.ingest.connect.contract import Key, Page

FRESH = timedelta(minutes=5)


@dataclass(frozen=True, kw_only=True)
class Consent:
    """A customer's last word to the platform on being written to."""

    channel: Literal["email", "sms"]
    answer: Literal["in", "out"]
    address: str
    at: datetime | None = None  # when they said so
    level: str = ""  # how surely: single opt in, confirmed opt in, …


WishKind = Literal["data_request", "redact", "shop_redact"]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the law lets somebody ask: to see what is known, to be forgotten; or the whole shop."""

    kind: WishKind
    number: str = ""  # the platform's, of a request
    keys: tuple["Key", ...] = ()  # whose; the surest first
    orders: tuple[str, ...] = ()  # the platform's numbers of orders that it names


@dataclass(frozen=True)
class Tended:
    """What became of looking after a platform's subscriptions to our address."""

    there: int  # were there already
    made: tuple[str, ...] = ()
    problem: str = ""  # a code of refusals
    why: str = ""  # in the platform's words


@dataclass(frozen=True, kw_only=True)
class Notice:
    """What a call of the platform (a webhook) says."""

    notice_id: str  # the same id again is a repetition; "" where the platform has none
    # Signed with it: one of long ago is refused as a replay, one of now is tried again rightly.
    sent_at: datetime | None = None
    # For how long the platform itself may send the same again, where it does not sign the time.
    repeated_for: timedelta = FRESH
    page: "Page | None" = None  # records that came whole in it: landed before it is answered
    is_poke: bool = False  # something changed: ask soon
    wish: Wish | None = None
    ended: str = ""  # access has ended: why, as a code of refusals


@dataclass(frozen=True)
class Call:
    """A call of a platform as it came over the wire."""

    headers: Mapping[str, str]  # names in lower case
    body: bytes  # raw: signatures are of these bytes
    received_at: datetime
    query: Mapping[str, str] = field(default_factory=dict)
