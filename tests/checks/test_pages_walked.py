"""U1: no page of the console escapes the walk of the browser tests."""

import re
from pathlib import Path

from tests.e2e import test_channels, test_content, test_pages

_FEATURES = Path(__file__).parents[2] / "console" / "src" / "features"
_PATH = re.compile(r"path: '([^']+)'")


def test_every_page_that_needs_no_number_is_walked_in_every_look() -> None:
    walked = {*test_pages.PAGES, *test_content.PAGES, *test_channels.PAGES}
    declared = {
        path
        for index in _FEATURES.glob("*/index.ts")
        for path in _PATH.findall(index.read_text(encoding="utf-8"))
        if ":" not in path
    }
    drawers = {path for path in declared if path in ("new", "behind")}  # below their page
    assert len(declared) > 15
    assert declared - drawers - walked == set()
