"""Our fields: what a column of a file can become, kind by kind."""

from dataclasses import dataclass
from typing import Literal

from huike.flow.ingest.rules import aliases

Kind = Literal["orders", "customers", "products"]
Type = Literal["identifier", "text", "integer", "money", "time", "status", "currency", "person"]

ATTRIBUTE = "attribute."  # a column may also become `attribute.NAME` of customers and products
MOST_ATTRIBUTES = 50


@dataclass(frozen=True)
class Field:
    """One field: its name and type, and the header names that are taken for it."""

    name: str
    type: Type
    aliases: tuple[str, ...] = ()
    is_required: bool = False
    adds_up: bool = False  # several columns may feed it: they are added


_PEOPLE = (
    Field("user_id", "person", aliases.USER_ID),
    Field("email", "person", aliases.EMAIL),
    Field("phone", "person", aliases.PHONE),
    Field("name", "person", aliases.NAME),
)

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
    ),
    "customers": _PEOPLE,
    "products": (
        Field("sku", "identifier", aliases.SKU, is_required=True),
        Field("title", "text", aliases.PRODUCT_TITLE),
        Field("category", "text", aliases.CATEGORY),
        Field("department", "text", aliases.DEPARTMENT),
        Field("brand", "text", aliases.BRAND),
        Field("price", "money", aliases.PRICE),
    ),
}

PERSONAL = frozenset(["user_id", "email", "phone", "name"])


def field(kind: Kind, name: str) -> Field | None:
    """The field of this name; attributes are text fields of customers and products."""
    for one in FIELDS[kind]:
        if one.name == name:
            return one
    if kind != "orders" and name.startswith(ATTRIBUTE) and 0 < len(name) - len(ATTRIBUTE) <= 60:
        return Field(name, "text")
    return None
