"""Orders of Douyin's shops as records of the house: amounts in fen, receivers left lying. Pure."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from huike.flow.ingest.connect.beside import Parcel
from huike.flow.ingest.connect.contract import (
    Key,
    Line,
    Order,
    Payment,
    Person,
    Refund,
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

_FEN = 100
_STATES: Mapping[str, State] = {
    "1": "unpaid", "105": "paid", "2": "paid", "101": "paid", "3": "shipped", "4": "closed",
    "5": "signed",
}  # fmt: skip


def order(row: Row, scope: Scope, refunded: Collection[str]) -> Order:
    """An order with its parts; `refunded` are the platform's numbers for money that went back."""
    number = identity(row, "order_id")
    updated = moment(row, "update_time", "create_time")
    total = money(row, "pay_amount", per=_FEN)
    paid_at = clock.read(row.get("pay_time"))
    state = _STATES.get(text(row, "order_status")) or ("paid" if paid_at else "unpaid")
    ended = clock.read(row.get("finish_time"))
    parts = rows_of(row.get("sku_order_list"), "sku_order_list")
    person = Key("doudian_open_id", text(row, "doudian_open_id"), scope)
    return Order(
        order_no=number,
        state=state,
        created_at=moment(row, "create_time"),
        updated_at=updated,
        total=total,
        currency="CNY",
        shipping=min(money(row, "post_amount", per=_FEN), total),
        buyer=Person(keys=(person,)) if person.value else None,
        lines=tuple(_line(part) for part in parts),
        refunds=_refunds(number, parts, updated, refunded),
        payments=(Payment(amount=total, at=paid_at),) if paid_at else (),
        paid_at=paid_at,
        shipped_at=clock.read(row.get("ship_time")),
        signed_at=ended if state == "signed" else None,
        closed_at=updated if state == "closed" else None,
        parcels=tuple(_parcels(rows_of(row.get("logistics_info"), "logistics_info"))),
    )


def _line(part: Row) -> Line:
    return Line(
        sku=text(part, "code", "out_sku_id", "out_product_id", "sku_id", "product_id"),
        quantity=pieces(part, "item_num"),
        price=maybe_money(part, "origin_amount", per=_FEN),
        title=text(part, "product_name"),
    )


def _parcels(rows: Sequence[Row]) -> Iterator[Parcel]:
    for one in rows:
        number, sent = text(one, "tracking_no"), clock.read(one.get("ship_time"))
        if number:
            yield Parcel(
                number=number,
                carrier=text(one, "company_name", "company"),
                steps=(("shipped", sent),) if sent else (),
            )


def _refunds(
    number: str, parts: Sequence[Row], updated: datetime, refunded: Collection[str]
) -> tuple[Refund, ...]:
    """Each part of which the money went back: the list tells of whole parts only."""
    found = []
    for part in parts:
        told = part.get("after_sale_info")
        if not isinstance(told, dict) or text(told, "refund_status") not in refunded:
            continue
        part_no = identity(part, "order_id")
        found.append(
            Refund(
                refund_no=part_no,
                order_no=number,
                state="done",
                amount=money(part, "pay_amount", per=_FEN),
                at=updated,
                updated_at=updated,
                currency="CNY",
                lines=(_line(part),),
            )
        )
    return tuple(found)
