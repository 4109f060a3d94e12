"""What a WooCommerce shop's buyers wrote comes in by itself: once, sealed, with its product."""

from datetime import timedelta

import pytest

from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.connect import actions
from huike.flow.ingest.connect.models import UnlandedRecord
from huike.flow.ingest.reviews import keeping
from tests.flow.ingest.connect.conftest import Connected
from tests.support.platforms.serving import Asked, Said

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
KEPT = (
    "SELECT review_id, sku, stars, told_by, customer_id != 0, length FROM reviews FINAL"
    " ORDER BY toUInt32(review_id)"
)


def said(workspace_id: int) -> list[str]:
    """All words, by the review's number."""
    rows = warehouse.select(
        "SELECT shop_id, review_key FROM reviews FINAL ORDER BY toUInt32(review_id)"
    )
    found = keeping.words_of(workspace_id, rows)
    return [found[row].words for row in rows]


def test_reviews_land_once_with_their_product_and_whoever_wrote_them(connected: Connected):
    shop = connected.shop
    shop.product(1, sku="TEA")
    shop.review(1)
    shop.review(
        2, product_id=9, rating=0, reviewer_email="", review="<p>Nice &amp; warm<br>Yes</p>"
    )
    shop.review(3, status="hold")
    shop.review(4, review=None, date_created_gmt="soon")
    row = connected.sync()
    jobs.drain()
    known = [("1", "TEA", 5, "connection", 1, 8), ("2", "id:9", 0, "connection", 0, 15)]
    assert warehouse.select(KEPT) == known
    assert said(row.workspace_id) == ["Good tea", "Nice & warm\nYes"]
    assert len(identity.find_by(row.workspace_id, "email", "buyer1@example.com")) == 1
    unlanded = UnlandedRecord.objects.values_list("what", "number", "reason")
    assert list(unlanded) == [("reviews", "4", "broken_text")]
    assert row.counts["reviews"] == 2
    del shop.reviews[4]

    connected.pass_time(10 * 86_400)
    shop.review(3, status="approved", rating=2)  # let pass late, with its old time
    connected.sync()
    assert [one[0] for one in warehouse.select(KEPT)] == ["1", "2", "3"]
    connected.sync()
    assert warehouse.scalar("SELECT count() FROM reviews FINAL") == 3


def test_history_brings_all_reviews_page_by_page(connected: Connected):
    shop = connected.shop
    shop.now -= timedelta(days=200)
    for number in range(1, 121):
        shop.pass_time(3600)
        shop.review(number)
    connected.pass_time(195 * 86_400)
    connected.backfill(days=365)
    assert [one[0] for one in warehouse.select(KEPT)] == [str(one) for one in range(1, 121)]


def test_keys_that_may_not_read_reviews_hold_nothing_up(connected: Connected):
    def refuses(asked: Asked, told: Said) -> Said:
        return Said(b"{}", 403) if asked.path.endswith("/reviews") else told

    connected.shop.answers = refuses
    connected.shop.review(1)
    connected.shop.order(7)
    row = connected.sync()
    assert row.problem is None
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 1
    assert warehouse.scalar("SELECT count() FROM reviews") == 0
    may = actions.test(connected.owner, row.pk).may
    assert set(may) == {"orders", "products", "customers"}
