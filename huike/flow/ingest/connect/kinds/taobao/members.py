"""Members of a Taobao shop: who was ever a customer, by the platform's id and nothing personal.

Their list does not say how many there are and ends with an empty page; so a span is read again
until it holds nobody new, because somebody who changes meanwhile moves the others.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from huike.flow.ingest.connect.contract import Customer, Key, Person, Scope, Unsound
from huike.flow.ingest.connect.kinds.china import clock
from huike.flow.ingest.connect.kinds.china.records import Row, Wrong, identity, text
from huike.flow.ingest.connect.kinds.taobao.gateway import Gateway
from huike.flow.ingest.connect.kinds.taobao.reading import listed

_METHOD = "taobao.crm.members.increment.get.privy"
_SIZE = 100
_MOST_PAGES = 1_000
_TRIES = 5
_LONGEST = timedelta(days=1)
# What is kept of a member; amounts and counts of trades follow from orders.
_KEPT: Mapping[str, str] = {"grade": "taobao_grade", "status": "taobao_member_status"}


class Members:
    """The members of one shop, by when they last changed."""

    def __init__(self, gateway: Gateway) -> None:
        self._gateway = gateway

    def pages(self, since: datetime, until: datetime) -> Iterator[tuple[str, Sequence[Row]]]:
        """Pages of members, each with where to begin again."""
        number = 0
        while since < until:
            end = min(since + _LONGEST, until)
            for rows in self._window(since, end):
                number += 1
                yield f"{since.isoformat()} {number}", rows
            since = end

    def least(self, start: datetime, end: datetime) -> int:
        """How many there are on the first page of a span."""
        return len(next(iter(self._once(start, end)), ()))

    def _window(self, start: datetime, end: datetime) -> Iterator[Sequence[Row]]:
        met: set[str] = set()
        for _ in range(_TRIES):
            before = len(met)
            for rows in self._once(start, end):
                met.update(text(row, "ouid") for row in rows)
                yield rows
            if len(met) == before:
                return
        raise Unsound("The list of members does not come to rest", code="connector_pages_missing")

    def _once(self, start: datetime, end: datetime) -> Iterator[Sequence[Row]]:
        for page in range(1, _MOST_PAGES + 1):
            told = self._gateway.call(
                _METHOD,
                start_modify=clock.written(start),
                end_modify=clock.written(end),
                page_size=_SIZE,
                current_page=page,
            )
            rows = listed(told, "members", "crm_member")
            if not rows:
                return
            yield rows
        raise Unsound("The list of members does not end", code="connector_pages_missing")


def customer(row: Row, scope: Scope, at: datetime) -> Customer:
    """A member as they stood at that time; the list does not tell when they changed."""
    attributes = {ours: text(row, theirs) for theirs, ours in _KEPT.items() if text(row, theirs)}
    ouid = identity(row, "ouid")
    if "*" in ouid:
        raise Wrong("customer_unknown", "ouid")
    return Customer(
        person=Person(keys=(Key("ouid", ouid, scope),), attributes=attributes), updated_at=at
    )
