"""Records of a platform as orders: exact in minor units, refused where they cannot be."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from huike.flow.ingest.collect.rules.commerce import Unusable, as_json, from_json
from huike.flow.ingest.collect.rules.settling import Heard, settled
from huike.flow.ingest.connect.contract import Key, Line, Order, Person, Refund
from huike.flow.ingest.connect.rules import records

AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORDER = Order(
    order_no="7",
    state="paid",
    created_at=AT,
    updated_at=AT + timedelta(hours=1),
    total=Decimal("35.00"),
    shipping=Decimal(5),
    lines=(
        Line(sku="tea", quantity=3, price=Decimal("7.34"), paid=Decimal("20.00")),
        Line(sku="cup", quantity=1, price=Decimal("10.00"), paid=Decimal("10.00")),
    ),
    refunds=(),
)
BACK = Refund(refund_no="r1", order_no="7", state="done", amount=Decimal(5), at=AT, updated_at=AT)


def stands(order: Order, *former: str) -> tuple[str, list[tuple[str, str, int]]]:
    told = records.told_of(order, "CNY", former)
    again = from_json("stands", told.order_no, as_json(told))
    assert again == told
    heard = Heard("m", told, order.updated_at, 5, 5, is_known=True, rate=Decimal(1))
    found = settled([heard], "CNY")
    assert found is not None
    return found.status, [(one.kind, one.sku, one.amount) for one in found.lines]


def test_lines_are_what_was_paid_for_them_and_the_rest_is_a_line():
    assert stands(ORDER) == (
        "paid",
        [("sale", "tea", 2000), ("sale", "cup", 1000), ("sale", "", 500)],
    )


def test_what_a_total_lacks_is_a_discount_over_what_was_paid():
    cheaper = replace(ORDER, total=Decimal("27.00"))
    assert stands(cheaper)[1] == [("sale", "tea", 1800), ("sale", "cup", 900)]


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("unpaid", "placed"),
        ("paid", "paid"),
        ("shipped", "shipped"),
        ("signed", "completed"),
        ("closed", "cancelled"),
    ],
)
def test_states_are_the_platforms(state, status):
    assert stands(replace(ORDER, state=state))[0] == status


def test_a_refund_counts_when_it_is_done_and_goes_when_it_is_listed_no_more():
    asked = replace(BACK, state="asked")
    assert ("return", "", -500) in stands(replace(ORDER, refunds=(BACK,)))[1]
    assert len(stands(replace(ORDER, refunds=(asked,)))[1]) == 3
    assert len(stands(ORDER, "r1")[1]) == 3
    whole = replace(BACK, amount=Decimal("35.00"))
    assert stands(replace(ORDER, state="closed", refunds=(whole,)))[0] == "refunded"


@pytest.mark.parametrize(
    ("wrong", "reason", "where"),
    [
        ({"order_no": " "}, "missing", "order_no"),
        ({"order_no": "x" * 101}, "too_long", "order_no"),
        ({"total": Decimal("-1")}, "negative_amount", "total"),
        ({"total": Decimal("1e30")}, "amount_out_of_range", "total"),
        ({"total": Decimal("NaN")}, "amount_unreadable", "total"),
        ({"created_at": datetime(1900, 1, 1, tzinfo=UTC)}, "date_out_of_range", "created_at"),
        ({"created_at": AT.replace(tzinfo=None)}, "date_out_of_range", "created_at"),
        ({"lines": (Line(sku="a", quantity=-1),)}, "quantity_out_of_range", "lines.0.quantity"),
    ],
)
def test_what_cannot_be_says_where_it_stands(wrong, reason, where):
    with pytest.raises(Unusable) as found:
        records.told_of(replace(ORDER, **wrong), "CNY")
    assert (found.value.reason, found.value.where) == (reason, where)


def test_masked_values_are_nobodys_and_the_first_platform_id_is_taken():
    person = Person(
        keys=(
            Key("phone", "138****0000", "everywhere"),
            Key("email", "a@example.com", "everywhere"),
            Key("ouid", "AAE"),
            Key("omid", "BBE"),
        )
    )
    assert records.handles(person) == {
        "email": "a@example.com",
        "phone": None,
        "user_id": "ouid:AAE",
        "scope": "shop",
    }
