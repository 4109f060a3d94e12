"""Our fields: what a column of a file can become, kind by kind."""

from dataclasses import dataclass
from typing import Literal

from huike.flow.ingest.rules import aliases

Kind = Literal["orders", "customers", "products", "reviews", "service_contacts", "store_visits"]
Type = Literal[
    "identifier", "text", "integer", "money", "time", "status", "currency", "person",
    "state", "export_file", "flag", "sign", "channel", "names", "stars", "words", "images",
]  # fmt: skip

ATTRIBUTE = "attribute."  # a column may also become `attribute.NAME` of customers and products
MOST_ATTRIBUTES = 50
HAVE_ATTRIBUTES = ("customers", "products")
OF_SOMEBODY = ("customers", "service_contacts", "store_visits")  # a row of nobody says nothing


@dataclass(frozen=True)
class Field:
    """One field: its name and type, and the header names that are taken for it."""

    name: str
    type: Type
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    adds_up: bool = False  # several columns may feed it: added, or any of them, or all names


_PEOPLE = (
    Field("user_id", "person", aliases.USER_ID),
    Field("email", "person", aliases.EMAIL),
    Field("phone", "person", aliases.PHONE),
    Field("name", "person", aliases.NAME),
)

# What another system knew of whether a person may be reached (rules/contacts.py).
_CONTACTS = (
    Field("email_state", "state"),
    Field("export_file", "export_file"),
    Field("channel", "channel"),
    Field("opted_in_at", "time"),
    Field("opted_in_ip", "person"),
    Field("confirmed_at", "time"),
    Field("confirmed_ip", "person"),
    Field("opted_out", "flag", aliases.OPTED_OUT, adds_up=True),
    Field("opted_out_at", "time"),
    Field("bounced", "sign", aliases.BOUNCED, adds_up=True),
    Field("complained", "flag", adds_up=True),
    Field("blocked", "flag", adds_up=True),
)
CONTACTS = frozenset(one.name for one in _CONTACTS)

FIELDS: dict[Kind, tuple[Field, ...]] = {
    "orders": (
        Field("order_no", "identifier", aliases.ORDER_NO, is_required=True),
        Field("ordered_at", "time", aliases.ORDERED_AT, is_required=True),
        *_PEOPLE,
        Field("sku", "identifier", aliases.SKU),
        Field("title", "text", aliases.TITLE),
        Field("category", "text", aliases.CATEGORY),
        Field("quantity", "integer", aliases.QUANTITY),
        Field("unit_price", "money", aliases.UNIT_PRICE),
        Field("amount", "money", aliases.AMOUNT),
        Field("discount", "money", aliases.DISCOUNT, adds_up=True),
        Field("status", "status", aliases.STATUS),
        Field("currency", "currency", aliases.CURRENCY),
        Field("refund", "money", aliases.REFUND),
        Field("after_sale", "text", aliases.AFTER_SALE),
        Field("payment_method", "text", aliases.PAYMENT_METHOD),
        Field("paid_at", "time", aliases.PAID_AT),
        Field("coupon", "names", aliases.COUPON, adds_up=True),
        Field("shipped_at", "time", aliases.SHIPPED_AT),
        Field("signed_at", "time", aliases.SIGNED_AT),
        Field("carrier", "text", aliases.CARRIER),
        Field("tracking_no", "person", aliases.TRACKING_NO),
    ),
    "customers": (
        *_PEOPLE,
        Field("first_name", "person", aliases.FIRST_NAME),
        Field("last_name", "person", aliases.LAST_NAME),
        *_CONTACTS,
        Field("lists", "names", aliases.LISTS, adds_up=True),
        Field("tags", "names", aliases.TAGS, adds_up=True),
    ),
    "products": (
        Field("sku", "identifier", aliases.SKU, is_required=True),
        Field("title", "text", aliases.PRODUCT_TITLE),
        Field("category", "text", aliases.CATEGORY),
        Field("department", "text", aliases.DEPARTMENT),
        Field("brand", "text", aliases.BRAND),
        Field("unit", "text", aliases.UNIT),
        Field("price", "money", aliases.PRICE),
        Field("cost", "money", aliases.COST),
        Field("stock", "integer", aliases.STOCK),
    ),
    "reviews": (
        Field("words", "words", aliases.REVIEW_WORDS),
        Field("stars", "stars", aliases.STARS),
        *_PEOPLE,
        Field("sku", "identifier", aliases.SKU),
        Field("order_no", "identifier", aliases.ORDER_NO),
        Field("written_at", "time", aliases.WRITTEN_AT),
        Field("review_id", "identifier", aliases.REVIEW_ID),
        Field("reply", "words", aliases.REPLY),
        Field("replied_at", "time", aliases.REPLIED_AT),
        Field("images", "images", aliases.IMAGES),
        Field("is_anonymous", "flag", aliases.ANONYMOUS),
        Field("language", "identifier", aliases.LANGUAGE),
    ),
    "service_contacts": (
        Field("contacted_at", "time", aliases.CONTACTED_AT, is_required=True),
        *_PEOPLE,
        Field("ticket_id", "identifier", aliases.TICKET_ID),
        Field("way", "text", ("channel", *aliases.CONTACT_CHANNEL)),
        Field("topic", "text", aliases.TOPIC),
        Field("outcome", "text", aliases.OUTCOME),
        Field("agent", "text", aliases.AGENT),
        Field("seconds", "integer", aliases.SECONDS),
        Field("rating", "stars", aliases.SATISFACTION),
        Field("order_no", "identifier", aliases.ORDER_NO),
        Field("sku", "identifier", aliases.SKU),
    ),
    "store_visits": (
        Field("visited_at", "time", aliases.VISITED_AT, is_required=True),
        *_PEOPLE,
        Field("visit_id", "identifier", aliases.VISIT_ID),
        Field("store", "text", aliases.STORE),
        Field("guide", "text", aliases.GUIDE),
        Field("purpose", "text", aliases.PURPOSE),
        Field("outcome", "text", aliases.OUTCOME),
    ),
}

PERSONAL = frozenset(
    [
        "user_id", "email", "phone", "name", "first_name", "last_name", "opted_in_ip",
        "confirmed_ip", "tracking_no",
    ]
)  # fmt: skip
# People write down whom to call.
WRITTEN = frozenset(["words", "reply", "topic", "outcome", "purpose"])


def field(kind: Kind, name: str) -> Field | None:
    """The field of this name; attributes are text fields of customers and products."""
    for one in FIELDS[kind]:
        if one.name == name:
            return one
    if (
        kind in HAVE_ATTRIBUTES
        and name.startswith(ATTRIBUTE)
        and 0 < len(name) - len(ATTRIBUTE) <= 60
    ):
        return Field(name, "text")
    return None
