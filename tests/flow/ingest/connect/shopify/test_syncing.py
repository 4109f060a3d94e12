"""What changes in a shop of Shopify lands once, as it stands there, within the bucket's points."""

from datetime import timedelta

import pytest

from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect import actions
from huike.flow.ingest.connect.models import UnlandedRecord
from tests.flow.ingest.connect.conftest import ORDERS, orders
from tests.flow.ingest.connect.shopify.conftest import Connected, settings_of
from tests.support.platforms import shopify_rows as rows
from tests.support.platforms.serving import Said
from tests.support.platforms.shopify import CLIENT_ID, CLIENT_SECRET
from tests.support.varied import first_of

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
PLACED = ("sale", "paid", 3500, 0, 200, 3, 3)
LINES = (
    "SELECT sku, kind, quantity, unit_price, amount, discount FROM order_lines FINAL"
    " ORDER BY order_no, kind DESC, sku"
)
COUNT = "SELECT count() FROM orders FINAL"
STATUS = "SELECT order_no, status FROM orders FINAL ORDER BY order_no"


@pytest.mark.stores
def test_an_order_lands_with_its_lines_its_buyer_and_its_products(connected: Connected):
    connected.shop.order(7)
    connected.shop.product(2)
    row = connected.sync()
    assert row.problem is None
    assert orders() == [("#7", *PLACED)]
    assert warehouse.select(LINES) == [
        ("", "sale", 0, 500, 500, 0),
        ("SKU-1", "sale", 2, 1000, 2000, 0),
        ("SKU-2", "sale", 1, 1200, 1000, 200),
    ]
    assert warehouse.select("SELECT sku, title, category FROM products FINAL ORDER BY sku") == [
        ("SKU-1", "Tea SKU-1 100 g", "Tea"),
        ("SKU-2", "Tea SKU-2 100 g", "Tea"),
        ("SKU-2-1", "Product 2 100 g", "Food > Tea"),
        ("SKU-2-2", "Product 2 200 g", "Food > Tea"),
    ]
    jobs.drain()
    assert warehouse.scalar("SELECT count() FROM customers FINAL WHERE has_email = 1") == 1


@pytest.mark.stores
def test_states_refunds_and_parcels_follow(connected: Connected):
    shop = connected.shop
    shop.order(7)
    connected.sync()
    connected.pass_time(60)
    sent = {"id": rows.gid("Fulfillment", 1), "status": "SUCCESS", "deliveredAt": None}
    sent |= {"createdAt": "2026-03-01T00:00:00Z", "inTransitAt": None}
    sent |= {"trackingInfo": [{"company": "SF", "number": "SF1234567890"}]}
    shop.order(7, displayFulfillmentStatus="FULFILLED", fulfillments=[sent])
    connected.sync()
    assert warehouse.select(STATUS) == [("#7", "shipped")]
    moves = "SELECT step, carrier, tail, told_by FROM logistics FINAL"
    assert warehouse.select(moves) == [("shipped", "SF", "…7890", "heard")]
    connected.pass_time(60)
    shop.refund(7, 71, "10.00", sku="SKU-1")
    shop.refund(7, 72, "3.00", status="PENDING")
    shop.order(7, fulfillments=[{**sent, "deliveredAt": "2026-03-03T00:00:00Z"}])
    connected.sync()
    assert orders() == [("#7", "sale", "completed", 3500, 1000, 200, 2, 4)]
    connected.pass_time(60)
    shop.order(7, cancelledAt="2026-03-04T00:00:00Z", displayFinancialStatus="REFUNDED")
    connected.sync()
    assert warehouse.select(STATUS) == [("#7", "cancelled")]


def test_tests_are_left_out_and_other_moneys_are_the_shops(connected: Connected):
    connected.shop.order(7, test=True)
    both = {
        "shopMoney": {"amount": "35.00", "currencyCode": "CNY"},
        "presentmentMoney": {"amount": "4.92", "currencyCode": "USD"},
    }
    connected.shop.order(8, totalPriceSet=both, discountCodes=["SPRING"])
    connected.sync()
    assert orders() == [("#8", *PLACED)]
    said = warehouse.scalar("SELECT said FROM order_events FINAL WHERE order_no = '#8'")
    assert '"shown":["4.92","USD"]' in said
    assert '"coupons":["SPRING"]' in said


def test_a_discount_on_sending_and_tax_on_top_add_up(connected: Connected):
    connected.shop.order(
        7,
        taxesIncluded=False,
        totalTaxSet=rows.money("3.00"),
        totalPriceSet=rows.money("33.00"),  # 30.00, tax 3.00, sent for nothing
    )
    connected.sync()
    assert warehouse.select(LINES) == [
        ("", "sale", 0, 300, 300, 0),
        ("SKU-1", "sale", 2, 1000, 2000, 0),
        ("SKU-2", "sale", 1, 1200, 1000, 200),
    ]


