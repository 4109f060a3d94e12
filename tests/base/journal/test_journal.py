"""What was accepted is there, sealed, until it was taken and settled."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.base.journal.facade import Entry

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()


def entry(body: str, *, workspace: int = 1, at: datetime = NOON) -> Entry:
    return Entry(
        workspace_id=workspace,
        source_id=7,
        form="segment:batch",
        received_at=at,
        count=2,
        body=body.encode(),
    )


def bodies(found: list[journal.Kept]) -> list[str]:
    return [one.body.decode() for one in found]


def test_an_entry_comes_back_as_it_came() -> None:
    sent = entry("你好" * 1000, at=NOON + timedelta(microseconds=123_456))
    (number,) = journal.append([sent])
    (kept,) = journal.taken([number])
    assert (kept.id, kept.workspace_id, kept.source_id, kept.form) == (number, 1, 7, sent.form)
    assert (kept.received_at, kept.count, kept.body) == (sent.received_at, 2, sent.body)


def test_it_waits_until_it_is_settled_the_eldest_first() -> None:
    numbers = journal.append([entry("a"), entry("b"), entry("c", workspace=2)])
    assert numbers == sorted(set(numbers))
    assert journal.who_waits() == [1, 2]
    assert bodies(journal.waiting(1, most=10, most_bytes=10_000)) == ["a", "b"]
    journal.settle(numbers[:1])
    assert bodies(journal.waiting(1, most=10, most_bytes=10_000)) == ["b"]
    assert journal.backlog() == 2
    journal.settle(numbers)
    assert (journal.who_waits(), journal.backlog()) == ([], 0)
    assert bodies(journal.taken(numbers)) == ["a", "b", "c"]


def test_a_taking_stays_within_its_limits_but_takes_one() -> None:
    journal.append([entry("x" * 50) for _ in range(5)])
    assert len(journal.waiting(1, most=3, most_bytes=10_000)) == 3
    assert len(journal.waiting(1, most=10, most_bytes=1)) == 1


def test_a_source_is_read_again_by_time() -> None:
    at = [NOON + timedelta(hours=n) for n in range(5)]
    journal.append([entry(str(n), at=moment) for n, moment in enumerate(at)])
    parts = list(journal.between(1, 7, at[1], at[4], most=2))
    assert [bodies(part) for part in parts] == [["1", "2"], ["3"]]
    assert list(journal.between(2, 7, at[0], at[4])) == []
    assert list(journal.between(1, 8, at[0], at[4])) == []


def test_what_is_settled_is_forgotten_with_its_key_and_what_waits_is_not() -> None:
    old, older = NOON - timedelta(days=8), NOON - timedelta(days=9)
    numbers = journal.append([entry("older", at=older), entry("old", at=old), entry("new")])
    journal.settle(numbers[:1])
    assert journal.forget(NOON.date()) == 1
    assert bodies(journal.taken(numbers)) == ["old", "new"]
    journal.settle(numbers)
    assert journal.forget(NOON.date()) == 1
    with store._writing() as ask:
        days = ask("SELECT day FROM journal_key", [])
    assert [day for (day,) in days] == ["2026-11-22"]


def test_nothing_lies_open_and_another_workspaces_key_opens_nothing() -> None:
    numbers = journal.append([entry("secret-canary"), entry("other", workspace=2)])
    rows = store.taken(numbers)
    assert b"secret-canary" not in rows[0][6]
    if connection.vendor == "sqlite":
        assert b"secret-canary" not in Path(store.place()).read_bytes()
    with store._writing() as ask:
        ask("UPDATE journal_entry SET workspace_id = 2 WHERE id = ?", numbers[:1])
    (moved,) = journal.taken(numbers[:1])
    assert (moved.body, moved.problem.startswith("Invalid: ")) == (b"", True)
