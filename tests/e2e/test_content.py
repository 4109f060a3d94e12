"""Content: a marketer writes a mail from blocks, sees it, saves it, brings an old version back."""

import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import PASSWORD, WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.visit import (
    accessible_in_every_look,
    axe_clean,
    screenshot,
    settled,
    sign_in,
    visit,
)
from tests.e2e.support.watch import watch_of
from tests.support.server import Server

PAGES = ["content", "content/editor/new", "content/brand"]
MARKETER = "marketer@example.com"
NARROW = Look("zh-CN", width=375, height=720)

ZH = {
    "new": "新建内容",
    "name": "名称",
    "subject": "主题",
    "insert": "在“主题”中插入变量",
    "customer name": "姓名",
    "heading": "标题",
    "text": "文字",
    "paragraph": "文字",
    "button": "按钮",
    "columns": "分栏",
    "url": "链接地址",
    "add": "添加内容块",
    "block": "第 {place} 块：{kind}",
    "remove": "删除第 {place} 块：{kind}",
    "undo": "撤销删除",
    "save": "保存",
    "made": "内容已创建",
    "second": "已保存为第 2 版",
    "third": "已恢复，现在是第 3 版",
    "versions": "版本记录",
    "first version": "第 1 版",
    "restore": "恢复为新版本",
    "near": "是否想写“customer.name”？",
    "stay": "继续编辑",
    "dirty": "还有未保存的修改",
    "phone": "手机",
    "plain": "纯文本",
    "test": "发送测试",
    "sent": "测试邮件已交给邮件服务器。",
    "bold": "加粗",
    "for": "以谁的身份查看",
}
EN = {
    "new": "New content",
    "name": "Name",
    "subject": "Subject",
    "insert": "Insert a word into “Subject”",
    "customer name": "Name",
    "heading": "Heading",
    "text": "Words",
    "paragraph": "Text",
    "button": "Button",
    "columns": "Columns",
    "url": "Address of the link",
    "add": "Add a block",
    "block": "Block {place}: {kind}",
    "remove": "Delete: Block {place}: {kind}",
    "undo": "Undo",
    "save": "Save",
    "made": "The content is made",
    "second": "Saved as version 2",
    "third": "Restored; this is version 3 now",
    "versions": "Versions",
    "first version": "Version 1",
    "restore": "Restore as a new version",
    "near": "Did you mean “customer.name”?",
    "stay": "Go on editing",
    "dirty": "Some changes are not saved",
    "phone": "Phone",
    "plain": "Plain text",
    "test": "Send a test",
    "sent": "The mail server took the test e-mail.",
    "bold": "Bold",
    "for": "As whom",
}
STORIES = [(LOOKS[0], ZH), (LOOKS[1], EN)]


@pytest.fixture(scope="module")
def api(server: Server) -> Iterator[httpx.Client]:
    """The owner's API, in a workspace that has a sender."""
    with server.client(WORKSPACE) as client:
        sender = {
            "from_name": "山茶",
            "from_address": "hello@shancha.example",
            "postal_address": "上海市黄浦区示例路 1 号",
        }
        client.put("/channels/email", json=sender).raise_for_status()
        yield client


