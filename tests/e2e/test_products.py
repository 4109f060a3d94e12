"""Somebody looks up what a product costs, how many are left, and who bought it in a month."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.server import Server

ZH = ("成本", "每月销量", "累计销售额", "价格与成本的变化", "变为")
EN = ("Cost", "Sales by month", "Revenue", "Price and cost over time", "Became")
STORY = [
    (Look("zh-CN", "light", 1280, 1500), ZH),
    (Look("en-US", "dark", 1280, 1500), EN),
]


def _told(server: Server, folder: Path) -> None:
    """Prices told twice, by files."""
    for price, stock in ((60, 20), (72, 5)):
        file = folder / f"goods-{price}.csv"
        file.write_text(f"sku,title,price,cost,stock\nsku-0,茶叶礼盒,{price},31.5,{stock}\n")
        server.huike(
            *["import", str(file), "--kind", "products", "--workspace", WORKSPACE],
            *["--shop", "天猫旗舰店", "--json"],
        )


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_product_tells_its_prices_and_what_it_sold(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    tmp_path: Path,
    look: Look,
    words: tuple[str, ...],
) -> None:
    cost, months, revenue, prices, became = words
    _told(server, tmp_path)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/products?q=sku-0")
        row = page.get_by_role("row").nth(1)
        expect(row).to_contain_text("72.00")
        axe_clean(page)
        screenshot(page, f"products-list-{look}")
        row.click()
        settled(page)
        expect(page.get_by_role("heading", name="茶叶礼盒")).to_be_visible()
        expect(page.get_by_text(re.compile(r"31\.50")).first).to_be_visible()
        expect(page.get_by_text(cost, exact=True).first).to_be_visible()
        expect(page.get_by_role("img", name=months)).to_be_visible()
        axe_clean(page)
        screenshot(page, f"product-{look}")
        page.get_by_role("button", name=re.compile(prices)).click()
        table = page.get_by_role("region", name=prices)
        expect(table.get_by_role("columnheader", name=became)).to_be_visible()
        expect(table.get_by_role("row").nth(1)).to_contain_text("72.00")
        page.get_by_role("group", name=revenue).get_by_role("link").click()
        settled(page)
        expect(page.get_by_role("dialog").get_by_role("row").nth(1)).to_be_visible()
        screenshot(page, f"product-behind-{look}")
