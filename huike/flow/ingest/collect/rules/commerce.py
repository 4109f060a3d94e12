"""What a message of the e-commerce spec says of an order or of products. Pure.

Money is read exactly, from a number or a text, into minor units of the message's own currency. A
message with a value that cannot be is `Unusable` as a whole, like a row of a file.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, cast, get_args

from huike.base.kernel import money
from huike.flow.ingest.rules.reasons import Reason
from huike.flow.ingest.rules.statuses import BY_WORD, Status

Act = Literal["completed", "updated", "refunded", "cancelled", "moved", "stands"]
STANDS: Act = "stands"  # a platform says how the order is now: no event, and it knows best
ACTS: Mapping[str, Act] = {
    f"Order {act.capitalize()}": act for act in get_args(Act) if act not in ("moved", STANDS)
}

# Events whose products, or the one they are about, may be new to us.
NAMES_PRODUCTS = frozenset([
    "Product List Viewed", "Product List Filtered", "Product Clicked", "Product Viewed",
    "Product Added", "Product Removed", "Cart Viewed", "Checkout Started", "Order Completed",
    "Order Updated", "Order Refunded", "Order Cancelled", "Product Added to Wishlist",
    "Product Removed from Wishlist", "Wishlist Product Added to Cart", "Product Shared",
])  # fmt: skip

MOST_MINOR = 10**15  # as of a line of a file
_MOST_PIECES = 10**9
_MOST_ID = 100
_MOST_TEXT = 500
MOST_WORDS = 20_000
_SIGNS = re.compile(r"(?i)rmb|cny|usd|[¥$€£元\s]")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_CURRENCY = re.compile(r"[A-Z]{3}")
_KEPT_OF_PRODUCTS = ("variant", "url", "image_url")


class Unusable(Exception):
    """Why a message does not become part of an order: a reason as of files, and where."""

    def __init__(self, reason: Reason, where: str) -> None:
        super().__init__(f"{where}: {reason}")
        self.reason: Reason = reason
        self.where = where


@dataclass(frozen=True)
class Item:
    """A product of an order; amounts in minor units, None where the message has none."""

    sku: str
    category: str
    quantity: int
    price: int | None
    paid: int | None = None  # for all its pieces, after every discount


@dataclass(frozen=True)
class Back:
    """A refund that a platform lists with its order."""

    refund_no: str
    amount: int
    at: datetime
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Standing:
    """What only a platform says of an order: when it began, and every refund if it lists them."""

    began: datetime
    backs: tuple[Back, ...] | None = None


@dataclass(frozen=True)
class Told:
    """What a message says of an order; amounts in minor units of its currency."""

    act: Act
    order_no: str
    currency: str
    total: int | None  # what was paid, or is given back; None where it follows from the items
    discount: int
    extra: int  # shipping and tax
    status: Status | None
    items: tuple[Item, ...]
    refund_no: str = ""
    standing: Standing | None = None  # with `stands`


@dataclass(frozen=True)
class Product:
    """What an event says of a product; the price as text in the event's currency, "" for none."""

    sku: str
    title: str
    category: str
    brand: str
    price: int | None
    currency: str
    attributes: tuple[tuple[str, str], ...]


def read(event: str, given: Mapping[str, Any], currency: str) -> Told:
    """What an order event says; `currency` where it does not name one."""
    act = ACTS[event]
    order_no = _id(given, "order_id", required=True)
    currency = _currency(given, currency)
    items = tuple(_items(given, currency))
    extra = sum(_money(given, name, currency) or 0 for name in ("shipping", "tax"))
    total = _total(given, currency, extra, is_refund=act == "refunded")
    if total is None and act == "completed" and all(one.price is None for one in items):
        raise Unusable("missing", "total")
    return Told(
        act=act,
        order_no=order_no,
        currency=currency,
        total=total,
        discount=abs(_money(given, "discount", currency, may_be_negative=True) or 0),
        extra=extra,
        status=_status(given),
        items=items,
        refund_no=_id(given, "refund_id") if act == "refunded" else "",
    )


