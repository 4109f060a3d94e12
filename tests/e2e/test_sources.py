"""An integrator connects a source and sees that it works; a plan holds events back and lets go."""

import re
from dataclasses import replace
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.sending import Send, send, source_of, track
from tests.e2e.support.visit import (
    accessible_in_every_look,
    axe_clean,
    choose,
    screenshot,
    settled,
    visit,
)
from tests.support.server import Server
from tests.support.wait import until

__all__ = ["send"]
PAGES = [
    "data/sources",
    "data/sources/new",
    "data/events",
    "data/plan",
    "data/plan/new",
    "data/plan/blocked",
    "data/quality",
    "data/left-out",
    "data/left-out/new",
]
TALL = 1500  # these pages are long, and a picture should show them whole

ZH = {
    "add": "新建数据源",
    "name": "名称",
    "shop": "店铺",
    "key": "写入密钥",
    "connect": "去接入",
    "waiting": "还没有收到消息",
    "taken": "已接收",
    "duplicate": "重复",
    "refused": "行为没有写事件名称（event）",
    "customer": "客户 ",
    "pause": "暂停接收",
    "paused": "此数据源已暂停",
    "resume": "恢复接收",
    "plan": "为它订立方案",
    "block": "拦下",
    "save": "保存方案",
    "saved": "方案已保存",
    "held": "被方案拦下",
    "why": "size：类型不对（large）",
    "remove": "移除属性",
    "replay": "重放 ",
    "empty": "没有符合条件的记录",
    "properties": "属性",
    "orders": "没有变成订单的订单事件",
    "amount": "金额无法识别",
    "from": "日期 · 开始日期",
    "again": "重新读取",
    "tab": "订单",
    "story": "订单 {} 的经过",
    "moments": ["下单 ¥59.00", "更新 已发货", "退款 ¥10.00 · R1"],
    "by": "来自数据源 ",
    "wrong": "当天 25 条中 5 条缺值",
    "know": "知道了",
    "known": "已知悉",
    "held_part": "被埋点方案拦下",
    "limit": "界限：格式",
    "save_rule": "保存",
    "rule_saved": "规则已保存",
    "over": "最近恢复的",
}
EN = {
    "add": "New source",
    "name": "Name",
    "shop": "Shop",
    "key": "Write key",
    "connect": "Connect it",
    "waiting": "No message yet",
    "taken": "Accepted",
    "duplicate": "Duplicate",
    "refused": "The action names no event (event)",
    "customer": "Customer ",
    "pause": "Pause",
    "paused": "This source is paused",
    "resume": "Resume",
    "plan": "Plan this event",
    "block": "Block",
    "save": "Save plan",
    "saved": "Plan saved",
    "held": "Blocked by the plan",
    "why": "size: Wrong type (large)",
    "remove": "Remove property",
    "replay": "Replay ",
    "empty": "Nothing matches",
    "properties": "Properties",
    "orders": "Order events that became no order",
    "amount": "The amount cannot be read",
    "from": "Days · From",
    "again": "Read again",
    "tab": "Orders",
    "story": "What happened to order {}",
    "moments": ["Ordered ¥59.00", "Updated Shipped", "Refunded ¥10.00 · R1"],
    "by": "from the source ",
    "wrong": "5 of 25 that day",
    "know": "I know",
    "known": "Known to",
    "held_part": "Held back by the tracking plan",
    "limit": "Limit: Schema",
    "save_rule": "Save",
    "rule_saved": "Saved.",
    "over": "Recovered lately",
}
STORY = [(Look("zh-CN", height=TALL), ZH), (Look("en-US", "dark", height=TALL), EN)]


@pytest.fixture(scope="module")
def filled(server: Server, send: Send) -> int:
    """A source that has sent events, some of them not as planned; the number of one event."""
    fields = [{"name": "size", "type": "number"}, {"name": "topic", "is_required": True}]
    with server.client(WORKSPACE) as api:
        body = {"name": "Form Sent", "mode": "block", "fields": fields}
        api.post("/tracking-plan/events", json=body).raise_for_status()
        api.put("/tracking-plan", json={"unknown": "warn"}).raise_for_status()
        _, key = source_of(server, "官网")
        mail = "someone@customer.example"
        good = [track("Form Sent", n, topic="茶", size=n, note=mail) for n in range(8)]
        bad = [track("Form Sent", 10 + n, size="large", note=mail) for n in range(3)]
        others = [track("Product Viewed", n, sku=f"sku-{n % 3}", price=19.9) for n in range(5)]
        page = {"type": "page", "userId": "u8", "name": "首页", "messageId": "page-1"}
        assert send(key, *good, *bad, *others, page, {"type": "track", "userId": "u7"}) == 400
        until(lambda: api.get("/tracking-plan").json()["blocked"].get("Form Sent") == 3, 60, 0.2)
        (event,) = until(lambda: api.get("/events", params={"q": "form"}).json()["items"], 60, 0.2)
        return int(event["id"])


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_sources_and_events_is_accessible(walk: Page, path: str) -> None:
    looks = [replace(one, height=TALL) for one in LOOKS]
    accessible_in_every_look(walk, f"/w/{WORKSPACE}/{path}", looks)


