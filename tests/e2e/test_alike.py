"""Customers who look alike: looked for, explained, confirmed and taken back, in both languages."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.server import Server
from tests.support.wait import until

ZH = {
    "look": "立即查找",
    "same": "是，合并",
    "undo": "撤销",
    "address": "地址相同",
    "saved": "已保存",
    "tab": "记录",
    "why": "系统提示相似",
    "how": "计算与测量方法",
    "leave": "移出",
    "back": "放回",
    "groups": "家庭与公司",
}
EN = {
    "look": "Look now",
    "same": "Yes, merge",
    "undo": "Undo",
    "address": "same address",
    "saved": "Saved",
    "tab": "Records",
    "why": "suggested as alike",
    "how": "How this is worked out and measured",
    "leave": "Take out",
    "back": "Put back",
    "groups": "Households and companies",
}
STORY = [(Look("zh-CN", height=1200), ZH), (Look("en-US", "dark", height=1200), EN)]


def _twice(server: Server, mark: str) -> list[int]:
    """One woman under two mailboxes."""
    with server.client(WORKSPACE) as api:
        shop = api.get("/shops").json()["items"][0]["id"]
        made = api.post("/sources", json={"name": f"相似 {mark}", "shop_id": shop})
        key = made.raise_for_status().json()["write_key"]
        home = f"浙江省杭州市西湖区文三路{len(mark) * 100 + ord(mark[0])}号3幢201室"
        for mailbox in (f"first.{mark}@x.com", f"other.{mark}@y.com"):
            traits = {"email": mailbox, "name": "欧阳思雨", "address": {"street": home}}
            body = {"userId": mailbox, "traits": traits}
            api.post(f"{server.url}/v1/identify", json=body, auth=(key, "")).raise_for_status()

        def found() -> list[int]:
            people: list[Any] = [
                api.get("/customers", params={"q": mailbox}).json()["items"]
                for mailbox in (f"first.{mark}@x.com", f"other.{mark}@y.com")
            ]
            return [rows[0]["id"] for rows in people if rows]

        until(lambda: len(found()) == 2, 60, 0.2)
        return sorted(found())


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_one_woman_under_two_mailboxes_is_found_confirmed_and_taken_back(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    look: Look,
    words: dict[str, str],
) -> None:
    one, two = _twice(server, look.language[:2])
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/alike")
        page.get_by_role("button", name=words["look"]).click()
        same = page.get_by_role("button", name=f"{words['same']} {one} {two}")
        expect(same).to_be_visible(timeout=60_000)
        row = page.get_by_role("row").filter(has=same)
        expect(row).to_contain_text(words["address"])
        page.get_by_text(words["how"]).click()
        settled(page)
        screenshot(page, f"alike-found-{look}")
        axe_clean(page)
        same.click()
        expect(page.get_by_text(words["saved"], exact=True).first).to_be_visible()
        expect(same).to_have_count(0)
        visit(page, f"/w/{WORKSPACE}/customers/{one}")
        page.get_by_role("tab", name=words["tab"], exact=True).click()
        expect(page.get_by_text(words["why"])).to_be_visible()
        settled(page)
        screenshot(page, f"alike-why-{look}")
        axe_clean(page)
        visit(page, f"/w/{WORKSPACE}/alike?state=confirmed")
        settled(page)
        screenshot(page, f"alike-confirmed-{look}")
        page.get_by_role("button", name=f"{words['undo']} {one} {two}").click()
        expect(page.get_by_text(words["saved"], exact=True).first).to_be_visible()
        visit(page, f"/w/{WORKSPACE}/alike")
        expect(page.get_by_role("button", name=f"{words['same']} {one} {two}")).to_be_visible()


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_household_made_by_hand_is_left_and_joined_again(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    look: Look,
    words: dict[str, str],
) -> None:
    one, two = _twice(server, f"home{look.language[:2]}")
    with server.client(WORKSPACE) as api:
        body = {"kind": "household", "customer_ids": [one, two]}
        home = api.post("/customers/groups", json=body).raise_for_status().json()["id"]
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/groups")
        settled(page)
        screenshot(page, f"groups-{look}")
        visit(page, f"/w/{WORKSPACE}/groups/{home}")
        page.get_by_role("button", name=f"{words['leave']} {two}").click()
        back = page.get_by_role("button", name=f"{words['back']} {two}")
        expect(back).to_be_visible()
        settled(page)
        screenshot(page, f"group-{look}")
        axe_clean(page)
        back.click()
        expect(page.get_by_role("button", name=f"{words['leave']} {two}")).to_be_visible()
        visit(page, f"/w/{WORKSPACE}/customers/{one}")
        page.get_by_role("tab", name=words["tab"], exact=True).click()
        expect(page.get_by_role("region", name=words["groups"])).to_be_visible()
        settled(page)
        screenshot(page, f"group-of-{look}")
        axe_clean(page)
