"""A Taobao shop is connected by its form, tested, its history read, and nobody's name comes in."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import APP_KEY, SECRET, Taobao, taobao
from tests.support.server import Server

ZH = {
    "add": "连接平台", "kind": "平台", "platform": "淘宝 / 天猫", "name": "名称", "shop": "店铺",
    "session": "授权令牌（SessionKey）", "gateway": "网关地址", "tokens": "令牌地址",
    "test": "测试连接", "works": "连接正常：茶铺", "three": "平台只提供最近三个月的订单",
    "since": "从哪一天起", "start": "读取历史", "done": "已读完",
}  # fmt: skip
EN = {
    "add": "Connect a platform", "kind": "Platform", "platform": "Taobao / Tmall", "name": "Name",
    "shop": "Shop", "session": "Session key", "gateway": "Gateway", "tokens": "Token address",
    "test": "Test the connection", "works": "It works: 茶铺", "three": "orders of the last three",
    "since": "From", "start": "Read history", "done": "Read to the end",
}  # fmt: skip


@pytest.mark.parametrize(
    ("look", "say"),
    [(Look("zh-CN"), ZH), (Look("en-US", "dark"), EN)],
    ids=["zh", "en-dark"],
)
def test_taobao_is_connected_and_its_history_read(
    browser: Browser, server: Server, signed_in: str, look: Look, say: dict[str, str]
) -> None:
    now = datetime.now(UTC)
    with taobao(is_leaking=True) as shop, open_page(browser, server.url, look, signed_in) as page:
        page.set_viewport_size({"width": 1280, "height": 2200})
        for number in range(1, 31):
            shop.trades[number] = rows.trade(number, now - timedelta(hours=number))
        name = f"Taobao {look}"
        visit(page, f"/w/{WORKSPACE}/data/connections")
        page.get_by_role("link", name=say["add"]).first.click()
        _fill(page, say, name, shop)
        drawer = page.get_by_role("dialog", name=name)
        drawer.get_by_role("button", name=say["test"]).click()
        expect(drawer.get_by_text(say["works"])).to_be_visible()
        expect(drawer.get_by_text(say["three"])).to_be_visible()
        _read_history(drawer, say)
        expect(drawer.get_by_text(say["done"]).first).to_be_visible(timeout=60_000)
        settled(page)
        screenshot(page, f"taobao-{look}")
        axe_clean(page)
        assert not [one for one in rows.CANARIES.values() if one in page.content()]


def _fill(page: Page, say: dict[str, str], name: str, shop: Taobao) -> None:
    drawer = page.get_by_role("dialog", name=say["add"])
    drawer.get_by_label(say["kind"], exact=True).click()
    page.locator(".ant-select-item-option", has_text=say["platform"]).click()
    drawer.get_by_label("App Key").fill(APP_KEY)
    drawer.get_by_label("App Secret").fill(SECRET)
    drawer.get_by_label(say["session"]).fill("test")
    drawer.get_by_label(say["gateway"]).fill(shop.gateway)
    drawer.get_by_label(say["tokens"]).fill(shop.token_address)
    drawer.get_by_label(say["name"], exact=True).fill(name)
    drawer.get_by_label(say["shop"], exact=True).click()
    page.locator(".ant-select-item-option", has_text="天猫旗舰店").last.click()
    settled(page)
    screenshot(page, f"taobao-form-{say['name']}")
    axe_clean(page)
    drawer.get_by_role("button", name=say["add"]).click()


def _read_history(drawer: Locator, say: dict[str, str]) -> None:
    asked = drawer.get_by_label(say["since"], exact=True)
    asked.fill((datetime.now(UTC) - timedelta(days=10)).strftime("%Y-%m-%d"))
    asked.press("Enter")
    drawer.get_by_role("button", name=say["start"]).click()
