"""A platform's records as what is kept of an order: in minor units, checked. Pure."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from huike.base.kernel import money
from huike.base.kernel.errors import Invalid
from huike.flow.ingest.collect.rules.commerce import (
    MOST_MINOR,
    STANDS,
    Back,
    Item,
    Standing,
    Told,
    Unusable,
    largest,
)
from huike.flow.ingest.connect.contract import Line, Order, Person, Refund, State
from huike.flow.ingest.rules.statuses import Status

_STATUS: dict[State, Status] = {
    "unpaid": "placed",
    "paid": "paid",
    "shipped": "shipped",
    "signed": "completed",
    "closed": "cancelled",
}
_MOST_ID = 100
_MOST_PIECES = 10**9
_START = datetime(1970, 1, 1, tzinfo=UTC)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)


def told_of(order: Order, home: str, former: Iterable[str] = ()) -> Told:
    """An order as it is kept; `former` are refunds that the platform listed once.

    One that it lists no more stays known, as one of nothing: or its lines would stay.
    """
    currency = order.currency or home
    backs = order.refunds
    told = Told(
        act=STANDS,
        order_no=_id(order.order_no, "order_no"),
        currency=currency,
        total=_minor(order.total, currency, "total"),
        discount=_minor(order.discount, currency, "discount"),
        extra=_minor(order.shipping, currency, "shipping") + _minor(order.tax, currency, "tax"),
        status=_STATUS[order.state],
        items=_items(order.lines, currency),
        standing=Standing(
            _moment(order.created_at, "created_at"),
            None if backs is None else (*_backs(backs, currency), *_gone(former, backs, order)),
        ),
    )
    if largest(told) > MOST_MINOR:
        raise Unusable("amount_out_of_range", "total")
    return told


def refund_told(refund: Refund, home: str) -> Told:
    """A refund that comes by itself; one that was only asked for, or refused, moves nothing."""
    currency = refund.currency or home
    told = Told(
        act="refunded",
        order_no=_id(refund.order_no, "order_no"),
        currency=currency,
        total=_minor(refund.amount, currency, "amount") if refund.state == "done" else 0,
        discount=0,
        extra=0,
        status=None,
        items=_items(refund.lines, currency),
        refund_no=_id(refund.refund_no, "refund_no"),
    )
    if largest(told) > MOST_MINOR:
        raise Unusable("amount_out_of_range", "amount")
    return told


def version_of(updated_at: datetime) -> int:
    """The platform's time of a change as a number that rises with it."""
    return max((updated_at - _START) // timedelta(microseconds=1), 1)


def handles(person: Person) -> dict[str, str | None]:
    """What a person is known by here: e-mail, phone, and one number of the platform's.

    `scope` says where that number means the same person. A masked value is nobody's; of several
    platform ids the first the kind gives is taken.
    """
    plain = [one for one in person.keys if one.value.strip() and "*" not in one.value]
    found: dict[str, str | None] = dict.fromkeys(("email", "phone", "user_id", "scope"))
    for one in plain:
        name = one.kind if one.kind in ("email", "phone") else "user_id"
        value = one.value.strip()
        if name == "user_id" and one.kind != "user_id":
            value = f"{one.kind}:{value}"
        if name == "user_id" and not found[name]:
            found["scope"] = one.scope
        found[name] = found[name] or value
    return found


def _backs(refunds: Sequence[Refund], currency: str) -> Iterable[Back]:
    for one in refunds:
        if one.state == "done":
            yield Back(
                _id(one.refund_no, "refund_no"),
                _minor(one.amount, currency, "refund"),
                _moment(one.at, "refund"),
                _items(one.lines, currency),
            )


def _gone(former: Iterable[str], backs: Sequence[Refund], order: Order) -> Iterable[Back]:
    done = {one.refund_no for one in backs if one.state == "done"}
    return [Back(one, 0, order.created_at, ()) for one in sorted(set(former) - done)]


def _items(lines: Sequence[Line], currency: str) -> tuple[Item, ...]:
    return tuple(_item(one, currency, f"lines.{place}") for place, one in enumerate(lines))


def _item(line: Line, currency: str, where: str) -> Item:
    if not 0 <= line.quantity <= _MOST_PIECES:
        raise Unusable("quantity_out_of_range", f"{where}.quantity")
    return Item(
        _id(line.sku, f"{where}.sku", may_be_empty=True),
        line.category[:500],
        line.quantity,
        None if line.price is None else _minor(line.price, currency, f"{where}.price"),
        None if line.paid is None else _minor(line.paid, currency, f"{where}.paid"),
    )


def _minor(amount: Decimal, currency: str, where: str) -> int:
    if amount.is_finite() and amount.adjusted() > 15:
        raise Unusable("amount_out_of_range", where)
    try:
        found = money.minor(amount, currency)
    except Invalid:
        raise Unusable("amount_unreadable", where) from None
    if found < 0:
        raise Unusable("negative_amount", where)
    return found


def _moment(at: datetime, where: str) -> datetime:
    if at.tzinfo is None or not _START <= at < _LAST:
        raise Unusable("date_out_of_range", where)
    return at.astimezone(UTC)


def _id(value: str, where: str, *, may_be_empty: bool = False) -> str:
    found = value.strip()
    if not found and not may_be_empty:
        raise Unusable("missing", where)
    if len(found) > _MOST_ID:
        raise Unusable("too_long", where)
    if "\0" in found:
        raise Unusable("broken_text", where)
    return found
