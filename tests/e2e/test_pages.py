"""U1: every page of the menu, in both languages, light and dark: it loads, axe finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.conftest import WORKSPACE
from tests.e2e.support.browser import LOOKS, Look, Walk, open_page
from tests.e2e.support.visit import axe_clean, screenshot, visit
from tests.e2e.support.watch import watch_of

PAGES = [
    "data/exports",
    "overview",
    "data/imports",
    "data/imports/new",
    "data/connections",
    "data/connections/new",
    "customers",
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


@pytest.mark.parametrize("walk", LOOKS, ids=str, indirect=True)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_and_is_accessible(walk: Walk, path: str) -> None:
    watch = watch_of(walk.page)
    watch.begin()
    if path == "account":
        watch.expect_status(404)  # so allauth says that no second factor is set
    visit(walk.page, f"/w/{WORKSPACE}/{path}")
    screenshot(walk.page, f"{path.replace('/', '-')}-{walk.look}")
    axe_clean(walk.page)
    watch.check()


def test_the_login_page_is_accessible_in_both_languages(browser: Browser, base_url: str) -> None:
    for look in LOOKS:
        with open_page(browser, base_url, look) as page:
            watch_of(page).expect_status(401)
            visit(page, "/login")
            screenshot(page, f"login-{look}")
            axe_clean(page)


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
