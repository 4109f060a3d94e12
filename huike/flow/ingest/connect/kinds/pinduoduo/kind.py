"""Pinduoduo: how its orders are listed, what they mean, and what the form asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from huike.flow.ingest.connect.beside import Parcel
from huike.flow.ingest.connect.contract import (
    Kind,
    Line,
    Order,
    Payment,
    Refund,
    Settings,
    State,
    Tools,
    Unsound,
    Words,
)
from huike.flow.ingest.connect.kinds.china import clock, fields
from huike.flow.ingest.connect.kinds.china.client import OrdersClient
from huike.flow.ingest.connect.kinds.china.gateway import Answer
from huike.flow.ingest.connect.kinds.china.records import (
    Row,
    identity,
    maybe_money,
    moment,
    money,
    pieces,
    rows_of,
    text,
)
from huike.flow.ingest.connect.kinds.china.walking import Listing, Rows
from huike.flow.ingest.connect.kinds.pinduoduo.gateway import Gateway

_STATES: Mapping[str, State] = {"1": "paid", "2": "shipped", "3": "signed"}
_REFUNDED = "4"
_EVERYTHING = "5"  # of states, and of states of refunds


class Client(OrdersClient):
    """One connection, for one run."""

    settled = timedelta(minutes=4)  # the platform wants three at least
    number = "order_sn"
    notes = ("orders_of_three_months_only",)

    def __init__(self, settings: Settings, tools: Tools) -> None:
        super().__init__(Gateway(settings, tools))
        self._size = int(settings["page_size"])

    def listing(self, *, is_history: bool) -> Listing:
        """By when they were confirmed, a day at a time; or by their last change, half an hour."""
        method = "pdd.order.list.get" if is_history else "pdd.order.number.list.increment.get"
        since, until = (
            ("start_confirm_at", "end_confirm_at")
            if is_history
            else ("start_updated_at", "end_updated_at")
        )
        rows = "order_list" if is_history else "order_sn_list"

        def asked(start: datetime, end: datetime, page: int, size: int) -> Answer:
            span = {since: int(start.timestamp()), until: int(end.timestamp())}
            states = {"order_status": _EVERYTHING, "refund_status": _EVERYTHING}
            more = {} if is_history else {"is_lucky_flag": "0"}
            return self.gateway.call(method, **span, **states, **more, page=page, page_size=size)

        def count(start: datetime, end: datetime) -> int:
            total = asked(start, end, 1, 1).get("total_count")
            if not isinstance(total, int) or isinstance(total, bool) or total < 0:
                raise Unsound("Pinduoduo does not say how many orders there are")
            return total

        def read(start: datetime, end: datetime, page: int) -> Rows:
            return Rows(rows_of(asked(start, end, page, self._size).get(rows), rows))

        longest = timedelta(hours=24) if is_history else timedelta(minutes=30)
        return Listing(
            method, self._size, count, read, lambda row: str(row.get("order_sn")), longest
        )

    def whole(self, rows: list[Row]) -> list[Row]:
        """A row that is a number only is asked for by itself."""
        return [row if "item_list" in row else self._one(row) for row in rows]

    def order(self, row: Row) -> Order:
        """An order; who bought is not told, and the receiver is left lying."""
        number = identity(row, "order_sn")
        updated = moment(row, "updated_at", "created_time")
        total = money(row, "pay_amount")
        parcel = text(row, "tracking_number")
        paid_at = clock.read(row.get("pay_time")) or clock.read(row.get("confirm_time"))
        is_back = text(row, "refund_status") == _REFUNDED
        back = Refund(
            refund_no=number, order_no=number, state="done", amount=total, at=updated,
            updated_at=updated, currency="CNY",
        )  # fmt: skip
        return Order(
            order_no=number,
            state=_STATES.get(text(row, "order_status"), "paid"),
            created_at=moment(row, "created_time", "confirm_time"),
            updated_at=updated,
            total=total,
            currency="CNY",
            shipping=min(money(row, "postage"), total),
            lines=tuple(_line(item) for item in rows_of(row.get("item_list"), "item_list")),
            refunds=(back,) if is_back else (),
            payments=(Payment(amount=total, at=paid_at),) if paid_at else (),
            paid_at=paid_at,
            shipped_at=clock.read(row.get("shipping_time")),
            signed_at=clock.read(row.get("receive_time")),
            parcels=(Parcel(number=parcel),) if parcel else (),
        )

    def _one(self, row: Row) -> Row:
        told = self.gateway.call("pdd.order.information.get", order_sn=identity(row, "order_sn"))
        found = told.get("order_info")
        return found if isinstance(found, dict) else row


def _line(item: Row) -> Line:
    return Line(
        sku=text(item, "outer_id", "outer_goods_id", "sku_id", "goods_id"),
        quantity=pieces(item, "goods_count"),
        price=maybe_money(item, "goods_price"),
        title=text(item, "goods_name"),
    )


KIND = Kind(
    name="pinduoduo",
    words=Words("拼多多", "Pinduoduo"),
    hint=Words(
        "在拼多多开放平台创建应用，由店铺授权后填写。平台不提供买家编号，订单按匿名销售计；"
        "不取收件人。",
        "Create an app at Pinduoduo's open platform and have the shop authorise it. The platform "
        "tells no id of buyers, so orders count as anonymous sales; receivers are not read.",
    ),
    fields=(
        fields.APP_KEY,
        fields.APP_SECRET,
        fields.TOKEN,
        fields.REFRESH_TOKEN,
        fields.PAGE_SIZE,
        fields.address("https://gw-api.pinduoduo.com/api/router"),
        fields.UNTIL,
    ),
    fetches=("orders",),
    open=Client,
    overlap=timedelta(minutes=20),
    oldest=timedelta(days=90),
    every=timedelta(minutes=5),
)