def largest(told: Told) -> int:
    """The largest amount that anything in it can come to."""
    goods = sum(max(one.quantity * (one.price or 0), one.paid or 0) for one in told.items)
    backs = told.standing.backs if told.standing else None
    back = sum(one.amount for one in backs or ())
    return max(goods, told.total or 0, told.discount, back) + told.extra


def products(event: str, given: Mapping[str, Any], currency: str) -> Iterator[Product]:
    """The products that an event names; what cannot be read of one is left out."""
    if event not in NAMES_PRODUCTS:
        return
    listed = given.get("products")
    for one in listed if isinstance(listed, list) else [given]:
        if not isinstance(one, dict):
            continue
        try:
            sku, paid_in = _sku(one), _currency({**given, **one}, currency)
        except Unusable:
            continue
        title, category = words(one, "name"), words(one, "category")
        if sku and (title or category):
            yield Product(
                sku, title, category, words(one, "brand"), _price(one, paid_in), paid_in,
                tuple((name, words(one, name)) for name in _KEPT_OF_PRODUCTS if words(one, name)),
            )  # fmt: skip


def _price(one: Mapping[str, Any], currency: str) -> int | None:
    try:
        return _money(one, "price", currency)
    except Unusable:
        return None


def _items(given: Mapping[str, Any], currency: str) -> Iterator[Item]:
    listed = given.get("products")
    if listed is None:
        return
    if not isinstance(listed, list):
        raise Unusable("broken_text", "products")
    for place, one in enumerate(listed):
        try:
            if not isinstance(one, dict):
                raise Unusable("broken_text", "")
            quantity, price = _quantity(one), _money(one, "price", currency)
            if quantity * (price or 0) > MOST_MINOR:
                raise Unusable("amount_out_of_range", "price")
            yield Item(_sku(one), words(one, "category"), quantity, price)
        except Unusable as why:
            raise Unusable(why.reason, f"products.{place}.{why.where}") from None


def _total(given: Mapping[str, Any], currency: str, extra: int, *, is_refund: bool) -> int | None:
    """What was paid: `revenue` and `subtotal` are without shipping and tax, `total` is with."""
    total = _money(given, "total", currency, may_be_negative=is_refund)
    if total is not None:
        return abs(total)
    for name in ("revenue", "subtotal"):
        net = _money(given, name, currency, may_be_negative=is_refund)
        if net is not None:
            return abs(net) + extra
    value = _money(given, "value", currency, may_be_negative=is_refund)
    return None if value is None else abs(value)


def _money(
    given: Mapping[str, Any], name: str, currency: str, *, may_be_negative: bool = False
) -> int | None:
    value = _number(given, name, "amount_unreadable", "amount_out_of_range")
    if value is None:
        return None
    if value < 0 and not may_be_negative:
        raise Unusable("negative_amount", name)
    whole = money.minor(value, currency)
    if abs(whole) > MOST_MINOR:
        raise Unusable("amount_out_of_range", name)
    return whole


def _quantity(given: Mapping[str, Any]) -> int:
    value = _number(given, "quantity", "number_unreadable", "quantity_out_of_range")
    if value is None:
        return 1
    if value != value.to_integral_value():
        raise Unusable("number_unreadable", "quantity")
    if value < 0:
        raise Unusable("negative_quantity", "quantity")
    if value > _MOST_PIECES:
        raise Unusable("quantity_out_of_range", "quantity")
    return int(value)


def _number(
    given: Mapping[str, Any], name: str, unreadable: Reason, too_large: Reason
) -> Decimal | None:
    """An exact number: a float is the shortest decimal that it stands for."""
    value = given.get(name)
    if value is None or value == "":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        raise Unusable(unreadable, name)
    text = _SIGNS.sub("", unicodedata.normalize("NFKC", value)) if isinstance(value, str) else ""
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    try:
        found = Decimal(text if isinstance(value, str) else str(value))
    except (InvalidOperation, ValueError):
        raise Unusable(unreadable, name) from None
    if not found.is_finite():
        raise Unusable(unreadable, name)
    if found.adjusted() > 15:  # before it is reckoned with: 1e999999 is a number too
        raise Unusable(too_large, name)
    return found if found.adjusted() > -20 else Decimal(0)


