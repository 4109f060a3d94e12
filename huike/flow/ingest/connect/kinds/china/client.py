"""A platform that has one list of orders, by when they were made or changed."""

from abc import ABC, abstractmethod
from collections.abc import Iterator
from datetime import timedelta
from typing import ClassVar

from huike.flow.ingest.connect.contract import Ask, Checked, Order, Page
from huike.flow.ingest.connect.kinds.china.gateway import Gateway
from huike.flow.ingest.connect.kinds.china.records import Row, taken
from huike.flow.ingest.connect.kinds.china.walking import Listing, walk


class OrdersClient(ABC):
    """Reads that list from its last page; its subclasses say how it is asked and what it means."""

    # Windows end so long before the platform's present: what changes there may still move. The
    # framework reads more than this again (`Kind.overlap`).
    settled: ClassVar[timedelta] = timedelta(minutes=1)
    number: ClassVar[str] = "order_id"  # the platform's name of an order's number
    notes: ClassVar[tuple[str, ...]] = ()  # what a person should know when it is tested

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway

    @abstractmethod
    def listing(self, *, is_history: bool) -> Listing:
        """The list of orders by when they were made, or by when they last changed."""

    @abstractmethod
    def order(self, row: Row) -> Order:
        """A row of the list as it stands."""

    def whole(self, rows: list[Row]) -> list[Row]:
        """The rows with what the list leaves out."""
        return rows

    def check(self) -> Checked:
        """Count the orders of a minute."""
        now = self.gateway.now() - self.settled
        self.listing(is_history=False).count(now - timedelta(minutes=1), now)
        return Checked(
            shop=self.gateway.settings.get("shop_number", ""), may=("orders",), notes=self.notes
        )

    def pages(self, ask: Ask) -> Iterator[Page]:
        """The orders of a span; their refunds are part of them."""
        if ask.what != "orders":
            return
        listing = self.listing(is_history=ask.is_backfill)
        if not self.gateway.has_met:  # what time it is there is learned from an answer
            listing.count(ask.since, min(ask.until, ask.since + timedelta(minutes=1)))
        until = min(ask.until, self.gateway.now() - self.settled)
        for step in walk(listing, ask.since, until, ask.resume):
            found = taken(self.whole(list(step.rows)), self.order, "orders", self.number)
            yield Page(
                resume=step.resume,
                orders=found.records,
                unreadable=found.unreadable,
                done=step.done,
                total=step.total,
            )
