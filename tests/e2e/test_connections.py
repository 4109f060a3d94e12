"""A shop is connected, tested, its history read; its orders stand on the customer's page."""

import json
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from standardwebhooks.webhooks import Webhook

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.platforms import woocommerce
from tests.support.platforms.woocommerce import KEY, SECRET, Shop
from tests.support.server import Server

TALL = 1500
ZH = {
    "add": "连接平台",
    "kind": "平台",
    "name": "名称",
    "shop": "店铺",
    "url": "店铺网址",
    "key": "消费者密钥（ck_…）",
    "secret": "消费者私钥（cs_…）",
    "test": "测试连接",
    "works": "连接正常：Tea House",
    "since": "从哪一天起",
    "start": "读取历史",
    "done": "已读完",
    "resume": "恢复",
    "in sync": "同步中",
    "ended": "授权已失效",
    "sync": "立即同步",
    "orders": "订单",
    "remove": "删除",
    "asked": "删除连接“",
    "posted": "订单推送（任何系统、收银台）",
    "once": "密钥只显示这一次",
    "address": "Webhook 地址",
    "close": "关闭",
    "listens": "接收中",
}
EN = {
    "add": "Connect a platform",
    "kind": "Platform",
    "name": "Name",
    "shop": "Shop",
    "url": "Address of the shop",
    "key": "Consumer key (ck_…)",
    "secret": "Consumer secret (cs_…)",
    "test": "Test the connection",
    "works": "It works: Tea House",
    "since": "From",
    "start": "Read history",
    "done": "Read to the end",
    "resume": "Resume",
    "in sync": "In sync",
    "ended": "Access has ended",
    "sync": "Sync now",
    "orders": "Orders",
    "remove": "Remove",
    "asked": "Remove the connection “",
    "posted": "Posted orders (any system, a till)",
    "once": "It is shown this once",
    "address": "Address for webhooks",
    "close": "Close",
    "listens": "Listening",
}


@pytest.mark.parametrize(
    ("look", "say", "number"),
    [(Look("zh-CN"), ZH, 770001), (Look("en-US", "dark"), EN, 880001)],
    ids=["zh", "en-dark"],
)
def test_a_shop_is_connected_and_its_orders_come_in(
    browser: Browser, server: Server, signed_in: str, look: Look, say: dict[str, str], number: int
) -> None:
    with (
        woocommerce.selling() as shop,
        open_page(browser, server.url, look, signed_in) as page,
    ):
        page.set_viewport_size({"width": 1280, "height": TALL})
        shop.order(number)
        shop.refund(number, number + 1, "5.00")
        name = f"Tea House {look}"
        visit(page, f"/w/{WORKSPACE}/data/connections")
        page.get_by_role("link", name=say["add"]).first.click()
        _connect(page, say, name, shop)
        drawer = page.get_by_role("dialog", name=name)
        drawer.get_by_role("button", name=say["test"]).click()
        expect(drawer.get_by_text(say["works"])).to_be_visible()
        _read_history(drawer, say)
        expect(drawer.get_by_text(say["done"]).first).to_be_visible(timeout=60_000)
        settled(page)
        screenshot(page, f"connection-{look}")
        axe_clean(page)
        _needs_a_person(page, drawer, say, shop)
        screenshot(page, f"connection-ended-{look}")
        axe_clean(page)
        _orders_on_the_page(page, say, number)
        visit(page, f"/w/{WORKSPACE}/data/connections")
        screenshot(page, f"connections-{look}")
        page.get_by_role("link", name=name).click()
        drawer.get_by_role("button", name=say["remove"]).click()
        asked = page.get_by_role("dialog", name=say["asked"])
        asked.get_by_role("button", name=say["remove"]).click()
        expect(page.get_by_role("link", name=name)).to_have_count(0)


