"""Somebody looks up what a trait means, and opens the customers who have a value of it."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import axe_clean, screenshot, settled, visit

ZH = ("消费金额", "取值分布", "计算所用的 SQL", "不再按此特征筛选")
EN = ("Spend", "How values are spread", "The SQL that computes it", "Do not narrow by this trait")
STORY = [
    (Look("zh-CN", "light", 1280, 1400), ZH),
    (Look("en-US", "dark", 1280, 1400), EN),
]


@pytest.mark.parametrize(("look", "words"), STORY, ids=lambda one: str(one)[:7])
def test_a_trait_is_looked_up_and_its_people_are_opened(
    browser: Browser, base_url: str, signed_in: str, look: Look, words: tuple[str, ...]
) -> None:
    name, values, sql, clear = words
    narrowed = re.compile(f"^{name}[:：]", re.IGNORECASE)
    with open_page(browser, base_url, look, signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/traits")
        axe_clean(page)
        screenshot(page, f"traits-{look}")
        page.get_by_role("link", name=name, exact=True).click()
        settled(page)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.get_by_label(sql)).to_contain_text("AS spend")
        axe_clean(page)
        screenshot(page, f"trait-{look}")
        bars = page.get_by_role("list", name=values).get_by_role("link")
        count = bars.last.inner_text()
        bars.last.click()
        settled(page)
        expect(page.get_by_text(narrowed)).to_be_visible()
        expect(page.get_by_text(re.compile(rf"(?<!\d){count}(?!\d)")).first).to_be_visible()
        axe_clean(page)
        screenshot(page, f"trait-people-{look}")
        page.get_by_label(clear).click()
        settled(page)
        expect(page.get_by_text(narrowed)).to_have_count(0)