def _currency(given: Mapping[str, Any], default: str) -> str:
    value = given.get("currency")
    if value is None or value == "":
        return default
    found = value.strip().upper() if isinstance(value, str) else ""
    if not _CURRENCY.fullmatch(found):
        raise Unusable("currency_unknown", "currency")
    return found


def _status(given: Mapping[str, Any]) -> Status | None:
    """Not of the spec, but shops send it; another word than ours says nothing."""
    word = given.get("status")
    return BY_WORD.get(word.strip().lower().replace("_", " ")) if isinstance(word, str) else None


def _sku(given: Mapping[str, Any]) -> str:
    return _id(given, "sku") or _id(given, "product_id")


def _id(given: Mapping[str, Any], name: str, *, required: bool = False) -> str:
    value = given.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = value.strip() if isinstance(value, str) else ""
    if (value is not None and not isinstance(value, str)) or "\0" in found:
        raise Unusable("broken_text", name)
    if required and not found:
        raise Unusable("missing", name)
    if len(found) > _MOST_ID:
        raise Unusable("too_long", name)
    return found


def required_id(given: Mapping[str, Any], name: str) -> str:
    """An id without which the message says nothing."""
    return _id(given, name, required=True)


def named(given: Mapping[str, Any], name: str) -> str:
    """An id, or nothing where it is none."""
    try:
        return _id(given, name)
    except Unusable:
        return ""


def stars(given: Mapping[str, Any]) -> int:
    """How many of five stars; 0 where none can be read."""
    try:
        value = _number(given, "rating", "number_unreadable", "quantity_out_of_range")
    except Unusable:
        return 0
    return int(value.to_integral_value()) if value is not None and 1 <= value <= 5 else 0


def long_words(given: Mapping[str, Any], name: str) -> str:
    """What somebody wrote."""
    value = given.get(name)
    return value.strip().replace("\0", "")[:MOST_WORDS] if isinstance(value, str) else ""


def words(given: Mapping[str, Any], name: str) -> str:
    """Words about a product; what is no text, or an endless one, says nothing."""
    value = given.get(name)
    found = value.strip() if isinstance(value, str) else ""
    return found if len(found) <= _MOST_TEXT and "\0" not in found else ""


def as_json(told: Told) -> dict[str, Any]:
    """As it is kept."""
    kept = {
        "currency": told.currency,
        "total": told.total,
        "discount": told.discount,
        "extra": told.extra,
        "status": told.status,
        "items": _as_lists(told.items),
        "refund_no": told.refund_no,
    }
    if told.standing is None:
        return kept
    backs = told.standing.backs
    return {
        **kept,
        "began": told.standing.began.isoformat(),
        "backs": None
        if backs is None
        else [
            [one.refund_no, one.amount, one.at.isoformat(), _as_lists(one.items)] for one in backs
        ],
    }


def from_json(act: str, order_no: str, kept: Mapping[str, Any]) -> Told:
    """As it was read."""
    return Told(
        act=cast(Act, act),
        order_no=order_no,
        currency=kept["currency"],
        total=kept["total"],
        discount=kept["discount"],
        extra=kept["extra"],
        status=kept["status"],
        items=_from_lists(kept["items"]),
        refund_no=kept["refund_no"],
        standing=_standing(kept) if "began" in kept else None,
    )


def _standing(kept: Mapping[str, Any]) -> Standing:
    backs = kept["backs"]
    return Standing(
        datetime.fromisoformat(kept["began"]),
        None
        if backs is None
        else tuple(
            Back(number, amount, datetime.fromisoformat(at), _from_lists(items))
            for number, amount, at, items in backs
        ),
    )


def _as_lists(items: Sequence[Item]) -> list[list[Any]]:
    return [
        [one.sku, one.category, one.quantity, one.price, *([] if one.paid is None else [one.paid])]
        for one in items
    ]


def _from_lists(items: Sequence[Sequence[Any]]) -> tuple[Item, ...]:
    return tuple(Item(*one) for one in items)
