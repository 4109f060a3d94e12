"""Shopify's rows as records. Pure: what is missing or no value raises as Python does.

Amounts are those in the shop's own money; what the buyer saw in another stands beside them.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from huike.flow.ingest.connect.beside import Parcel, Step
from huike.flow.ingest.connect.calling import Consent
from huike.flow.ingest.connect.contract import (
    Customer,
    Key,
    Line,
    Order,
    Payment,
    Person,
    Product,
    Refund,
    RefundState,
    State,
)
from huike.flow.ingest.connect.rules.reading import amount, time

Row = Mapping[str, Any]
_PAID: dict[str, State] = {
    "PAID": "paid",
    "PARTIALLY_REFUNDED": "paid",
    "REFUNDED": "closed",
    "VOIDED": "closed",
    "EXPIRED": "closed",
}
_CAME_IN = ("SALE", "CAPTURE")
_CHANNELS: tuple[tuple[Literal["email", "sms"], str, str], ...] = (
    ("email", "defaultEmailAddress", "emailAddress"),
    ("sms", "defaultPhoneNumber", "phoneNumber"),
)
_STEPS: tuple[tuple[Step, str], ...] = (
    ("in_transit", "inTransitAt"), ("signed", "deliveredAt"),
)  # fmt: skip
_ONE_SIZE = "Default Title"  # the variant of a product without variants
_ANSWERS: dict[str, Literal["in", "out"]] = {"SUBSCRIBED": "in", "UNSUBSCRIBED": "out"}


def number_of(gid: str) -> str:
    """`gid://shopify/Order/123` is 123."""
    return gid.rpartition("/")[2].partition("?")[0]


def order_of(row: Row, refunds: Sequence[Row]) -> Order:
    """An order as it stands; `lineItems` holds all its lines."""
    number, updated_at = str(row["name"]), time(row["updatedAt"])
    total = _money(row["totalPriceSet"])
    lines = tuple(_line(one) for one in row["lineItems"])
    tax = Decimal(0) if row["taxesIncluded"] else _money(row.get("totalTaxSet"))
    left = total - tax - sum((one.paid or Decimal(0) for one in lines), Decimal(0))
    sent = [one for one in row.get("fulfillments") or () if one.get("status") == "SUCCESS"]
    state = _state(row, sent)
    came = [one for one in row.get("transactions") or () if _came_in(one)]
    payments = tuple(_payment(one) for one in came)
    shown = row["totalPriceSet"].get("presentmentMoney") or row["totalPriceSet"]["shopMoney"]
    currency = str(row["totalPriceSet"]["shopMoney"]["currencyCode"])
    return Order(
        order_no=number,
        state=state,
        created_at=time(row.get("processedAt") or row["createdAt"]),
        updated_at=updated_at,
        total=total,
        currency=currency,
        # What was asked for sending it, but for what a discount took off.
        shipping=max(min(_money(row.get("totalShippingPriceSet")), left), Decimal(0)),
        tax=tax,
        buyer=_buyer(row),
        lines=lines,
        refunds=tuple(refund_of(one, number) for one in refunds),
        payments=payments,
        coupons=tuple(str(one) for one in row.get("discountCodes") or ()),
        paid_at=min((one.at for one in payments if one.at), default=None),
        shipped_at=min((time(one["createdAt"]) for one in sent), default=None),
        signed_at=_delivered(sent) if state == "signed" else None,
        closed_at=_closed(row, state, updated_at),
        channel="store" if row.get("sourceName") == "pos" else "online",
        shown=(amount(shown["amount"]), str(shown["currencyCode"]))
        if shown["currencyCode"] != currency
        else None,
        carriers=tuple(_carriers(sent)),
        parcels=tuple(_parcels(sent)),
        is_test=bool(row["test"]),
    )


def refund_of(row: Row, order_no: str) -> Refund:
    """A refund: money moved once a transaction says so, or there was none to move."""
    moves = [one for one in row["transactions"]["nodes"] if one["kind"] == "REFUND"]
    states = {str(one["status"]) for one in moves}
    state: RefundState = "done"
    if moves and "SUCCESS" not in states:
        state = "asked" if states & {"PENDING", "AWAITING_RESPONSE", "UNKNOWN"} else "refused"
    return Refund(
        refund_no=number_of(str(row["id"])),
        order_no=order_no,
        state=state,
        amount=_money(row["totalRefundedSet"]),
        at=time(row.get("createdAt") or row["updatedAt"]),
        updated_at=time(row["updatedAt"]),
        lines=tuple(
            Line(sku=_sku(one["lineItem"]), quantity=int(one["quantity"]))
            for one in row["refundLineItems"]["nodes"]
            if int(one["quantity"])
        ),
    )


def products_of(row: Row) -> list[Product]:
    """A product's variants: each has a code of its own."""
    category = (row.get("category") or {}).get("fullName") or row.get("productType") or ""
    found = []
    for one in row["variants"]:
        words = {
            str(option["name"]): str(option["value"])
            for option in one.get("selectedOptions") or ()
            if option["value"] != _ONE_SIZE
        }
        name = str(one.get("title") or "")
        title = str(row["title"])
        found.append(
            Product(
                sku=_sku({"sku": one.get("sku"), "variant": one}),
                title=title if name in ("", _ONE_SIZE) else f"{title} {name}",
                updated_at=max(time(row["updatedAt"]), time(one["updatedAt"])),
                category=str(category),
                brand=str(row.get("vendor") or ""),
                price=amount(one["price"]),
                stock=one.get("inventoryQuantity"),
                attributes={
                    **words,
                    "url": str(row.get("onlineStoreUrl") or ""),
                    "status": str(row["status"]).lower(),
                },
            )
        )
    return found


