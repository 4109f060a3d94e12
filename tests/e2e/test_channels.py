"""An admin sets how mails go and reads a test in the sink; scores, stages and consent are set."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import EMAIL, PASSWORD, WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.visit import (
    accessible_in_every_look,
    axe_clean,
    choose,
    screenshot,
    settled,
    visit,
)
from tests.e2e.support.watch import watch_of
from tests.support.server import Server
from tests.support.wait import until

PAGES = [
    "settings/sender",
    "test-inbox",
    "settings/traits",
    "settings/consent",
    "settings/suppressions",
    "settings/suppressions/new",
    "settings/proofs",
]
TALL = 1900  # these pages are long, and a picture should show them whole

ZH = {
    "unset": "还没有设置发件人",
    "name": "发件人名称",
    "address": "发件地址",
    "postal": "通信地址",
    "save": "保存",
    "wrong": "这不是有效的地址",
    "sink": "不会真正送达任何人",
    "check": "检查连接",
    "checked": "连接与登录都成功",
    "own": "自己的邮件服务器（SMTP）",
    "server": "服务器",
    "port": "端口",
    "fails": "连接不上邮件服务器",
    "home": "不真正发送（本机测试收件箱）",
    "make": "生成密钥",
    "record": "记录值",
    "test": "发送测试邮件",
    "tested": "邮件已进入测试收件箱",
    "look": "查看这封邮件",
    "local": "没有真正送达",
    "signed": "已签名（brand.example）",
    "body": "如果你看到这封邮件",
    "text": "纯文本",
    "headers": "邮件头",
    "clear": "清空",
    "clear_act": "清空测试收件箱",
    "cleared": "测试收件箱是空的",
}
EN = {
    "unset": "There is no sender yet",
    "name": "Name",
    "address": "Address",
    "postal": "Postal address",
    "save": "Save",
    "wrong": "This is not a valid address",
    "sink": "delivered to nobody",
    "check": "Check connection",
    "checked": "Connected and signed in",
    "own": "A mail server of your own (SMTP)",
    "server": "Server",
    "port": "Port",
    "fails": "The mail server cannot be reached",
    "home": "Nothing real (the test inbox on this machine)",
    "make": "Make a key",
    "record": "Value",
    "test": "Send test mail",
    "tested": "The mail is in the test inbox",
    "look": "Look at this mail",
    "local": "was not really delivered",
    "signed": "Signed (brand.example)",
    "body": "If you can read this",
    "text": "Plain text",
    "headers": "Headers",
    "clear": "Empty",
    "clear_act": "Empty the test inbox",
    "cleared": "The test inbox is empty",
}
STORY = [(Look("zh-CN", height=TALL), ZH), (Look("en-US", "dark", height=TALL), EN)]


@pytest.fixture(scope="module")
def workspace_named(server: Server) -> Callable[[str], str]:
    """Makes a workspace of the same owner, in which nothing is set yet; answers its address."""

    def made(name: str) -> str:
        server.huike(
            *["workspace", "create", "--name", name],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        server.huike(
            *["staff", "add", "--workspace", name, "--email", EMAIL],
            *["--name", "林", "--role", "owner", "--password", PASSWORD],
        )
        return f"/w/{name}"

    return made


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_rules_and_channels_is_accessible(walk: Page, path: str) -> None:
    looks = [replace(one, height=TALL) for one in LOOKS]
    accessible_in_every_look(walk, f"/w/{WORKSPACE}/{path}", looks)


@pytest.fixture(scope="module")
def answered(server: Server) -> int:
    """A customer with orders who said yes to e-mail; it shows in their timeline."""
    with server.client(WORKSPACE) as api:
        found = api.get("/customers", params={"q": "person7@example.com"}).json()["items"]
        customer = int(found[0]["id"])
        answer = {"purpose": "marketing", "channel": "email", "state": "granted"}
        said = {"source": "电话", "wording": "我同意接收邮件", "means": "person"}
        api.post(f"/consent/customers/{customer}", json={**answer, **said}).raise_for_status()
        asked = {"what": "consents"}
        until(
            lambda: api.get(f"/customers/{customer}/timeline", params=asked).json()["items"],
            60,
            0.5,
        )
    return customer


def test_a_timeline_speaks_the_language_of_who_looks(
    browser: Browser, base_url: str, signed_in: str, answered: int
) -> None:
    say = {"zh-CN": ("时间线", "同意接收", "下单"), "en-US": ("Timeline", "Consent given", "Order")}
    with open_page(browser, base_url, Look(), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/customers/{answered}")
        for look in LOOKS:
            tab, agreed, ordered = say[look.language]
            choose(page, look)
            page.get_by_role("tab", name=tab).click()
            expect(page.get_by_role("dialog")).to_contain_text(agreed)
            expect(page.get_by_role("dialog")).to_contain_text(ordered)
            settled(page)
            screenshot(page, f"customer-timeline-{look}")
            axe_clean(page)


@pytest.mark.parametrize(("look", "say"), STORY, ids=["zh-light", "en-dark"])
def test_an_admin_sets_the_sender_and_reads_a_test_mail_in_the_sink(
    browser: Browser,
    base_url: str,
    signed_in: str,
    workspace_named: Callable[[str], str],
    look: Look,
    say: dict[str, str],
) -> None:
    home = workspace_named(f"channels-{look.theme}")
    with open_page(browser, base_url, look, signed_in) as page:
        watch_of(page).expect_status(422)  # the address that is none
        visit(page, f"{home}/settings/sender")
        expect(page.get_by_text(say["unset"])).to_be_visible()
        _set_sender(page, say)
        _try_another_server(page, say)
        _make_key(page, say)
        screenshot(page, f"sender-set-{look}")
        axe_clean(page)
        _send_test(page, say)
        screenshot(page, f"sender-tested-{look}")
        _read(page, say, str(look))
        _clear(page, say)
        axe_clean(page)


def _set_sender(page: Page, say: dict[str, str]) -> None:
    page.get_by_label(say["name"], exact=True).fill("山茶")
    page.get_by_label(say["address"], exact=True).fill("nobody")
    page.get_by_label(say["postal"]).fill("杭州市西湖区龙井路 1 号")
    page.get_by_role("button", name=say["save"]).click()
    expect(page.locator(".ant-form-item-explain-error")).to_contain_text(say["wrong"])
    page.get_by_label(say["address"], exact=True).fill("news@brand.example")
    page.get_by_role("button", name=say["save"]).click()
    expect(page.get_by_text(say["sink"])).to_be_visible()
    page.get_by_role("button", name=say["check"]).click()
    expect(page.get_by_text(say["checked"])).to_be_visible()


def _try_another_server(page: Page, say: dict[str, str]) -> None:
    """A server that is not there is explained; then the sink again."""
    page.get_by_label(say["own"]).check()
    page.get_by_label(say["server"], exact=True).fill("127.0.0.1")
    page.get_by_label(say["port"], exact=True).fill("9")
    page.get_by_role("button", name=say["save"]).click()
    expect(page.get_by_text(say["sink"])).to_be_hidden()
    page.get_by_role("button", name=say["check"]).click()
    expect(page.get_by_text(say["fails"])).to_be_visible()
    page.get_by_label(say["home"]).check()
    page.get_by_role("button", name=say["save"]).click()
    expect(page.get_by_text(say["sink"])).to_be_visible()


def _make_key(page: Page, say: dict[str, str]) -> None:
    page.get_by_role("button", name=say["make"]).click()
    expect(page.get_by_text("v=DKIM1; k=rsa; p=")).to_be_visible()
    expect(page.get_by_text("._domainkey.brand.example")).to_be_visible()
    expect(page.get_by_text(say["record"], exact=True)).to_be_visible()


def _send_test(page: Page, say: dict[str, str]) -> None:
    page.get_by_role("button", name=say["test"]).click()
    expect(page.get_by_text(say["tested"])).to_be_visible()


def _read(page: Page, say: dict[str, str], look: str) -> None:
    page.get_by_role("link", name=say["look"]).click()
    row = page.get_by_role("row").filter(has_text=EMAIL)
    expect(row).to_have_count(1)
    row.get_by_role("link").click()
    mail = page.get_by_role("dialog")
    expect(mail).to_contain_text(say["local"])
    expect(mail).to_contain_text(say["signed"])
    expect(mail).to_contain_text("List-Unsubscribe")
    settled(page)
    shown = page.frame_locator("iframe[src='/preview-frame']")
    expect(shown.get_by_text(say["body"])).to_be_visible()
    screenshot(page, f"sink-mail-{look}")
    axe_clean(page)
    mail.get_by_role("tab", name=say["text"]).click()
    expect(mail.locator("pre")).to_contain_text(say["body"])
    mail.get_by_role("tab", name=say["headers"]).click()
    expect(mail.get_by_text("DKIM-Signature", exact=True)).to_be_visible()
    screenshot(page, f"sink-headers-{look}")
    axe_clean(page)
    page.keyboard.press("Escape")
    expect(mail).to_be_hidden()


def _clear(page: Page, say: dict[str, str]) -> None:
    page.get_by_role("button", name=say["clear"], exact=True).click()
    question = page.get_by_role("dialog")
    question.get_by_role("button", name=say["clear_act"]).click()
    expect(question).to_be_hidden()  # until then the keys are the question's
    page.get_by_role("searchbox").fill("")
    expect(page.get_by_text(say["cleared"])).to_be_visible()


def test_own_cut_points_are_computed_while_one_looks(
    browser: Browser, base_url: str, signed_in: str
) -> None:
    with open_page(browser, base_url, Look("zh-CN", height=TALL), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/settings/traits")
        page.get_by_label("自定切分点").check()
        second = page.get_by_label("F：订单数，切分点 2")
        second.fill("0")
        page.get_by_role("button", name="保存并重新计算").click()
        expect(page.get_by_text("请填写四个依次不减的数。")).to_be_visible()
        screenshot(page, "traits-own-wrong")
        for number, value in enumerate((1, 3, 5, 8), start=1):
            page.get_by_label(f"F：订单数，切分点 {number}").fill(str(value))
        page.get_by_role("button", name="保存并重新计算").click()
        expect(page.get_by_text("已完成")).to_be_visible(timeout=60_000)
        screenshot(page, "traits-own-computed")
        axe_clean(page)
        page.reload()
        settled(page)
        expect(page.get_by_label("F：订单数，切分点 4")).to_have_value("8")
        page.get_by_label("五等分").check()
        page.get_by_role("button", name="保存并重新计算").click()
        expect(page.get_by_text("已完成")).to_be_visible(timeout=60_000)


def test_silence_as_a_yes_is_warned_of(browser: Browser, base_url: str, signed_in: str) -> None:
    with open_page(browser, base_url, Look("en-US", height=TALL), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/settings/consent")
        email = page.get_by_role("radiogroup", name="E-mail")
        email.get_by_label("Unless refused").check()
        expect(page.get_by_text("against the law in many places")).to_be_visible()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("In force from the next check")).to_be_visible()
        screenshot(page, "consent-soft")
        axe_clean(page)
        email.get_by_label("Only with a yes").check()
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("against the law in many places")).to_be_hidden()


def test_an_address_is_suppressed_and_used_again(
    browser: Browser, base_url: str, signed_in: str
) -> None:
    with open_page(browser, base_url, Look("en-US"), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/settings/suppressions")
        page.get_by_role("link", name="Suppress an address").first.click()
        drawer = page.get_by_role("dialog", name="Suppress an address")
        watch_of(page).expect_status(422)
        drawer.get_by_label("E-mail address or phone number").fill("no address")
        drawer.get_by_role("button", name="Suppress an address").click()
        expect(drawer).to_contain_text("not a valid address")
        drawer.get_by_label("E-mail address or phone number").fill("stop@customer.example")
        drawer.get_by_role("button", name="Suppress an address").click()
        row = page.get_by_role("row").filter(has_text="Added by hand")
        expect(row).to_contain_text("nobody")
        expect(page.get_by_text("stop@customer.example")).to_have_count(0)
        row.get_by_role("button", name="Lift").click()
        page.get_by_role("dialog").get_by_role("button", name="Lift").click()
        expect(row).to_have_count(0)


def test_a_recorded_answer_is_among_the_proofs(
    browser: Browser, base_url: str, signed_in: str, answered: int
) -> None:
    with open_page(browser, base_url, Look("en-US"), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/settings/proofs?customer_id={answered}")
        row = page.get_by_role("row").filter(has_text=f"Customer {answered}")
        expect(row).to_contain_text("Marketing · E-mail")
        with page.expect_download() as started:
            page.get_by_role("button", name="Export CSV").click()
        text = started.value.path().read_text(encoding="utf-8-sig")
        assert f",{answered}," in text
        assert "我同意接收邮件" in text
