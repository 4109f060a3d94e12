"""Going about in the console: visit a page, sign in, take a picture, ask axe."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.support.browser import LOOKS, Look
from tests.e2e.support.watch import watch_of

# A machine under load draws late; a thing that never comes is still found.
expect.set_options(timeout=45_000)

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

# rule, part of the element's HTML, reason. Every line is a defect of a library, not of ours.
ALLOWED: list[tuple[str, str, str]] = [
    (
        "label-content-name-mismatch",
        "ant-picker-",
        "antd's calendar names its year and month buttons for what they do, not for what they show",
    ),
]


def visit(page: Page, path: str) -> None:
    """Open an address of the console and wait until its page has come and stopped loading."""
    page.goto(path, wait_until="domcontentloaded")
    settled(page)


# Asked in every frame, inside the page: questions from outside come ever more seldom.
_CALM = """
() => {
  const shows = (one) => one.checkVisibility({visibilityProperty: true}) && one.getClientRects()[0];
  const heading = document.querySelector('h1, h2, .ant-drawer-title');
  const loading = document.querySelectorAll(
    '[role=status][aria-label], [aria-busy=true], .ant-spin-spinning');
  const is_calm = heading && shows(heading) && ![...loading].some(shows)
    && document.fonts.status === 'loaded';
  window.calmFrames = is_calm ? (window.calmFrames ?? 0) + 1 : 0;
  return window.calmFrames > 6;
}
"""


def settled(page: Page) -> None:
    """Wait until a heading shows and nothing has been loading any more for a few frames."""
    page.evaluate("window.calmFrames = 0")
    page.wait_for_function(_CALM, timeout=45_000)


# As if another tab of the same browser had chosen: a page is read once and seen in every look.
_CHOOSE = """
([language, theme]) => {
  localStorage['huike.language'] = language;
  localStorage['huike.theme'] = theme;
  dispatchEvent(new StorageEvent('storage'));
}
"""


_IS_DRAWN = """
([language, theme]) => {
  const {lang, dataset} = document.documentElement;
  return lang === language && dataset.theme === theme;
}
"""


def choose(page: Page, look: Look) -> None:
    """Show the page in another language, theme and size, as it stands."""
    page.set_viewport_size({"width": look.width, "height": look.height})
    page.evaluate(_CHOOSE, [look.language, look.theme])
    page.wait_for_function(_IS_DRAWN, arg=[look.language, look.theme])
    settled(page)


def accessible_in_every_look(
    page: Page, path: str, looks: Sequence[Look] = LOOKS, expected: Sequence[int] = ()
) -> None:
    """Visit an address of the console; in each look axe finds nothing, and nothing goes wrong.

    `expected` are the refusals that belong to the page.
    """
    watch = watch_of(page)
    watch.begin()
    watch.expect_status(*expected)
    visit(page, path)
    for look in looks:
        choose(page, look)
        screenshot(page, f"{path.split('/', 3)[-1].replace('/', '-')}-{look}")
        axe_clean(page)
    watch.check()


def sign_in(page: Page, email: str, password: str) -> None:
    """Sign in as a person does; ends on the start page."""
    # allauth answers 401 to the question whether somebody is signed in already.
    watch_of(page).expect_status(401)
    visit(page, "/login")
    page.locator("input[type=email]").fill(email)
    page.locator("input[type=password]").fill(password)
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/w/**")
    settled(page)


# What fades has colours of its own for a moment; what turns for ever is no reason to wait.
_IS_STILL = """
() => document.getAnimations().every((one) =>
  one.playState !== 'running' || one.effect?.getComputedTiming().endTime === Infinity)
"""


def axe_clean(page: Page, *, within: str | None = None) -> None:
    """No violation of WCAG 2.0–2.2 A and AA on what shows now, but those in ALLOWED."""
    page.wait_for_function(_IS_STILL)
    found = violations(page, within)
    assert not found, f"axe on {page.url}:\n" + "\n".join(found)


def violations(page: Page, within: str | None = None) -> list[str]:
    """What axe found, a line each."""
    result: dict[str, Any] = page.evaluate(
        # Frames hold mails, in an origin of their own: axe cannot speak with them, and says so.
        "([within, tags]) => axe.run(within ?? document, {runOnly: {type: 'tag', values: tags},"
        " resultTypes: ['violations'], iframes: false})",
        [within, TAGS],
    )
    lines = []
    for violation in result["violations"]:
        for node in violation["nodes"]:
            if not _is_allowed(violation["id"], node["html"]):
                why = node["failureSummary"].replace("\n", " ")
                lines.append(f"{violation['id']} {node['target']}: {node['html'][:160]} — {why}")
    return lines


def _is_allowed(rule: str, html: str) -> bool:
    return any(rule == allowed and part in html for allowed, part, _reason in ALLOWED)


def screenshot(page: Page, name: str) -> Path | None:
    """A picture for people to look at, into the folder HUIKE_SHOTS; nothing without it."""
    folder = os.environ.get("HUIKE_SHOTS")
    if not folder:
        return None
    path = Path(folder) / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(path), full_page=False)
    return path
