"""Whoever counts orders leaves out tests and what staff bought (decision 22)."""

import re
from pathlib import Path

HOUSE = Path(__file__).parents[2] / "huike"
_READS = re.compile(r"\bFROM orders FINAL\b|current\([\"']orders[\"']\)")
# These do not count: they land or move orders, list them all, or look who is known where.
_ALL = {
    "entry/demo/totals.py",
    "flow/identity/splits.py",
    "flow/profile/lists/filters.py",
    "flow/profile/lists/orders.py",
    "flow/profile/sql/timeline_orders.sql",
    "library/facts/sources.py",
}


def test_every_question_that_counts_orders_leaves_out_what_does_not_count() -> None:
    files = [*HOUSE.rglob("*.sql"), *HOUSE.rglob("*.py")]
    asking = {str(one.relative_to(HOUSE)): one.read_text("utf-8") for one in files}
    reads = {name: text for name, text in asking.items() if _READS.search(text)}
    assert len(reads) > 30
    forgotten = [
        name
        for name, text in reads.items()
        if not name.startswith("flow/ingest/") and name not in _ALL and "left_out" not in text
    ]
    assert forgotten == []
