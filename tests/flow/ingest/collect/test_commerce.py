"""What the events of the e-commerce spec say: names, money, orders, in whatever order they come."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from huike.flow.ingest.collect.rules import commerce, naming, protocol, settling
from huike.flow.ingest.collect.rules.commerce import Unusable
from huike.flow.ingest.collect.rules.settling import Heard, Line

T0 = datetime(2026, 11, 1, 8, tzinfo=UTC)
# The example of the spec.
SPEC: dict[str, Any] = {
    "order_id": "50314b8e9bcf000000000000",
    "total": 27.50,
    "subtotal": 22.50,
    "revenue": 22.50,
    "shipping": 3,
    "tax": 2,
    "discount": 2.5,
    "currency": "USD",
    "products": [
        {
            "product_id": "507f1f77bcf86cd799439011",
            "sku": "45790-32",
            "name": "Monopoly: 3rd Edition",
            "price": 19,
            "quantity": 1,
            "category": "Games",
            "url": "https://www.example.com/product/path",
        },
        {"sku": "46493-32", "name": "Uno Card Game", "price": 3, "quantity": 2},
    ],
}


def heard(event: str, given: dict[str, Any], number: int = 0, **more: Any) -> Heard:
    told = commerce.read(event, {"order_id": "1", **given}, "USD")
    at = T0 + timedelta(minutes=number)
    return Heard(
        **{
            "message_id": f"m{number:02}",
            "told": told,
            "at": at,
            "customer_id": 7,
            "origin_id": 7,
            "is_known": True,
            "rate": Decimal(1),
            **more,
        }
    )


def figures(*all_heard: Heard, home: str = "USD") -> tuple[Any, ...]:
    """Status, paid, given back, and the lines as (sku, pieces, amount)."""
    order = settling.settled(all_heard, home)
    assert order is not None
    paid = sum(one.amount for one in order.lines if one.kind == "sale")
    back = -sum(one.amount for one in order.lines if one.kind == "return")
    return order.status, paid, back, [(one.sku, one.quantity, one.amount) for one in order.lines]


def refusal(event: str, given: dict[str, Any]) -> tuple[str, str]:
    with pytest.raises(Unusable) as refused:
        commerce.read(event, given, "CNY")
    return refused.value.reason, refused.value.where


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("Viewed Product", "Product Viewed"),
        ("order completed", "Order Completed"),
        ("Completed Order", "Order Completed"),
        ("Order Canceled", "Order Cancelled"),
        ("Wishlist product added to cart", "Wishlist Product Added to Cart"),
        ("email opened", "Email Opened"),
        ("My Own Event", "My Own Event"),
        ("order_completed", "order_completed"),
    ],
)
def test_names_of_the_spec_are_the_specs_own(sent: str, name: str) -> None:
    assert naming.canonical(sent) == name


def message(event: str, properties: dict[str, Any]) -> protocol.Message:
    given = {"type": "track", "event": event, "userId": "u", "properties": properties}
    ((_, found),), _ = protocol.check(protocol.Request([given]))
    return found


def test_numbers_and_ids_of_spec_events_have_their_type_however_sent() -> None:
    sent = {"product_id": 5, "price": "18.90", "quantity": "2", "coupon": 11, "name": "x"}
    given = {"products": [sent], "order_id": 9, "total": "1e9", "own": "3"}
    found = {"product_id": "5", "price": 18.9, "quantity": 2, "coupon": "11", "name": "x"}
    assert naming.props_of(message("Cart Viewed", given)) == {
        "products": [found],
        "order_id": "9",
        "total": "1e9",
        "own": "3",
    }
    assert naming.props_of(message("Own Event", {"price": "18.9", "an_id": 5})) == {
        "price": "18.9",
        "an_id": 5,
    }
    email = {"email_id": "18vzF7u3z", "email_subject": "New", "email": "a@b.example"}
    opened = naming.props_of(message("Email Opened", email))
    assert opened == {"email_id": "18vzF7u3z", "email_subject": "New"}


def test_the_order_of_the_spec_adds_up_to_what_was_paid() -> None:
    assert figures(heard("Order Completed", SPEC)) == (
        "paid",
        2750,
        0,
        [("45790-32", 1, 1710), ("46493-32", 2, 540), ("", 0, 500)],
    )


@pytest.mark.parametrize(
    ("given", "paid"),
    [
        ({"total": "27.50"}, 2750),
        ({"total": "¥1,027.50"}, 102750),
        ({"total": 0.1 + 0.2}, 30),
        ({"total": 19.99}, 1999),
        ({"revenue": 22.5, "shipping": 3, "tax": 2}, 2750),
        ({"subtotal": 22.5, "shipping": 3}, 2550),
        ({"value": 9}, 900),
        ({"products": [{"sku": "a", "price": "1.115", "quantity": "3"}]}, 336),
        ({"products": [{"sku": "a", "price": 10}], "discount": 1, "shipping": 2}, 1100),
        ({"products": [{"sku": "a", "price": 10}], "discount": 99}, 0),
        ({"products": [{"sku": "a", "price": 10}], "total": 8}, 800),
        ({"products": [{"sku": "a"}, {"sku": "b", "quantity": 2}], "total": 9}, 900),
        ({"total": 0}, 0),
    ],
)
def test_what_was_paid_is_read_exactly(given: dict[str, Any], paid: int) -> None:
    status, found, back, lines = figures(heard("Order Completed", given))
    assert (status, found, back) == ("paid", paid, 0)
    assert sum(amount for _, _, amount in lines) == paid


def test_currencies_have_their_own_minor_units_and_a_rate() -> None:
    yen = commerce.read("Order Completed", {"order_id": "1", "total": 1500, "currency": "jpy"}, "X")
    assert (yen.currency, yen.total) == ("JPY", 1500)
    one = Heard("m", yen, T0, 7, 7, is_known=True, rate=Decimal("0.0483"))
    order = settling.settled([one], "CNY")
    assert order is not None
    (line,) = order.lines
    assert (order.currency, line.amount, line.currency_amount) == ("JPY", 7245, 1500)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({}, ("missing", "order_id")),
        ({"order_id": "  "}, ("missing", "order_id")),
        ({"order_id": ["a"]}, ("broken_text", "order_id")),
        ({"order_id": "a\0"}, ("broken_text", "order_id")),
        ({"order_id": "a" * 101}, ("too_long", "order_id")),
        ({"order_id": 1}, ("missing", "total")),
        ({"order_id": 1, "products": [{"sku": "a"}]}, ("missing", "total")),
        ({"order_id": 1, "total": "much"}, ("amount_unreadable", "total")),
        ({"order_id": 1, "total": True}, ("amount_unreadable", "total")),
        ({"order_id": 1, "total": {"a": 1}}, ("amount_unreadable", "total")),
        ({"order_id": 1, "total": "NaN"}, ("amount_unreadable", "total")),
        ({"order_id": 1, "total": "Infinity"}, ("amount_unreadable", "total")),
        ({"order_id": 1, "total": "1e999999999"}, ("amount_out_of_range", "total")),
        ({"order_id": 1, "total": 10**14}, ("amount_out_of_range", "total")),
        ({"order_id": 1, "total": -5}, ("negative_amount", "total")),
        ({"order_id": 1, "total": 5, "currency": "yuan"}, ("currency_unknown", "currency")),
        ({"order_id": 1, "total": 5, "currency": 156}, ("currency_unknown", "currency")),
        ({"order_id": 1, "total": 5, "products": {}}, ("broken_text", "products")),
        ({"order_id": 1, "total": 5, "products": [5]}, ("broken_text", "products.0.")),
        (
            {"order_id": 1, "products": [{"price": 5}, {"price": 1, "quantity": 0.5}]},
            ("number_unreadable", "products.1.quantity"),
        ),
        (
            {"order_id": 1, "products": [{"price": 5, "quantity": -1}]},
            ("negative_quantity", "products.0.quantity"),
        ),
        (
            {"order_id": 1, "products": [{"price": 5, "quantity": 10**10}]},
            ("quantity_out_of_range", "products.0.quantity"),
        ),
        (
            {"order_id": 1, "products": [{"price": 10**12, "quantity": 10**8}]},
            ("amount_out_of_range", "products.0.price"),
        ),
    ],
)
def test_what_cannot_be_is_named(given: dict[str, Any], problem: tuple[str, str]) -> None:
    assert refusal("Order Completed", given) == problem


ITEMS = {"products": [{"sku": "a", "price": 10, "quantity": 2}, {"sku": "b", "price": 5}]}


def test_the_last_word_on_the_content_counts() -> None:
    first = heard("Order Completed", ITEMS, 1)
    changed = heard("Order Updated", {"products": [{"sku": "a", "price": 10}]}, 2)
    shipped = heard("Order Updated", {"status": "Shipped"}, 3)
    assert figures(first) == ("paid", 2500, 0, [("a", 2, 2000), ("b", 1, 500)])
    assert figures(shipped, changed, first) == ("shipped", 1000, 0, [("a", 1, 1000)])
    cheaper = heard("Order Updated", {"total": 20}, 4)
    assert figures(first, cheaper) == ("paid", 2000, 0, [("a", 2, 1600), ("b", 1, 400)])


def test_a_refund_gives_back_a_part_or_all_and_never_more_than_was_paid() -> None:
    bought = heard("Order Completed", ITEMS, 1)
    one = heard("Order Refunded", {"products": [{"sku": "a"}]}, 2)
    assert figures(bought, one) == (
        "paid",
        2500,
        1000,
        [("a", 2, 2000), ("b", 1, 500), ("a", -1, -1000)],
    )
    rest = heard("Order Refunded", {}, 3)
    assert figures(bought, one, rest)[:3] == ("refunded", 2500, 2500)
    whole = figures(bought, heard("Order Refunded", {"total": 999}, 2))
    assert whole[:3] == ("refunded", 2500, 2500)
    assert whole[3][2:] == [("a", -2, -2000), ("b", -1, -500)]
    again = heard("Order Refunded", {"total": 5, "refund_id": "r1"}, 4)
    twice = heard("Order Refunded", {"total": "-5", "refund_id": "r1"}, 5)
    assert figures(bought, again, twice)[:3] == ("paid", 2500, 500)


def test_a_refund_of_an_order_nobody_told_of_is_a_return() -> None:
    alone = heard("Order Refunded", {"total": 5})
    assert figures(alone) == ("refunded", 0, 500, [("", 0, -500)])
    assert settling.settled([heard("Order Refunded", {})], "USD") is None


def test_what_was_cancelled_is_not_counted_and_nothing_is_taken_off() -> None:
    bought = heard("Order Completed", ITEMS, 1)
    part = heard("Order Refunded", {"total": 5}, 2)
    cancelled = heard("Order Cancelled", {}, 3)
    assert figures(cancelled, part, bought)[:3] == ("cancelled", 2500, 0)
    assert settling.settled([cancelled], "USD") is None
    assert figures(heard("Order Cancelled", ITEMS))[:2] == ("cancelled", 2500)


def test_whoever_ordered_is_the_buyer() -> None:
    seen = heard("Order Completed", ITEMS, 1, customer_id=9, origin_id=9, is_known=False)
    told = heard("Order Updated", ITEMS, 2, customer_id=7)
    office = heard("Order Refunded", {}, 0, customer_id=3)
    order = settling.settled([office, seen, told], "USD")
    assert order is not None
    assert (order.customer_id, order.ordered_at) == (7, seen.at)


def test_what_a_file_brought_stands_and_events_add_what_they_alone_know() -> None:
    line = Line("", "sale", "a", "", T0, 2, 1000, 2000, 0)
    bought = heard("Order Completed", ITEMS, 1)
    refunded = heard("Order Refunded", {"products": [{"sku": "a"}]}, 2)
    order = settling.settled([bought, refunded], "USD", [line])
    assert order is not None
    assert [(one.kind, one.sku, one.amount) for one in order.lines] == [("return", "a", -1000)]
    back = Line("", "return", "a", "", T0, -1, 1000, -1000, 0)
    order = settling.settled([bought, refunded], "USD", [line, back])
    assert order is not None
    assert order.lines == ()


_PRICE = st.integers(0, 5000).map(lambda cents: cents / 100)
_PRODUCT = st.fixed_dictionaries(
    {"sku": st.sampled_from("abc")},
    optional={"price": _PRICE, "quantity": st.integers(0, 3)},
)
_ORDER = st.fixed_dictionaries(
    {"total": _PRICE},
    optional={
        "products": st.lists(_PRODUCT, max_size=3),
        "discount": _PRICE,
        "shipping": _PRICE,
        "tax": _PRICE,
    },
)
_REFUND = st.fixed_dictionaries(
    {},
    optional={
        "total": _PRICE,
        "products": st.lists(_PRODUCT, max_size=2),
        "refund_id": st.sampled_from("xy"),
    },
)
_WORDS = st.lists(
    st.tuples(st.sampled_from(["Order Completed", "Order Updated", "Order Cancelled"]), _ORDER)
    | st.tuples(st.just("Order Refunded"), _REFUND),
    min_size=1,
    max_size=6,
)


@given(_WORDS, st.randoms(use_true_random=False))
def test_in_whatever_order_and_however_often_an_order_is_the_same(
    words: list[tuple[str, dict[str, Any]]], seed: Any
) -> None:
    told = [heard(event, said, number) for number, (event, said) in enumerate(words)]
    plain = settling.settled(told, "USD")
    seed.shuffle(told)
    assert settling.settled(told, "USD") == plain
    if plain is None:
        return
    paid = sum(one.amount for one in plain.lines if one.kind == "sale")
    back = -sum(one.amount for one in plain.lines if one.kind == "return")
    assert paid >= 0
    assert all(one.amount >= 0 for one in plain.lines if one.kind == "sale")
    assert back <= paid or not paid
    assert len({one.place for one in plain.lines}) == len(plain.lines)
    assert {one.place for one in plain.lines} <= settling.places(told, 0)
    last = settling._content(sorted(told, key=lambda one: one.place))
    assert last is None or paid == last.told.total


_LINE = st.builds(
    lambda kind, sku, pieces, amount: Line(
        "", kind, sku, "", T0, pieces, amount, -amount if kind == "return" else amount, 0
    ),
    st.sampled_from(["sale", "sale", "return", "adjustment"]),
    st.sampled_from("abc"),
    st.integers(0, 3),
    st.integers(0, 5000),
)


@given(_WORDS, st.lists(_LINE, min_size=1, max_size=4))
def test_events_add_to_a_file_only_what_it_does_not_have(
    words: list[tuple[str, dict[str, Any]]], brought: list[Line]
) -> None:
    told = [heard(event, said, number) for number, (event, said) in enumerate(words)]
    order = settling.settled(told, "USD", brought)
    assert order is not None
    of_file, added = {one.kind for one in brought}, {one.kind for one in order.lines}
    assert not of_file & added
    sold = sum(one.amount for one in (*brought, *order.lines) if one.kind == "sale")
    back = -sum(one.amount for one in order.lines if one.kind == "return")
    assert back <= sold or not (sold or "sale" in of_file | added)
    assert {one.place for one in order.lines} <= settling.places(told, len(brought))


@given(st.integers(0, 10**15), st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_parts_add_up_to_the_whole(whole: int, weights: list[int]) -> None:
    parts = settling.spread(whole, weights)
    total = sum(weights)
    assert sum(parts) == whole
    assume(total)
    assert all(
        abs(part * total - whole * weight) < total
        for part, weight in zip(parts, weights, strict=True)
    )


_ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["sku", "price", "quantity", "name"]), inner, max_size=3)
    ),
    max_leaves=5,
)
_KEYS = st.sampled_from([*SPEC, "refund_id", "status", "value"])


@given(st.sampled_from(sorted(commerce.ACTS)), st.dictionaries(_KEYS, _ANY, max_size=6))
def test_anything_is_an_order_or_has_a_reason(event: str, given: dict[str, Any]) -> None:
    list(commerce.products(event, given, "CNY"))
    with suppress(Unusable):
        told = commerce.read(event, given, "CNY")
        assert commerce.from_json(told.act, told.order_no, commerce.as_json(told)) == told
