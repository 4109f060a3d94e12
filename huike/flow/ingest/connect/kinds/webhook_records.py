"""Orders as any program may post them, by the schema in docs/howto/post-orders.md. Pure."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
)
from pydantic_core import ErrorDetails, PydanticCustomError

from huike.flow.ingest.connect import beside, contract
from huike.flow.ingest.connect.contract import Key, Person, State, Unreadable
from huike.flow.ingest.rules.reasons import Reason

_START, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_AHEAD = timedelta(days=1)  # that a sender's clock may be before ours
_MOST_PLACE = 100  # characters of the name of a field, which may be anybody's
_STATES: dict[str, State] = {
    "placed": "unpaid",
    "paid": "paid",
    "shipped": "shipped",
    "signed": "signed",
    "closed": "closed",
    "cancelled": "closed",
}
# What pydantic calls a fault, by how its name begins or what it is.
_REASONS: tuple[tuple[str, Reason], ...] = (
    ("missing", "missing"),
    ("string_too_short", "missing"),
    ("string_too_long", "too_long"),
    ("decimal_max_digits", "amount_out_of_range"),
    ("decimal_whole_digits", "amount_out_of_range"),
    ("decimal", "amount_unreadable"),
    ("finite_number", "amount_unreadable"),
    ("less_than", "quantity_out_of_range"),
    ("greater_than", "quantity_out_of_range"),
    ("int", "number_unreadable"),
    ("string_pattern", "currency_unknown"),
    ("literal", "status_unknown"),
    ("date_out_of_range", "date_out_of_range"),
    ("date", "date_unreadable"),
    ("timezone", "date_unreadable"),
)


def _storable(text: str) -> str:
    if "\0" in text:
        raise ValueError("no text")
    return text


def _in_range(at: datetime) -> datetime:
    if not _START <= at < _LAST:
        raise PydanticCustomError("date_out_of_range", "out of range")
    return at.astimezone(UTC)


Id = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=100),
    AfterValidator(_storable),
]
Text = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=500), AfterValidator(_storable)
]
Amount = Annotated[Decimal, Field(max_digits=20, decimal_places=6)]
Time = Annotated[AwareDatetime, AfterValidator(_in_range)]


class _Part(BaseModel):
    """Fields that nobody knows here are passed over: senders may send more than is read."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)


class Buyer(_Part):
    user_id: Text = ""
    email: Text = ""
    phone: Text = ""
    name: Text = ""


class Line(_Part):
    sku: Id
    quantity: Annotated[int, Field(ge=0, le=10**9)] = 1
    price: Amount | None = None
    paid: Amount | None = None
    title: Text = ""
    category: Text = ""


class BackLine(_Part):
    sku: Id
    quantity: Annotated[int, Field(ge=0, le=10**9)] = 1


class Refund(_Part):
    number: Id
    amount: Amount
    at: Time
    state: Literal["asked", "done", "refused"] = "done"
    lines: list[BackLine] = []


class Payment(_Part):
    amount: Amount
    method: Text = ""
    at: Time | None = None
    number: Text = ""


class Move(_Part):
    step: beside.Step
    at: Time


class Parcel(_Part):
    number: Text = ""
    carrier: Text = ""
    steps: list[Move] = []


class Order(_Part):
    """An order as it stands now, as a whole."""

    number: Id
    state: Literal["placed", "paid", "shipped", "signed", "closed", "cancelled"]
    placed_at: Time
    paid_at: Time | None = None
    shipped_at: Time | None = None
    signed_at: Time | None = None
    closed_at: Time | None = None
    updated_at: Time | None = None
    total: Amount
    currency: Annotated[str, StringConstraints(pattern="^[A-Z]{3}$")] = ""
    discount: Amount = Decimal(0)
    shipping: Amount = Decimal(0)
    tax: Amount = Decimal(0)
    customer: Buyer = Buyer()
    lines: list[Line] = []
    refunds: list[Refund] | None = None
    payments: list[Payment] = []
    coupons: list[Id] = []
    parcels: list[Parcel] = []
    channel: Literal["online", "store"] = "online"
    store: Text = ""
    cashier: Text = ""
    test: bool = False


def orders_of(rows: Sequence[Any], now: datetime) -> Iterator[contract.Order | Unreadable]:
    """Each of these rows as an order, or what is wrong with it and where."""
    for place, row in enumerate(rows):
        try:
            yield _order(Order.model_validate(row), now)
        except ValidationError as problem:
            first = problem.errors(include_url=False, include_input=False)[0]
            path = ".".join(str(part) for part in ("orders", place, *first["loc"]))
            number = row.get("number") if isinstance(row, dict) else None
            yield Unreadable("orders", _plain(number or ""), _reason(first), _plain(path))


def _order(said: Order, now: datetime) -> contract.Order:
    backs = said.refunds
    times = (said.placed_at, said.paid_at, said.shipped_at, said.signed_at, said.closed_at)
    told = [at for at in (*times, *(one.at for one in backs or ())) if at is not None]
    # A word of the far future would be the last one ever heard of this order.
    updated_at = min(said.updated_at or max(told), now + _AHEAD)
    return contract.Order(
        order_no=said.number,
        state=_STATES[said.state],
        created_at=said.placed_at,
        updated_at=updated_at,
        total=said.total,
        currency=said.currency,
        discount=said.discount,
        shipping=said.shipping,
        tax=said.tax,
        buyer=_person(said.customer),
        lines=tuple(contract.Line(**one.model_dump()) for one in said.lines),
        refunds=None if backs is None else tuple(_refund(one, said, updated_at) for one in backs),
        payments=tuple(
            contract.Payment(amount=one.amount, method=one.method, at=one.at, payment_no=one.number)
            for one in said.payments
        ),
        coupons=tuple(said.coupons),
        paid_at=said.paid_at,
        shipped_at=said.shipped_at,
        signed_at=said.signed_at,
        closed_at=said.closed_at,
        channel=said.channel,
        store=said.store,
        cashier=said.cashier,
        parcels=tuple(
            beside.Parcel(
                number=one.number,
                carrier=one.carrier,
                steps=tuple((move.step, move.at) for move in one.steps),
            )
            for one in said.parcels
        ),
        is_test=said.test,
    )


def _refund(back: Refund, order: Order, updated_at: datetime) -> contract.Refund:
    return contract.Refund(
        refund_no=back.number,
        order_no=order.number,
        state=back.state,
        amount=back.amount,
        at=back.at,
        updated_at=updated_at,
        currency=order.currency,
        lines=tuple(contract.Line(**one.model_dump()) for one in back.lines),
    )


def _person(said: Buyer) -> Person:
    given = (
        Key("user_id", said.user_id),
        Key("email", said.email, "everywhere"),
        Key("phone", said.phone, "everywhere"),
    )
    return Person(keys=tuple(one for one in given if one.value), name=said.name)


def _reason(problem: ErrorDetails) -> Reason:
    found = (reason for start, reason in _REASONS if problem["type"].startswith(start))
    return next(found, "broken_text")


def _plain(text: Any) -> str:
    """As it can be kept and shown, whatever it was."""
    return str(text)[:_MOST_PLACE].encode(errors="replace").decode().replace("\0", "?")
