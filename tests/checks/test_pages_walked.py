"""U1: no page of the console escapes the walk of the browser tests."""

import re
from pathlib import Path

from tests.e2e import test_channels, test_content, test_pages, test_sources

_FEATURES = Path(__file__).parents[2] / "console" / "src" / "features"
_PATH = re.compile(r"path: '([^']+)'")


def test_every_page_that_needs_no_number_is_walked_in_every_look() -> None:
    modules = (test_pages, test_content, test_channels, test_sources)
    walked = {path for one in modules for path in one.PAGES}
    declared = {
        path
        for index in _FEATURES.glob("*/index.ts")
        for path in _PATH.findall(index.read_text(encoding="utf-8"))
        if ":" not in path
    }
    drawers = {path for path in declared if path in ("new", "behind")}  # below their page
    assert len(declared) > 15
    assert declared - drawers - walked == set()
