"""A table leaves as a file: chosen, made in the background, taken, found again."""

from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit

ZH = {"begin": "开始导出", "begun": "已开始", "take": "下载 ", "head": "订单号,"}
EN = {"begin": "Export", "begun": "Begun", "take": "Download ", "head": "Order number,"}
STORY = [(replace(LOOKS[0], height=1100), ZH), (Look("en-US", "dark", height=1100), EN)]


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_order_lines_are_exported_and_downloaded(
    browser: Browser,
    base_url: str,
    signed_in: str,
    look: Look,
    words: dict[str, str],
    tmp_path: Path,
) -> None:
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/data/exports")
        axe_clean(page)
        takes = page.get_by_role("button", name=words["take"])
        before = takes.count()  # the story in the other language has left its file
        page.get_by_role("button", name=words["begin"], exact=True).click()
        expect(page.get_by_text(words["begun"]).first).to_be_visible()
        expect(takes).to_have_count(before + 1, timeout=60_000)
        settled(page)
        screenshot(page, f"exports-{look}")
        axe_clean(page)
        with page.expect_download() as waiting:
            takes.first.click()
        path = tmp_path / "lines.csv"
        waiting.value.save_as(path)
    assert path.read_text(encoding="utf-8-sig").startswith(words["head"])
    assert waiting.value.suggested_filename.startswith("order_lines-")
