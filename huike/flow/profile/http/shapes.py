"""What goes over the wire about customers and orders. Money is in minor units, time in UTC."""

from datetime import datetime
from typing import Any, Literal

from ninja import Schema

from huike.flow.ingest.facade import MomentWhat, Told
from huike.flow.profile.lists.customers import Row
from huike.flow.profile.lists.filters import CustomerFilters
from huike.flow.profile.lists.orders import Line, OrderFilters
from huike.flow.profile.timeline import What


class TraitsOut(Schema):
    orders: int
    spend: int
    refunds: int
    net: int
    average_order: int
    first_order_at: datetime | None
    last_order_at: datetime | None
    interval_days: float | None
    recency: int
    frequency: int
    monetary: int
    rfm_segment: str
    stage: str
    favourite_categories: list[str]
    days_to_ship: float | None
    days_to_sign: float | None
    last_signed_at: datetime | None
    favourites: int
    cancelled_orders: int
    largest_order: int
    return_rate: float | None
    discount_share: float | None
    coupons_used: int
    shops_bought: int
    preferred_weekday: str
    preferred_hour: int | None
    reviews_written: int
    mean_stars: float | None
    last_review_at: datetime | None
    service_contacts: int
    last_contact_at: datetime | None
    store_visits: int
    last_active_at: datetime | None
    province: str
    city: str


class CustomerOut(TraitsOut):
    id: int
    label: str
    name: str
    email: list[str]
    phone: list[str]
    user_id: list[str]
    created_at: datetime | None
    shop_ids: list[int]
    has_email: bool
    has_phone: bool
    attributes: dict[str, str]


class CustomerPage(Schema):
    items: list[CustomerOut]
    next_cursor: str | None
    total: int | None
    traits_at: datetime | None  # when the traits were computed last


class CustomerDetail(CustomerOut):
    private: dict[str, str]
    days_since_order: int | None
    segment_ids: list[int] | None  # None: ask the segments, which know who may see them
    records: int  # of how many records the person is made


class CustomerQuery(CustomerFilters):
    sort: str = "-created_at"
    cursor: str = ""
    limit: int = 50

    def filters(self) -> CustomerFilters:
        """The filters alone."""
        return CustomerFilters(**self.model_dump(exclude={"sort", "cursor", "limit"}))


class OrderQuery(OrderFilters):
    sort: str = "-ordered_at"
    cursor: str = ""
    limit: int = 50

    def filters(self) -> OrderFilters:
        """The filters alone."""
        return OrderFilters(**self.model_dump(exclude={"sort", "cursor", "limit"}))


class LineOut(Schema):
    sku: str
    title: str
    category: str
    quantity: int
    unit_price: int
    amount: int
    discount: int


class OrderOut(Schema):
    shop_id: int
    order_no: str
    customer_id: int
    customer_label: str
    kind: str
    status: str
    ordered_at: datetime
    amount: int
    refund: int
    discount: int
    quantity: int
    line_count: int
    currency: str
    currency_amount: int
    batch_id: int
    left_out: str  # test, staff; "" = it counts


class OrderWithLines(OrderOut):
    lines: list[LineOut]


class OrderMoment(Schema):
    at: datetime
    is_exact: bool
    what: MomentWhat
    amount: int | None
    currency: str
    note: str
    by: Literal["source", "connection", "file"]
    by_name: str


class PaymentOut(Schema):
    method: str
    payment_no: str
    paid_at: datetime
    is_exact: bool  # else: paid_at is the earliest it can have been
    amount: int
    currency: str
    currency_amount: int
    told_by: Literal["heard", "file"]


class OrderWithStory(OrderWithLines):
    story: list[OrderMoment]
    payments: list[PaymentOut]
    coupons: list[str]


class OrderPage(Schema):
    items: list[OrderOut]
    next_cursor: str | None
    total: int | None


class OrderWithLinesPage(Schema):
    items: list[OrderWithLines]
    next_cursor: str | None
    total: int | None


class HappeningOut(Schema):
    at: datetime
    kind: str
    ref: str
    shop_id: int
    details: dict[str, str]


class FavouriteOut(Schema):
    shop_id: int
    sku: str
    title: str
    price: int | None
    at: datetime  # when it was marked


class TimelineQuery(Schema):
    what: list[What] = []
    cursor: str = ""
    limit: int = 50


class Timeline(Schema):
    items: list[HappeningOut]
    next_cursor: str | None
    total: int | None


class CustomerAuditOut(Schema):
    id: int
    at: datetime
    actor_kind: str
    actor_label: str
    action: str
    fields: list[str]
    count: int | None


class CustomerAuditPage(Schema):
    items: list[CustomerAuditOut]
    next_cursor: str | None
    total: int | None


class RevealIn(Schema):
    fields: list[str] = ["name", "email", "phone", "user_id", "private"]


class RevealOut(Schema):
    name: str
    email: list[str]
    phone: list[str]
    user_id: list[str]
    private: dict[str, str]


class CustomerChange(Schema):
    name: str = ""
    email: str = ""
    phone: str = ""
    attributes: dict[str, str] = {}


def customer(row: Row) -> dict[str, Any]:
    """A row of the list."""
    card = row.card
    return {
        **row.traits,
        "id": row.id,
        "label": card.label,
        "name": card.name,
        "email": list(card.email),
        "phone": list(card.phone),
        "user_id": list(card.user_id),
        "created_at": row.created_at,
        "shop_ids": row.shop_ids,
        "has_email": row.has_email,
        "has_phone": row.has_phone,
        "attributes": row.attributes,
    }


def line(one: Line) -> dict[str, Any]:
    """A line of an order."""
    return dict(one.__dict__)


def moment(one: Told) -> dict[str, Any]:
    """A moment of an order's story."""
    return {**one.moment.__dict__, "by": one.by, "by_name": one.name}
