"""Taobao and Tmall at work for one shop: what is asked, in which order, and in which windows."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from huike.flow.ingest.connect.contract import (
    Ask,
    Checked,
    Page,
    Refused,
    Scope,
    Settings,
    Tools,
    Unsound,
    What,
)
from huike.flow.ingest.connect.kinds.china import clock
from huike.flow.ingest.connect.kinds.china.records import Row, taken
from huike.flow.ingest.connect.kinds.china.walking import Listing, Rows, walk
from huike.flow.ingest.connect.kinds.taobao import members, reading
from huike.flow.ingest.connect.kinds.taobao.gateway import Answer, Gateway
from huike.flow.ingest.connect.kinds.taobao.members import Members
from huike.flow.ingest.connect.kinds.taobao.messages import Messages

# Windows end a little before the platform's present: what changes there may still move. The
# framework reads more than this again (`Kind.overlap`).
_SETTLED = timedelta(minutes=1)
_ITEM_PAGE = 200
_MESSAGES = "messages"
_MEMBERS_SINCE = timedelta(days=90)


@dataclass(frozen=True)
class _List:
    """One of the platform's lists of what changed: how it is asked and where its rows lie."""

    method: str
    since: str
    until: str
    fields: str
    outer: str
    inner: str
    key: str
    longest: timedelta | None = None


_SOLD = _List(
    "taobao.trades.sold.get", "start_created", "end_created",
    reading.TRADE_FIELDS, "trades", "trade", "tid",
)  # fmt: skip
_CHANGED = _List(
    "taobao.trades.sold.increment.get", "start_modified", "end_modified",
    reading.TRADE_FIELDS, "trades", "trade", "tid", timedelta(days=1),
)  # fmt: skip
_REFUNDS = _List(
    "taobao.refunds.receive.get", "start_modified", "end_modified",
    reading.REFUND_FIELDS, "refunds", "refund", "refund_id", timedelta(days=1),
)  # fmt: skip
_ITEMS = ("taobao.items.onsale.get", "taobao.items.inventory.get")


