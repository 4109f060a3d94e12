"""What happened to an order, moment by moment, out of all that was heard of it. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from huike.base.kernel import money
from huike.flow.ingest.collect.rules import commerce

What = Literal[
    "ordered", "coupon", "paid", "shipped", "in_transit", "out_for_delivery", "signed", "returned",
    "closed", "updated", "refunded", "cancelled",
]  # fmt: skip
_STATES: Mapping[str, What] = {"shipped": "shipped", "signed": "signed", "closed": "closed"}
_ACTS: Mapping[str, What] = {
    "completed": "ordered", "updated": "updated", "refunded": "refunded", "cancelled": "cancelled",
}  # fmt: skip
# Of one instant, in the order in which they make sense.
_RANK: Mapping[What, int] = {
    "ordered": 0, "coupon": 1, "updated": 2, "paid": 3, "shipped": 4, "in_transit": 5,
    "out_for_delivery": 6, "signed": 7, "returned": 8, "closed": 9, "cancelled": 10, "refunded": 11,
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Word:
    """A message about the order, as it is kept."""

    act: str
    source_id: int
    at: datetime
    said: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Moment:
    """Something that happened; `amount` in minor units of `currency`, None where none moved."""

    at: datetime
    is_exact: bool  # else: at this time at the latest
    what: What
    amount: int | None
    currency: str
    note: str  # the till, the coupon, the way it was paid, the refund's number, the state told of
    source_id: int
    is_listed: bool = False  # one of a platform's list, in which two may be alike


def moments(words: Iterable[Word]) -> list[Moment]:
    """The story, oldest first."""
    told = [one for word in words for one in _of(word)]
    told.sort(key=lambda one: (one.at, _RANK[one.what], one.source_id, one.note))
    return list(_once(told))


# Told again it is the same one: a scanner may send a step twice.
_ONCE = ("coupon", "shipped", "in_transit", "out_for_delivery", "signed", "returned")


def _once(told: Iterable[Moment]) -> Iterator[Moment]:
    """An event that is told twice has used its coupons once, and was paid once."""
    seen = set()
    for one in told:
        key = (one.what, one.note, one.amount, one.source_id)
        if one.what in _ONCE or (one.what == "paid" and not one.is_listed):
            if key in seen:
                continue
            seen.add(key)
        yield one


def _of(word: Word) -> Iterator[Moment]:
    if word.act == commerce.STANDS:
        yield from _of_standing(word)
        return
    total, currency = word.said["total"], word.said["currency"]
    if word.act == "moved":
        said = word.said["more"]
        yield _moment(
            word, word.at, said["step"], None, currency, by_whom(said["carrier"], said["tail"])
        )
        return
    note = word.said["refund_no"] or word.said["status"] or ""
    is_paid = word.act in ("completed", "refunded")
    yield _moment(word, word.at, _ACTS[word.act], total if is_paid else None, currency, note)
    more: Mapping[str, Any] = word.said.get("more") or {}
    for coupon in more.get("coupons") or ():
        yield _moment(word, word.at, "coupon", None, currency, coupon)
    if more.get("method") and word.act == "completed" and word.said["status"] != "placed":
        yield _moment(word, word.at, "paid", total, currency, more["method"])


def _of_standing(word: Word) -> Iterator[Moment]:
    """A platform says how the order is by now, with the times of what led there."""
    said, currency = word.said, word.said["currency"]
    more: Mapping[str, Any] = said.get("more") or {}
    began = datetime.fromisoformat(said["began"])
    till = " · ".join(more[name] for name in ("store", "cashier") if more.get(name))
    yield _moment(word, began, "ordered", said["total"], currency, till)
    for coupon in more.get("coupons") or ():
        yield _moment(word, began, "coupon", None, currency, coupon)
    yield from _paid(word, more, began)
    yield from _parcels(word, more)
    for state, what in _STATES.items():
        if what == "shipped" and more.get("parcels"):
            continue  # told parcel by parcel
        at = more.get(f"{state}_at")
        if at:
            yield _moment(word, datetime.fromisoformat(at), what, None, currency)
        elif more.get("state") == state:
            yield _moment(word, word.at, what, None, currency, is_exact=False)
    for number, amount, at, *_ in said.get("backs") or ():
        if amount:
            yield _moment(word, datetime.fromisoformat(at), "refunded", amount, currency, number)


def _parcels(word: Word, more: Mapping[str, Any]) -> Iterator[Moment]:
    for _, tail, carrier, steps in more.get("parcels") or ():
        known = dict(steps)
        if more.get("shipped_at"):
            known.setdefault("shipped", more["shipped_at"])
        for step, at in known.items():
            if step == "signed" and more.get("signed_at"):
                continue  # the order has been, as a whole
            when = datetime.fromisoformat(at)
            yield _moment(word, when, step, None, word.said["currency"], by_whom(carrier, tail))


def by_whom(carrier: str, tail: str) -> str:
    """Who brings a parcel, and the last signs of its number."""
    return " ".join(one for one in (carrier, tail) if one)


def _paid(word: Word, more: Mapping[str, Any], began: datetime) -> Iterator[Moment]:
    currency = word.said["currency"]
    at = more.get("paid_at")
    usual = datetime.fromisoformat(at) if at else None
    payments: Sequence[Sequence[Any]] = more.get("payments") or ()
    for amount, method, paid_at, _ in payments:
        when = datetime.fromisoformat(paid_at) if paid_at else usual
        minor = money.minor(Decimal(amount), currency)
        yield _moment(
            word, when or began, "paid", minor, currency, method, is_exact=when is not None,
            is_listed=True,
        )  # fmt: skip
    if usual and not payments:
        yield _moment(word, usual, "paid", word.said["total"], currency)


def _moment(
    word: Word,
    at: datetime,
    what: What,
    amount: int | None,
    currency: str,
    note: str = "",
    *,
    is_exact: bool = True,
    is_listed: bool = False,
) -> Moment:
    return Moment(
        at=at,
        is_exact=is_exact,
        what=what,
        amount=amount,
        currency=currency,
        note=note,
        source_id=word.source_id,
        is_listed=is_listed,
    )
