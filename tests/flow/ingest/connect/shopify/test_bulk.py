"""History by bulk operations: whole, once, whatever becomes of the operation or its document."""

from datetime import timedelta

import pytest

from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.consent.models import ConsentProof
from huike.flow.ingest.connect import actions, queries
from huike.flow.ingest.connect.kinds.shopify import bulk
from huike.flow.ingest.connect.models import Connection, ConnectionRun
from tests.flow.ingest.connect.conftest import orders
from tests.flow.ingest.connect.shopify.conftest import Connected
from tests.support.platforms.serving import Asked, Said
from tests.support.varied import first_of

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
WHOLE = "SELECT count(), sum(amount), sum(refund), sum(line_count) FROM orders FINAL"


@pytest.fixture
def filled(connected: Connected) -> Connected:
    """Thirty orders of a month, three of them partly refunded; products and customers."""
    shop = connected.shop
    shop.now -= timedelta(days=30)
    for number in range(1, 31):
        shop.order(number)
        if number % 10 == 0:
            shop.refund(number, 100 + number, "5.00", sku="SKU-1")
        shop.pass_time(3600)
    shop.product(1)
    shop.customer(5)
    connected.pass_time(30 * 86_400 - 30 * 3600)
    return connected


def is_whole() -> bool:
    return warehouse.select(WHOLE) == [(30, 30 * 3500, 3 * 500, 30 * 3 + 3)]


@pytest.mark.stores
def test_history_is_one_document_put_together_by_parents(filled: Connected):
    row = filled.backfill(days=40)
    assert is_whole()
    assert (row.problem, row.counts["products"], row.counts["customers"]) == (None, 2, 1)
    backfill = queries.shapes(row.workspace_id, [row])[0].backfill
    assert backfill is not None
    assert (backfill.state, backfill.done) == ("done", 3000)
    assert len(filled.shop.operations) == 3
    [run] = ConnectionRun.objects.filter(connection=row, is_backfill=True)
    assert (run.state, run.counts["orders"]) == ("done", 30)


def test_what_is_not_ready_is_no_trouble_and_holds_nobody(filled: Connected):
    row = filled.backfill(days=40, most=1)
    assert (row.state, row.problem) == ("active", None)
    assert filled.shop.operations[0].row["status"] == "RUNNING"
    assert orders() == []
    shape = queries.shapes(row.workspace_id, [row])[0].backfill
    assert shape is not None
    assert shape.state == "waiting"


@pytest.mark.parametrize("end", first_of("FAILED:TIMEOUT", "CANCELED", "EXPIRED"))
def test_an_operation_that_came_to_nothing_is_begun_again(filled: Connected, end):
    filled.shop.ends = [end]
    assert filled.backfill(days=40).problem is None
    assert is_whole()
    assert len(filled.shop.operations) == 4


def test_when_operations_keep_failing_history_is_read_by_pages(filled: Connected):
    filled.shop.ends = ["FAILED:INTERNAL_SERVER_ERROR"] * 6
    assert filled.backfill(days=40).problem is None
    assert is_whole()
    assert len(filled.shop.operations) == 6  # two of each sort


def test_a_history_that_may_not_be_read_needs_a_person(filled: Connected):
    filled.shop.ends = ["FAILED:ACCESS_DENIED"]
    row = filled.backfill(days=40, most=3)
    assert (row.state, row.problem["code"]) == ("needs_attention", "connector_forbidden")


def test_a_document_that_was_cut_off_is_read_again(filled: Connected):
    filled.shop.is_cut = True
    row = filled.backfill(days=40, most=3)
    filled.pass_time(7200)
    for _ in range(20):
        jobs.drain()
        filled.pass_time(600)
    row.refresh_from_db()
    assert row.problem is None
    assert is_whole()
    assert warehouse.scalar("SELECT count() FROM products FINAL WHERE sku LIKE 'SKU-1-%'") == 2


def test_it_goes_on_behind_the_page_that_landed(filled: Connected, monkeypatch):
    """Stopped in the middle, nothing is asked to be prepared again."""
    monkeypatch.setattr(bulk, "SIZE", 7)
    pages = [0]

    def pauses(asked: Asked, said: Said) -> Said:
        pages[0] += b"refundLineItems" in asked.body
        if pages[0] == 2:
            Connection.objects.update(state="paused")
        return said

    filled.shop.answers = pauses
    filled.backfill(days=40)
    landed = warehouse.scalar("SELECT count() FROM orders FINAL")
    assert 0 < landed < 30
    filled.shop.answers = lambda _asked, said: said

    actions.resume(filled.owner, filled.row.pk)

    jobs.drain()
    assert is_whole()
    assert len(filled.shop.operations) == 3


def test_a_document_inside_a_network_is_not_fetched(filled: Connected, settings):
    def elsewhere(asked: Asked, said: Said) -> Said:
        return Said(said.body.replace(b"127.0.0.1", b"10.9.8.7"), said.status, said.headers)

    filled.shop.answers = elsewhere
    row = filled.backfill(days=40, most=6)
    assert (row.state, row.problem["code"]) == ("needs_attention", "address_not_allowed")
    assert orders() == []


def test_who_agreed_to_letters_is_told_with_time_and_how_surely(connected: Connected):
    shop = connected.shop
    shop.customer(5, "SUBSCRIBED", "2026-02-01T00:00:00Z")
    shop.customer(6, "UNSUBSCRIBED", "2026-02-02T00:00:00Z")
    shop.customer(7)
    connected.pass_time(60)
    connected.sync()
    connected.sync()

    jobs.drain()
    kept = ConsentProof.objects.order_by("at").values_list(
        "channel", "state", "source", "wording__text"
    )
    assert [tuple(one) for one in kept] == [
        ("email", "granted", f"shopify, {connected.row.pk}", "confirmed opt in"),
        ("email", "withdrawn", f"shopify, {connected.row.pk}", None),
    ]
