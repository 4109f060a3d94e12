"""The real files: every line accounted for, and a second time nothing."""

import polars as pl
import pytest

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.events_in import complete_journey_events

pytestmark = [pytest.mark.facts, pytest.mark.django_db]
COUNTS = ("rows", "accepted", "duplicates", "quarantined", "new_customers")


def _counts(result: dict) -> tuple:
    return tuple(result[name] for name in COUNTS)


def test_uci_online_retail_line_by_line(owner, warehouse_tables, shared_data):
    path = shared_data / "uci_online_retail" / "online_retail.csv.gz"

    first = ingest.import_file(owner, path, kind="orders", shop="UCI")
    second = ingest.import_file(owner, path, kind="orders", shop="UCI")

    assert _counts(first) == (397_057, 397_057, 0, 0, 3_816)
    assert _counts(second) == (397_057, 0, 397_057, 0, 0)
    lines = warehouse.select_dicts(
        "SELECT kind, count() AS lines, countIf(quantity < 0) AS negative, sum(amount) AS amount, "
        "uniqExact(order_no) AS orders, countIf(customer_id = 0) AS anonymous "
        "FROM order_lines FINAL GROUP BY kind ORDER BY kind",
        lane="long",
    )
    assert lines == [
        # 1,088 negative lines, 3 "Adjust bad debt", 955 lines of price 0 without a buyer
        {"kind": "adjustment", "lines": 2_046, "negative": 1_088, "amount": 0, "orders": 1_695,
         "anonymous": 2_046},
        {"kind": "return", "lines": 7_389, "negative": 7_389, "amount": -59_871_878,
         "orders": 3_064, "anonymous": 306},
        {"kind": "sale", "lines": 387_622, "negative": 0, "amount": 785_439_367, "orders": 15_210,
         "anonymous": 99_951},
    ]  # fmt: skip
    assert sum(line["anonymous"] for line in lines) == 102_303
    assert warehouse.select(
        "SELECT count(), uniqExact(customer_id) - 1, sum(amount), sum(refund), sum(line_count) "
        "FROM orders FINAL"
    ) == [(19_948, 3_816, 785_439_367, 59_871_878, 397_057)]
    assert warehouse.scalar("SELECT uniqExact(sku) FROM order_lines") == 3_935
    # 08:26 in London in winter, and an hour earlier in UTC in summer.
    assert (
        str(warehouse.scalar("SELECT min(ordered_at) FROM orders")) == "2010-12-01 08:26:00+00:00"
    )


@pytest.mark.long
@pytest.mark.timeout(900)
def test_complete_journey_whole(owner, warehouse_tables, shared_data):
    folder = shared_data / "complete_journey"
    bring = {
        name: lambda kind=kind, name=name: ingest.import_file(
            owner, folder / f"{name}.parquet", kind=kind, shop="Complete Journey"
        )
        for name, kind in [
            ("products", "products"),
            ("demographics", "customers"),
            ("transactions", "orders"),
        ]
    }

    first = {name: _counts(act()) for name, act in bring.items()}
    second = {name: _counts(act()) for name, act in bring.items()}

    assert first == {
        "products": (92_331, 92_331, 0, 0, 0),
        "demographics": (801, 801, 0, 0, 801),
        "transactions": (1_469_307, 1_469_307, 0, 0, 1_668),
    }
    assert second == {
        "products": (92_331, 0, 92_331, 0, 0),
        "demographics": (801, 0, 801, 0, 0),
        "transactions": (1_469_307, 0, 1_469_307, 0, 0),
    }
    raw = pl.read_parquet(folder / "transactions.parquet")
    cents = [
        int(raw.select((pl.col(name) * 100).round().cast(pl.Int64).sum()).item())
        for name in ("sales_value", "retail_disc", "coupon_disc", "coupon_match_disc")
    ]
    assert warehouse.select(
        "SELECT count(), uniqExact(customer_id), sum(amount), sum(discount), sum(line_count) "
        "FROM orders FINAL",
        lane="long",
    ) == [(155_848, 2_469, cents[0], sum(cents[1:]), 1_469_307)]
    assert warehouse.scalar("SELECT countIf(category != '') FROM order_lines", lane="long") == (
        raw.join(
            pl.read_parquet(folder / "products.parquet").drop_nulls("product_category"),
            on="product_id",
        ).height
    )


def test_campaigns_and_coupons_of_complete_journey_are_events(owner, warehouse_tables, shared_data):
    folder = shared_data / "complete_journey"
    events = complete_journey_events(
        pl.read_parquet(folder / "campaigns.parquet"),
        pl.read_parquet(folder / "campaign_descriptions.parquet"),
        pl.read_parquet(folder / "coupon_redemptions.parquet"),
        zone="Asia/Shanghai",
    )

    first = ingest.import_events(owner, shop="CJ", source="complete_journey", events=events)
    second = ingest.import_events(owner, shop="CJ", source="complete_journey", events=events)

    assert first == {"rows": 8_691, "accepted": 8_691, "duplicates": 0}
    assert second == {"rows": 8_691, "accepted": 0, "duplicates": 8_691}
    assert warehouse.select(
        "SELECT event, count(), uniqExact(customer_id) FROM events GROUP BY event ORDER BY event"
    ) == [("campaign_received", 6_589, 1_559), ("coupon_redeemed", 2_102, 410)]
