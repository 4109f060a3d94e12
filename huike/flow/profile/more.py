"""The traits that follow from facts beside the figures of orders, and where each is asked. Pure."""

from collections.abc import Mapping
from typing import Any

_MAYBE_TIME = "CAST(NULL, 'Nullable(DateTime64(3, \\'UTC\\'))')"
_MAYBE_REAL = "CAST(NULL, 'Nullable(Float32)')"

# name -> what somebody has of it of whom no such fact is known: in Python and in SQL
NONE: Mapping[str, tuple[Any, str]] = {
    "cancelled_orders": (0, "toUInt32(0)"),
    "largest_order": (0, "toInt64(0)"),
    "return_rate": (None, _MAYBE_REAL),
    "discount_share": (None, _MAYBE_REAL),
    "coupons_used": (0, "toUInt32(0)"),
    "shops_bought": (0, "toUInt32(0)"),
    "preferred_weekday": ("", "''"),
    "preferred_hour": (None, "CAST(NULL, 'Nullable(UInt8)')"),
    "reviews_written": (0, "toUInt32(0)"),
    "mean_stars": (None, _MAYBE_REAL),
    "last_review_at": (None, _MAYBE_TIME),
    "service_contacts": (0, "toUInt32(0)"),
    "last_contact_at": (None, _MAYBE_TIME),
    "store_visits": (0, "toUInt32(0)"),
    "last_active_at": (None, _MAYBE_TIME),
    "province": ("", "''"),
    "city": ("", "''"),
}
MORE = tuple(NONE)

# the question -> the table of facts that it reads
PIECES: Mapping[str, str] = {
    "sent": "logistics",
    "marked": "favourites",
    "habits": "orders",
    "redeemed": "order_coupons",
    "reviewed": "reviews",
    "noticed": "events",
    "placed": "customers",
}
# Facts that stand under the person they are of as soon as records are one: nothing is mapped.
SETTLED = ("orders", "customers")


def columns(sql: str) -> str:
    """A question over stored traits with these among its columns."""
    none = ", ".join(f"{text} AS {name}" for name, (_, text) in NONE.items())
    return sql.replace("/* more */", ", ".join(MORE)).replace("/* no more */", none)
