"""How an order was paid and which coupons were used, out of all that was heard of it. Pure.

A platform's own list counts before what events tell; a payment is the same one by its number, or
by its place in the list.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from huike.base.kernel import money
from huike.base.kernel.errors import Invalid
from huike.flow.ingest.collect.rules import commerce
from huike.flow.ingest.collect.rules.settling import Heard, asked_for, began, exchanged, standing

_PAID = ("paid", "shipped", "completed", "refunded")


@dataclass(frozen=True)
class Paid:
    """Money that came in for an order, in minor units."""

    place: str  # which payment of its order it is
    method: str
    payment_no: str
    at: datetime
    is_exact: bool  # else: at this time at the earliest
    amount: int  # in the workspace's currency
    currency: str
    currency_amount: int


def payments(heard: Sequence[Heard], home: str) -> list[Paid]:
    """The payments of an order; none while nobody has said that it was paid."""
    last = standing(heard)
    if last is None:
        return list(_of_events(heard, home))
    usual = _moment(last.more.get("paid_at"))
    listed = list(_listed(last, usual or began(heard), home, is_exact=usual is not None))
    if listed or usual is None:
        return listed
    return list(_whole(heard, home, usual, ""))


def coupons(heard: Sequence[Heard]) -> list[str]:
    """What was used with an order: a platform's list, or whatever its last word on it named."""
    last = standing(heard)
    words = [last] if last else [one for one in heard if "coupons" in one.more]
    if not words:
        return []
    named: Sequence[Any] = max(words, key=lambda one: one.place).more.get("coupons") or ()
    return sorted({str(one) for one in named})


def of_event(act: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an order event says of paying, as it is kept; a refund and a cancellation say nothing.

    The coupons stand in the order and with its products, as the public spec has them.
    """
    if act not in ("completed", "updated"):
        return {}
    products = given.get("products")
    lines = [one for one in products if isinstance(one, dict)] if isinstance(products, list) else []
    codes = [commerce.words(one, "coupon") for one in (given, *lines)]
    method = commerce.words(given, "payment_method")
    found: dict[str, Any] = {}
    if named := list(dict.fromkeys(code for code in codes if code)):
        found["coupons"] = named
    if method:
        found["method"] = method
    return found


def _of_events(heard: Sequence[Heard], home: str) -> Iterator[Paid]:
    """What was completed has been paid, unless the shop says that it was only placed."""
    words = sorted(
        (one for one in heard if one.told.act in ("completed", "updated")),
        key=lambda one: one.place,
    )
    paid = [one.at for one in words if _is_paid(one)]
    methods = [one.more["method"] for one in words if one.more.get("method")]
    if paid:
        yield from _whole(heard, home, min(paid), methods[-1] if methods else "")


def _is_paid(one: Heard) -> bool:
    usual = "paid" if one.told.act == "completed" else ""
    return (one.told.status or usual) in _PAID


def _whole(heard: Sequence[Heard], home: str, at: datetime, method: str) -> Iterator[Paid]:
    """One payment of all that was asked for."""
    whole = asked_for(heard, home)
    if whole and whole.amount > 0:
        yield Paid(
            "whole", method, "", at, True, whole.amount, whole.currency, whole.currency_amount
        )


def _listed(last: Heard, usual: datetime, home: str, *, is_exact: bool) -> Iterator[Paid]:
    seen: dict[str, int] = {}
    currency = last.told.currency
    for amount, method, at, told in last.more.get("payments") or ():
        minor = _minor(amount, currency)
        number = str(told or "")
        seen[number] = seen.get(number, 0) + 1
        if minor <= 0:
            continue
        when = _moment(at)
        yield Paid(
            f"{number}#{seen[number]}",
            str(method or ""),
            number,
            when or usual,
            is_exact or when is not None,
            exchanged(minor, last.rate, currency, home),
            currency,
            minor,
        )


def _minor(amount: Any, currency: str) -> int:
    """In minor units; 0 of what cannot be an amount."""
    value = Decimal(str(amount))
    if not value.is_finite() or value.adjusted() > 15:
        return 0
    try:
        found = money.minor(value, currency)
    except Invalid:
        return 0
    return found if found <= commerce.MOST_MINOR else 0


def _moment(text: Any) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
