"""U1: every page of the menu, in both languages, light and dark: it loads, axe finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import Look, open_page
from tests.e2e.support.visit import accessible_in_every_look, axe_clean, visit

PAGES = [
    "data/exports",
    "overview",
    "data/imports",
    "data/imports/new",
    "data/quarantine",
    "data/products",
    "data/categories",
    "data/connections",
    "data/connections/new",
    "customers",
    "traits",
    "traits/spend",
    "segments",
    "segment-editor/new",
    "broadcasts",
    "broadcasts/new",
    "reports/rfm",
    "reports/cohorts",
    "settings/workspace",
    "settings/staff",
    "settings/staff/new",
    "settings/teams",
    "settings/shops",
    "settings/tokens",
    "settings/tokens/new",
    "settings/webhooks",
    "settings/webhooks/new",
    "settings/jobs",
    "settings/audit",
    "account",
]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_and_is_accessible(walk: Page, path: str) -> None:
    expected = [404] if path == "account" else []  # so allauth says that no second factor is set
    accessible_in_every_look(walk, f"/w/{WORKSPACE}/{path}", expected=expected)


def test_the_login_page_is_accessible_in_both_languages(browser: Browser, base_url: str) -> None:
    with open_page(browser, base_url) as page:
        accessible_in_every_look(page, "/login", expected=[401])


def test_the_overview_opens_the_orders_behind_its_figure(
    browser: Browser, base_url: str, signed_in: str
) -> None:
    with open_page(browser, base_url, Look("en-US"), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/overview?period=last_90_days")
        figure: Any = page.get_by_role("group", name="Orders", exact=True)
        shown = figure.get_by_role("link").inner_text().split()[0]
        figure.get_by_role("link").click()
        expect(page.get_by_role("dialog")).to_contain_text(f"{shown} orders")
        axe_clean(page)


def test_a_marketer_builds_a_segment_and_sees_who_is_in_it(
    browser: Browser, base_url: str, signed_in: str
) -> None:
    with open_page(browser, base_url, Look("zh-CN"), signed_in) as page:
        visit(page, f"/w/{WORKSPACE}/segment-editor/new")
        page.get_by_label("名称").fill("近期下单")
        expect(page.get_by_text("现在符合的人")).to_be_visible()
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_role("dialog", name="近期下单")).to_be_visible()
        axe_clean(page)