def test_an_event_tells_what_it_carries(
    browser: Browser, base_url: str, signed_in: str, filled: int
) -> None:
    with open_page(browser, base_url, Look(), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/events/{filled}")
        for look in [*(replace(one, height=TALL) for one in LOOKS), Look(width=375)]:
            choose(page, look)
            words = ZH if look.language == "zh-CN" else EN
            table = page.get_by_role("region", name=words["properties"], exact=True)
            expect(table.get_by_role("row")).to_have_count(3)  # the head, size and topic
            expect(page.get_by_text("customer.example")).to_have_count(0)
            screenshot(page, f"event-{look}")
            axe_clean(page)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_source_is_made_and_its_first_event_shows_on_its_page(
    browser: Browser,
    base_url: str,
    signed_in: str,
    send: Send,
    look: Look,
    words: dict[str, str],
) -> None:
    name = f"App {look}"
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/sources/new")
        form = page.get_by_role("dialog", name=words["add"])
        form.get_by_label(words["name"]).fill(name)
        form.get_by_role("combobox", name=words["shop"]).click()
        page.get_by_title("天猫旗舰店").click()
        form.get_by_role("button", name=words["add"]).click()
        made = page.get_by_role("dialog", name=name)
        key = made.locator("code").inner_text()
        assert key.startswith("wk_")
        settled(page)
        screenshot(page, f"source-made-{look}")
        axe_clean(page)
        made.get_by_role("link", name=words["connect"]).click()
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_text(words["waiting"])).to_be_visible()

        event = f"Ping {look.language}"
        assert send(key, track(event, 1), track(event, 1)) == 200
        newest = page.locator("tbody tr")
        expect(newest).to_have_count(2)  # nobody reloads: the page asks by itself
        expect(newest.nth(1)).to_contain_text(words["taken"])
        expect(newest.nth(0)).to_contain_text(words["duplicate"])
        expect(newest.nth(1).get_by_role("link")).to_contain_text(words["customer"])
        assert send(key, {"type": "track", "userId": "u7"}) == 400
        expect(newest.nth(0)).to_contain_text(words["refused"])
        settled(page)
        screenshot(page, f"source-{look}")
        axe_clean(page)
        _pause(page, words)


