"""The API's document in the repository is the one the program gives."""

import re
from pathlib import Path

from huike.entry.http import openapi

SNAPSHOT = Path(__file__).parents[2] / "console" / "openapi.json"


def test_the_kept_document_is_the_programs_own() -> None:
    assert SNAPSHOT.read_text() == openapi.text(), (
        "run: huike openapi > console/openapi.json && (cd console && npm run api)"
    )


def test_no_two_shapes_of_the_api_share_a_name() -> None:
    # ninja keeps schemas by name: of two, one would silently describe both routes.
    homes: dict[str, set[str]] = {}
    for path in (Path(__file__).parents[2] / "huike").rglob("*.py"):
        for name in re.findall(r"^class (\w+)\(\w*Schema\)", path.read_text(), re.M):
            homes.setdefault(name, set()).add(str(path))

    assert {name: sorted(files) for name, files in homes.items() if len(files) > 1} == {}
