"""Files become facts: once, in whatever order, with everything later stages are told of."""

import pytest

from huike.base.outbox.models import EventRow
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.models import Import

pytestmark = [pytest.mark.facts, pytest.mark.django_db]

HEAD = "order_no,ordered_at,user_id,sku,title,category,quantity,unit_price\n"
COUNTS = ("rows", "accepted", "duplicates", "quarantined", "new_customers")


def _counts(result: dict) -> tuple:
    return tuple(result[name] for name in COUNTS)


def _orders() -> list[tuple]:
    return warehouse.select(
        "SELECT order_no, kind, status, amount, refund, discount, quantity, line_count, "
        "customer_id != 0 FROM orders FINAL ORDER BY order_no"
    )


def _told() -> list[EventRow]:
    return list(EventRow.objects.filter(kind="OrdersLanded").order_by("pk"))


def _lines() -> list[tuple]:
    return warehouse.select(
        "SELECT order_no, sku, category, kind, quantity, unit_price, amount FROM order_lines FINAL "
        "ORDER BY order_no, sku, quantity, line_key"
    )


def test_lines_become_lines_orders_products_and_customers(bring):
    result = bring(
        HEAD
        + "1,2024-01-02 10:00:00,u1,a,Apple,fruit,2,1.50\n"
        + "1,2024-01-02 10:00:01,u1,b,Pear,fruit,1,2\n"
        + "2,2024-01-03,,a,Apple,fruit,1,1.50\n"
    )

    assert _counts(result) == (3, 3, 0, 0, 1)
    assert _orders() == [
        ("1", "sale", "completed", 500, 0, 0, 3, 2, 1),
        ("2", "sale", "completed", 150, 0, 0, 1, 1, 0),
    ]
    assert _lines()[0] == ("1", "a", "fruit", "sale", 2, 150, 300)
    assert warehouse.select("SELECT sku, title, category FROM products FINAL ORDER BY sku") == [
        ("a", "Apple", "fruit"),
        ("b", "Pear", "fruit"),
    ]
    times = warehouse.select("SELECT ordered_at FROM orders FINAL ORDER BY order_no")
    assert [at.isoformat() for (at,) in times] == [
        "2024-01-02T02:00:00+00:00",
        "2024-01-02T16:00:00+00:00",
    ]


@pytest.mark.stores
def test_the_same_file_again_adds_nothing(bring):
    text = HEAD + "1,2024-01-02,u1,a,A,x,1,5\n1,2024-01-02,u1,a,A,x,1,5\n2,2024-01-02,,b,B,x,1,5\n"

    first, second = bring(text), bring(text)

    assert _counts(first) == (3, 3, 0, 0, 1)
    assert _counts(second) == (3, 0, 3, 0, 0)
    assert [order[7] for order in _orders()] == [2, 1]
    assert warehouse.scalar("SELECT count() FROM orders") == 2


def test_a_longer_file_adds_only_what_is_new(bring):
    one = "1,2024-01-02,u1,a,A,x,1,5\n"

    bring(HEAD + one)
    result = bring(HEAD + one * 3 + "1,2024-01-02,u1,b,B,x,1,1\n")

    assert _counts(result) == (4, 3, 1, 0, 0)
    assert _orders() == [("1", "sale", "completed", 1600, 0, 0, 4, 4, 1)]


def test_the_same_order_number_in_two_shops_is_two_orders(bring):
    text = HEAD + "1,2024-01-02,u1,a,A,x,1,5\n"

    bring(text, shop="A")
    result = bring(text, shop="B")

    assert _counts(result)[:3] == (1, 1, 0)
    assert len(_orders()) == 2


def test_an_order_whose_first_line_alone_names_the_buyer_is_hers(bring):
    bring(HEAD + "1,2024-01-02,u1,a,A,x,1,5\n1,2024-01-02,,b,B,x,1,5\n")

    assert warehouse.select(
        "SELECT uniqExact(customer_id), min(customer_id) > 0 FROM order_lines"
    ) == [(1, 1)]


@pytest.mark.stores
def test_lines_that_were_anonymous_learn_their_buyer(bring):
    bring(HEAD + "1,2024-01-02,,a,A,x,1,5\n")
    result = bring(HEAD + "1,2024-01-02,u1,a,A,x,1,5\n")
    again = bring(HEAD + "1,2024-01-02,,a,A,x,1,5\n")

    assert _counts(result) == (1, 1, 0, 0, 1)
    assert _counts(again) == (1, 0, 1, 0, 0)
    assert _orders() == [("1", "sale", "completed", 500, 0, 0, 1, 1, 1)]


def test_states_move_forward_whatever_file_comes_last(bring):
    head = "order_no,ordered_at,user_id,amount,status\n"

    bring(head + "1,2024-01-02,u1,5,shipped\n")
    later = bring(head + "1,2024-01-02,u1,5,cancelled\n")
    older = bring(head + "1,2024-01-02,u1,5,paid\n")

    assert [_counts(one)[:3] for one in (later, older)] == [(1, 0, 1), (1, 0, 1)]
    assert _orders() == [("1", "sale", "cancelled", 500, 0, 0, 1, 1, 1)]


def test_returns_and_adjustments_of_the_uci_layout(bring):
    head = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
    at = "2011-07-01 09:00:00"

    bring(
        head
        + f"536365,A,HEART,6,{at},2.55,17850.0,UK\n536365,A,HEART,6,{at},2.55,17850.0,UK\n"
        + f"C536379,A,HEART,-1,{at},2.55,17850.0,UK\n"
        + f"536589,A,,-10,{at},0.0,,UK\nA563186,B,Adjust bad debt,1,{at},-11062.06,,UK\n"
    )

    assert _orders() == [
        ("536365", "sale", "completed", 3060, 0, 0, 12, 2, 1),
        ("536589", "adjustment", "completed", 0, 0, 0, -10, 1, 0),
        ("A563186", "adjustment", "completed", 0, 0, 0, 1, 1, 0),
        ("C536379", "return", "refunded", 0, 255, 0, -1, 1, 1),
    ]
    assert warehouse.scalar("SELECT min(ordered_at) = '2011-07-01 08:00:00' FROM orders") == 1


