"""Youzan: how its orders are listed, what they mean, and what the form asks for."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from huike.flow.ingest.connect.contract import (
    Field,
    Key,
    Kind,
    Line,
    Order,
    Payment,
    Person,
    Refund,
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
    identity,
    maybe_money,
    moment,
    money,
    pieces,
    rows_of,
    text,
)
from huike.flow.ingest.connect.kinds.china.walking import Listing, Rows
from huike.flow.ingest.connect.kinds.youzan.gateway import Gateway

_STATES: Mapping[str, State] = {
    "WAIT_BUYER_PAY": "unpaid",
    "TRADE_PAID": "paid",
    "WAIT_CONFIRM": "paid",
    "WAIT_GROUP": "paid",
    "WAIT_SELLER_SEND_GOODS": "paid",
    "WAIT_BUYER_CONFIRM_GOODS": "shipped",
    "TRADE_SUCCESS": "signed",
    "TRADE_CLOSED": "closed",
}


class Client(OrdersClient):
    """One connection, for one run."""

    settled = timedelta(minutes=2)  # reads of many lag behind by half a minute and more
    number = "tid"

    def __init__(self, settings: Settings, tools: Tools) -> None:
        super().__init__(Gateway(settings, tools))
        self._size = int(settings["page_size"])
        self._method = f"youzan.trades.sold.get/{settings['version']}"
        self._scope: Scope = "app" if settings.get("buyer_scope") == "app" else "shop"
        self._refunded = settings.get("refunded_numbers", "").replace("，", ",").split(",")

    def listing(self, *, is_history: bool) -> Listing:
        """By one pair of times only: of several the platform would choose itself."""
        by = "created" if is_history else "update"

        def asked(start: datetime, end: datetime, page: int, size: int) -> Answer:
            span = {f"start_{by}": clock.written(start), f"end_{by}": clock.written(end)}
            return self.gateway.call(self._method, **span, page_no=page, page_size=size)

        def count(start: datetime, end: datetime) -> int:
            total = asked(start, end, 1, 1).get("total_results")
            if not isinstance(total, int) or isinstance(total, bool) or total < 0:
                raise Unsound("Youzan does not say how many orders there are")
            return total

        def read(start: datetime, end: datetime, page: int) -> Rows:
            told = asked(start, end, page, self._size)
            found = rows_of(told.get("full_order_info_list"), "full_order_info_list")
            return Rows([_flat(one) for one in found])

        return Listing(self._method, self._size, count, read, lambda row: str(row.get("tid")))

    def order(self, row: Row) -> Order:
        """An order; phones and names come as ciphertext and are left lying."""
        number = identity(row, "tid")
        updated = moment(row, "update_time", "created")
        total = money(row, "payment")
        paid_at = clock.read(row.get("pay_time"))
        state = _STATES.get(text(row, "status")) or ("paid" if paid_at else "unpaid")
        is_back = text(row, "refund_state") in self._refunded
        back = Refund(
            refund_no=number, order_no=number, state="done", amount=total, at=updated,
            updated_at=updated, currency="CNY",
        )  # fmt: skip
        person = Key("yz_open_id", text(row, "yz_open_id"), self._scope)
        return Order(
            order_no=number,
            state=state,
            created_at=moment(row, "created"),
            updated_at=updated,
            total=total,
            currency="CNY",
            shipping=min(money(row, "post_fee"), total),
            buyer=Person(keys=(person,)) if person.value else None,
            lines=tuple(_line(part) for part in rows_of(row.get("orders"), "orders")),
            refunds=(back,) if is_back else (),
            payments=(Payment(amount=total, at=paid_at),) if paid_at else (),
            paid_at=paid_at,
            shipped_at=clock.read(row.get("consign_time")),
            signed_at=clock.read(row.get("success_time")),
            closed_at=updated if state == "closed" else None,
        )


def _flat(one: Row) -> dict[str, Any]:
    """The parts of an order that are read, at one level; others stay where they are."""
    whole = one.get("full_order_info")
    whole = whole if isinstance(whole, dict) else {}
    about, paid, who = (
        found if isinstance(found := whole.get(name), dict) else {}
        for name in ("order_info", "pay_info", "buyer_info")
    )
    names = (
        "tid", "status", "created", "update_time", "pay_time", "consign_time", "success_time",
        "refund_state",
    )  # fmt: skip
    return {
        **{name: about.get(name) for name in names},
        **{name: paid.get(name) for name in ("payment", "post_fee")},
        "yz_open_id": who.get("yz_open_id"),
        "orders": whole.get("orders"),
    }


def _line(part: Row) -> Line:
    return Line(
        sku=text(part, "outer_sku_id", "outer_item_id", "sku_id", "item_id"),
        quantity=pieces(part, "num"),
        price=maybe_money(part, "price"),
        title=text(part, "title"),
    )


KIND = Kind(
    name="youzan",
    words=Words("有赞", "Youzan"),
    hint=Words(
        "在有赞云创建自用型应用并授权店铺，令牌会自动取得。有赞云按调用计费，同步间隔可调长。"
        "不取收件人和手机号。",
        "Create an app of your own at Youzan's cloud and authorise it for the shop; tokens are "
        "fetched by themselves. Calls are paid for: ask less often if you like. No receivers or "
        "phones are read.",
    ),
    fields=(
        Field(name="app_key", words=Words("client_id", "client_id")),
        Field(name="app_secret", words=Words("client_secret", "client_secret"), is_secret=True),
        Field(name="shop_number", words=Words("店铺编号（kdt_id）", "Shop number (kdt_id)")),
        fields.BUYER_SCOPE,
        Field(
            name="refunded_numbers",
            words=Words("表示全额退款的状态码", "Numbers that mean refunded whole"),
            help=Words("订单 refund_state 的值，英文逗号分隔。", "Of refund_state, by commas."),
            default="12",
            is_required=False,
        ),
        Field(name="version", words=Words("接口版本", "Version of the call"), default="4.0.4"),
        fields.PAGE_SIZE,
        fields.address("https://open.youzanyun.com"),
        Field(
            name="access_token", words=fields.TOKEN.words, is_required=False, is_renewed=True,
            is_secret=True,
        ),
        fields.UNTIL,
    ),
    fetches=("orders",),
    open=Client,
    overlap=timedelta(minutes=15),
    oldest=timedelta(days=365),
    every=timedelta(minutes=15),
    pace=2.0,
)  # fmt: skip
