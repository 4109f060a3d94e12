"""kill -9 of the sending worker at random points: nobody gets two, nothing is lost in silence."""

import random
import time

import pytest

from tests.support.killing import Installation, installation
from tests.support.smtp import CountingServer
from tests.support.varied import first_of, seed
from tests.support.wait import until

pytestmark = pytest.mark.stores
CONNECTIONS = 4
_ENDS = "('sent', 'failed', 'refused', 'unknown')"


def state_of(place: Installation) -> tuple[str, int | None]:
    [row] = place.ask("SELECT state, treated FROM journey_broadcast")
    return row[0], row[1]


def check_sums(place: Installation) -> bool:
    """D3: finished only when everybody of the audience has an end; answers whether it is."""
    state, treated = state_of(place)
    [(ended,)] = place.ask(f"SELECT count(*) FROM message_message WHERE state IN {_ENDS}")
    if state == "finished":
        assert ended == treated
    return state == "finished"


def kill_at_random(place: Installation, server: CountingServer, chance: random.Random) -> None:
    """Let a worker send some, then kill it within the next few transactions."""
    place.start_worker()
    wanted = len(server.received) + chance.randrange(1, 40)
    until(
        lambda: len(server.received) >= wanted or check_sums(place) or None,
        seconds=180,
        every=0.005,
    )
    time.sleep(chance.random() * 0.05)
    place.kill_workers()


def check_end(place: Installation, server: CountingServer, people: int, kills: int) -> dict:
    told = place.world("report")
    assert told["state"] == "finished", (told, place.log())
    assert sum(told["ends"]) == told["treated"] == told["messages"] == people
    assert told["dispatch"] == told["ends"]
    assert told["claims"] == 0
    per_recipient, per_id = server.received.per_recipient(), server.received.per_message_id()
    assert set(per_recipient.values()) == {1}, "somebody got two"
    assert set(per_id.values()) == {1}
    assert set(told["sent"]) <= set(per_id), "something called sent never arrived"
    arrived_unknown = set(per_id) - set(told["sent"])
    assert arrived_unknown <= set(told["unknown"]), "something arrived that is neither"
    assert len(told["unknown"]) <= CONNECTIONS * kills
    assert len(set(told["unknown"])) == told["ends"][3]
    assert told["facts"].get("sent", [0, 0]) == [told["ends"][0]] * 2
    return told


@pytest.mark.timeout(900)
def test_five_kills():
    chance = random.Random(seed())
    with CountingServer(pause=0.004) as server, installation() as place:
        place.world("setup", "--people", "300", "--port", str(server.port))
        for _ in range(5):
            kill_at_random(place, server, chance)
            check_sums(place)
        place.start_worker()
        until(lambda: check_sums(place), seconds=240)
        told = check_end(place, server, 300, kills=5)
    print(f"5 kills: {told['states']}, arrived {len(server.received)}")


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_two_hundred_kills():
    chance = random.Random(seed())
    with CountingServer(pause=0.004) as server, installation() as place:
        place.world("setup", "--people", "6000", "--port", str(server.port))
        kills = 0
        while kills < 200 and not check_sums(place):
            kill_at_random(place, server, chance)
            kills += 1
        place.start_worker()
        until(lambda: check_sums(place), seconds=300)
        told = check_end(place, server, 6000, kills=kills)
    print(f"{kills} kills: {told['states']}, arrived {len(server.received)}")
    assert kills == 200


@pytest.mark.timeout(900)
@pytest.mark.parametrize("count", first_of(4, 2, 8))
def test_workers_at_once_send_nothing_twice(count):
    with CountingServer() as server, installation() as place:
        place.world("setup", "--people", "400", "--port", str(server.port))
        for _ in range(count):
            place.start_worker()
        until(lambda: check_sums(place), seconds=300)
        told = check_end(place, server, 400, kills=0)
    assert told["ends"] == [400, 0, 0, 0]


@pytest.mark.long
@pytest.mark.timeout(5400)
def test_eight_workers_at_once_send_a_hundred_thousand_once():
    with CountingServer(keeps=False) as server, installation() as place:
        place.world("setup", "--people", "100000", "--port", str(server.port))
        for _ in range(8):
            place.start_worker()
        until(lambda: check_sums(place), seconds=4800, every=1.0)
        told = check_end(place, server, 100_000, kills=0)
    assert told["ends"] == [100_000, 0, 0, 0]


@pytest.mark.timeout(900)
def test_one_of_two_workers_dies_and_the_other_mends_it():
    chance = random.Random(seed())
    with CountingServer(pause=0.01) as server, installation() as place:
        place.world("setup", "--people", "300", "--port", str(server.port))
        first = place.start_worker()
        until(lambda: len(server.received) > 20, seconds=180)
        place.start_worker()
        time.sleep(chance.random())
        first.kill()
        until(lambda: check_sums(place), seconds=300)
        check_end(place, server, 300, kills=1)