def test_what_a_return_line_carries_is_what_went_back(bring):
    head = "order_no,ordered_at,user_id,sku,quantity,unit_price\n"

    bring(head + "1,2024-01-02,u,a,3,5\n1,2024-01-03,u,a,-1,5\n", options={"negative": "return"})

    assert _orders() == [("1", "sale", "completed", 1500, 500, 0, 2, 2, 1)]
    assert warehouse.scalar("SELECT sum(amount) FROM order_lines FINAL") == 1000


def test_an_order_in_another_currency_is_kept_in_both(bring):
    head = "order_no,ordered_at,user_id,amount,currency\n"

    bring(
        head + "1,2024-01-02,u,10.00,USD\n1,2024-01-02,u,0.01,USD\n2,2024-01-02,u,3,CNY\n",
        options={"rates": {"USD": "7.1"}},
    )

    assert warehouse.select(
        "SELECT amount, currency, currency_amount FROM orders FINAL ORDER BY order_no"
    ) == [(7107, "USD", 1001), (300, "CNY", 300)]


def test_products_from_a_catalogue_win_over_titles_in_orders(bring):
    bring(
        "sku,title,category,brand,price,attribute.size\na,Red apple,fruit,Good,3.50,L\n", "products"
    )
    bring(HEAD + "1,2024-01-02,u1,a,apple??,misc,1,5\n1,2024-01-02,u1,b,pear,misc,1,5\n")

    assert warehouse.select(
        "SELECT sku, title, category, brand, price, attributes FROM products FINAL ORDER BY sku"
    ) == [
        ("a", "Red apple", "fruit", "Good", 350, {"size": "L"}),
        ("b", "pear", "misc", "", None, {}),
    ]
    assert [line[2] for line in _lines()] == ["fruit", "misc"]


def test_a_catalogue_that_comes_later_relabels_the_lines(bring):
    bring(HEAD + "1,2024-01-02,u1,a,apple,misc,1,5\n1,2024-01-02,u1,b,pear,misc,1,5\n")
    catalogue = "sku,title,category\na,Apple,fruit\na,Apple!,fruit\nc,Cherry,fruit\n"

    first = bring(catalogue, "products")
    second = bring(catalogue, "products")

    assert [line[2] for line in _lines()] == ["fruit", "misc"]
    assert (first["accepted"], first["duplicates"]) == (2, 1)
    assert (second["accepted"], second["duplicates"]) == (0, 3)
    assert warehouse.scalar("SELECT title FROM products FINAL WHERE sku = 'a'") == "Apple!"


@pytest.mark.stores
def test_customers_come_with_attributes_and_once(bring, workspace):
    text = (
        "user_id,email,phone,name,attribute.age\nu1,a@example.com,13800138000,张三,25-34\nu2,,,,\n"
    )

    first, second = bring(text, "customers"), bring(text, "customers")
    changed = bring(text.replace("25-34", "35-44"), "customers")

    assert _counts(first) == (2, 2, 0, 0, 2)
    assert _counts(second) == (2, 0, 2, 0, 0)
    assert _counts(changed) == (2, 1, 1, 0, 0)
    assert identity.count(workspace.pk) == 2


def test_an_order_finds_the_customer_that_a_customer_file_made(bring):
    bring("user_id,email\nu1,a@example.com\n", "customers")
    head = "order_no,ordered_at,email,amount\n"

    result = bring(head + "1,2024-01-02,A@Example.com,5\n2,2024-01-02,b@example.com,5\n")

    assert result["new_customers"] == 1


@pytest.mark.stores
def test_the_next_stages_are_told_once(bring):
    bring(HEAD + "1,2024-01-02,u1,a,A,x,1,5\n2,2024-01-02,u2,a,A,x,1,5\n3,2024-01-02,,a,A,x,1,5\n")
    first = _told()
    bring(HEAD + "1,2024-01-02,u1,a,A,x,1,5\n")
    second = _told()[1:]

    known = warehouse.select("SELECT DISTINCT customer_id FROM orders WHERE customer_id != 0")
    assert len(first) == 1
    assert sorted(first[0].payload["customer_ids"]) == sorted(one for (one,) in known)
    assert second == []


def test_staging_is_gone_and_nothing_personal_was_in_it(bring):
    bring("order_no,ordered_at,email,phone,name,amount\n1,2024-01-02,a@example.com,,张三,5\n")

    tables = [name for (name,) in warehouse.select("SHOW TABLES")]
    assert not [name for name in tables if name.startswith("import_")]


@pytest.mark.stores
def test_two_buckets_land_as_one(bring, monkeypatch):
    monkeypatch.setattr("huike.flow.ingest.steps.driver._BUCKET_ROWS", 3)
    lines = [f"{n % 7},2024-01-02,u{n % 3},s{n % 2},T,c,1,{n % 5}" for n in range(40)]

    first = bring(HEAD + "\n".join(lines))
    second = bring(HEAD + "\n".join(reversed(lines)))

    assert Import.objects.order_by("pk")[0].buckets == 14
    assert _counts(first)[:4] == (40, 40, 0, 0)
    assert _counts(second)[:4] == (40, 0, 40, 0)
    assert sum(order[7] for order in _orders()) == 40
    assert warehouse.scalar("SELECT count() FROM order_lines") == 40