class Client:
    """One connection, for one run."""

    def __init__(self, settings: Settings, tools: Tools) -> None:
        self._settings = settings
        self._gateway = Gateway(settings, tools)
        self._scopes = reading.Scopes(
            ouid=_scope(settings.get("ouid_scope")), omid=_scope(settings.get("omid_scope"))
        )

    def check(self) -> Checked:
        """Who the session belongs to, and which of the lists it may read."""
        told = self._gateway.call("taobao.user.seller.get", fields="nick")
        user = told.get("user")
        now = self._gateway.now() - _SETTLED
        may: list[What] = []
        for what, ask in self._least(now).items():
            try:
                ask()
            except Refused as why:
                if why.code != "connector_not_permitted":
                    raise
            else:
                may.append(what)
        if not may:
            raise Refused("Nothing of the shop may be read", code="connector_not_permitted")
        name = str(user.get("nick") or "") if isinstance(user, dict) else ""
        return Checked(shop=name, may=tuple(may), notes=("orders_of_three_months_only",))

    def pages(self, ask: Ask) -> Iterator[Page]:
        """The pages of a span; of orders also those that messages tell of."""
        match ask.what:
            case "orders":
                is_begun = ask.resume and not ask.resume.startswith(_MESSAGES)
                if self._settings.get("message_group") and not ask.is_backfill and not is_begun:
                    yield from self._told()
                yield from self._orders(ask, ask.resume if is_begun else "")
            case "refunds":
                yield from self._refunds(ask)
            case "products":
                try:
                    yield from self._products(ask)
                except Refused as why:  # orders name their products: a list is not needed for them
                    if why.code != "connector_not_permitted":
                        raise
            case "customers":
                if self._settings.get("members") == "yes":
                    yield from self._members(ask)

    def _orders(self, ask: Ask, resume: str) -> Iterator[Page]:
        of = _SOLD if ask.is_backfill else _CHANGED
        for step in walk(self._listing(of), ask.since, self._until(ask), resume):
            found = taken(step.rows, self._order, "orders", "tid")
            yield Page(
                resume=step.resume,
                orders=found.records,
                unreadable=found.unreadable,
                done=step.done,
                total=step.total,
            )

    def _refunds(self, ask: Ask) -> Iterator[Page]:
        for step in walk(self._listing(_REFUNDS), ask.since, self._until(ask), ask.resume):
            found = taken(step.rows, reading.refund, "refunds", "refund_id")
            yield Page(
                resume=step.resume,
                refunds=found.records,
                unreadable=found.unreadable,
                done=step.done,
                total=step.total,
            )

    def _products(self, ask: Ask) -> Iterator[Page]:
        """Items on sale, then those in store; each list has its own place to go on from."""
        place, _, resume = ask.resume.partition("|")
        begin = _ITEMS.index(place) if place in _ITEMS else 0
        for method in _ITEMS[begin:]:
            for step in walk(self._items(method), ask.since, self._until(ask), resume):
                found = taken(step.rows, reading.product, "products", "num_iid")
                yield Page(
                    resume=f"{method}|{step.resume}",
                    products=found.records,
                    unreadable=found.unreadable,
                    done=step.done,
                    total=step.total,
                )
            resume = ""

    def _members(self, ask: Ask) -> Iterator[Page]:
        """Members who changed; of all time the last three months, for the list has no end else."""
        until = self._until(ask)
        since = max(ask.since, until - _MEMBERS_SINCE)
        begun = ask.resume.partition(" ")[0]
        since = max(since, clock.read(begun) or since)
        for resume, rows in Members(self._gateway).pages(since, until):
            found = taken(
                rows, lambda row: members.customer(row, self._scopes.ouid, until), "customers",
                "ouid",
            )  # fmt: skip
            yield Page(resume=resume, customers=found.records, unreadable=found.unreadable)

    def _told(self) -> Iterator[Page]:
        """Trades that messages name, asked for anew: a message only says that something changed.

        A batch is confirmed when its page was kept, which is when the next one is asked for.
        """
        messages = Messages(self._gateway, self._settings["message_group"])
        for number, batch in enumerate(messages.batches(), 1):
            rows = [row for tid in batch.trades for row in self._trade(tid)]
            found = taken(rows, self._order, "orders", "tid")
            yield Page(
                resume=f"{_MESSAGES} {number}", orders=found.records, unreadable=found.unreadable
            )
            messages.confirm(batch)

    def _trade(self, tid: str) -> list[Row]:
        """A trade by itself; none where the platform no longer has it."""
        try:
            told = self._gateway.call(
                "taobao.trade.fullinfo.get", tid=tid, fields=reading.ONE_TRADE_FIELDS
            )
        except Refused as why:
            if why.code != "connector_refused":
                raise
            return []
        found = told.get("trade")
        return [found] if isinstance(found, dict) else []

    def _order(self, row: Row) -> Any:
        return reading.order(row, self._scopes)

    def _until(self, ask: Ask) -> datetime:
        """The end of a span that has passed at the platform too, by a first answer of its."""
        if not self._gateway.has_met:
            self._gateway.call("taobao.user.seller.get", fields="nick")
        return min(ask.until, self._gateway.now() - _SETTLED)

    def _listing(self, of: _List) -> Listing:
        size = int(self._settings["page_size"])

        def asked(start: datetime, end: datetime, **more: object) -> Answer:
            types = self._settings.get("trade_types", "")
            return self._gateway.call(
                of.method,
                type=types,
                **{of.since: clock.written(start), of.until: clock.written(end), **more},
            )

        def count(start: datetime, end: datetime) -> int:
            told = asked(start, end, fields=of.key, page_no=1, page_size=1, use_has_next=False)
            return _total(told, of.method)

        def read(start: datetime, end: datetime, page: int) -> Rows:
            told = asked(
                start, end, fields=of.fields, page_no=page, page_size=size, use_has_next=True
            )
            has_next = told.get("has_next")
            rows = reading.listed(told, of.outer, of.inner)
            return Rows(rows, has_next if isinstance(has_next, bool) else None)

        return Listing(of.method, size, count, read, lambda row: str(row.get(of.key)), of.longest)

    def _items(self, method: str) -> Listing:
        def asked(start: datetime, end: datetime, page: int, size: int) -> Answer:
            return self._gateway.call(
                method,
                fields=reading.ITEM_FIELDS,
                start_modified=clock.written(start),
                end_modified=clock.written(end),
                page_no=page,
                page_size=size,
                order_by="modified:desc",
            )

        def count(start: datetime, end: datetime) -> int:
            return _total(asked(start, end, 1, 1), method)

        def read(start: datetime, end: datetime, page: int) -> Rows:
            return Rows(reading.listed(asked(start, end, page, _ITEM_PAGE), "items", "item"))

        return Listing(method, _ITEM_PAGE, count, read, lambda row: str(row.get("num_iid")))

    def _least(self, now: datetime) -> dict[What, Callable[[], int]]:
        """The smallest question to each list."""
        start = now - timedelta(minutes=1)
        wanted: dict[What, Callable[[], int]] = {}
        if self._settings.get("members") == "yes":
            wanted["customers"] = lambda: Members(self._gateway).least(start, now)
        return wanted | {
            "products": lambda: self._items(_ITEMS[0]).count(start, now),
            "orders": lambda: self._listing(_CHANGED).count(start, now),
            "refunds": lambda: self._listing(_REFUNDS).count(start, now),
        }


def _total(told: Answer, method: str) -> int:
    total = told.get("total_results")
    if isinstance(total, str) and total.isdecimal():
        return int(total)
    if not isinstance(total, int) or isinstance(total, bool) or total < 0:
        raise Unsound(f"{method} does not say how many there are")
    return total


def _scope(value: str | None) -> Scope:
    return "app" if value == "app" else "shop"
