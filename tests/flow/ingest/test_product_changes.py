"""Prices, costs and stock over time: each change once, with its time and who told of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect import changes
from huike.flow.ingest.connect import landing
from huike.flow.ingest.connect.contract import Page, Product
from huike.flow.ingest.connect.landing import Place
from huike.flow.profile.lists import facts
from huike.library.commerce import facade as commerce

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
TOLD = (
    "SELECT sku, what, amount, pieces, told_by FROM product_changes FINAL"
    " WHERE workspace_id = {ws:UInt32} ORDER BY sku, what, at"
)
NOW = datetime(2026, 3, 1, 8, tzinfo=UTC)


def told(workspace: Workspace) -> list[Any]:
    return warehouse.select(TOLD, {"ws": workspace.pk})


def test_a_file_of_products_keeps_what_has_changed(
    bring: Any, workspace: Workspace, owner: Actor
) -> None:
    head = "商品编码,商品名称,价格,成本价,库存\n"
    text = head + "tea,龙井,88,30.5,12\ncup,杯,10,,\npot,壶,20,,1.5\n"
    counts = bring(text, "products", shop="网店")
    assert (counts["accepted"], counts["quarantined"]) == (2, 1)
    first = [
        ("cup", "price", 1000, None, "file"),
        ("tea", "cost", 3050, None, "file"),
        ("tea", "price", 8800, None, "file"),
        ("tea", "stock", None, 12, "file"),
    ]
    assert told(workspace) == first
    bring(text, "products", shop="网店")
    assert told(workspace) == first
    bring(head + "tea,龙井,79,,-1\n", "products", shop="网店")
    assert told(workspace) == [
        *first[:2], first[2], ("tea", "price", 7900, None, "file"),
        first[3], ("tea", "stock", None, -1, "file"),
    ]  # fmt: skip
    filters = facts.FactFilters(customer_id=7)  # of goods nobody is the customer
    ((total, rows),) = facts.everything(
        owner.scope, "product_changes", filters, ["sku", "what", "amount", "pieces"]
    )
    assert (total, rows[0]) == (
        6, {**rows[0], "sku": "cup", "what": "price", "amount": 1000, "pieces": None},
    )  # fmt: skip


def test_a_file_of_prices_takes_no_title_and_no_category_away(
    bring: Any, workspace: Workspace
) -> None:
    bring("商品编码,商品名称,类目,品牌,价格\ntea,龙井,茶叶,狮峰,88\n", "products", shop="网店")
    bring("订单号,下单时间,客户ID,商品编码,数量,金额\n1,2026-02-01,u1,tea,1,88\n", shop="网店")
    bring("商品编码,价格,类目\ntea,92,\n", "products", shop="网店")

    params = {"ws": workspace.pk}
    sql = (
        "SELECT title, category, brand, price FROM products FINAL WHERE workspace_id = {ws:UInt32}"
    )
    assert warehouse.select(sql, params) == [("龙井", "茶叶", "狮峰", 92_00)]
    sql = "SELECT category FROM order_lines FINAL WHERE workspace_id = {ws:UInt32}"
    assert warehouse.select(sql, params) == [("茶叶",)]


def test_a_platforms_products_keep_each_change_whichever_page_comes_first(
    owner: Actor, workspace: Workspace
) -> None:
    shop = commerce.ensure_shop(owner, "网店")
    place = Place(workspace.pk, shop.id, 1, "woocommerce")

    def synced(hours: int, price: str, stock: int | None) -> None:
        at = NOW + timedelta(hours=hours)
        one = Product(sku="tea", title="龙井", updated_at=at, price=Decimal(price), stock=stock)
        landing.land(place, Page(resume="", products=[one]), {})

    synced(5, "20", 3)
    synced(1, "10", 5)
    synced(1, "10", 5)
    synced(6, "20", 3)
    synced(7, "20", None)
    sql = "SELECT what, at, ifNull(amount, pieces) FROM product_changes FINAL ORDER BY what, at"
    assert warehouse.select(sql) == [
        ("price", NOW + timedelta(hours=1), 1000), ("price", NOW + timedelta(hours=5), 2000),
        ("stock", NOW + timedelta(hours=1), 5), ("stock", NOW + timedelta(hours=5), 3),
    ]  # fmt: skip
    assert warehouse.scalar("SELECT max(told_by) FROM product_changes") == "connection"


def test_of_several_told_at_once_each_change_is_kept(workspace: Workspace) -> None:
    some = [("tea", "price", NOW + timedelta(hours=n), value) for n, value in enumerate((5, 5, 7))]
    for number in (1, 2):
        changes.keep(
            workspace.pk, 1, some, told_by="connection", batch=number, token=f"test:{number}"
        )
    assert [row[2] for row in told(workspace)] == [5, 7]
    assert warehouse.scalar("SELECT count() FROM product_changes") == 2
    assert clock.now() > NOW
