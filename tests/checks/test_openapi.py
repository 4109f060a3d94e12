"""The API's document in the repository is the one the program gives."""

from pathlib import Path

from huike.entry.http import openapi

SNAPSHOT = Path(__file__).parents[2] / "console" / "openapi.json"


def test_the_kept_document_is_the_programs_own() -> None:
    assert SNAPSHOT.read_text() == openapi.text(), (
        "run: huike openapi > console/openapi.json && (cd console && npm run api)"
    )
