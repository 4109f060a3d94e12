"""One person's facts, as the predicate reading needs them: only what the reader may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class LineFact:
    """One line of an order, in its newest version."""

    sku: str
    category: str  # the one that counts
    quantity: int
    amount: int
    also: frozenset[str] = frozenset()  # the own ones it lies in, and the word that was written


@dataclass(frozen=True)
class OrderFact:
    """One order, return or adjustment, in its newest version."""

    shop_id: int
    order_no: str
    kind: str
    status: str
    ordered_at: datetime
    amount: int
    refund: int
    quantity: int
    lines: tuple[LineFact, ...] = ()


@dataclass(frozen=True)
class EventFact:
    """One thing that happened."""

    event: str
    occurred_at: datetime
    properties: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class MessageFact:
    """A message that came to a point of its life; opened twice is two facts of one message."""

    message_id: int
    did: str
    channel: str
    at: datetime


@dataclass(frozen=True)
class PersonFacts:
    """All of one person that a rule may ask for."""

    customer_id: int
    created_at: datetime
    shop_ids: frozenset[int] = frozenset()
    has_email: bool = False
    has_phone: bool = False
    has_user_id: bool = False
    attributes: Mapping[str, str] = field(default_factory=dict)
    traits: Mapping[str, Any] = field(default_factory=dict)
    orders: tuple[OrderFact, ...] = ()
    events: tuple[EventFact, ...] = ()
    messages: tuple[MessageFact, ...] = ()
    consents: Mapping[tuple[str, str], str] = field(default_factory=dict)
    segments: frozenset[int] = frozenset()