@pytest.mark.parametrize(
    ("look", "say"), [(Look("zh-CN"), ZH), (Look("en-US", "dark"), EN)], ids=["zh", "en-dark"]
)
def test_the_secret_of_posted_orders_is_shown_once(
    browser: Browser, server: Server, signed_in: str, look: Look, say: dict[str, str]
) -> None:
    with open_page(browser, server.url, look, signed_in) as page:
        name = f"Till {look}"
        visit(page, f"/w/{WORKSPACE}/data/connections/new")
        drawer = page.get_by_role("dialog", name=say["add"])
        drawer.get_by_label(say["kind"], exact=True).click()
        page.locator(".ant-select-item-option", has_text=say["posted"]).click()
        _named(page, drawer, say, name)
        drawer.get_by_role("button", name=say["add"]).click()
        expect(page.get_by_text(say["once"])).to_be_visible()
        secret = page.get_by_text("whsec_").inner_text()
        settled(page)
        screenshot(page, f"connection-secret-{look}")
        axe_clean(page)
        path = urlsplit(page.get_by_text("/hooks/").inner_text()).path
        page.get_by_role("dialog").get_by_role("button", name=say["close"]).last.click()
        drawer = page.get_by_role("dialog", name=name)
        expect(drawer.get_by_text(say["listens"])).to_be_visible()
        assert secret not in page.content()
        assert _posted(f"{server.url}{path}", secret) == 200
        drawer.get_by_role("button", name=say["test"]).click()
        expect(drawer.get_by_text(name).nth(1)).to_be_visible()
        settled(page)
        screenshot(page, f"connection-posted-{look}")
        axe_clean(page)


def _posted(url: str, secret: str) -> int:
    now = datetime.now(UTC)
    sold = {"number": "T-1", "state": "paid", "placed_at": now.isoformat(), "total": "12.00"}
    body = json.dumps(sold)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    return httpx.post(url, content=body, headers=headers, timeout=60).status_code


def _connect(page: Page, say: dict[str, str], name: str, shop: Shop) -> None:
    drawer = page.get_by_role("dialog", name=say["add"])
    drawer.get_by_label(say["kind"], exact=True).click()
    page.locator(".ant-select-item-option", has_text="WooCommerce").click()
    drawer.get_by_label(say["url"]).fill(shop.url)
    drawer.get_by_label(say["key"]).fill(KEY)
    drawer.get_by_label(say["secret"]).fill(SECRET)
    _named(page, drawer, say, name)
    screenshot(page, f"connection-add-{say['kind']}")
    drawer.get_by_role("button", name=say["add"]).click()


def _named(page: Page, drawer: Locator, say: dict[str, str], name: str) -> None:
    drawer.get_by_label(say["name"], exact=True).fill(name)
    drawer.get_by_label(say["shop"], exact=True).click()
    page.locator(".ant-select-item-option", has_text="天猫旗舰店").last.click()
    settled(page)


def _read_history(drawer: Locator, say: dict[str, str]) -> None:
    day = (datetime.now(UTC) - timedelta(days=10)).strftime("%Y-%m-%d")
    asked = drawer.get_by_label(say["since"], exact=True)
    asked.fill(day)
    asked.press("Enter")
    drawer.get_by_role("button", name=say["start"]).click()


def _needs_a_person(page: Page, drawer: Locator, say: dict[str, str], shop: Shop) -> None:
    shop.is_revoked = True
    drawer.get_by_role("button", name=say["sync"]).click()
    expect(drawer.get_by_text(say["ended"]).first).to_be_visible(timeout=30_000)
    settled(page)
    shop.is_revoked = False
    drawer.get_by_role("button", name=say["resume"]).click()
    expect(drawer.get_by_text(say["in sync"]).first).to_be_visible(timeout=30_000)


def _orders_on_the_page(page: Page, say: dict[str, str], number: int) -> None:
    visit(page, f"/w/{WORKSPACE}/customers?q=buyer{number}@example.com")
    page.locator("tbody a").first.click()
    settled(page)
    page.get_by_role("tab", name=say["orders"]).click()
    expect(page.get_by_text(str(number)).first).to_be_visible(timeout=30_000)
    screenshot(page, f"connection-customer-{number}")
