"""I1: kill -9 of web and worker while sources send: what was acknowledged is there, once."""

import random
import time

import pytest

from tests.support.collecting import House, Senders, house
from tests.support.varied import seed
from tests.support.wait import until


def kill_at_random(at: House, chance: random.Random) -> str:
    """Let web and worker both do something, then kill one of them in the middle of it."""
    settled = at.settled()
    until(lambda: at.settled() > settled, 60, every=0.005)
    time.sleep(chance.random() * 0.3)
    name = chance.choice(["web", "worker"])
    at.kill(name)
    at.start(name)
    return name


def run(kills: int) -> None:
    number = seed()
    chance = random.Random(number)
    killed: list[str] = []
    with house() as (at, key):
        at.start("web")
        at.start("worker")
        with Senders(at.url, key, seed=number) as senders:
            until(lambda: senders.acknowledged, 60)
            while len(killed) < kills:
                killed.append(kill_at_random(at, chance))
        until(lambda: at.waiting() == 0, 120)
        # The last one that was acknowledged may be on its way from the journal to the warehouse.
        until(
            lambda: at.place.ask("SELECT count(*) FROM ingest_landing WHERE NOT is_done") == [(0,)]
        )
        landed = at.landed()
    lost = set(senders.acknowledged) - set(landed)
    print(
        f"{kills} kills ({killed.count('web')} of web, {killed.count('worker')} of worker):"
        f" {len(senders.acknowledged)} acknowledged, {len(lost)} lost,"
        f" {len(landed) - len(set(landed))} twice; {senders.statuses}"
    )
    assert lost == set()
    assert len(landed) == len(set(landed))
    assert len(senders.acknowledged) == len(set(senders.acknowledged)) > 20 * kills


@pytest.mark.timeout(900)
def test_six_kills() -> None:
    run(6)


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_two_hundred_kills() -> None:
    run(200)
