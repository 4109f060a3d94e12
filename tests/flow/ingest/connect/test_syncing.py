"""What a shop sells lands by itself: once, as it stands there, whatever goes wrong on the way."""

from datetime import timedelta

import pytest

from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect import actions, queries
from huike.flow.ingest.connect.models import Connection, ConnectionRun, Reading, UnlandedRecord
from tests.flow.ingest.connect.conftest import Connected, orders
from tests.support.platforms.serving import Asked, Said

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
PLACED = ("sale", "paid", 3500, 0, 200, 3, 3)
LINES = (
    "SELECT sku, kind, quantity, unit_price, amount, discount FROM order_lines FINAL"
    " ORDER BY order_no, kind DESC, sku"
)


def test_an_order_lands_with_its_lines_its_buyer_and_its_products(connected: Connected):
    connected.shop.order(7)
    connected.shop.product(2, categories=[{"name": "Cups"}])
    row = connected.sync()
    jobs.drain()
    assert orders() == [("7", *PLACED)]
    assert warehouse.select(LINES) == [
        ("", "sale", 0, 500, 500, 0),
        ("SKU-1", "sale", 2, 1000, 2000, 0),
        ("SKU-2", "sale", 1, 1200, 1000, 200),
    ]
    titles = "SELECT sku, title, category FROM products FINAL ORDER BY sku"
    assert warehouse.select(titles) == [
        ("SKU-1", "Green tea", ""),
        ("SKU-2", "Product 2", "Cups"),
    ]
    assert warehouse.scalar("SELECT count() FROM customers FINAL WHERE has_email = 1") == 1
    assert warehouse.scalar("SELECT count() FROM orders FINAL WHERE customer_id != 0") == 1
    assert (row.problem, row.counts["orders"], row.counts["products"]) == (None, 1, 1)


@pytest.mark.stores
def test_states_and_refunds_follow_and_nothing_lands_twice(connected: Connected):
    shop = connected.shop
    shop.order(7)
    connected.sync()
    connected.pass_time(60)
    shop.order(7, status="completed", date_completed_gmt="2026-01-01T00:00:00")
    connected.sync()
    assert orders() == [("7", "sale", "completed", *PLACED[2:])]
    connected.pass_time(60)
    shop.refund(7, 71, "10.00")
    connected.sync()
    connected.sync()
    assert orders() == [("7", "sale", "completed", 3500, 1000, 200, 3, 4)]
    connected.pass_time(60)
    shop.refund(7, 72, "25.00")
    shop.order(7, status="refunded")
    connected.sync()
    assert orders()[0][:5] == ("7", "sale", "refunded", 3500, 3500)
    connected.pass_time(60)
    shop.refunds[7] = []  # the merchant has deleted both again
    shop.order(7, status="processing", refunds=[])
    connected.sync()
    assert orders() == [("7", *PLACED)]


def test_an_order_in_the_trash_is_closed(connected: Connected):
    connected.shop.order(7)
    connected.sync()
    connected.pass_time(60)
    connected.shop.order(7, status="trash")
    connected.sync()
    assert [one[:3] for one in orders()] == [("7", "sale", "cancelled")]


@pytest.mark.stores
def test_history_is_read_from_its_day_on_with_all_products_and_accounts(connected: Connected):
    shop = connected.shop
    shop.now -= timedelta(days=30)
    for number in range(1, 181):
        shop.pass_time(3600)
        shop.order(number)
    shop.product(1)
    shop.customer(5)
    connected.pass_time(22.5 * 86400)
    row = connected.backfill(days=29)
    kept = [number for number in range(1, 181) if number >= 24]
    assert [one[0] for one in orders()] == [str(number) for number in kept]
    [run] = ConnectionRun.objects.filter(connection=row, is_backfill=True)
    # Read, not landed: at the end of a page its last second is read once more.
    assert (run.state, run.counts["orders"], run.counts["customers"]) == ("done", 160, 1)
    shape = queries.shapes(row.workspace_id, [row])[0].backfill
    assert (shape.state, shape.done, shape.total) == ("done", 4000, 4000)


def test_a_thousand_orders_of_one_second_are_all_read(connected: Connected):
    for number in range(1, 331):
        connected.shop.order(number)
    connected.pass_time(5)
    connected.shop.order(331)
    connected.sync()
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 331


def test_a_shop_that_is_away_is_asked_ever_later_and_caught_up_with(connected: Connected):
    connected.shop.order(7)
    connected.shop.host.is_down = True
    waits = []
    for _ in range(4):
        row = connected.sync()
        waits.append((row.next_at - clock.now()).total_seconds())
    assert [round(one / first) for one, first in zip(waits, (30, 60, 120, 240), strict=True)] == (
        [1, 1, 1, 1]
    )
    assert (row.state, row.problem["code"], row.failures) == ("active", "connector_down", 4)
    assert actions.ask_due() == 0
    connected.shop.host.is_down = False
    connected.pass_time(86400)
    connected.shop.order(8)
    assert actions.ask_due() == 1
    jobs.drain()
    row.refresh_from_db()
    assert [one[0] for one in orders()] == ["7", "8"]
    assert (row.problem, row.failures) == (None, 0)


