"""The processes: watched, ended in good order, alone in their home; and what looks at them."""

import json
import os
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import httpx
import pytest

from huike.entry.safekeeping import place
from tests.support import services
from tests.support.grown import grown_stores
from tests.support.server import Server, children, installation, named
from tests.support.wait import until

pytestmark = pytest.mark.timeout(400)

HEAD = "order_no,ordered_at,user_id,email,sku,quantity,unit_price\n"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """`huike serve` with a workspace; each test leaves it running and whole."""
    with installation(is_apart=True) as made:
        made.start()
        made.huike(
            *["workspace", "create", "--name", "one"],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        yield made


def pid_of(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def ready(server: Server) -> httpx.Response | None:
    try:
        return httpx.get(f"{server.url}/readyz", timeout=10)
    except httpx.HTTPError:
        return None


def is_ready(server: Server) -> bool:
    answer = ready(server)
    return answer is not None and answer.status_code == 200


def lives(pid: int) -> bool:
    """Whether it runs; one that has ended and waits to be collected does not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return False
    return stat.rpartition(")")[2].split()[0] not in ("Z", "X")


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """A process that does nothing for the block."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def the(word: str, server: Server) -> int | None:
    try:
        return named(pid_of(server), word)
    except AssertionError:
        return None


@pytest.mark.parametrize("word", ["web", "worker", "warehouse.engine"])
def test_a_killed_process_comes_back_and_the_house_goes_on_answering(
    server: Server, word: str, tmp_path: Path
) -> None:
    before = named(pid_of(server), word)
    os.kill(before, signal.SIGKILL)

    after = until(lambda: the(word, server) not in (None, before) and the(word, server), 60)
    until(lambda: is_ready(server), 120)

    assert after != before
    orders = tmp_path / "orders.csv"
    orders.write_text(f"{HEAD}{word},2026-01-02 03:04:05,u1,u1@x.example,s1,1,9.90\n")
    told = json.loads(
        server.huike("import", str(orders), "--kind", "orders", "--shop", "甲店", "--json")
    )
    assert (told["rows"], told["accepted"], told["quarantined"]) == (1, 1, 0)


def test_the_parent_may_fork_again(server: Server) -> None:
    # Threads of libraries that hold no lock while they wait; one of ours might, and Polars' pool.
    harmless = {"python", "jemalloc_bg_thd", "polars-ooc-clea"}
    tasks = Path(f"/proc/{pid_of(server)}/task").glob("*/comm")
    assert {task.read_text().strip() for task in tasks} <= harmless


def test_without_its_engine_it_is_alive_and_not_ready(server: Server) -> None:
    # The parent sleeps, so that nobody starts the engine again while we look.
    with stopped(pid_of(server)):
        os.kill(named(pid_of(server), "warehouse.engine"), signal.SIGKILL)
        answer = until(lambda: (found := ready(server)) and not found.is_success and found, 30)
        assert (answer.status_code, answer.json()) == (
            503,
            {"status": "waiting", "database": "ok", "warehouse": "down"},
        )
        alive = httpx.get(f"{server.url}/healthz", timeout=10)
        assert (alive.status_code, alive.json()) == (200, {"status": "ok"})
    until(lambda: is_ready(server), 60)
    answer = ready(server)
    assert answer is not None
    assert answer.json() == {"status": "ok", "database": "ok", "warehouse": "ok"}


def test_metrics_count_jobs_by_their_state(server: Server) -> None:
    answer = httpx.get(f"{server.url}/metrics", timeout=10)
    lines = dict(
        line.rsplit(" ", 1) for line in answer.text.splitlines() if line.startswith("huike_jobs")
    )
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    assert set(lines) == {
        f'huike_jobs{{state="{state}"}}' for state in ("waiting", "running", "failed")
    }
    assert lines['huike_jobs{state="failed"}'] == "0.0"


def test_a_second_serve_on_the_same_home_is_refused(server: Server) -> None:
    status, said = server.refused("serve", "--port", str(services.free_port()))
    assert status == 1
    assert f"This home is in use: huike serve runs as process {pid_of(server)}" in said
    assert "Stop it first, or set another HUIKE_HOME" in said
    assert is_ready(server)


def test_a_port_in_use_is_refused_before_anything_is_started() -> None:
    with installation(is_new=True) as other, socket.create_server(("127.0.0.1", other.port)):
        status, said = other.refused("serve")
        assert status == 1
        assert f"Cannot listen on 127.0.0.1:{other.port}: Address already in use" in said
        assert "Set HUIKE_PORT (or --port) to a free one" in said
        assert not (other.home / "warehouse").exists()
        assert not (other.home / "huike.db").exists()


def findings(server: Server, **environment: str) -> tuple[int, dict[str, tuple[str, str]]]:
    """The exit status of `huike doctor --json`, and state and detail by name."""
    other = Server(server.home, server.port, {**server.environment, **environment})
    text = other.huike("doctor", "--json", check=False)
    found = {row["name"]: (row["state"], row["detail"]) for row in json.loads(text)}
    return int(any(state == "fail" for state, _ in found.values())), found


def test_the_doctor_finds_a_running_home_well(server: Server) -> None:
    server.huike("doctor", "--json")  # ends with 0
    _, found = findings(server)
    states = {name: state for name, (state, _) in found.items() if name != "home"}
    assert found["home"][0] in ("ok", "warn")  # by how much room this machine has
    assert states == {
        "python": "ok",
        "master key": "warn",
        "database": "ok",
        "warehouse": "ok",
        "redis": "ok",
        "console": states["console"],  # a clone may not have built it
        "port": "ok",
        "jobs": "ok",
    }
    assert found["port"][1] == f"{server.port} is answering"


def test_the_doctor_knows_a_wrong_master_key(server: Server) -> None:
    is_ill, found = findings(server, HUIKE_MASTER_KEY="ab" * 32)
    assert is_ill
    assert found["master key"] == ("fail", "it does not open what this database holds")
    status, said = Server(
        server.home, server.port, {**server.environment, "HUIKE_MASTER_KEY": "ab" * 32}
    ).refused("worker")
    # A second key would make every customer a second time.
    assert status == 1
    assert "The master key is not the one this database was made with" in said


def test_the_doctor_knows_a_warehouse_that_does_not_answer(server: Server) -> None:
    is_ill, found = findings(server, WAREHOUSE_URL="clickhouse://127.0.0.1:1/none")
    assert is_ill
    assert found["warehouse"] == ("fail", "no answer")
    assert found["database"][0] == "ok"


def test_the_doctor_knows_a_home_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file")
    environment = {**os.environ, "HUIKE_HOME": str(tmp_path / "home")}
    place = Server(tmp_path / "home", 0, environment)

    is_ill, found = findings(place)
    assert is_ill
    assert set(found) == {"settings"}
    assert "cannot be kept there: Not a directory" in found["settings"][1]

    keys = {"HUIKE_MASTER_KEY": "ab" * 32, "HUIKE_SECRET_KEY": "cd" * 32}
    is_ill, found = findings(place, **keys)
    assert is_ill
    assert found["home"][0] == "fail"
    assert "cannot be written" in found["home"][1]

    status, said = place.refused("serve")
    assert status == 2
    assert "cannot be kept there: Not a directory" in said


def test_who_was_started_early_waits_until_the_stores_are_made(tmp_path: Path) -> None:
    order: list[str] = []
    begun = threading.Event()

    def child() -> None:
        begun.set()
        place.wait_until_prepared(tmp_path)
        order.append("child")

    thread = threading.Thread(target=child)
    with place.preparing(tmp_path):
        thread.start()
        begun.wait(10)
        thread.join(0.2)  # it would be over by then if nothing held it
        order.append("stores")
    thread.join(10)
    assert order == ["stores", "child"]


@pytest.fixture(scope="module")
def resting() -> Iterator[Server]:
    """An installation with an order in it that nobody runs; each test leaves it ended."""
    with installation(is_apart=True) as made:
        made.huike(
            *["workspace", "create", "--name", "one"],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        (made.home / "one.csv").write_text(HEAD + "1,2026-01-01 10:00,u1,,S1,1,2\n")
        made.start()
        made.huike("import", str(made.home / "one.csv"), "--kind", "orders", "--shop", "one")
        assert made.stop() == 0
        yield made


def test_a_start_that_fails_ends_what_it_had_started_already(resting: Server) -> None:
    wrong = {**resting.environment, "HUIKE_MASTER_KEY": "ab" * 32}
    other = Server(resting.home, resting.port, wrong, is_apart=True)
    status, said = other.refused("serve")
    assert status == 1
    assert "The master key is not the one this database was made with" in said
    assert living_in(resting.home) == []


def living_in(home: Path) -> list[str]:
    """The processes that were given this home."""
    given = f"HUIKE_HOME={home}\0".encode()
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if given in (one / "environ").read_bytes() and lives(int(one.name)):
                found.append((one / "cmdline").read_text())
    return found


def test_sigterm_ends_everything_in_good_order(resting: Server) -> None:
    resting.start()
    everybody = [pid_of(resting), *children(pid_of(resting))]
    assert len(everybody) >= 5  # parent, engine, sink, web, worker
    assert resting.stop() == 0
    until(lambda: not [pid for pid in everybody if lives(pid)], 10)
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{resting.url}/healthz", timeout=5)


def test_a_killed_parent_leaves_no_orphans_and_keeps_nobody_out(resting: Server) -> None:
    resting.start()
    everybody = children(pid_of(resting))
    assert resting.process is not None
    resting.process.kill()
    resting.process.wait(10)
    until(lambda: not [pid for pid in everybody if lives(pid)], 60)
    resting.start()
    assert resting.stop() == 0


@pytest.fixture(scope="module")
def grown() -> Iterator[dict[str, str]]:
    """Stores beside the processes."""
    with grown_stores() as stores:
        yield stores


def test_grown_web_and_worker_bring_a_file_in(grown: dict[str, str], tmp_path: Path) -> None:
    orders = tmp_path / "orders.csv"
    rows = [
        f"o{n},2026-01-02 03:04:05,u{n % 30},u{n % 30}@x.example,s{n % 5},2,1.50" for n in range(90)
    ]
    orders.write_text(HEAD + "\n".join(rows) + "\n")
    with installation(grown) as made:
        made.start("--web")
        worker = made.spawn("worker")
        try:
            made.huike(
                *["workspace", "create", "--name", "grown"],
                *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
            )
            client = made.client("grown")
            assert not (made.home / "warehouse").exists()  # no engine of its own
            shop = client.post("/shops", json={"name": "甲店"}).raise_for_status().json()["id"]
            with open(orders, "rb") as source:
                made_import = client.post(
                    "/imports",
                    data={"kind": "orders", "shop_id": shop, "layout": "auto"},
                    files={"file": ("orders.csv", source)},
                )
            number = made_import.raise_for_status().json()["id"]
            client.post(f"/imports/{number}/run").raise_for_status()

            def told() -> dict[str, object]:
                answer: dict[str, object] = client.get(f"/imports/{number}").json()
                return answer

            until(lambda: told()["state"] in ("finished", "failed"), 120)
            counts = {name: told()[name] for name in ("state", "rows", "accepted", "duplicates")}
            assert counts == {"state": "finished", "rows": 90, "accepted": 90, "duplicates": 0}
            assert told()["new_customers"] == 30

            def customers() -> list[dict[str, object]]:
                asked = {"limit": 1, "sort": "-spend"}
                found: list[dict[str, object]] = client.get("/customers", params=asked).json()[
                    "items"
                ]
                return found

            # Each of the thirty has three orders of two at 1.50, once traits were computed.
            until(lambda: customers() and customers()[0]["orders"] == 3, 120)
            assert customers()[0]["spend"] == 900
            assert client.get("/customers", params={"limit": 1}).json()["total"] == 30
            assert made.stop() == 0
        finally:
            worker.terminate()
            assert worker.wait(60) == 0