@pytest.fixture(scope="module")
def marketer(
    api: httpx.Client,
    server: Server,
    browser: Browser,
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """The path of a browser's state with a marketer signed in."""
    server.huike(
        *["staff", "add", "--workspace", WORKSPACE, "--email", MARKETER],
        *["--name", "周", "--role", "marketer", "--password", PASSWORD],
    )
    path = tmp_path_factory.mktemp("state") / "marketer.json"
    with open_page(browser, server.url, Look()) as page:
        sign_in(page, MARKETER, PASSWORD)
        page.context.storage_state(path=str(path))
    return str(path)


@pytest.fixture(scope="module")
def marketers_walk(browser: Browser, base_url: str, marketer: str) -> Iterator[Page]:
    """A page of the marketer that goes from address to address."""
    with open_page(browser, base_url, Look(), marketer) as page:
        yield page


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_and_is_accessible(marketers_walk: Page, path: str) -> None:
    address = f"/w/{WORKSPACE}/{path}"
    accessible_in_every_look(marketers_walk, address, [*LOOKS, NARROW])
    if path != "content":
        expect(_mail(marketers_walk).get_by_text("·").first).to_be_visible()


@pytest.mark.parametrize(("look", "words"), STORIES, ids=["zh-light", "en-dark"])
def test_a_marketer_writes_saves_and_restores(
    browser: Browser,
    base_url: str,
    marketer: str,
    api: httpx.Client,
    look: Look,
    words: dict[str, str],
) -> None:
    name = f"Spring {look}"
    with open_page(browser, base_url, look, marketer) as page:
        visit(page, f"/w/{WORKSPACE}/content")
        page.get_by_role("link", name=words["new"]).first.click()
        _write(page, words, name)
        screenshot(page, f"content-written-{look}")
        axe_clean(page)
        page.get_by_role("button", name=words["save"], exact=True).click()
        expect(page.get_by_text(words["made"])).to_be_visible()
        page.wait_for_url(re.compile(r"content/editor/\d+$"))
        settled(page)
        number = int(page.url.rpartition("/")[2])
        _second_version(page, words)
        _restore(page, words, look)
    versions = [api.get(f"/content/{number}/versions/{at}").json() for at in (1, 2, 3)]
    documents = [one["document"] for one in versions]
    assert documents[2] == documents[0] != documents[1]
    assert [one["created_by"] for one in versions] == ["周"] * 3
    kinds = [one["kind"] for one in documents[0]["blocks"]]
    assert kinds == ["heading", "button", "text"]
    assert documents[0]["blocks"][2]["html"] == "<p>Hello <strong>you</strong></p>"
    assert documents[0]["subject"].startswith("Hi {{ customer.name | default: ")


def _write(page: Page, words: dict[str, str], name: str) -> None:
    _field(page, words["name"]).fill(name)
    settled(page)
    _field(page, words["subject"]).fill("Hi ")
    page.get_by_role("button", name=words["insert"]).click()
    page.get_by_role("menuitem", name=words["customer name"], exact=True).click()
    heading, text = _block(page, words, 1, "heading"), _block(page, words, 2, "paragraph")
    heading.click()
    _field(page, words["text"]).fill("Spring teas")
    expect(_mail(page).locator("h1")).to_have_text("Spring teas")
    text.click()
    editor = page.get_by_role("textbox", name=words["text"], exact=True)
    editor.click()
    editor.press_sequentially("Hello ")
    page.get_by_role("button", name=words["bold"]).click()
    editor.press_sequentially("you")
    page.get_by_role("button", name=words["add"]).click()
    page.get_by_role("menuitem", name=words["button"]).click()
    _field(page, words["text"]).fill("Look")
    _field(page, words["url"]).fill("https://shop.example/spring")
    expect(_mail(page).get_by_role("link", name="Look")).to_be_visible()
    # By keyboard alone: up one place, away, and back again.
    _block(page, words, 3, "button").press("Alt+ArrowUp")
    expect(_block(page, words, 2, "button")).to_be_focused()
    _block(page, words, 1, "heading").press("Delete")
    expect(_mail(page).locator("h1")).to_have_count(0)
    expect(page.get_by_role("button", name=words["undo"])).to_be_focused()
    page.keyboard.press("Enter")
    expect(_block(page, words, 1, "heading")).to_be_focused()
    expect(_mail(page).locator("h1")).to_have_text("Spring teas")


def _second_version(page: Page, words: dict[str, str]) -> None:
    _block(page, words, 1, "heading").click()
    field = _field(page, words["text"])
    watch_of(page).expect_status(422)
    field.fill("{{ customer.nmae }}")
    expect(page.get_by_text(words["near"]).first).to_be_visible()
    axe_clean(page)
    page.get_by_role("link", name=words["versions"]).click()
    expect(page.get_by_role("dialog", name=words["dirty"])).to_be_visible()
    page.get_by_role("button", name=words["stay"]).click()
    field.fill("Autumn teas")
    expect(_mail(page).locator("h1")).to_have_text("Autumn teas")
    page.keyboard.press("Control+s")
    expect(page.get_by_text(words["second"])).to_be_visible()


def _restore(page: Page, words: dict[str, str], look: Look) -> None:
    page.get_by_role("link", name=words["versions"]).click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("link", name=re.compile(f"^{words['first version']}")).click()
    expect(_mail(drawer).locator("h1")).to_have_text("Spring teas")
    settled(page)
    screenshot(page, f"content-versions-{look}")
    axe_clean(page)
    drawer.get_by_role("button", name=words["restore"]).click()
    expect(page.get_by_text(words["third"])).to_be_visible()


@pytest.mark.parametrize(("look", "words"), STORIES, ids=["zh-light", "en-dark"])
def test_a_mail_is_seen_as_a_customer_gets_it_and_tried_out(
    browser: Browser,
    base_url: str,
    marketer: str,
    api: httpx.Client,
    look: Look,
    words: dict[str, str],
) -> None:
    blocks = [
        {"kind": "heading", "text": "Orders: {{ customer.orders }}"},
        {"kind": "columns", "columns": [{"blocks": []}, {"blocks": [{"kind": "divider"}]}]},
    ]
    document = {"kind": "blocks", "subject": "s", "blocks": blocks, "language": look.language}
    made = api.post("/content", json={"name": f"As {look}", "document": document}).json()
    person = api.get("/customers", params={"limit": 1, "q": "客户7"}).json()["items"][0]
    with open_page(browser, base_url, look, marketer) as page:
        visit(page, f"/w/{WORKSPACE}/content/editor/{made['id']}")
        expect(_mail(page).locator("h1")).to_have_text("Orders: 5")
        pick = page.get_by_role("combobox", name=words["for"])
        pick.click()
        pick.press_sequentially("客户7")
        # The made-up customer, and the one who was found.
        options = page.locator(".ant-select-item-option")
        expect(options).to_have_count(2)
        options.last.click()
        expect(_mail(page).locator("h1")).to_have_text(f"Orders: {person['orders']}")
        _block(page, words, 2, "columns").click()
        settled(page)
        page.get_by_role("main").get_by_text(words["phone"], exact=True).click()
        expect(page.locator("iframe")).to_have_css("width", "375px")
        screenshot(page, f"content-as-customer-{look}")
        axe_clean(page)
        page.get_by_role("main").get_by_text(words["plain"], exact=True).click()
        expect(page.locator("pre")).to_contain_text(f"Orders: {person['orders']}")
        page.get_by_role("button", name=words["test"]).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name=words["test"]).click()
        expect(dialog.get_by_text(words["sent"])).to_be_visible()
        screenshot(page, f"content-test-mail-{look}")
        axe_clean(page)