def _pause(page: Page, words: dict[str, str]) -> None:
    page.get_by_role("button", name=words["pause"], exact=True).click()
    asked = page.get_by_role("dialog")
    asked.get_by_role("button", name=words["pause"], exact=True).click()
    expect(page.get_by_text(words["paused"])).to_be_visible()
    resume = page.get_by_role("button", name=words["resume"])
    # The page may know that it is paused before the act has come back; till then it takes no click.
    expect(resume).not_to_have_class(re.compile("ant-btn-loading"))
    resume.click()
    expect(page.get_by_text(words["paused"])).to_have_count(0)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_plan_holds_back_is_mended_and_lets_in(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    send: Send,
    look: Look,
    words: dict[str, str],
) -> None:
    event = f"Sized {look.language}"
    source, key = source_of(server, f"Shop {look}")
    assert send(key, track(event, 1, size=1, topic="a")) == 200
    with server.client(WORKSPACE) as api:
        (known,) = until(lambda: api.get("/events", params={"q": event}).json()["items"], 60, 0.2)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/events/{known['id']}")
        page.get_by_role("link", name=words["plan"]).click()
        form = page.get_by_role("dialog")
        expect(form.get_by_role("button", name=words["remove"])).to_have_count(2)
        form.get_by_role("radio", name=words["block"]).check()
        settled(page)
        screenshot(page, f"plan-new-{look}")
        axe_clean(page)
        form.get_by_role("button", name=words["save"]).click()
        expect(page.get_by_text(words["saved"])).to_be_visible()

        assert send(key, track(event, 2, size="large", topic="a")) == 200
        visit(page, f"/w/{WORKSPACE}/data/sources/{source}")
        expect(page.locator("tbody tr").nth(0)).to_contain_text(words["held"])
        visit(page, f"/w/{WORKSPACE}/data/plan/blocked?name={event}")
        expect(page.locator("tbody tr")).to_contain_text(words["why"])
        screenshot(page, f"blocked-{look}")

        visit(page, f"/w/{WORKSPACE}/data/plan")
        page.get_by_role("link", name=event).click()
        plan = page.get_by_role("dialog")
        expect(plan.get_by_role("region")).to_contain_text("large")
        settled(page)
        screenshot(page, f"plan-{look}")
        axe_clean(page)
        plan.get_by_role("button", name=words["remove"]).first.click()
        plan.get_by_role("button", name=words["save"]).click()
        expect(page.get_by_text(words["saved"])).to_be_visible()
        visit(page, f"/w/{WORKSPACE}/data/plan/blocked?name={event}")
        page.get_by_role("button", name=f"{words['replay']}{event}").click()
        expect(page.get_by_text(words["empty"])).to_be_visible()
        visit(page, f"/w/{WORKSPACE}/data/sources/{source}")
        expect(page.locator("tbody tr").nth(0)).to_contain_text(words["taken"])


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_an_order_event_that_is_none_says_why_and_what_was_sent_is_read_again(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    send: Send,
    look: Look,
    words: dict[str, str],
) -> None:
    source, key = source_of(server, f"Orders {look}")
    message = track("Order Completed", 1, order_id=f"O-{look}", total="a lot", products=[])
    assert send(key, {**message, "messageId": f"order-{look}"}) == 200
    with server.client(WORKSPACE) as api:
        address = f"/sources/{source}/order-problems"
        until(lambda: api.get(address).raise_for_status().json()["items"], 60, 0.2)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/sources/{source}")
        expect(page.get_by_role("region", name=words["orders"])).to_contain_text(words["amount"])
        page.get_by_placeholder(words["from"]).click()
        page.locator(".ant-picker-cell-today").first.click()
        page.locator(".ant-picker-cell-today").first.click()
        page.get_by_role("button", name=words["again"]).click()
        expect(page.get_by_text("100%")).to_be_visible()
        settled(page)
        screenshot(page, f"source-troubles-{look}")
        axe_clean(page)


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_an_order_opened_on_its_buyers_page_tells_its_story(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    send: Send,
    look: Look,
    words: dict[str, Any],
) -> None:
    name, number = f"Story {look}", f"S-{look.language}"
    _, key = source_of(server, name)
    sold = {"order_id": number, "total": 59, "products": [{"sku": "tea", "price": 59}]}
    told = [
        ("Order Completed", "08:00", sold),
        ("Order Updated", "09:00", {**sold, "status": "shipped"}),
        ("Order Refunded", "10:00", {"order_id": number, "total": 10, "refund_id": "R1"}),
    ]
    messages = [
        {
            **track(event, 1, **properties),
            "messageId": f"{event}-{look}",
            "userId": f"buyer-{look}",
            "timestamp": f"2026-11-11T{at}:00Z",
        }
        for event, at, properties in told
    ]
    assert send(key, *messages) == 200
    with server.client(WORKSPACE) as api:
        query = {"q": number}
        (order,) = until(lambda: api.get("/orders", params=query).json()["items"], 60, 0.2)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/customers/{order['customer_id']}")
        page.get_by_role("tab", name=words["tab"], exact=True).click()
        page.get_by_role("row", name=number).get_by_role("button").click()
        story = page.get_by_role("list", name=words["story"].format(number))
        told_by = [f"{text} {words['by']}{name}" for text in words["moments"]]
        expect(story.get_by_role("listitem")).to_contain_text(told_by)
        settled(page)
        screenshot(page, f"order-story-{look}")
        axe_clean(page)


_CHECK = """
from huike.base.access.facade import all_workspaces
from huike.flow.ingest.quality import watching
print(sum(watching.check(one.id) for one in all_workspaces()))
"""


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_source_that_is_often_wrong_is_told_of_until_it_is_right_again(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    send: Send,
    look: Look,
    words: dict[str, Any],
) -> None:
    name, event = f"Judged {look}", f"Judged {look.language}"
    source, key = source_of(server, name)
    fields = [{"name": "size", "type": "number"}]
    with server.client(WORKSPACE) as api:
        plan = {"name": event, "mode": "block", "fields": fields}
        api.post("/tracking-plan/events", json=plan).raise_for_status()
        bad = [track(event, n, size="large") for n in range(5)]
        assert send(key, *bad, *(track(event, 10 + n, size=n) for n in range(20))) == 200
        address = f"/quality/events/{source}"
        until(lambda: api.get(address).json()["days"][-1]["seen"] == 25, 60, 0.2)
    server.huike("manage", "shell", "-c", _CHECK)  # as every quarter of an hour
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/quality")
        alert = page.get_by_role("row", name=name).filter(has_text=words["wrong"])
        alert.get_by_role("button", name=words["know"]).click()
        expect(alert).to_contain_text(words["known"])
        settled(page)
        screenshot(page, f"quality-alert-{look}")
        axe_clean(page)
        alert.get_by_role("link", name=name).click()
        expect(page.get_by_role("row", name=words["held_part"])).to_contain_text("5")
        settled(page)
        screenshot(page, f"quality-source-{look}")
        axe_clean(page)
        page.get_by_label(words["limit"]).fill("50")
        page.get_by_role("button", name=words["save_rule"], exact=True).click()
        expect(page.get_by_text(words["rule_saved"])).to_be_visible()
        server.huike("manage", "shell", "-c", _CHECK)
        visit(page, f"/w/{WORKSPACE}/data/quality")
        over = page.get_by_role("region", name=words["over"])
        expect(over.get_by_role("row", name=name)).to_be_visible()
