"""The predicate over one person: what counts, what is missing, and why somebody is in."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from huike.flow.segment.rules import (
    EventFact,
    LineFact,
    Moment,
    OrderFact,
    PersonFacts,
    Verdict,
    explain,
    matches,
    parse,
)

AT = Moment(datetime(2026, 3, 10, 4, 0, tzinfo=UTC), ZoneInfo("Asia/Shanghai"))


def order(days: int, amount: int, **more: Any) -> OrderFact:
    facts: dict[str, Any] = {
        "shop_id": 1, "order_no": f"o{days}-{amount}", "kind": "sale", "status": "paid",
        "refund": 0, "quantity": 2,
    }  # fmt: skip
    return OrderFact(ordered_at=AT.now - timedelta(days=days), amount=amount, **{**facts, **more})


PERSON = PersonFacts(
    customer_id=7,
    created_at=AT.now - timedelta(days=100),
    shop_ids=frozenset({1, 2}),
    has_email=True,
    attributes={"city": "Shanghai"},
    traits={"orders": 3, "spend": 60_000, "recency": 0, "stage": "active", "interval_days": None},
    orders=(
        order(40, 10_000, lines=(LineFact("a", "茶", 1, 4_000), LineFact("b", "酒", 3, 6_000))),
        order(20, 20_000, shop_id=2, lines=(LineFact("a", "茶", 2, 20_000),)),
        order(10, 30_000),
        order(5, 90_000, status="cancelled"),
        order(3, 0, kind="return", refund=5_000),
    ),
    events=(EventFact("coupon", AT.now - timedelta(days=2), {"campaign": "18", "value": 3}),),
    consents={("marketing", "email"): "granted"},
    segments=frozenset({4}),
)


def holds(**rule: Any) -> bool:
    return matches(parse(rule), PERSON, AT)


def orders(measure: str, op: str, value: Any, **more: Any) -> bool:
    return holds(kind="orders", measure=measure, op=op, value=value, **more)


def test_cancelled_orders_and_returns_do_not_count_as_orders() -> None:
    assert orders("count", "eq", 3)
    assert orders("sum", "eq", 60_000)
    assert orders("average", "eq", 20_000)
    assert orders("quantity", "eq", 6)


def test_named_statuses_count_even_when_cancelled() -> None:
    assert orders("sum", "eq", 90_000, statuses=["cancelled"])
    assert orders("count", "eq", 4, statuses=["paid", "cancelled"])


def test_refunds_count_whatever_the_kind() -> None:
    assert orders("refund", "eq", 5_000)
    assert orders("refund", "eq", 0, window={"kind": "last", "n": 2})


def test_first_and_last_order_are_days_of_the_zone() -> None:
    assert orders("last", "eq", "2026-02-28")
    assert orders("first", "in_last", {"n": 40})
    assert not orders("first", "in_last", {"n": 39})


def test_nobody_without_an_order_has_a_first_or_an_average_one() -> None:
    none = {"window": {"kind": "earlier", "n": 900}}
    assert orders("first", "not_exists", None, **none)
    assert orders("average", "not_exists", None, **none)
    assert not orders("average", "lt", 10**9, **none)
    assert orders("sum", "eq", 0, **none)


def test_figures_of_products_are_those_of_their_lines() -> None:
    tea = {"of": {"kind": "categories", "categories": ["茶"]}}
    assert orders("count", "eq", 2, **tea)
    assert orders("sum", "eq", 24_000, **tea)
    assert orders("quantity", "eq", 3, **tea)
    assert orders("count", "eq", 1, of={"kind": "products", "skus": ["b", "zzz"]})


def test_shops_narrow_the_orders() -> None:
    assert orders("sum", "eq", 20_000, shops=[2, 9])


@pytest.mark.parametrize(
    ("name", "op", "value", "expected"),
    [
        ("orders", "gte", 3, True),
        ("refunds", "eq", 0, True),
        ("recency", "lte", 3, False),
        ("recency", "not_exists", None, True),
        ("interval_days", "lt", 9, False),
        ("interval_days", "not_exists", None, True),
        ("stage", "ne", "lost", True),
        ("rfm_segment", "ne", "vip_value", True),
        ("favourite_categories", "not_in", ["茶"], True),
        ("attributes.city", "contains", "SHANG", True),
        ("attributes.city", "eq", "shanghai", False),
        ("attributes.age", "ne", "20-30", True),
    ],
)
def test_a_missing_trait_passes_only_the_negative_operators(
    name: str, op: str, value: Any, expected: bool
) -> None:
    assert holds(kind="trait", name=name, op=op, value=value) is expected


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"kind": "identity", "has": "email"}, True),
        ({"kind": "identity", "has": "phone", "present": False}, True),
        ({"kind": "created", "window": {"kind": "earlier", "n": 90}}, True),
        ({"kind": "shop", "shops": [2]}, True),
        ({"kind": "shop", "shops": [3]}, False),
        ({"kind": "membership", "segment_id": 4}, True),
        ({"kind": "membership", "segment_id": 4, "member": False}, False),
        ({"kind": "consent", "purpose": "marketing", "channel": "email"}, True),
        ({"kind": "consent", "purpose": "marketing", "channel": "sms", "state": "none"}, True),
    ],
)
def test_conditions_about_the_person(rule: dict[str, Any], expected: bool) -> None:
    assert holds(**rule) is expected


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        ({"name": "campaign", "op": "eq", "value": "18"}, True),
        ({"name": "campaign", "op": "eq", "value": 18}, False),
        ({"name": "value", "op": "between", "value": [3, 4]}, True),
        ({"name": "value", "op": "contains", "value": "3"}, False),
        ({"name": "campaign", "op": "in", "value": ["17", "18"]}, True),
        ({"name": "value", "op": "exists"}, True),
        ({"name": "other", "op": "exists"}, False),
    ],
)
def test_events_are_counted_by_their_properties(where: dict[str, Any], expected: bool) -> None:
    assert holds(kind="events", event="coupon", op="gte", value=1, where=[where]) is expected


def test_why_somebody_is_in_is_told_part_by_part() -> None:
    rule = {
        "kind": "any",
        "rules": [
            {"kind": "identity", "has": "phone"},
            {"kind": "not", "rule": {"kind": "shop", "shops": [3]}},
        ],
    }
    assert explain(parse(rule), PERSON, AT) == Verdict(
        "",
        "any",
        True,
        (
            Verdict("rules[0]", "identity", False),
            Verdict("rules[1]", "not", True, (Verdict("rules[1].rule", "shop", False),)),
        ),
    )