def test_the_list_finds_opens_and_archives(
    browser: Browser, base_url: str, marketer: str, api: httpx.Client
) -> None:
    block = {"kind": "heading", "text": "春茶"}
    for name in ("名单甲", "名单乙"):
        document = {"kind": "blocks", "subject": f"{name}的主题", "blocks": [block]}
        api.post("/content", json={"name": name, "document": document}).raise_for_status()
    with open_page(browser, base_url, Look(), marketer) as page:
        visit(page, f"/w/{WORKSPACE}/content?q=名单乙的")
        expect(page.get_by_role("row")).to_have_count(2)
        page.get_by_role("link", name="名单乙").click()
        drawer = page.get_by_role("dialog", name="名单乙")
        expect(_mail(drawer).locator("h1")).to_have_text("春茶")
        settled(page)
        screenshot(page, "content-drawer")
        axe_clean(page)
        drawer.get_by_role("button", name="归档").click()
        page.get_by_role("dialog", name="归档“名单乙”？").get_by_role("button", name="归档").click()
        drawer.get_by_role("button", name="恢复").click()
        expect(drawer.get_by_role("link", name="编辑")).to_be_visible()
        drawer.get_by_role("link", name="重命名").click()
        watch_of(page).expect_status(409)
        page.get_by_role("dialog").get_by_label("名称", exact=True).fill("名单甲")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("该名称已被使用。")).to_be_visible()
        page.get_by_role("dialog").get_by_label("名称", exact=True).fill("名单丙")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("dialog", name="名单丙")).to_be_visible()


def test_the_brand_is_seen_before_it_is_saved(
    browser: Browser, base_url: str, marketer: str, api: httpx.Client
) -> None:
    with open_page(browser, base_url, Look(), marketer) as page:
        visit(page, f"/w/{WORKSPACE}/content/brand")
        link = _mail(page).get_by_role("link", name="去看看")
        expect(link).to_have_css("background-color", "rgb(11, 110, 79)")
        page.get_by_label("主色的色值").fill("#ffcc00")
        expect(link).to_have_css("background-color", "rgb(255, 204, 0)")
        expect(page.get_by_text("对比度为 1.5")).to_be_visible()
        screenshot(page, "content-brand-changed")
        page.get_by_label("主色的色值").fill("#7a1f5c")
        expect(link).to_have_css("background-color", "rgb(122, 31, 92)")
        axe_clean(page)
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("品牌已保存")).to_be_visible()
    assert api.get("/content/brand").json()["accent"] == "#7a1f5c"


def _mail(place: Any) -> Any:
    return place.frame_locator("iframe")


def _field(page: Page, label: str) -> Any:
    # An input: the list, which stays until the editor is there, has columns of the same names.
    labelled = page.get_by_role("main").get_by_label(label, exact=True)
    return labelled.and_(page.locator("input, textarea"))


def _block(page: Page, words: dict[str, str], place: int, kind: str) -> Any:
    name = words["block"].format(place=place, kind=words[kind])
    return page.get_by_role("button", name=re.compile(f"^{re.escape(name)}"))
