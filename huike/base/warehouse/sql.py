"""Queries with names: text kept in `sql/NAME.sql` beside the code that asks them."""

from functools import cache
from pathlib import Path


def load(beside: str, name: str) -> str:
    """The text of `sql/NAME.sql` beside the file given (pass `__file__`)."""
    return _read(Path(beside).parent / "sql" / f"{name}.sql")


@cache
def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()
