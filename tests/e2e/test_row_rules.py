"""Somebody says what rows must be, sees what it would have done, and lets a held row through."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.server import Server
from tests.support.wait import until

ZH = {
    "add": "新建规则",
    "high": "不大于",
    "preview": "看看它会影响哪些数据",
    "found": "近 30 天入库的 2 条订单明细（2 单）中，1 单的 1 条会被拦下。",
    "hold": "拦在隔离区",
    "save": "保存",
    "said": "实付金额 ≤ ¥100.00",
    "reason": "数据规则：不在范围内",
    "release": "放行筛选出的行",
    "act": "放行 1 行",
    "empty": "没有符合条件的记录",
    "delete": "删除：",
    "sure": "删除",
    "none": "还没有数据规则",
}
EN = {
    "add": "New rule",
    "high": "At most",
    "preview": "See what it would have done",
    "found": "landed in the last 30 days: 2 (orders: 2). Would have been held back: 1 (orders: 1).",
    "hold": "is held back in quarantine",
    "save": "Save",
    "said": "Amount paid ≤ ¥100.00",
    "reason": "Rule for rows: out of its limits",
    "release": "Let all of the filter through",
    "act": "Let 1 rows through",
    "empty": "Nothing matches",
    "delete": "Delete: ",
    "sure": "Delete",
    "none": "No rules for rows yet",
}
STORY = [(Look("zh-CN", height=1500), ZH), (Look("en-US", "dark", height=1500), EN)]


def _brought(server: Server, shop_id: int, first: int) -> int:
    """A file of two orders, one of them dear, read to its end."""
    rows = "".join(
        f"{first + n},2026-11-01 10:00:00,buyer-{first},s1,1,{price},{price}\n"
        for n, price in enumerate((50, 5000))
    )
    text = f"order_no,ordered_at,user_id,sku,quantity,unit_price,amount\n{rows}"
    with server.client(WORKSPACE) as api:
        asked = {"kind": "orders", "shop_id": str(shop_id)}
        made = api.post("/imports", data=asked, files={"file": ("rows.csv", text.encode())})
        number = int(made.raise_for_status().json()["id"])
        api.post(f"/imports/{number}/run").raise_for_status()
        until(lambda: api.get(f"/imports/{number}").json()["state"] == "finished", 60, 0.2)
    return number


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_rows_are_held_back_by_a_rule_and_let_through_on_purpose(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    look: Look,
    words: dict[str, Any],
) -> None:
    with server.client(WORKSPACE) as api:
        shop = api.post("/shops", json={"name": f"Ruled {look}", "platform": "other"})
        shop_id = shop.raise_for_status().json()["id"]
    _brought(server, shop_id, 100)
    with open_page(browser, base_url, look, signed_in) as page:
        place = f"/w/{WORKSPACE}/data/quality/file_orders/{shop_id}"
        visit(page, place)
        page.get_by_role("link", name=words["add"]).click()
        drawer = page.get_by_role("dialog")
        drawer.get_by_label(words["high"]).fill("100")
        drawer.get_by_text(words["hold"]).click()
        drawer.get_by_role("button", name=words["preview"]).click()
        expect(drawer.get_by_role("alert")).to_contain_text(words["found"])
        expect(drawer.get_by_role("link", name="101")).to_be_visible()
        settled(page)
        screenshot(page, f"row-rule-{look}")
        axe_clean(page)
        drawer.get_by_role("button", name=words["save"], exact=True).click()
        rule = page.get_by_role("row", name=words["said"])
        expect(rule).to_be_visible()

        number = _brought(server, shop_id, 200)
        visit(page, f"/w/{WORKSPACE}/data/quarantine?shop_id={shop_id}&reason=rule_range")
        expect(page.get_by_role("row", name=words["reason"])).to_be_visible()
        settled(page)
        screenshot(page, f"row-rule-waiting-{look}")
        axe_clean(page)
        visit(page, f"/w/{WORKSPACE}/data/imports/{number}/quarantine?reason=rule_range")
        page.get_by_role("button", name=words["release"]).click()
        page.get_by_role("dialog").get_by_role("button", name=words["act"]).click()
        expect(page.get_by_text(words["empty"])).to_be_visible()

        visit(page, place)
        expect(rule.get_by_role("cell", name="1", exact=True)).to_be_visible()
        settled(page)
        screenshot(page, f"row-rules-{look}")
        axe_clean(page)
        rule.get_by_role("button", name=words["delete"]).click()
        page.get_by_role("dialog").get_by_role("button", name=words["sure"], exact=True).click()
        expect(page.get_by_text(words["none"])).to_be_visible()
