"""What happened to an order, by the words of whoever told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huike.base.access.facade import Scope
from huike.flow.ingest.collect.rules.story import Word, moments
from huike.flow.ingest.stories import order_story
from tests.flow.ingest.connect.conftest import Connected, at_home, connected, woo
from tests.support.api import Caller

__all__ = ["at_home", "connected", "woo"]  # the shop of the connections' tests
DAY = datetime(2026, 11, 11, tzinfo=UTC)
TOLD = {"currency": "CNY", "total": 7480, "refund_no": "", "status": None}


def at(hours: int) -> datetime:
    return DAY + timedelta(hours=hours)


def short(words: list[Word]) -> list[tuple[Any, ...]]:
    return [
        ((one.at - DAY) // timedelta(hours=1), one.what, one.amount, one.note, one.is_exact)
        for one in moments(words)
    ]


def stands(updated: int, **more: Any) -> Word:
    backs = more.pop("backs", None)
    said = {**TOLD, "began": at(0).isoformat(), "backs": backs, "more": more}
    return Word(act="stands", source_id=2**31 + 4, at=at(updated), said=said)


def test_a_platforms_times_are_told_with_money_coupons_and_what_went_back() -> None:
    word = stands(
        9,
        state="signed",
        paid_at=at(1).isoformat(),
        shipped_at=at(5).isoformat(),
        signed_at=at(8).isoformat(),
        payments=[["70.00", "alipay", None, "P1"], ["4.80", "points", at(2).isoformat(), ""]],
        coupons=["双11满减"],
        store="西湖店",
        cashier="07",
        backs=[["R1", 1000, at(9).isoformat(), []], ["R2", 0, at(9).isoformat(), []]],
    )
    assert short([word]) == [
        (0, "ordered", 7480, "西湖店 · 07", True),
        (0, "coupon", None, "双11满减", True),
        (1, "paid", 7000, "alipay", True),
        (2, "paid", 480, "points", True),
        (5, "shipped", None, "", True),
        (8, "signed", None, "", True),
        (9, "refunded", 1000, "R1", True),  # R2 was taken back: it gives back nothing
    ]


def test_a_state_without_a_time_was_reached_at_the_latest_when_it_was_told() -> None:
    assert short([stands(7, state="shipped", payments=[], coupons=[])]) == [
        (0, "ordered", 7480, "", True),
        (7, "shipped", None, "", False),
    ]
    assert short([stands(7, state="unpaid")]) == [(0, "ordered", 7480, "", True)]
    paid = stands(7, state="paid", paid_at=at(3).isoformat(), payments=[])
    assert short([paid])[1:] == [(3, "paid", 7480, "", True)]


def test_events_tell_what_they_say_in_whatever_order_they_are_read() -> None:
    words = [
        Word(act="refunded", source_id=1, at=at(6), said={**TOLD, "total": 500, "refund_no": "R"}),
        Word(act="cancelled", source_id=1, at=at(4), said=TOLD),
        Word(act="updated", source_id=1, at=at(3), said={**TOLD, "status": "shipped"}),
        Word(act="completed", source_id=1, at=at(0), said=TOLD),
    ]
    told = [
        (0, "ordered", 7480, "", True),
        (3, "updated", None, "shipped", True),
        (4, "cancelled", None, "", True),
        (6, "refunded", 500, "R", True),
    ]
    assert short(words) == told
    assert short(words[::-1]) == told


@pytest.mark.django_db(transaction=True)
def test_an_orders_page_says_who_told_what_and_only_in_its_shop(connected: Connected) -> None:
    connected.shop.order(7, status="completed", date_completed_gmt="2026-01-01T00:00:00")
    connected.shop.refund(7, 71, "10.00")
    row = connected.sync()
    answer = Caller(row.workspace, "analyst").get(f"/orders/{row.shop_id}/7")
    assert answer.status_code == 200, answer.content
    story = answer.json()["story"]
    told = [(one["what"], one["amount"], one["by"], one["by_name"]) for one in story]
    assert sorted(told) == sorted(
        [
            ("ordered", 3500, "connection", "茶馆"),
            ("paid", 3500, "connection", "茶馆"),
            ("signed", None, "connection", "茶馆"),
            ("refunded", 1000, "connection", "茶馆"),
        ]
    )
    assert {one["currency"] for one in story} == {"CNY"}
    elsewhere = Scope(row.workspace_id, (row.shop_id + 1,))
    assert order_story(elsewhere, row.shop_id, "7") == []
    assert order_story(Scope(row.workspace_id + 1, None), row.shop_id, "7") == []
