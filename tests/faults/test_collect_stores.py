"""I5 and I6: a store that cannot take what comes is told to the sender, and nothing is lost."""

import json
import random
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import httpx
import pytest

from tests.support.collecting import House, house, message
from tests.support.wait import until

pytestmark = pytest.mark.timeout(400)

_FILL = """
import django; django.setup()
from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.flow.ingest.collect.models import Source
source = Source.objects.get()
entries = [
    journal.Entry(workspace_id=source.workspace_id, source_id=source.pk, form="segment:track",
                  received_at=clock.now(), count=1, body=(
                  b'{"event": "Filled", "userId": "f%d", "messageId": "much-%d"}' % (n % 7, n)))
    for n in range(20_000)
]
for start in range(0, len(entries), 1_000):
    journal.append(entries[start : start + 1_000])
"""


@pytest.fixture(scope="module")
def home() -> Iterator[tuple[House, str]]:
    """A house whose web process runs, and a write key."""
    with house() as (made, key):
        made.start("web")
        yield made, key


@pytest.fixture
def at(home: tuple[House, str]) -> Iterator[tuple[House, str]]:
    """The house, in which nothing is landed until the test starts a worker."""
    yield home
    if "worker" in home[0].processes:
        home[0].kill("worker")


def send(at: House, key: str, *ids: str, stuffing: str = "") -> httpx.Response:
    batch = [{**message(one, 1), "properties": {"stuffing": stuffing}} for one in ids]
    return httpx.post(f"{at.url}/v1/batch", json={"batch": batch}, auth=(key, ""), timeout=60)


def landed_in_the_end(at: House) -> list[str]:
    at.start("worker")
    until(lambda: at.waiting() == 0, 120)
    until(lambda: at.place.ask("SELECT count(*) FROM ingest_landing WHERE NOT is_done") == [(0,)])
    return sorted(at.landed())


def of(test: str, landed: list[str]) -> list[str]:
    """Those that this test has sent."""
    return [one for one in landed if one.startswith(f"{test}-")]


@contextmanager
def no_room_left(at: House) -> Iterator[None]:
    """The system lets no file of the web process grow beyond a little more than the journal is."""
    pid = at.processes["web"].pid
    size = max(one.stat().st_size for one in at.place.home.glob("journal.db*"))
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (size + 100_000, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        unlimited = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, unlimited)


def test_a_full_disk_is_503_and_nothing_that_was_acknowledged_is_lost(
    at: tuple[House, str],
) -> None:
    house, key = at
    chance = random.Random(7)
    kept, statuses = [], []
    assert send(house, key, "disk-first").status_code == 200
    with no_room_left(house):
        for number in range(100):
            answer = send(house, key, f"disk-{number}", stuffing=chance.randbytes(9_000).hex())
            statuses.append(answer.status_code)
            kept += [f"disk-{number}"] if answer.status_code == 200 else []
            if statuses.count(503) > 5:
                break
    assert set(statuses) == {200, 503}
    assert (answer.json()["success"], answer.headers["retry-after"]) == (False, "10")
    assert send(house, key, "disk-last").status_code == 200
    landed = of("disk", landed_in_the_end(house))
    assert set(landed) >= {"disk-first", "disk-last", *kept}
    assert len(landed) == len(set(landed))


@pytest.mark.parametrize(("name", "status"), [("journal.db", 503), ("huike.db", 200)])
def test_a_locked_journal_is_503_and_a_locked_database_holds_up_nobody(
    at: tuple[House, str], name: str, status: int
) -> None:
    house, key = at
    if not house.place.environment["DATABASE_URL"].startswith("sqlite"):
        pytest.skip("PostgreSQL has no lock that keeps all writers out")
    first, second = f"{name}-first", f"{name}-second"
    assert send(house, key, first).status_code == 200
    with closing(sqlite3.connect(house.place.home / name, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert send(house, key, second).status_code == status
        other.execute("ROLLBACK")
    assert send(house, key, second).status_code == 200
    assert of(name, landed_in_the_end(house)) == [first, second]


def test_when_too_much_waits_it_is_429_until_it_was_landed(at: tuple[House, str]) -> None:
    house, key = at
    assert send(house, key, "much-first").status_code == 200
    house.run("python", "-c", _FILL)
    answer = send(house, key, "much-second")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert json.loads(answer.content)["code"] == "busy"
    house.start("worker")
    until(lambda: send(house, key, "much-second").status_code == 200, 120, every=0.5)
    until(lambda: house.waiting() == 0, 200)
    until(
        lambda: house.place.ask("SELECT count(*) FROM ingest_landing WHERE NOT is_done") == [(0,)]
    )
    landed = of("much", house.landed())
    assert len(landed) == len(set(landed)) == 20_002
    assert {"much-first", "much-second"} <= set(landed)
