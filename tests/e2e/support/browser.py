"""Fixtures of the browser tests: a real Chromium, and a fresh, watched page for each test.

Import them into `tests/e2e/conftest.py`, which also gives `base_url`, a running server's address:

    from tests.e2e.support.browser import browser, console_page, look  # noqa: F401

`look` may be parametrised: `@pytest.mark.parametrize("look", LOOKS, ids=str, indirect=True)`.
"""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.support.watch import Watch, watch_over

AXE = Path(__file__).parents[3] / "console" / "node_modules" / "axe-core" / "axe.min.js"
_ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    "--disable-sync",
    "--no-first-run",
]
_open: list[Browser] = []
_left: dict[tuple[str, str, str], list[BrowserContext]] = {}  # by address, language and theme
_PATIENCE = 45_000  # milliseconds until a thing that should show counts as missing


@dataclass(frozen=True)
class Look:
    """How a person looks at the console."""

    language: str = "zh-CN"
    theme: str = "light"
    width: int = 1280
    height: int = 800

    def __str__(self) -> str:
        narrow = "" if self.width == 1280 else f"-{self.width}"
        return f"{self.language[:2]}-{self.theme}{narrow}"


# Each language and each theme; what the other two would show first, a long run finds.
LOOKS = [Look("zh-CN", "light"), Look("en-US", "dark")]
if os.environ.get("HUIKE_EVERY_LOOK"):
    LOOKS += [Look("zh-CN", "dark"), Look("en-US", "light")]


def chromium_path() -> str | None:
    """Where this machine's Chromium is."""
    named = os.environ.get("HUIKE_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; without one a local run skips and says so, CI fails."""
    path = chromium_path()
    if path is None or not AXE.exists():
        missing = "Chromium (apt install chromium)" if path is None else "console/node_modules"
        if os.environ.get("CI"):
            pytest.fail(f"browser tests need {missing}")
        pytest.skip(f"browser tests need {missing}")
    if _open:  # by tests of another folder in this process, where no second one may be
        yield _open[0]
        return
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=_ARGS)
        _open.append(chromium)
        yield chromium
        _open.clear()
        chromium.close()


@pytest.fixture
def look(request: pytest.FixtureRequest) -> Look:
    """Chinese and light, unless the test is parametrised."""
    return getattr(request, "param", Look())


@pytest.fixture
def console_page(browser: Browser, base_url: str, look: Look) -> Iterator[Page]:
    """A page of a fresh context, not signed in; the test fails if anything went wrong inside it."""
    with open_page(browser, base_url, look) as page:
        yield page


@contextmanager
def open_page(
    browser: Browser, base_url: str, look: Look | None = None, storage: str | None = None
) -> Iterator[Page]:
    """A watched page; `storage` is the path of a saved storage state (see `visit.sign_in`).

    Who is signed in gets the browser that an earlier test left, with nothing in it but its cache:
    the console's code is compiled once, as it is for people.
    """
    look = look or Look()
    kept = _left.setdefault((base_url, look.language, look.theme), []) if storage else []
    context = kept.pop() if kept else _context(browser, base_url, look)
    if storage:
        context.add_cookies(json.loads(Path(storage).read_text())["cookies"])
    page = context.new_page()
    page.set_viewport_size({"width": look.width, "height": look.height})
    watch: Watch = watch_over(page)
    is_fine = False
    try:
        yield page
        watch.check()
        is_fine = bool(storage)
    finally:
        if is_fine:
            _empty(context, base_url)
            kept.append(context)
        else:
            context.close()


def _context(browser: Browser, base_url: str, look: Look) -> BrowserContext:
    context = browser.new_context(
        base_url=base_url,
        locale=look.language,
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(_preferences(look))
    context.add_init_script(path=str(AXE))
    return context


def _empty(context: BrowserContext, base_url: str) -> None:
    """Close its pages and forget what they kept: the next test finds a new browser."""
    for page in context.pages[1:]:
        page.close()
    page = context.pages[0]
    session = context.new_cdp_session(page)
    session.send(
        "Storage.clearDataForOrigin",
        {"origin": base_url, "storageTypes": "local_storage,indexeddb,service_workers"},
    )
    page.close()
    context.clear_cookies()
    context.clear_permissions()


def _preferences(look: Look) -> str:
    # Only where nothing was chosen yet, so that a test may switch and reload.
    return (
        "if (location.protocol.startsWith('http') && window === top) {"
        f"localStorage['huike.language'] ??= '{look.language}';"
        f"localStorage['huike.theme'] ??= '{look.theme}'; }}"
    )
