"""Taobao's trades, refunds and items as records of the house. Pure.

Only what is named here is read. What a merchant's CRM must not have of a buyer (nick, name, phone,
address, what they wrote) is not asked for, and is left lying where it comes all the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import cast

from huike.flow.ingest.connect.beside import Parcel, Step
from huike.flow.ingest.connect.contract import (
    Key,
    Line,
    Order,
    Payment,
    Person,
    Product,
    Refund,
    RefundState,
    Scope,
    State,
)
from huike.flow.ingest.connect.kinds.china import clock
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

_OF_TRADES = """
tid tid_str type status step_trade_status step_paid_fee created modified pay_time consign_time
end_time payment total_fee post_fee discount_fee adjust_fee coupon_fee received_payment
buyer_open_uid trade_from
orders.oid orders.num_iid orders.sku_id orders.outer_iid orders.outer_sku_id orders.title orders.num
orders.price orders.payment orders.divide_order_fee orders.part_mjz_discount orders.status
orders.refund_status orders.logistics_company orders.invoice_no orders.consign_time
"""
TRADE_FIELDS = ",".join(_OF_TRADES.split())
ONE_TRADE_FIELDS = f"{TRADE_FIELDS},promotion_details.promotion_name"
REFUND_FIELDS = (
    "refund_id,tid,oid,status,refund_fee,created,modified,num,num_iid,outer_id,dispute_type,"
    "refund_phase"
)
ITEM_FIELDS = "num_iid,title,price,num,outer_id,approve_status,modified"

_STATES: Mapping[str, State] = {
    "TRADE_NO_CREATE_PAY": "unpaid",
    "WAIT_BUYER_PAY": "unpaid",
    "PAY_PENDING": "unpaid",
    "WAIT_PRE_AUTH_CONFIRM": "unpaid",
    "WAIT_SELLER_SEND_GOODS": "paid",
    "PAID_FORBID_CONSIGN": "paid",
    "SELLER_CONSIGNED_PART": "paid",
    "WAIT_BUYER_CONFIRM_GOODS": "shipped",
    "TRADE_BUYER_SIGNED": "signed",
    "TRADE_FINISHED": "signed",
    "TRADE_CLOSED": "closed",
    "TRADE_CLOSED_BY_TAOBAO": "closed",
}
_REFUND_STATES: Mapping[str, RefundState] = {
    "SUCCESS": "done",
    "CLOSED": "refused",
    "SELLER_REFUSE_BUYER": "refused",
}
# These end with SUCCESS as well, and no money moves.
_WITHOUT_MONEY = {"TMALL_EXCHANGE", "TAOBAO_EXCHANGE", "REPAIR", "RESHIPPING"}

_ONLY_DEPOSIT = {"FRONT_PAID_FINAL_NOPAID", "FRONT_PAID_FRONT_FORFEITED"}


@dataclass(frozen=True)
class Scopes:
    """Where the same id of a buyer means the same person; sources disagree, so the shop says."""

    ouid: Scope = "shop"
    omid: Scope = "shop"


def order(trade: Row, scopes: Scopes) -> Order:
    """A trade as it stands."""
    state = _state(trade)
    total = _total(trade)
    shipping = min(money(trade, "post_fee"), total)
    paid_at = clock.read(trade.get("pay_time"))
    ended = clock.read(trade.get("end_time"))
    return Order(
        order_no=identity(trade, "tid_str", "tid"),
        state=state,
        created_at=moment(trade, "created"),
        updated_at=moment(trade, "modified", "created"),
        total=total,
        currency="CNY",
        shipping=shipping,
        buyer=buyer(trade, scopes),
        lines=_lines(trade, total - shipping),
        payments=(Payment(amount=total, at=paid_at),) if paid_at else (),
        coupons=_coupons(trade),
        paid_at=paid_at,
        shipped_at=clock.read(trade.get("consign_time")),
        signed_at=ended if state == "signed" else None,
        closed_at=ended if state == "closed" else None,
        parcels=_parcels(trade),
    )


def refund(row: Row) -> Refund:
    """A refund as it stands; an exchange is one without money."""
    updated = moment(row, "modified", "created")
    state = _REFUND_STATES.get(text(row, "status"), "asked")
    is_money = row.get("dispute_type") not in _WITHOUT_MONEY
    return Refund(
        refund_no=identity(row, "refund_id"),
        order_no=identity(row, "tid"),
        state=state if is_money else "refused",
        amount=money(row, "refund_fee") if is_money else Decimal(0),
        at=updated if state == "done" else moment(row, "created", "modified"),
        updated_at=updated,
        currency="CNY",
        lines=_came_back(row),
    )


def product(item: Row) -> Product:
    """An item of the shop."""
    return Product(
        sku=text(item, "outer_id") or identity(item, "num_iid"),
        title=text(item, "title"),
        updated_at=moment(item, "modified"),
        price=maybe_money(item, "price"),
        currency="CNY",
        attributes={"num_iid": identity(item, "num_iid")},
        stock=pieces(item, "num") if text(item, "num") else None,
    )


def buyer(row: Row, scopes: Scopes) -> Person | None:
    """Whoever bought, by the ids that the platform made for us and by nothing else."""
    told = [
        Key("omid", text(row, "omid"), scopes.omid),
        Key("ouid", text(row, "buyer_open_uid", "ouid"), scopes.ouid),
    ]
    keys = tuple(key for key in told if key.value)
    return Person(keys=keys) if keys else None


def listed(inside: Row, outer: str, inner: str) -> Sequence[Row]:
    """A list as the gateway wraps it twice; nothing where it has left it out."""
    wrapped = inside.get(outer)
    return rows_of(wrapped.get(inner) if isinstance(wrapped, dict) else wrapped, outer)


def _state(trade: Row) -> State:
    """By its word; by what has happened to it where the word is a new one."""
    known = _STATES.get(text(trade, "status"))
    if known:
        return known
    if trade.get("consign_time"):
        return "shipped"
    return "paid" if trade.get("pay_time") else "unpaid"


def _total(trade: Row) -> Decimal:
    """What was paid; of a presale of which only the deposit is paid, the deposit."""
    is_deposit = trade.get("step_trade_status") in _ONLY_DEPOSIT
    return money(trade, "step_paid_fee" if is_deposit else "payment")


def _lines(trade: Row, goods: Decimal) -> tuple[Line, ...]:
    """The parts of a trade; what was paid for each only where they add up to what was paid."""
    rows = listed(trade, "orders", "order")
    shares = [_share(row) for row in rows]
    if len(rows) == 1:  # its payment has the postage in it, so the trade knows better
        shares = [goods]
    adds_up = None not in shares and sum(cast(list[Decimal], shares), Decimal(0)) == goods
    return tuple(
        Line(
            sku=text(row, "outer_sku_id", "outer_iid", "sku_id", "num_iid"),
            quantity=pieces(row, "num"),
            price=maybe_money(row, "price"),
            paid=share if adds_up else None,
            title=text(row, "title"),
        )
        for row, share in zip(rows, shares, strict=True)
    )


def _parcels(trade: Row) -> tuple[Parcel, ...]:
    """The parcels that its parts lie in; there where the rows say so, each once."""
    found: dict[str, Parcel] = {}
    for row in listed(trade, "orders", "order"):
        number, sent = text(row, "invoice_no"), clock.read(row.get("consign_time"))
        if number:
            steps: tuple[tuple[Step, datetime], ...] = (("shipped", sent),) if sent else ()
            found.setdefault(
                number, Parcel(number=number, carrier=text(row, "logistics_company"), steps=steps)
            )
    return tuple(found.values())


def _share(row: Row) -> Decimal | None:
    divided = maybe_money(row, "divide_order_fee")
    if divided is not None:
        return divided
    paid = maybe_money(row, "payment")
    return None if paid is None else paid - money(row, "part_mjz_discount")


def _coupons(trade: Row) -> tuple[str, ...]:
    """Names of what made it cheaper; there only where a trade was asked for by itself."""
    found = listed(trade, "promotion_details", "promotion_detail")
    names = [text(one, "promotion_name") for one in found]
    return tuple(dict.fromkeys(name for name in names if name))


def _came_back(row: Row) -> tuple[Line, ...]:
    sku = text(row, "outer_id", "num_iid")
    return (Line(sku=sku, quantity=pieces(row, "num")),) if sku else ()
