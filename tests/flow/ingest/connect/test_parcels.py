"""What platforms tell of parcels: steps of the right parcel, its number kept nowhere."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from huike.base.kernel import crypto
from huike.flow.ingest.collect.rules import logistics
from huike.flow.ingest.collect.rules.settling import Heard
from huike.flow.ingest.connect import landing
from huike.flow.ingest.connect.beside import Parcel
from huike.flow.ingest.connect.contract import Order
from huike.flow.ingest.connect.kinds.douyin import reading as douyin
from huike.flow.ingest.connect.kinds.shopify import reading as shopify
from huike.flow.ingest.connect.kinds.taobao import reading as taobao
from huike.flow.ingest.connect.kinds.webhook_records import orders_of
from huike.flow.ingest.connect.rules import records
from tests.support.platforms import shopify_rows, taobao_rows
from tests.support.platforms.taobao import written

NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def steps_of(order: Order) -> list[tuple[str, str, str, datetime, bool]]:
    """What is settled of an order as a connection lands it, and that its numbers lie nowhere."""
    hashed = crypto.blinder(1, "import.row")
    more = landing._more(order, hashed)
    assert not any(one.number and one.number in str(more) for one in order.parcels)
    heard = Heard(
        "m", records.told_of(order, "CNY"), order.updated_at, 1, 1, True, Decimal(1), more
    )
    return [
        (one.step, one.carrier, one.tail, one.at, one.is_exact) for one in logistics.moves([heard])
    ]


def test_parts_of_a_trade_lie_in_parcels() -> None:
    sent = {"logistics_company": "中通快递", "invoice_no": "ZT0011223344"}
    other = {"logistics_company": "顺丰速运", "invoice_no": "SF1234567890"}
    row = taobao_rows.trade(
        1, NOW - 5 * HOUR, NOW, status="TRADE_FINISHED", end_time=written(NOW),
        consign_time=written(NOW - 3 * HOUR),
        parts=[
            taobao_rows.part(1, **sent, consign_time=written(NOW - 3 * HOUR)),
            taobao_rows.part(2, **sent, consign_time=written(NOW - 3 * HOUR)),
            taobao_rows.part(3, **other, consign_time=written(NOW - 2 * HOUR)),
        ],
    )  # fmt: skip
    assert "orders.invoice_no" in taobao.TRADE_FIELDS.split(",")
    assert steps_of(taobao.order(row, taobao.Scopes())) == [
        ("shipped", "中通快递", "…3344", NOW - 3 * HOUR, True),
        ("shipped", "顺丰速运", "…7890", NOW - 2 * HOUR, True),
        ("signed", "", "", NOW, True),
    ]


def test_fulfillments_are_parcels() -> None:
    row = shopify_rows.order(7, (NOW - 5 * HOUR).isoformat()) | {
        "displayFulfillmentStatus": "FULFILLED",
        "fulfillments": [
            {
                "status": "SUCCESS", "createdAt": (NOW - 3 * HOUR).isoformat(),
                "inTransitAt": (NOW - 2 * HOUR).isoformat(), "deliveredAt": NOW.isoformat(),
                "trackingInfo": [{"company": "SF", "number": "SF1234567890"}],
            },
        ],
    }  # fmt: skip
    assert steps_of(shopify.order_of(row, [])) == [
        ("shipped", "SF", "…7890", NOW - 3 * HOUR, True),
        ("in_transit", "SF", "…7890", NOW - 2 * HOUR, True),
        ("signed", "SF", "…7890", NOW, True),
    ]


def test_others_tell_of_parcels_or_of_the_order_as_a_whole() -> None:
    sent = int((NOW - HOUR).timestamp())
    row = {
        "order_id": "1", "order_status": "3", "create_time": sent - 9000, "update_time": sent,
        "pay_amount": 100, "pay_time": sent - 9000, "ship_time": sent, "sku_order_list": [],
        "logistics_info": [{"tracking_no": "YT99887766", "company_name": "圆通快递"}],
    }  # fmt: skip
    found = steps_of(douyin.order(row, "shop", ()))
    assert found == [("shipped", "圆通快递", "…7766", NOW - HOUR, True)]
    posted = {
        "number": "A", "state": "signed", "placed_at": NOW.isoformat(), "total": "1",
        "parcels": [
            {"number": "QX-55", "steps": [{"step": "returned", "at": NOW.isoformat()}]},
        ],
    }  # fmt: skip
    (order,) = orders_of([posted], NOW)
    assert isinstance(order, Order)
    assert steps_of(order) == [
        ("signed", "", "", NOW, False), ("returned", "", "", NOW, True),
    ]  # fmt: skip
    (wrong,) = orders_of([posted | {"parcels": [{"steps": [{"step": "lost"}]}]}], NOW)
    assert not isinstance(wrong, Order)
    assert wrong.where == "orders.0.parcels.0.steps.0.step"


@pytest.mark.parametrize(
    ("number", "tail"), [("SF 1234 567890", "…7890"), ("1234567", ""), ("", "")]
)
def test_only_the_end_of_a_long_number_is_shown(number: str, tail: str) -> None:
    assert logistics.tail_of(number) == tail
    hashed = crypto.blinder(1, "import.row")
    assert bool(logistics.parcel_of(number, hashed)) == bool(number)
    same = Parcel(number=number.lower()).number
    assert logistics.parcel_of(same, hashed) == logistics.parcel_of(number, hashed)
