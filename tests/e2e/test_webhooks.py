"""An integrator connects another program, sees that it works, and mends it when it does not."""

import pytest
from playwright.sync_api import Browser, Page, expect

from huike.base.webhooks.rules import signature
from tests.base.webhooks.receiver import receiving
from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.e2e.support.watch import watch_of
from tests.support.server import Server
from tests.support.wait import until

ZH = {
    "add": "添加推送地址",
    "name": "名称",
    "url": "接收地址",
    "close": "关闭",
    "test": "发送测试",
    "again": "重新推送",
    "inside": "地址指向内网",
    "renew": "更换密钥",
    "renew_asked": "更换签名密钥？",
    "remove": "删除",
    "remove_asked": "删除推送地址“",
}
EN = {
    "add": "Add a webhook",
    "name": "Name",
    "url": "Address",
    "close": "Close",
    "test": "Send a test",
    "again": "Push again",
    "inside": "private or reserved",
    "renew": "Renew the secret",
    "renew_asked": "Renew the signing secret?",
    "remove": "Remove",
    "remove_asked": "Remove the webhook “",
}


@pytest.mark.parametrize(
    ("look", "say"), [(Look("zh-CN"), ZH), (Look("en-US", "dark"), EN)], ids=["zh", "en-dark"]
)
def test_a_program_is_connected_tried_out_and_told_again(
    browser: Browser, server: Server, signed_in: str, look: Look, say: dict[str, str]
) -> None:
    with receiving() as erp, open_page(browser, server.url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/settings/webhooks")
        page.get_by_role("link", name=say["add"]).first.click()
        secret = _add(page, say, f"ERP {look}", erp.url)
        page.get_by_role("link", name=f"ERP {look}").click()
        settled(page)
        drawer = page.get_by_role("dialog", name=f"ERP {look}")
        drawer.get_by_role("button", name=say["test"]).click()
        expect(drawer.get_by_text("HTTP 204")).to_be_visible()
        headers, body = erp.got[0]
        assert signature.is_signed([secret], headers, body, int(headers["webhook-timestamp"]))
        screenshot(page, f"webhook-{look}")
        axe_clean(page)
        drawer.get_by_role("button", name=say["again"]).first.click()
        until(lambda: len(erp.got) == 2, 20)
        assert erp.got[1][0]["webhook-id"] == headers["webhook-id"]
        drawer.get_by_role("button", name=say["renew"]).click()
        asked = page.get_by_role("dialog", name=say["renew_asked"])
        asked.get_by_role("button", name=say["renew"]).click()
        expect(drawer.get_by_text("whsec_")).to_be_visible()
        drawer.get_by_role("button", name=say["remove"]).click()
        asked = page.get_by_role("dialog", name=say["remove_asked"])
        asked.get_by_role("button", name=say["remove"]).click()
        expect(page.get_by_role("link", name=f"ERP {look}")).to_have_count(0)


def _add(page: Page, say: dict[str, str], name: str, url: str) -> str:
    drawer = page.get_by_role("dialog", name=say["add"])
    watch_of(page).expect_status(422)
    drawer.get_by_label(say["name"]).fill(name)
    drawer.get_by_label(say["url"]).fill("http://10.0.0.1/hook")
    drawer.get_by_role("button", name=say["add"]).click()
    expect(drawer).to_contain_text(say["inside"])
    drawer.get_by_label(say["url"]).fill(url)
    drawer.get_by_role("button", name=say["add"]).click()
    shown = drawer.locator("code").filter(has_text="whsec_")
    expect(shown).to_be_visible()
    secret = shown.inner_text()
    drawer.get_by_role("button", name=say["close"], exact=True).last.click()
    return secret
