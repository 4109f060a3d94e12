"""The main stories as a person walks them: import and mend, send and measure, look somebody up."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import EMAIL, PASSWORD, WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.e2e.support.watch import watch_of
from tests.support.server import Server
from tests.support.wait import until

HOME = f"/w/{WORKSPACE}"


@pytest.fixture
def page(browser: Browser, base_url: str, signed_in: str) -> Any:
    """The owner's console, in Chinese."""
    with open_page(browser, base_url, Look("zh-CN"), signed_in) as opened:
        yield opened


def choose(page: Page, label: str, option: str) -> None:
    """Pick an option of antd's select by what it says."""
    form = page.get_by_role("dialog")
    form.get_by_label(label, exact=True).click()
    page.locator(".ant-select-item-option", has_text=option).first.click()
    # A list of which many may be chosen stays open over the next field until one clicks beside it.
    form.locator(".ant-drawer-title").click()
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(0)


def test_a_file_is_looked_at_tried_imported_and_its_bad_row_mended(
    page: Page, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "本周订单.csv"
    file.write_text(
        "订单号,下单时间,客户ID,商品编码,数量,金额\n"
        "S-1,2026-11-20 10:00:00,story-1,茶-1,1,88.00\n"
        "S-2,2026-11-20 11:00:00,story-2,茶-1,1,八十八\n"
        "S-3,2026-11-20 12:00:00,story-2,茶-2,2,66.00\n"
        "S-4,20日11月2026,story-2,茶-2,1,33.00\n",
        encoding="gb18030",
    )
    visit(page, f"{HOME}/data/imports/new")
    page.get_by_label("文件", exact=True).set_input_files(file)
    choose(page, "店铺", "天猫旗舰店")
    page.get_by_role("button", name="上传并预览").click()
    expect(page.get_by_role("heading", name="本周订单.csv")).to_be_visible()
    settled(page)
    for column, field in (("客户ID", "店铺会员号"), ("商品编码", "商品编码")):
        shown = page.get_by_role("row", name=re.compile(f"^{column}"))
        expect(shown).to_contain_text(field)
    axe_clean(page)
    screenshot(page, "story-import-mapping")

    page.get_by_role("button", name="试跑").click()
    trial = page.get_by_role("group", name="将被隔离")
    expect(trial).to_contain_text("2")
    page.get_by_role("button", name="开始导入").click()
    expect(page.get_by_role("group", name="已接收")).to_contain_text("2")
    axe_clean(page)
    screenshot(page, "story-import-result")

    page.get_by_role("link", name="处理隔离的行").click()
    expect(page.get_by_role("heading", name="哪些行没有入库？")).to_be_visible()
    settled(page)
    expect(page.get_by_role("cell", name="金额无法识别", exact=True)).to_be_visible()
    _mend_in_bulk(page)
    page.get_by_role("button", name=re.compile("^修改")).last.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("textbox", name="金额").fill("77.00")
    axe_clean(page)
    screenshot(page, "story-import-mend")
    drawer.get_by_role("button", name="保存修改").click()
    expect(page.get_by_role("cell", name="已修改")).to_be_visible()
    page.get_by_role("button", name="重放已改的行").click()
    expect(page.get_by_text("没有待处理的行")).to_be_visible()
    # The traits follow a moment later; a page that is open does not ask again.
    with server.client(WORKSPACE) as api:
        until(lambda: _net(api, "story-2") == 176_00, 60, 0.2)
    visit(page, f"{HOME}/customers?q=story-2")
    expect(page.get_by_role("row").nth(1)).to_contain_text("¥176.00")


def _mend_in_bulk(page: Page) -> None:
    page.get_by_role("button", name="批量修改").click()
    drawer = page.get_by_role("dialog")
    choose(page, "要改的列", "下单时间")
    choose(page, "怎么改", "按格式读日期")
    drawer.get_by_role("textbox").fill("DD日MM月YYYY")
    drawer.get_by_role("button", name="预览").click()
    expect(drawer.get_by_role("group", name="改后能通过")).to_contain_text("1")
    axe_clean(page)
    screenshot(page, "story-import-bulk")
    drawer.get_by_role("button", name=re.compile("^修改 1 行")).click()
    expect(page.get_by_role("row")).to_have_count(2)  # the head, and the row with a bad amount


def _net(api: httpx.Client, text: str) -> int | None:
    """What they spent so far, in hundredths; None: not there yet."""
    found = api.get("/customers", params={"q": text}).json()["items"]
    return found[0]["net"] if found else None


def test_a_broadcast_goes_out_and_its_report_tells_treated_from_holdout(
    page: Page, server: Server
) -> None:
    with server.client(WORKSPACE) as api:
        _make_sendable(api)
        there = _mails(api)  # of other tests
    visit(page, f"{HOME}/broadcasts/new")
    form = page.get_by_role("dialog")
    form.get_by_label("名称").fill("十一月上新")
    choose(page, "人群", "常客")
    choose(page, "内容", "上新内容")
    form.get_by_role("button", name="保存").click()
    drawer = page.get_by_role("dialog", name="十一月上新")
    expect(drawer.get_by_role("group", name="对照组")).to_be_visible()
    axe_clean(page)
    screenshot(page, "story-broadcast-plan")
    drawer.get_by_role("button", name="开始发送").click()
    question = page.get_by_role("dialog", name="发送“十一月上新”？")
    question.get_by_role("button", name="开始发送").click()
    expect(drawer.get_by_text("已完成")).to_be_visible(timeout=60_000)
    with server.client(WORKSPACE) as api:
        row = api.get("/broadcasts", params={"q": "十一月上新"}).json()["items"][0]
        progress = api.get(f"/broadcasts/{row['id']}/progress").json()
        mails = _mails(api) - there
    ends = ("sent", "failed", "refused", "unknown")
    assert sum(progress[one] for one in ends) == progress["audience"]
    assert progress["sent"] == mails > 0
    drawer.get_by_role("link", name="查看效果报告").click()
    expect(page.get_by_role("heading", name="“十一月上新”带来了什么？")).to_be_visible()
    settled(page)
    axe_clean(page)
    screenshot(page, "story-broadcast-report")


def _mails(api: httpx.Client) -> int:
    total: int = api.get("/sink/mails", params={"limit": 1}).json()["total"]
    return total


def _make_sendable(api: httpx.Client) -> None:
    sender = api.get("/channels/email").raise_for_status().json()
    wanted = ("host", "port", "security", "username", "from_name", "from_address", "reply_to",
              "postal_address", "dkim_domain", "dkim_selector", "connections", "per_second",
              "most_attempts", "retry_seconds")  # fmt: skip
    kept = {name: sender[name] for name in wanted}
    kept |= {"from_name": "示例店", "from_address": "news@brand.example"}
    kept |= {"postal_address": "上海市黄浦区示例路 1 号"}
    api.put("/channels/email", json=kept).raise_for_status()
    text = "<p>{{ customer.name }}，新茶到了。</p>"
    document = {"kind": "blocks", "subject": "上新", "blocks": [{"kind": "text", "html": text}]}
    made = api.post("/content", json={"name": "上新内容", "document": document})
    made.raise_for_status()
    people = api.get("/customers", params={"limit": 200}).json()["items"]
    for one in people:
        number = one["id"]
        answer = {"purpose": "marketing", "channel": "email", "state": "granted"}
        answer |= {"source": "e2e", "wording": "同意接收新品邮件"}
        api.post(f"/consent/customers/{number}", json=answer).raise_for_status()
    segment = api.get("/segments", params={"q": "常客"}).json()["items"][0]["id"]
    assert until(lambda: api.get(f"/segments/{segment}").json()["count"], 60, 0.5)


def test_a_customer_is_found_looked_at_and_revealed_with_a_trace(page: Page) -> None:
    visit(page, f"{HOME}/customers?q=person7@example.com")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("heading", name="身份")).to_be_visible()
    settled(page)
    screenshot(page, "story-customer-profile")
    axe_clean(page)
    expect(drawer).not_to_contain_text("person7@example.com")
    drawer.get_by_role("button", name="显示邮箱").click()
    expect(drawer).to_contain_text("person7@example.com")
    for tab in ("订单", "时间线", "授权", "审计"):
        drawer.get_by_role("tab", name=tab).click()
        settled(page)
        axe_clean(page)
        screenshot(page, f"story-customer-{tab}")
    expect(drawer.get_by_role("tabpanel")).to_contain_text("查看")


def test_the_console_is_used_without_a_mouse(browser: Browser, base_url: str) -> None:
    with open_page(browser, base_url, Look("en-US")) as page:
        watch_of(page).expect_status(401)
        visit(page, "/login")
        page.keyboard.type(EMAIL)  # the first field has the focus
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/w/**")
        settled(page)
        visit(page, f"{HOME}/customers")
        page.keyboard.press("Tab")
        skip = page.locator(":focus")
        expect(skip).to_have_text(re.compile("Skip"))
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        row = page.get_by_role("row").nth(1).get_by_role("link").first
        row.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)