def customer_of(row: Row) -> Customer:
    """A customer of the shop, and what they said of being written to."""
    return Customer(
        person=_person(row, "", ""),
        updated_at=time(row["updatedAt"]),
        consents=tuple(_consents(row)),
    )


def _consents(row: Row) -> Iterable[Consent]:
    for channel, name, word in _CHANNELS:
        told = row.get(name) or {}
        answer = _ANSWERS.get(str(told.get("marketingState")))
        if answer is not None:
            at = told.get("marketingUpdatedAt")
            level = str(told.get("marketingOptInLevel") or "UNKNOWN")
            yield Consent(
                channel=channel,
                answer=answer,
                address=str(told[word]),
                at=time(at) if at else None,
                level=level.lower().replace("_", " "),
            )


def _state(row: Row, sent: Sequence[Row]) -> State:
    if row.get("cancelledAt"):
        return "closed"
    state = _PAID.get(str(row.get("displayFinancialStatus")), "unpaid")
    if state == "closed" or row.get("displayFulfillmentStatus") != "FULFILLED":
        return state
    return "signed" if _delivered(sent) else "shipped"


def _delivered(sent: Sequence[Row]) -> datetime | None:
    """When the last parcel came; None while one is on its way."""
    told = [one.get("deliveredAt") for one in sent]
    return max((time(one) for one in told), default=None) if all(told) else None


def _closed(row: Row, state: State, updated_at: datetime) -> datetime | None:
    if row.get("cancelledAt"):
        return time(row["cancelledAt"])
    return updated_at if state == "closed" else None


def _came_in(row: Row) -> bool:
    return row.get("kind") in _CAME_IN and row.get("status") == "SUCCESS"


def _payment(row: Row) -> Payment:
    return Payment(
        amount=_money(row["amountSet"]),
        method=str(row.get("gateway") or ""),
        at=time(row["processedAt"]) if row.get("processedAt") else None,
        payment_no=number_of(str(row["id"])),
    )


def _carriers(sent: Sequence[Row]) -> Iterable[str]:
    """Who brings it."""
    told = (one.get("company") for row in sent for one in row.get("trackingInfo") or ())
    return dict.fromkeys(str(one) for one in told if one)


def _parcels(sent: Sequence[Row]) -> Iterable[Parcel]:
    """What was sent out, parcel by parcel, and how far each has come."""
    for row in sent:
        steps: list[tuple[Step, datetime]] = [("shipped", time(row["createdAt"]))]
        for step, name in _STEPS:
            if row.get(name):
                steps.append((step, time(row[name])))
        for one in row.get("trackingInfo") or ():
            if number := str(one.get("number") or "").strip():
                carrier = str(one.get("company") or "")
                yield Parcel(number=number, carrier=carrier, steps=tuple(steps))


def _line(row: Row) -> Line:
    quantity = int(row["quantity"])
    off = sum(
        (_money(one["allocatedAmountSet"]) for one in row.get("discountAllocations") or ()),
        Decimal(0),
    )
    more = str(row.get("variantTitle") or "")
    title = str(row.get("title") or "")
    return Line(
        sku=_sku(row),
        quantity=quantity,
        price=_money(row["originalUnitPriceSet"]),
        paid=_money(row["originalTotalSet"]) - off,
        title=title if more in ("", _ONE_SIZE) else f"{title} {more}",
        category=str((row.get("product") or {}).get("productType") or ""),
    )


def _sku(row: Row) -> str:
    """The merchant's code, else the variant's number; a line by hand has neither."""
    variant, product = row.get("variant") or {}, row.get("product") or {}
    if sku := str(row.get("sku") or "").strip():
        return sku
    gid = variant.get("id") or product.get("id") or ""
    return f"id:{number_of(str(gid))}" if gid else ""


def _buyer(row: Row) -> Person:
    """A guest has no customer, but an address or a number."""
    told = str(row.get("email") or ""), str(row.get("phone") or "")
    return _person(row.get("customer") or {}, *told)


def _person(row: Row, email: str, phone: str) -> Person:
    mail, mobile = row.get("defaultEmailAddress") or {}, row.get("defaultPhoneNumber") or {}
    given = (
        Key("user_id", number_of(str(row.get("id") or ""))),
        Key("email", str(mail.get("emailAddress") or email), "everywhere"),
        Key("phone", str(mobile.get("phoneNumber") or phone), "everywhere"),
    )
    names = (str(row.get(one) or "").strip() for one in ("firstName", "lastName"))
    return Person(
        keys=tuple(one for one in given if one.value.strip()),
        name=" ".join(one for one in names if one),
    )


def _money(bag: Row | None) -> Decimal:
    return amount(bag["shopMoney"]["amount"]) if bag else Decimal(0)