def test_more_rows_and_lines_than_a_page_holds_are_all_read(connected: Connected):
    many = [rows.line(n, f"S{n}", 1, "1.00", "1.00") for n in range(1, 131)]
    for number in range(1, 61):
        connected.shop.order(number)
    connected.shop.order(61, lineItems=many, totalPriceSet=rows.money("130.00"))
    row = connected.sync()
    assert row.problem is None
    assert warehouse.scalar(COUNT) == 61
    assert warehouse.scalar("SELECT line_count FROM orders FINAL WHERE order_no = '#61'") == 130
    costs = [asked for asked in connected.shop.host.asked if b"orders(" in asked.body]
    assert len(costs) < 40  # pages were made smaller until they could be paid, and stayed so


def test_a_bucket_that_is_empty_is_waited_for_and_nothing_is_missed(connected: Connected):
    connected.shop.order(7)
    connected.shop.throttled = 2
    row = connected.sync()
    assert (row.problem, orders()) == (None, [("#7", *PLACED)])
    connected.shop.throttled = 99
    connected.shop.restore = 1.0
    connected.pass_time(60)
    connected.shop.order(8)
    row = connected.sync()
    assert row.problem is not None
    assert row.problem["code"] == "connector_rate_limited"
    assert (row.next_at - clock.now()).total_seconds() > 20
    connected.shop.throttled, connected.shop.restore = 0, 100_000.0
    connected.sync()
    assert warehouse.scalar(COUNT) == 2


@pytest.mark.parametrize("fault", first_of("half", 502, "drop", "page"))
def test_what_goes_wrong_on_the_way_is_read_again(connected: Connected, fault):
    connected.sync()
    connected.pass_time(60)
    for number in range(1, 31):
        connected.shop.order(number)
    connected.shop.host.faults.extend([None, None, None, None, fault])
    row = connected.sync()
    assert row.problem is not None
    assert row.state == "active"
    row = connected.sync()
    assert (row.problem, warehouse.scalar(COUNT)) == (None, 30)


def test_orders_that_change_while_they_are_read_are_not_missed(connected: Connected):
    for number in range(1, 31):
        connected.shop.order(number)
        connected.shop.pass_time(1)
    changes = iter(range(1, 31))

    def changes_one() -> None:
        if number := next(changes, None):
            connected.shop.pass_time(1)
            connected.shop.order(number, displayFinancialStatus="PENDING")

    connected.shop.after_page = changes_one
    connected.pass_time(60)
    connected.sync()
    connected.shop.after_page = lambda: None
    connected.pass_time(60)
    connected.sync()
    there = {
        row["name"]: "placed" if row["displayFinancialStatus"] == "PENDING" else "paid"
        for row in connected.shop.orders.values()
    }
    assert dict(warehouse.select(STATUS)) == there


def test_our_clock_may_run_ahead_of_the_shops(connected: Connected):
    connected.sync()
    clock.live_at(connected.shop.now + timedelta(hours=5))
    connected.sync()
    clock.live_at(None)
    connected.pass_time(600)
    connected.shop.order(7)
    connected.pass_time(600)
    connected.sync()
    assert orders() == [("#7", *PLACED)]


def test_a_row_that_cannot_be_read_stops_no_other(connected: Connected):
    connected.shop.order(7, totalPriceSet=rows.money("much"))
    connected.shop.order(8)
    connected.sync()
    assert warehouse.select(ORDERS)[0][0] == "#8"
    [noted] = UnlandedRecord.objects.filter(connection=connected.row)
    assert (noted.number, noted.reason) == ("#7", "broken_text")


def test_an_apps_own_token_is_got_kept_and_renewed(connected: Connected):
    given = {**settings_of(connected.shop), "client_id": CLIENT_ID}
    given |= {"access_token": "", "client_secret": CLIENT_SECRET}
    del given["access_token"]
    connected.row.delete()
    place = connected.row.shop_id
    made = actions.create(connected.owner, kind="shopify", name="x", shop_id=place, settings=given)
    connected.row = made
    connected.shop.order(7)
    assert connected.sync().problem is None
    grants = [one for one in connected.shop.host.asked if one.path.endswith("access_token")]
    assert len(grants) == 1
    connected.sync()
    assert len([a for a in connected.shop.host.asked if a.path.endswith("access_token")]) == 1
    connected.shop.tokens.clear()  # somebody rotated the secret
    assert connected.sync().problem is None
    connected.pass_time(86_400)
    connected.sync()
    assert len([a for a in connected.shop.host.asked if a.path.endswith("access_token")]) == 3


def test_access_that_ended_and_shops_that_closed_need_a_person(connected: Connected):
    connected.shop.tokens.clear()
    row = connected.sync()
    assert (row.state, row.problem["code"]) == ("needs_attention", "connector_token_expired")
    for status, code in ((402, "connector_shop_closed"), (404, "connector_no_shop")):
        actions.resume(connected.owner, row.pk)
        connected.shop.answers = lambda _asked, _said, status=status: Said(b"{}", status)
        assert connected.sync().problem["code"] == code


def test_the_test_tells_scopes_and_a_version_that_has_ended(connected: Connected):
    checked = actions.test(connected.owner, connected.row.pk)
    assert (checked.shop, checked.notes) == ("Tea House", ())
    assert checked.may == ("products", "customers", "orders")
    connected.shop.scopes, connected.shop.served = ("read_orders",), "2026-10"
    checked = actions.test(connected.owner, connected.row.pk)
    assert checked.may == ("orders",)
    assert checked.notes == ("orders_of_60_days_only", "api_version_ended")
