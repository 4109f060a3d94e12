"""Douyin's shops: how their orders are listed, and what the form asks for."""

from datetime import datetime, timedelta

from huike.flow.ingest.connect.contract import (
    Field,
    Kind,
    Order,
    Scope,
    Settings,
    Tools,
    Unsound,
    Words,
)
from huike.flow.ingest.connect.kinds.china import fields
from huike.flow.ingest.connect.kinds.china.client import OrdersClient
from huike.flow.ingest.connect.kinds.china.gateway import Answer
from huike.flow.ingest.connect.kinds.china.records import Row, rows_of
from huike.flow.ingest.connect.kinds.china.walking import Listing, Rows
from huike.flow.ingest.connect.kinds.douyin import reading
from huike.flow.ingest.connect.kinds.douyin.gateway import Gateway


class Client(OrdersClient):
    """One connection, for one run."""

    notes = ("orders_of_three_months_only",)

    def __init__(self, settings: Settings, tools: Tools) -> None:
        super().__init__(Gateway(settings, tools))
        self._size = int(settings["page_size"])
        self._scope: Scope = "app" if settings.get("buyer_scope") == "app" else "shop"
        self._refunded = settings.get("refunded_numbers", "").replace("，", ",").split(",")

    def listing(self, *, is_history: bool) -> Listing:
        """Pages are counted from 0 there; both ends of a span are seconds."""
        by = "create_time" if is_history else "update_time"

        def asked(start: datetime, end: datetime, page: int, size: int) -> Answer:
            span = {f"{by}_start": _seconds(start), f"{by}_end": _seconds(end)}
            return self.gateway.call(
                "order.searchList",
                **span, page=page, size=size, order_by=by, order_asc=True,
            )  # fmt: skip

        def count(start: datetime, end: datetime) -> int:
            total = asked(start, end, 0, 1).get("total")
            if not isinstance(total, int) or isinstance(total, bool) or total < 0:
                raise Unsound("Douyin does not say how many orders there are")
            return total

        def read(start: datetime, end: datetime, page: int) -> Rows:
            told = asked(start, end, page - 1, self._size)
            return Rows(rows_of(told.get("shop_order_list"), "shop_order_list"))

        return Listing(
            "order.searchList", self._size, count, read, lambda row: str(row.get("order_id"))
        )

    def order(self, row: Row) -> Order:
        """As `reading` has it."""
        return reading.order(row, self._scope, self._refunded)


def _seconds(at: datetime) -> int:
    return int(at.timestamp())


KIND = Kind(
    name="douyin",
    words=Words("抖店", "Douyin shop"),
    hint=Words(
        "在抖店开放平台创建应用。自用型应用填写店铺 ID 即可自动取得令牌；"
        "工具型应用填写授权后得到的令牌。不取收件人。",
        "Create an app at Douyin's open platform. An app of the shop's own only needs the number "
        "of the shop; others need the token of an authorisation. Receivers are not read.",
    ),
    fields=(
        fields.APP_KEY,
        fields.APP_SECRET,
        Field(
            name="shop_number",
            words=Words("店铺 ID（自用型应用）", "Number of the shop (own apps)"),
            is_required=False,
        ),
        Field(name="access_token", words=fields.TOKEN.words, is_secret=True, is_required=False),
        fields.REFRESH_TOKEN,
        fields.BUYER_SCOPE,
        Field(
            name="refunded_numbers",
            words=Words("表示已退款的状态码", "Numbers that mean refunded"),
            help=Words(
                "订单 after_sale_info.refund_status 中表示退款成功的值，英文逗号分隔。",
                "Values of after_sale_info.refund_status that mean the money went back, separated "
                "by commas.",
            ),
            default="3",
            is_required=False,
        ),
        fields.PAGE_SIZE,
        fields.address("https://openapi-fxg.jinritemai.com"),
        fields.UNTIL,
    ),
    fetches=("orders",),
    open=Client,
    overlap=timedelta(minutes=15),
    oldest=timedelta(days=90),
    every=timedelta(minutes=5),
)
