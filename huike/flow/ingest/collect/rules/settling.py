"""An order as all that was heard of it says, in whatever order it was heard. Pure.

What was heard last (by the time it happened) of its content counts; a state moves only forward;
money goes back at most once. An order's lines add up to what was paid: discounts are spread over
the products, and what is no product's (shipping, tax) is a line of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from huike.base.kernel.money import exponent
from huike.flow.ingest.collect.rules.commerce import Item, Told
from huike.flow.ingest.rules.statuses import STATUSES, Status


@dataclass(frozen=True)
class Heard:
    """A message about an order, when it happened by our clock, and who sent it."""

    message_id: str
    told: Told
    at: datetime
    customer_id: int  # whoever they turned out to be
    origin_id: int  # the number it came under
    is_known: bool  # a customer, not a visitor
    rate: Decimal  # units of the workspace's currency for one of the message's
    more: Mapping[str, Any] = field(default_factory=dict)  # of paying, and of a platform's times

    @property
    def place(self) -> tuple[datetime, str]:
        """By what the last word is found."""
        return self.at, self.message_id


@dataclass(frozen=True)
class Line:
    """A line of an order in minor units of the workspace's currency; a return's amount is < 0."""

    place: str  # which line of its order it is
    kind: str
    sku: str
    category: str
    at: datetime
    quantity: int
    unit_price: int
    amount: int
    discount: int
    currency_amount: int = 0


@dataclass(frozen=True)
class Order:
    """An order as it stands, with those of its lines that events have brought."""

    status: Status
    ordered_at: datetime
    customer_id: int
    origin_id: int
    currency: str
    lines: tuple[Line, ...]


def settled(heard: Sequence[Heard], home: str, brought: Sequence[Line] = ()) -> Order | None:
    """The order, or None while nothing is known but that it changed.

    `brought` are lines that a file has: it knows better what was sold, or what came back, and
    events only add what they alone know.
    """
    heard = _with_backs(sorted(heard, key=lambda one: one.place))
    content = _content(heard)
    first = began(heard)
    sold = [one for one in brought if one.kind == "sale"]
    lines: list[Line] = []
    if not sold and content:
        sold = lines = _sold(content, first, home)
    paid = sum(one.amount for one in sold) if sold or content else None
    gone: list[Line] = []
    if not any(one.kind == "return" for one in brought):
        gone = list(_returned(_refunds(heard), sold, paid, home))
    back = -sum(one.amount for one in gone)
    is_whole = bool(gone) and back == paid
    status = _status(heard, is_whole=is_whole or (paid is None and bool(gone)))
    if status == "cancelled":  # it is not counted, so nothing is taken off for what went back
        gone = []
    if not (brought or lines or gone):
        return None
    buyer = buyer_of(heard)
    return Order(
        status=status,
        ordered_at=first,
        customer_id=buyer.customer_id if buyer else 0,
        origin_id=buyer.origin_id if buyer else 0,
        currency=content.told.currency if content else heard[0].told.currency,
        lines=(*lines, *gone),
    )


@dataclass(frozen=True)
class Asked:
    """What was to be paid for an order, in minor units of both currencies."""

    amount: int
    currency: str
    currency_amount: int


def asked_for(heard: Sequence[Heard], home: str) -> Asked | None:
    """What an order came to before anything went back; None where its content is unknown."""
    content = _content(sorted(heard, key=lambda one: one.place))
    if content is None:
        return None
    lines = _sold(content, content.at, home)
    return Asked(
        sum(one.amount for one in lines),
        content.told.currency,
        sum(one.currency_amount for one in lines),
    )


def places(heard: Sequence[Heard], standing: int) -> set[str]:
    """Every line that events may have brought of an order of which so many lines stand."""
    most = max([standing, *(len(one.told.items) for one in heard)]) + 1
    found = {"rest", *(f"sale:{number}" for number in range(most))}
    for one in (*heard, *_with_backs(heard)):
        if one.told.act == "refunded":
            found |= {f"{_refund_of(one)}:{number}" for number in range(most)}
    return found


def spread(whole: int, weights: Sequence[int]) -> list[int]:
    """A whole number in parts by weight that add up to it; no part is above its fair share + 1."""
    total = sum(weights)
    if total == 0:
        weights, total = [1] * len(weights), len(weights)
    parts = [whole * weight // total for weight in weights]
    left = whole - sum(parts)
    by_rest = sorted(range(len(weights)), key=lambda n: (-(whole * weights[n] % total), n))
    for number in by_rest[:left]:
        parts[number] += 1
    return parts


def exchanged(amount: int, rate: Decimal, there: str, home: str) -> int:
    """Minor units of one currency in those of another, rounded once, half to even."""
    if there == home:
        return amount
    value = Decimal(amount) * rate.scaleb(exponent(home) - exponent(there))
    return int(value.to_integral_value(ROUND_HALF_EVEN))


def _with_backs(heard: Sequence[Heard]) -> list[Heard]:
    """As it was heard, with the refunds that a platform lists; a whole list leaves no others."""
    last = standing(heard)
    if last is None or last.told.standing is None or last.told.standing.backs is None:
        return list(heard)
    backs = [
        replace(
            last,
            at=one.at,
            told=replace(
                last.told,
                act="refunded",
                total=one.amount,
                items=one.items,
                refund_no=one.refund_no,
                standing=None,
            ),
        )
        for one in last.told.standing.backs
    ]
    return [*(one for one in heard if one.told.act != "refunded"), *backs]


def standing(heard: Sequence[Heard]) -> Heard | None:
    """What a platform said last of how the order is."""
    said = [one for one in heard if one.told.act == "stands"]
    return max(said, key=lambda one: one.place) if said else None


def _content(heard: Sequence[Heard]) -> Heard | None:
    """The last word on what was bought; items of an earlier one where it has none of its own."""
    if last := standing(heard):
        return last
    for acts in (("completed", "updated"), ("cancelled",)):
        words = [
            one
            for one in heard
            if one.told.act in acts and (one.told.total is not None or one.told.items)
        ]
        if words:
            items = next((one.told.items for one in reversed(words) if one.told.items), ())
            return replace(words[-1], told=replace(words[-1].told, items=items))
    return None


def began(heard: Sequence[Heard]) -> datetime:
    """When an order was made, as far as that was told."""
    heard = sorted(heard, key=lambda one: one.place)
    last = standing(heard)
    if last and last.told.standing:
        return last.told.standing.began
    for act in ("completed", "updated"):
        times = [one.at for one in heard if one.told.act == act]
        if times:
            return min(times)
    return heard[0].at


def buyer_of(heard: Sequence[Heard]) -> Heard | None:
    """Whoever ordered; a refund may be sent in the name of somebody in the office."""
    rank = {"stands": 0, "completed": 1, "updated": 1, "cancelled": 2, "refunded": 3, "moved": 4}
    known = [one for one in heard if one.customer_id]
    known.sort(key=lambda one: (rank[one.told.act], not one.is_known, one.place))
    return known[0] if known else None


def _status(heard: Sequence[Heard], *, is_whole: bool) -> Status:
    if is_whole:
        return "refunded"
    if last := standing(heard):
        return last.told.status or "placed"
    found: list[Status] = ["placed"]
    for one in heard:
        if one.told.act == "cancelled":
            found.append("cancelled")
        elif one.told.act == "completed":
            found.append(one.told.status or "paid")
        elif one.told.act in ("updated", "moved") and one.told.status:
            found.append(one.told.status)
    return max(found, key=STATUSES.index)


def _sold(content: Heard, began: datetime, home: str) -> list[Line]:
    told = content.told
    if not told.items:
        whole = told.total or 0
        return [_line(content, home, "sale:0", Item("", "", 1, whole), began, whole, told.discount)]
    gross = _gross(told)
    # What a platform says was paid for a line has its discounts taken off already.
    nets = [
        whole if item.paid is None else item.paid
        for item, whole in zip(told.items, gross, strict=True)
    ]
    goods = sum(nets)
    discount = min(told.discount, goods)
    paid = goods - discount + told.extra if told.total is None else told.total
    rest = paid - (goods - discount)
    if rest < 0:  # less was paid than the products come to: that is a discount nobody named
        discount, rest = discount - rest, 0
    lines = [
        _line(content, home, f"sale:{number}", item, began, net - less, max(whole - net, 0) + less)
        for number, (item, whole, net, less) in enumerate(
            zip(told.items, gross, nets, spread(discount, nets), strict=True)
        )
    ]
    if rest:
        lines.append(_line(content, home, "rest", Item("", "", 0, rest), began, rest, 0))
    return lines


def _gross(told: Told) -> list[int]:
    """What each item comes to; those without a price share what the others leave of the total."""
    known = [one.paid if one.price is None else one.price * one.quantity for one in told.items]
    missing = [number for number, one in enumerate(known) if one is None]
    if not missing:
        return [one or 0 for one in known]
    goods = sum(one or 0 for one in known)
    left = max((told.total or 0) - told.extra + told.discount - goods, 0)
    shares = spread(left, [told.items[number].quantity for number in missing])
    found = dict(zip(missing, shares, strict=True))
    return [found.get(number, one or 0) for number, one in enumerate(known)]


def _line(
    content: Heard, home: str, place: str, item: Item, at: datetime, amount: int, discount: int
) -> Line:
    def own(value: int) -> int:
        return exchanged(value, content.rate, content.told.currency, home)

    price = item.price
    if price is None:
        price = (amount + discount) // max(item.quantity, 1)
    return Line(
        place=place,
        kind="sale",
        sku=item.sku,
        category=item.category,
        at=at,
        quantity=item.quantity,
        unit_price=own(price),
        amount=own(amount),
        discount=own(discount),
        currency_amount=amount,
    )


def _refunds(heard: Sequence[Heard]) -> list[Heard]:
    """Each refund once: by its own number where it has one, else by its message."""
    last = {_refund_of(one): one for one in heard if one.told.act == "refunded"}
    return sorted(last.values(), key=lambda one: one.place)


def _refund_of(one: Heard) -> str:
    number = one.told.refund_no
    return f"refund:{number}" if number else f"message:{one.message_id}"


def _returned(
    refunds: Sequence[Heard], sold: Sequence[Line], paid: int | None, home: str
) -> Iterator[Line]:
    """What went back, never more than was paid where that is known."""
    left = paid
    for one in refunds:
        items, worths = _worths(one, sold, home)
        wanted = _wanted(one, worths, left, home)
        back = wanted if left is None else min(wanted, left)
        if not items and back == paid:  # all of it at once: all products came back
            items = [Item(line.sku, line.category, line.quantity, None) for line in sold]
            worths = [line.amount for line in sold]
        left = None if left is None else left - back
        yield from _return_lines(one, items, worths, back)


def _worths(one: Heard, sold: Sequence[Line], home: str) -> tuple[list[Item], list[int]]:
    """The products that came back, and what was paid for them."""
    return list(one.told.items), [_worth(item, one, sold, home) for item in one.told.items]


def _worth(item: Item, one: Heard, sold: Sequence[Line], home: str) -> int:
    same = [line for line in sold if line.sku and line.sku == item.sku and line.quantity]
    pieces = sum(line.quantity for line in same)
    if pieces:
        return sum(line.amount for line in same) * min(item.quantity, pieces) // pieces
    price = (item.price or 0) * item.quantity
    return exchanged(price, one.rate, one.told.currency, home)


def _wanted(one: Heard, worths: Sequence[int], left: int | None, home: str) -> int:
    if one.told.total is not None:
        return exchanged(one.told.total, one.rate, one.told.currency, home)
    return sum(worths) if one.told.items else left or 0


def _return_lines(
    one: Heard, items: Sequence[Item], worths: Sequence[int], back: int
) -> Iterator[Line]:
    if not back:
        return
    items = items or [Item("", "", 0, None)]
    parts = spread(back, worths or [1])
    for number, (item, part) in enumerate(zip(items, parts, strict=True)):
        yield Line(
            place=f"{_refund_of(one)}:{number}",
            kind="return",
            sku=item.sku,
            category=item.category,
            at=one.at,
            quantity=-item.quantity,
            unit_price=part // max(item.quantity, 1),
            amount=-part,
            discount=0,
        )
