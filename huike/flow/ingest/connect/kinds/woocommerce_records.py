"""WooCommerce's rows as records. Pure: what is missing or no value raises as Python does."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from huike.flow.ingest.connect.contract import (
    Customer,
    Key,
    Line,
    Order,
    Payment,
    Person,
    Product,
    Refund,
    Review,
    State,
)
from huike.flow.ingest.connect.rules.reading import amount, time

_STATES: dict[str, State] = {
    "pending": "unpaid",
    "on-hold": "unpaid",
    "failed": "unpaid",
    "processing": "paid",
    "completed": "signed",
    "cancelled": "closed",
    "refunded": "closed",
    "trash": "closed",
}
_CENT = Decimal("0.0001")
_TAG = re.compile(r"<[^>]*>")
_BREAK = re.compile(r"(?i)<br\s*/?>|</p>\s*(?=<p)")
Row = Mapping[str, Any]


def order_of(row: Row, refunds: Sequence[Row]) -> Order:
    """An order as it stands; states that plugins add count by whether it was paid."""
    number = str(row["number"])
    paid_at, done_at = _moment(row, "date_paid_gmt"), _moment(row, "date_completed_gmt")
    updated_at = time(row["date_modified_gmt"])
    state = _STATES.get(row["status"], "paid" if paid_at else "unpaid")
    total = amount(row["total"])
    method = str(row.get("payment_method") or "")
    return Order(
        order_no=number,
        state=state,
        created_at=time(row["date_created_gmt"]),
        updated_at=updated_at,
        total=total,
        currency=str(row["currency"]),
        shipping=amount(row.get("shipping_total")) + amount(row.get("shipping_tax")),
        buyer=_buyer(row),
        lines=tuple(_line(one) for one in row["line_items"]),
        refunds=tuple(refund_of(one, number, updated_at) for one in refunds),
        payments=(Payment(amount=total, method=method, at=paid_at),) if paid_at else (),
        coupons=tuple(str(one["code"]) for one in row.get("coupon_lines") or ()),
        paid_at=paid_at,
        signed_at=done_at if state == "signed" else None,
        closed_at=updated_at if state == "closed" else None,
    )


def refund_of(row: Row, order_no: str, updated_at: datetime) -> Refund:
    """A refund; it has no state of its own, and its lines are negative."""
    return Refund(
        refund_no=str(row["id"]),
        order_no=order_no,
        state="done",
        amount=abs(amount(row["amount"])),
        at=time(row["date_created_gmt"]),
        updated_at=updated_at,
        lines=tuple(
            Line(sku=_sku(one), quantity=abs(int(one["quantity"])))
            for one in row.get("line_items") or ()
            if int(one["quantity"])
        ),
    )


def product_of(row: Row) -> Product:
    """A product; variants share its code unless they have one of their own, in their orders."""
    categories = [str(one["name"]) for one in row.get("categories") or ()]
    price = row.get("regular_price") or row.get("price")
    return Product(
        sku=sku_of(row),
        title=str(row["name"]),
        updated_at=time(row["date_modified_gmt"]),
        category=categories[0] if categories else "",
        price=amount(price) if price not in (None, "") else None,
        attributes={"url": str(row.get("permalink") or "")},
        is_gone=row.get("status") == "trash",
        stock=_stock(row.get("stock_quantity")),
    )


def _stock(value: Any) -> int | None:
    """None where the shop does not count."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def customer_of(row: Row) -> Customer:
    """An account of the shop."""
    modified = row.get("date_modified_gmt") or row["date_created_gmt"]
    billing = row.get("billing") or {}
    person = _person(
        str(row["id"]),
        str(row.get("email") or ""),
        str(billing.get("phone") or ""),
        row if row.get("first_name") or row.get("last_name") else billing,
    )
    return Customer(person=person, updated_at=time(modified))


def review_of(row: Row, skus: Mapping[int, str]) -> Review:
    """What somebody wrote; `skus` are the codes of the products that the page names."""
    number = int(row["product_id"])
    at = time(row["date_created_gmt"])
    person = _person(
        "", str(row.get("reviewer_email") or ""), "", {"first_name": row.get("reviewer")}
    )
    return Review(
        review_no=str(row["id"]),
        sku=skus.get(number) or f"id:{number}",
        at=at,
        updated_at=at,
        stars=int(row.get("rating") or 0),
        words=_plain(str(row["review"])),
        author=person if person.keys else None,
    )


def sku_of(row: Row) -> str:
    """The code of a product, as its own record has it."""
    return str(row.get("sku") or "") or f"id:{row['id']}"


def _plain(text: str) -> str:
    """The words of a piece of HTML."""
    lines = _BREAK.sub("\n", text)
    return html.unescape(_TAG.sub("", lines)).strip()


def _buyer(row: Row) -> Person:
    billing = row.get("billing") or {}
    number = int(row.get("customer_id") or 0)
    return _person(
        str(number) if number else "",
        str(billing.get("email") or ""),
        str(billing.get("phone") or ""),
        billing,
    )


def _person(number: str, email: str, phone: str, named: Row) -> Person:
    given = (
        Key("user_id", number),
        Key("email", email, "everywhere"),
        Key("phone", phone, "everywhere"),
    )
    names = (str(named.get(one) or "").strip() for one in ("first_name", "last_name"))
    return Person(
        keys=tuple(one for one in given if one.value.strip()),
        name=" ".join(one for one in names if one),
    )


def _line(row: Row) -> Line:
    quantity = int(row["quantity"])
    before = amount(row["subtotal"]) + amount(row.get("subtotal_tax"))
    return Line(
        sku=_sku(row),
        quantity=quantity,
        price=(before / quantity).quantize(_CENT) if quantity else None,
        paid=amount(row["total"]) + amount(row.get("total_tax")),
        title=str(row.get("name") or ""),
    )


def _sku(row: Row) -> str:
    return str(row.get("sku") or "") or f"id:{row.get('variation_id') or row['product_id']}"


def _moment(row: Row, name: str) -> datetime | None:
    value = row.get(name)
    return time(value) if value else None
