"""JD: how its orders are listed, what they mean, and what the form asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from huike.flow.ingest.connect.contract import (
    Field,
    Key,
    Kind,
    Line,
    Order,
    Payment,
    Person,
    Scope,
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
    Wrong,
    identity,
    maybe_money,
    moment,
    money,
    pieces,
    rows_of,
    text,
)
from huike.flow.ingest.connect.kinds.china.walking import Listing, Rows
from huike.flow.ingest.connect.kinds.jd.gateway import Gateway

_METHOD = "jingdong.pop.order.search"
_STATES: Mapping[str, State] = {
    "NOT_PAY": "unpaid",
    "WAIT_SELLER_STOCK_OUT": "paid",
    "WAIT_SELLER_DELIVERY": "paid",
    "PAUSE": "paid",
    "LOCKED": "paid",
    "WAIT_GOODS_RECEIVE_CONFIRM": "shipped",
    "FINISHED_L": "signed",
    "TRADE_CANCELED": "closed",
}
_FIELDS = (
    "orderId,orderState,orderStartTime,orderEndTime,modified,paymentConfirmTime,actualPay,"
    "freightPrice,itemInfoList,open_id_buyer,xid_buyer"
)


class Client(OrdersClient):
    """One connection, for one run."""

    number = "orderId"
    notes = ("orders_of_three_months_only", "refunds_by_file")

    def __init__(self, settings: Settings, tools: Tools) -> None:
        super().__init__(Gateway(settings, tools))
        self._size = int(settings["page_size"])
        self._scope: Scope = "app" if settings.get("buyer_scope") == "app" else "shop"
        self._states = settings.get("order_states", "")
        self._is_flat = settings.get("shape") == "flat"

    def listing(self, *, is_history: bool) -> Listing:
        """Oldest first; numbers of pages are texts there."""

        def asked(start: datetime, end: datetime, page: int, size: int) -> Answer:
            query = {
                "start_date": clock.written(start),
                "end_date": clock.written(end),
                "order_state": self._states,
                "optional_fields": _FIELDS,
                "source_id": "JOS",
                "page": str(page),
                "page_size": str(size),
                "dateType": "1" if is_history else "0",
            }
            if self._is_flat:
                return self.gateway.call(_METHOD, **query)
            return self.gateway.call(_METHOD, paramOrderJSFQuery=query)

        def count(start: datetime, end: datetime) -> int:
            total = text(asked(start, end, 1, 1), "orderTotal") or "0"
            if not total.isdecimal():
                raise Unsound("JD does not say how many orders there are")
            return int(total)

        def read(start: datetime, end: datetime, page: int) -> Rows:
            told = asked(start, end, page, self._size)
            return Rows(rows_of(told.get("orderInfoList"), "orderInfoList"))

        return Listing(
            _METHOD, self._size, count, read, lambda row: str(row.get("orderId")),
            timedelta(days=28),
        )  # fmt: skip

    def order(self, row: Row) -> Order:
        """An order; what came back is settled after the sale, and not told here."""
        paid_at = clock.read(row.get("paymentConfirmTime"))  # year 1 means never
        paid = maybe_money(row, "actualPay")
        if paid is None:  # of the other amounts none says what was paid
            raise Wrong("missing", "actualPay")
        state = _STATES.get(text(row, "orderState")) or ("paid" if paid_at else "unpaid")
        ended = clock.read(row.get("orderEndTime"))
        person = Key("open_id_buyer", text(row, "open_id_buyer", "xid_buyer"), self._scope)
        return Order(
            order_no=identity(row, "orderId"),
            state=state,
            created_at=moment(row, "orderStartTime"),
            updated_at=moment(row, "modified", "orderStartTime"),
            total=paid,
            currency="CNY",
            shipping=min(money(row, "freightPrice"), paid),
            buyer=Person(keys=(person,)) if person.value else None,
            lines=tuple(_line(item) for item in rows_of(row.get("itemInfoList"), "itemInfoList")),
            payments=(Payment(amount=paid, at=paid_at),) if paid_at else (),
            paid_at=paid_at,
            signed_at=ended if state == "signed" else None,
            closed_at=ended if state == "closed" else None,
        )


def _line(item: Row) -> Line:
    return Line(
        sku=text(item, "outerSkuId", "skuId", "wareId"),
        quantity=pieces(item, "itemTotal"),
        price=maybe_money(item, "jdPrice"),
        title=text(item, "skuName"),
    )


KIND = Kind(
    name="jd",
    words=Words("京东", "JD"),
    hint=Words(
        "在京东宙斯（JOS）创建应用，由店铺授权后填写。只读取订单；不取收件人和买家账号（PIN）。"
        "退款不在订单接口中，请另行导入。",
        "Create an app at JD's open platform (JOS) and have the shop authorise it. Only orders are "
        "read: no receivers, no buyer's pin. Refunds are not part of them; bring them by file.",
    ),
    fields=(
        fields.APP_KEY,
        fields.APP_SECRET,
        fields.TOKEN,
        fields.REFRESH_TOKEN,
        fields.BUYER_SCOPE,
        Field(
            name="order_states",
            words=Words("订单状态", "States of orders"),
            help=Words("英文逗号分隔。", "Separated by commas."),
            default=",".join(_STATES),
        ),
        Field(
            name="shape",
            words=Words("参数格式", "Shape of the parameters"),
            help=Words(
                "nested：放在 paramOrderJSFQuery 里；flat：旧应用的平铺格式。",
                "nested: inside of paramOrderJSFQuery; flat: as older apps have it.",
            ),
            choices=("nested", "flat"),
            default="nested",
        ),
        fields.PAGE_SIZE,
        fields.address("https://api.jd.com/routerjson"),
        Field(
            name="token_address",
            words=Words("令牌地址", "Token address"),
            default="https://open-oauth.jd.com/oauth2/refresh_token",
        ),
        fields.UNTIL,
    ),
    fetches=("orders",),
    open=Client,
    overlap=timedelta(minutes=15),
    oldest=timedelta(days=90),
    every=timedelta(minutes=5),
)
