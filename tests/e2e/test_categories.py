"""Somebody assigns what shops write to a category of their own, sees the change, takes it back."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, visit
from tests.support.server import Server

ZH = (
    "新建类目",
    "类目名称",
    "保存",
    "可能是：茶礼",
    "看看会变什么",
    "近 90 天：现在 → 保存之后",
    "撤销",
    "自己的类目",
    "删除",
)
EN = (
    *("Add a category", "Name", "Save", "Probably Tea sets", "See what changes"),
    *("90 days: now → after saving", "Undo", "Our own categories", "Delete"),
)
STORY = [
    (Look("zh-CN", "light", 1280, 1200), "茶礼", ZH),
    (Look("en-US", "dark", 1280, 1200), "Tea sets", EN),
]


@pytest.mark.parametrize(("look", "own", "words"), STORY, ids=lambda one: str(one)[:7])
def test_written_categories_become_ones_own(
    browser: Browser,
    base_url: str,
    signed_in: str,
    server: Server,
    tmp_path: Path,
    look: Look,
    own: str,
    words: tuple[str, ...],
) -> None:
    add, name, save, likely, see, change, undo, tree, delete = words
    written = own.upper().replace(" ", " / ") if own.isascii() else f" {own[0]} {own[1]}"
    file = tmp_path / "goods.csv"
    file.write_text(f"sku,title,category,unit\nnew-{own[0]},茶,{written},ＫＧ\n")
    server.huike(
        *["import", str(file), "--kind", "products", "--workspace", WORKSPACE],
        *["--shop", "天猫旗舰店", "--json"],
    )
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/categories?")
        page.get_by_role("button", name=add).click()
        page.get_by_role("textbox", name=name).fill(own)
        page.get_by_role("button", name=save, exact=True).first.click()
        expect(page.get_by_role("listitem").filter(has_text=own).first).to_be_visible()
        page.get_by_role("button", name=likely).click()
        page.get_by_role("button", name=see).click()
        expect(page.get_by_role("region", name=change)).to_contain_text("0 → 1")
        axe_clean(page)
        screenshot(page, f"categories-{look}")
        page.get_by_role("button", name=save, exact=True).last.click()
        page.get_by_role("button", name=undo).click()
        expect(page.get_by_role("button", name=likely)).to_be_visible()
        expect(page.get_by_role("heading", name=tree)).to_be_visible()
        page.get_by_role("listitem").filter(has_text=own).get_by_role("button", name=delete).click()
        expect(page.get_by_role("listitem").filter(has_text=own)).not_to_have_count(0)
        asked = page.get_by_role("dialog").filter(has_text=own)
        screenshot(page, f"categories-delete-{look}")
        asked.get_by_role("button", name=delete, exact=True).click()
        expect(page.get_by_role("listitem").filter(has_text=own)).to_have_count(0)
