"""Orders are stored by month; one whose lines come with two months is still one order."""

import pytest

from huike.base.warehouse import facade as warehouse

pytestmark = [pytest.mark.facts, pytest.mark.django_db]

HEAD = "order_no,ordered_at,user_id,sku,title,category,quantity,unit_price\n"
MARCH = HEAD + "1,2024-03-31 12:00:00,u1,a,Apple,fruit,1,1\n"
APRIL = HEAD + "1,2024-04-01 12:00:00,u1,b,Pear,fruit,1,2\n"
ANONYMOUS = HEAD + "1,2024-03-31 12:00:00,,a,Apple,fruit,1,1\n"
NAMED_IN_APRIL = HEAD + "1,2024-04-01 12:00:00,u1,a,Apple,fruit,1,1\n"


def _orders() -> list[tuple]:
    return warehouse.select(
        "SELECT order_no, toMonth(ordered_at), amount, line_count FROM orders FINAL"
    )


@pytest.mark.parametrize("files", [(MARCH, APRIL), (APRIL, MARCH), (APRIL, MARCH, APRIL, MARCH)])
def test_an_order_moves_to_the_month_of_its_first_line(bring, files):
    for text in files:
        bring(text)
    assert _orders() == [("1", 3, 300, 2)]


def test_a_month_left_behind_by_a_crash_is_taken_out_by_the_next_file(bring):
    bring(MARCH)
    warehouse.execute(
        "INSERT INTO orders"
        " SELECT * REPLACE (ordered_at + toIntervalDay(1) AS ordered_at) FROM orders"
    )
    assert len(_orders()) == 2
    bring(MARCH + APRIL.removeprefix(HEAD))
    assert _orders() == [("1", 3, 300, 2)]


def test_a_line_that_finds_its_buyer_stays_one_line(bring):
    bring(ANONYMOUS)
    bring(NAMED_IN_APRIL)
    rows = warehouse.select("SELECT toMonth(ordered_at), customer_id != 0 FROM order_lines FINAL")
    assert rows == [(3, 1)]
    assert _orders() == [("1", 3, 100, 1)]
