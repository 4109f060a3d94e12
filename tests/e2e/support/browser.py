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
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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


LOOKS = [Look(language, theme) for language in ("zh-CN", "en-US") for theme in ("light", "dark")]


@dataclass(frozen=True)
class Walk:
    """A page that goes from address to address: what the browser has read once, it keeps."""

    page: Page
    look: Look


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
    """A watched page; `storage` is the path of a saved storage state (see `visit.sign_in`)."""
    look = look or Look()
    context = browser.new_context(
        base_url=base_url,
        locale=look.language,
        color_scheme="dark" if look.theme == "dark" else "light",
        reduced_motion="reduce",
        viewport={"width": look.width, "height": look.height},
        storage_state=_signed_in_only(storage),
    )
    context.set_default_timeout(_PATIENCE)
    context.add_init_script(_preferences(look))
    context.add_init_script(path=str(AXE))
    page = context.new_page()
    watch: Watch = watch_over(page)
    try:
        yield page
        watch.check()
    finally:
        context.close()


def _signed_in_only(storage: str | None) -> Any:
    # The cookies of a saved state, not its language and theme: these are the look's.
    if storage is None:
        return None
    return {"cookies": json.loads(Path(storage).read_text())["cookies"], "origins": []}


def _preferences(look: Look) -> str:
    # Only where nothing was chosen yet, so that a test may switch and reload.
    return (
        "if (location.protocol.startsWith('http') && window === top) {"
        f"localStorage['huike.language'] ??= '{look.language}';"
        f"localStorage['huike.theme'] ??= '{look.theme}'; }}"
    )
