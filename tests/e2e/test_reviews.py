"""Somebody brings a file of reviews, and finds one on the timeline of who wrote it."""

from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit
from tests.support.server import Server
from tests.support.wait import until

TALL = 2200


@dataclass(frozen=True)
class Words:
    """What the screens say in one language."""

    add: str
    file: str
    shop: str
    kind: str
    reviews: str
    act: str
    stars: str
    run: str
    done: str
    timeline: str
    told: str
    reply: str


ZH = Words(
    "导入文件", "文件", "店铺", "这是什么表", "评价", "上传并预览", "星级（1–5）", "开始导入",
    "已完成", "时间线", "REV-1 · 5 星", "回复：多谢",
)  # fmt: skip
EN = Words(
    "Import a file", "File", "Shop", "What is in it", "Reviews", "Upload and look",
    "Stars (1–5)", "Run the import", "Finished", "Timeline", "REV-1 · 5 of 5 stars",
    "Reply: 多谢",
)  # fmt: skip
STORY = [(Look("zh-CN", height=TALL), ZH), (Look("en-US", "dark", height=TALL), EN)]


def _file(member: str) -> str:
    """A shop's export; somebody wrote their phone into the words."""
    return (
        "评价编号,会员号,商品编码,星级,评价内容,评价时间,商家回复\n"
        f"{member}-1,{member},REV-1,5星,茶很香，有事打 13812345678,2026-11-01 10:00:00,多谢\n"
        f"{member}-2,{member},REV-1,六,看不懂,2026-11-02 10:00:00,\n"
    )


def _brings(page: Page, words: Words, member: str) -> None:
    visit(page, f"/w/{WORKSPACE}/data/imports/new")
    form = page.get_by_role("dialog", name=words.add)
    given = {"name": "reviews.csv", "mimeType": "text/csv", "buffer": _file(member).encode()}
    form.get_by_label(words.file, exact=True).set_input_files(given)  # type: ignore[arg-type]
    form.get_by_role("combobox", name=words.kind).click()
    page.get_by_title(words.reviews, exact=True).click()
    form.get_by_role("combobox", name=words.shop).click()
    page.get_by_title("天猫旗舰店").click()
    form.get_by_role("button", name=words.act).click()


def _pictured(page: Page, name: str) -> None:
    settled(page)
    screenshot(page, name)
    axe_clean(page)


def _number(server: Server, member: str) -> int:
    with server.client(WORKSPACE) as api:

        def found() -> list[int]:
            return [
                one["id"] for one in api.get("/customers", params={"q": member}).json()["items"]
            ]

        until(lambda: found() != [], 30, 0.2)
        return found()[0]


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_review_comes_in_by_file_and_stands_on_the_timeline(
    browser: Browser, base_url: str, signed_in: str, server: Server, look: Look, words: Words
) -> None:
    member = f"rev-{look}".lower()
    with open_page(browser, base_url, look, signed_in) as page:
        _brings(page, words, member)
        expect(page.get_by_text(words.stars).first).to_be_visible()
        expect(page.get_by_text("13812345678")).to_have_count(0)
        _pictured(page, f"reviews-mapping-{look}")
        page.get_by_role("button", name=words.run).click()
        expect(page.get_by_text(words.done, exact=True)).to_be_visible(timeout=60_000)
        number = _number(server, member)
        visit(page, f"/w/{WORKSPACE}/customers/{number}")
        page.get_by_role("dialog").get_by_role("tab", name=words.timeline).click()
        page.get_by_role("checkbox", name=words.reviews).check()
        expect(page.get_by_text(words.told)).to_be_visible()
        expect(page.get_by_text("茶很香，有事打 ***")).to_be_visible()
        expect(page.get_by_text(words.reply)).to_be_visible()
        expect(page.get_by_text("13812345678")).to_have_count(0)
        _pictured(page, f"reviews-timeline-{look}")
