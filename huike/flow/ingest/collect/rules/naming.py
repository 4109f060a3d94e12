"""What an event is called here, and which of its properties may lie open. Pure.

The names of the public spec stand as the spec writes them, whatever the sender's spelling, so that
one name asks for all of them; a name that the spec does not have stays as it was sent.
"""

import re
from collections.abc import Mapping
from typing import Any

from huike.base.kernel.personal import is_personal
from huike.flow.ingest.collect.rules.protocol import Message

# These say who somebody is, and tell of nothing that happened.
_ABOUT_PEOPLE = {"identify", "alias", "group"}

COMMERCE = (
    "Products Searched", "Product List Viewed", "Product List Filtered",
    "Promotion Viewed", "Promotion Clicked",
    "Product Clicked", "Product Viewed", "Product Added", "Product Removed", "Cart Viewed",
    "Checkout Started", "Checkout Step Viewed", "Checkout Step Completed", "Payment Info Entered",
    "Order Completed", "Order Updated", "Order Refunded", "Order Cancelled",
    "Coupon Entered", "Coupon Applied", "Coupon Denied", "Coupon Removed",
    "Product Added to Wishlist", "Product Removed from Wishlist", "Wishlist Product Added to Cart",
    "Product Shared", "Cart Shared", "Product Reviewed",
)  # fmt: skip
REVIEWED = "Product Reviewed"
CONTACTED, VISITED = "Service Contacted", "Store Visited"
# Names of ours for what the spec has none for (decision 23).
_PARCELS = (
    "Order Shipped", "Order In Transit", "Order Out for Delivery", "Order Delivered",
    "Order Sent Back",
)  # fmt: skip
OURS = (CONTACTED, VISITED, *_PARCELS)
_NUMBERS_OF_PARCELS = frozenset(["tracking_number", "tracking_url", "tracking_link"])
# What somebody wrote in their own words: of a review it is kept sealed (decision 19), of a
# conversation it is not kept.
_WRITTEN = {
    REVIEWED: frozenset(["review_body", "review_title", "review", "comment"]),
    CONTACTED: frozenset(["message", "messages", "note", "notes", "summary", "transcript", "text"]),
    VISITED: frozenset(["note", "notes", "text"]),
    # It leads to where somebody lives; its last signs stand with the order.
    **dict.fromkeys(_PARCELS, _NUMBERS_OF_PARCELS),
}
_EMAIL = (
    "Email Bounced", "Email Delivered", "Email Link Clicked", "Email Marked as Spam",
    "Email Opened", "Unsubscribed",
)  # fmt: skip
# Names that the spec had before, or calls the same.
_ALIASES = {
    "Viewed Product Category": "Product List Viewed",
    "Viewed Promotion": "Promotion Viewed",
    "Clicked Promotion": "Promotion Clicked",
    "Clicked Product": "Product Clicked",
    "Viewed Product": "Product Viewed",
    "Added Product": "Product Added",
    "Removed Product": "Product Removed",
    "Started Order": "Checkout Started",
    "Viewed Checkout Step": "Checkout Step Viewed",
    "Completed Checkout Step": "Checkout Step Completed",
    "Completed Order": "Order Completed",
    "Updated Order": "Order Updated",
    "Refunded Order": "Order Refunded",
    "Cancelled Order": "Order Cancelled",
    "Order Canceled": "Order Cancelled",
    "Shipped Order": "Order Shipped",
    "Order Fulfilled": "Order Shipped",
    "Delivered Order": "Order Delivered",
    "Order Signed": "Order Delivered",
    "Contacted Service": CONTACTED,
    "Visited Store": VISITED,
}
_SPELLED = {name.casefold(): name for name in (*COMMERCE, *_EMAIL, *OURS)}
_SPELLED |= {old.casefold(): name for old, name in _ALIASES.items()}

_TYPED = frozenset((*COMMERCE, *_EMAIL, *OURS))
_NUMBERS = frozenset([
    "price", "quantity", "position", "value", "revenue", "total", "subtotal", "shipping", "tax",
    "discount", "step", "rating", "seconds",
])  # fmt: skip
_TEXTS = frozenset(["sku", "coupon", "variant", "query"])
_NUMBER = re.compile(r"-?\d{1,15}(\.\d{1,8})?")
# By name they look personal, by the spec they are not.
_HARMLESS = frozenset(["email_id", "email_subject"])


def event_of(message: Message) -> str:
    """The event's name: what a track says; `page` and `screen` are events of their own."""
    if message.kind in _ABOUT_PEOPLE:
        return ""
    return canonical(message.event) if message.kind == "track" else message.kind


def canonical(event: str) -> str:
    """The spec's own name of an event, where it is one of the spec's."""
    return _SPELLED.get(event.casefold(), event)


def props_of(message: Message) -> dict[str, Any]:
    """What may lie open of it; the name of a page or screen is one of its properties.

    Of the spec's events numbers are numbers and ids are text, however they were sent.
    """
    named = {"name": message.event} if message.kind in ("page", "screen") and message.event else {}
    found: dict[str, Any] = _open({**named, **message.properties})
    event = event_of(message)
    if event in _WRITTEN:
        found = {name: value for name, value in found.items() if name not in _WRITTEN[event]}
    return _typed(found) if event in _TYPED else found


def _typed(properties: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for name, value in properties.items():
        if name == "products" and isinstance(value, list):
            made[name] = [_typed(one) if isinstance(one, dict) else one for one in value]
        else:
            made[name] = _as_meant(name, value)
    return made


def _as_meant(name: str, value: Any) -> Any:
    if name in _NUMBERS and isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        return float(value) if "." in value else int(value)
    is_text = name in _TEXTS or name.endswith("_id")
    if is_text and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value


def _open(value: Any, name: str = "") -> Any:
    """Without what may say who somebody is; the raw message keeps it for its seven days."""
    match value:
        case dict():
            return {
                key: _open(inner, key)
                for key, inner in value.items()
                if isinstance(inner, (dict, list)) or not _hides(key, _text(inner))
            }
        case list():
            return [
                _open(inner, name)
                for inner in value
                if isinstance(inner, (dict, list)) or not _hides(name, _text(inner))
            ]
    return value


def _hides(name: str, text: str) -> bool:
    return is_personal("" if name in _HARMLESS else name, text)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else str(value)