def test_too_many_calls_wait_as_long_as_was_asked(connected: Connected):
    connected.shop.order(7)
    busy = Said(b"{}", 429, {"retry-after": "120"})
    connected.shop.answers = lambda _asked, _said: busy
    row = connected.sync()
    wait = (row.next_at - clock.now()).total_seconds()
    assert 119 < wait <= 132
    assert (row.problem["code"], row.failures) == ("connector_rate_limited", 0)
    connected.shop.answers = lambda _asked, said: said
    connected.sync()
    assert orders() == [("7", *PLACED)]


def test_keys_that_end_need_a_person_and_then_it_goes_on(connected: Connected):
    connected.shop.order(7)
    connected.shop.is_revoked = True
    row = connected.sync()
    assert (row.state, row.problem["code"]) == ("needs_attention", "connector_token_expired")
    connected.pass_time(3600)
    assert actions.ask_due() == 0
    connected.shop.is_revoked = False
    actions.change(connected.owner, row.pk, settings={})
    jobs.drain()
    assert actions.ask_due() == 1
    jobs.drain()
    row.refresh_from_db()
    assert (row.state, row.problem) == ("active", None)
    assert orders() == [("7", *PLACED)]


@pytest.mark.stores
def test_an_order_that_cannot_be_read_is_noted_and_the_others_land(connected: Connected):
    connected.shop.order(7, total="much")
    connected.shop.order(8)
    connected.shop.order(9, currency="XTS")
    row = connected.sync()
    assert [one[0] for one in orders()] == ["8"]
    noted = UnlandedRecord.objects.filter(connection=row).order_by("number")
    assert [(one.number, one.reason) for one in noted] == [
        ("7", "broken_text"),
        ("9", "currency_unknown"),
    ]
    connected.pass_time(60)
    connected.shop.order(7, total="35.00")
    actions.change(connected.owner, row.pk, settings={"rates": "XTS=2"})
    connected.sync()
    assert [one[0] for one in orders()] == ["7", "8", "9"]
    assert not UnlandedRecord.objects.filter(connection=row).exists()


def test_an_empty_page_in_the_middle_is_no_end(connected: Connected):
    for number in range(1, 121):
        connected.shop.order(number)
        connected.shop.pass_time(1)
    connected.pass_time(60)
    asked: list[str] = []

    def lies(request: Asked, said: Said) -> Said:
        if request.path.endswith("/orders") and request.query["status"] == "any":
            asked.append(request.query["modified_after"])
            if len(asked) == 2:
                return Said(b"[]", 200, said.headers)
        return said

    connected.shop.answers = lies
    row = connected.sync()
    assert (row.problem["code"], row.counts["orders"]) == ("connector_unsound", 50)
    reading = Reading.objects.get(connection=row, what="orders", is_backfill=False)
    assert reading.resume  # it goes on behind the first page
    connected.sync()
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 120
    assert asked[1] == asked[2]


def test_a_shop_that_repeats_its_page_for_ever_is_left_for_now(connected: Connected):
    for number in range(1, 121):
        connected.shop.order(number)
        connected.shop.pass_time(1)
    connected.pass_time(60)
    first: dict[str, Said] = {}

    def repeats(request: Asked, said: Said) -> Said:
        if request.path.endswith("/orders") and request.query["status"] == "any":
            return first.setdefault("page", said)
        return said

    connected.shop.answers = repeats
    row = connected.sync()
    assert (row.problem["code"], warehouse.scalar("SELECT count() FROM orders FINAL")) == (
        "connector_unsound",
        50,
    )
    connected.shop.answers = lambda _asked, said: said
    connected.sync()
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 120


def test_our_clock_may_run_ahead_of_the_shops_and_nothing_is_missed(connected: Connected):
    connected.sync()
    clock.live_at(connected.shop.now + timedelta(hours=5))
    connected.sync()
    clock.live_at(None)
    connected.pass_time(600)  # our clock is right again
    connected.shop.order(7)
    connected.pass_time(600)
    connected.sync()
    assert orders() == [("7", *PLACED)]


def test_pausing_ends_a_backfill_behind_its_page_and_resuming_goes_on(connected: Connected):
    for number in range(1, 151):
        connected.shop.order(number)
        connected.shop.pass_time(1)
    connected.pass_time(60)
    row = connected.row

    def pauses(request: Asked, said: Said) -> Said:
        if request.path.endswith("/orders") and request.query.get("orderby") == "date":
            Connection.objects.filter(pk=row.pk).update(state="paused")
        return said

    connected.shop.answers = pauses
    actions.start_backfill(connected.owner, row.pk, clock.now() - timedelta(days=1))
    jobs.drain()
    assert queries.shapes(row.workspace_id, [row])[0].backfill.state == "stopped"
    connected.shop.answers = lambda _asked, said: said
    actions.resume(connected.owner, row.pk)
    jobs.drain()
    assert queries.shapes(row.workspace_id, [row])[0].backfill.state == "done"
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 150


def test_an_address_inside_a_network_is_not_called(connected: Connected, settings):
    settings.CONNECTORS_MAY_REACH = ()
    row = connected.sync()
    assert (row.state, row.problem["code"]) == ("needs_attention", "address_not_allowed")
    assert connected.shop.host.asked == []
