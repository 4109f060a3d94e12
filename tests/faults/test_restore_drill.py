"""S11: a backup under load, brought back on an empty machine, keeps what was promised."""

import csv
import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.drill_words import drill
from tests.support.server import Server, installation, last_json
from tests.support.smtp import CountingServer
from tests.support.wait import until

PEOPLE = 40
FIRST_LINES, SECOND_LINES = 120, 250_000
SECOND_PEOPLE = 2_000
ERASED_BEFORE, ERASED_AFTER, LEAVER = 3, 5, 7  # people by their number in the file
_HEAD = ["order_no", "ordered_at", "user_id", "email", "name", "sku", "quantity", "unit_price"]


def write_orders(path: Path, lines: int, people: int, mark: str) -> int:
    """Two lines an order; answers what all of them come to, in cents."""
    total = 0
    with open(path, "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(_HEAD)
        for number in range(lines):
            order, cents = number // 2, 100 + number % 900
            person = order % people
            total += cents
            rows.writerow(
                [
                    *[f"{mark}{order}", "2026-03-04 05:06:07", f"{mark}{person}"],
                    *[canary(mark, person), f"甲乙{mark}{person}"],
                    *[f"sku{number % 7}", 1, f"{cents / 100:.2f}"],
                ]
            )
    return total


def canary(mark: str, person: int) -> str:
    """An address to look for in raw bytes."""
    return f"canary-{mark}{person}@customer.example"


def raw_hits(home: Path, text: str) -> list[str]:
    """Files of the home that hold these bytes; the files that were uploaded are sealed too."""
    return [
        str(path.relative_to(home))
        for path in home.rglob("*")
        if path.is_file() and text.encode() in path.read_bytes()
    ]


@dataclass
class Drill:
    """What was true of the first machine, and what the second came to."""

    first: dict[str, Any]
    told: dict[str, Any]
    restored: dict[str, Any]
    after: dict[str, Any]
    totals: tuple[int, int]
    ids: dict[int, int]
    second: Server
    client: httpx.Client
    mails: CountingServer
    mails_at_start: int
    backup: Path


def run_first(server: Server, mails: CountingServer, folder: Path) -> dict[str, Any]:
    """The first machine: a finished broadcast, one on its way, a backup while a file lands."""
    server.start()
    server.huike(
        *["workspace", "create", "--name", "drill"],
        *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
    )
    totals = (
        write_orders(folder / "first.csv", FIRST_LINES, PEOPLE, "a"),
        write_orders(folder / "second.csv", SECOND_LINES, SECOND_PEOPLE, "b"),
    )
    server.huike(
        *["import", str(folder / "first.csv"), "--kind", "orders", "--shop", "甲店", "--json"]
    )
    assert drill(server, "agree") == PEOPLE
    drill(server, "sender", str(mails.port), "0")
    client = server.client("drill")
    ids = people_of(client)
    client.delete(f"/customers/{ids[ERASED_BEFORE]}").raise_for_status()
    one = drill(server, "broadcast", "one")
    until(lambda: client.get(f"/broadcasts/{one}").json()["state"] == "finished", 120)
    leave(mails, LEAVER)
    # Slow enough that it is on its way at the backup and after it.
    drill(server, "sender", str(mails.port), "1")
    two = drill(server, "broadcast", "two")
    until(lambda: client.get(f"/broadcasts/{two}").json()["state"] == "sending", 120)
    shop = client.get("/shops").json()["items"][0]["id"]
    with ready_to_back_up(server, folder) as take:
        begun = start_import(client, shop, folder / "second.csv")
        until(lambda: client.get(f"/imports/{begun}").json()["state"] == "running", 60)
        backup = take()
    client.delete(f"/customers/{ids[ERASED_AFTER]}").raise_for_status()
    until(lambda: client.get(f"/imports/{begun}").json()["state"] == "finished", 200)
    counts = client.get(f"/imports/{begun}").json()
    server.kill()
    return {"totals": totals, "ids": ids, "backup": backup, "import": counts}


@contextmanager
def ready_to_back_up(server: Server, folder: Path) -> Iterator[Callable[[], Path]]:
    """A process that has started already, so that the backup begins when it is told."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.support.drill", "backup", str(folder)],
        env=server.environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"

    def take() -> Path:
        told, _ = process.communicate("now\n", timeout=240)
        return Path(json.loads(told.splitlines()[-1]))

    yield take
    assert process.wait(10) == 0


def people_of(client: httpx.Client) -> dict[int, int]:
    """The ids of the first file's people, by their number in it."""
    found = {}
    for person in (ERASED_BEFORE, ERASED_AFTER, LEAVER):
        (one,) = client.get("/customers", params={"q": canary("a", person)}).json()["items"]
        found[person] = one["id"]
    return found


def leave(mails: CountingServer, person: int) -> None:
    """Unsubscribe as a mail program does, by the link of the mail they got."""
    mail = next(mail for to, mail, *_ in mails.received.mails if to == canary("a", person))
    link = re.search(r"<(http[^>]+)>", str(mail["List-Unsubscribe"]))
    assert link
    answer = httpx.post(link[1], data={"List-Unsubscribe": "One-Click"}, timeout=30)
    assert answer.status_code == 200


def start_import(client: httpx.Client, shop: int, path: Path) -> int:
    with open(path, "rb") as source:
        made = client.post(
            "/imports",
            data={"kind": "orders", "shop_id": shop, "layout": "auto"},
            files={"file": (path.name, source)},
        )
    number = int(made.raise_for_status().json()["id"])
    client.post(f"/imports/{number}/run").raise_for_status()
    return number


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Drill]:
    """The whole drill, once."""
    folder = tmp_path_factory.mktemp("drill")
    # The server says 250 only after a moment, as a network would have it.
    with (
        CountingServer(pause=0.001) as mails,
        installation() as one,
        installation(is_new=True) as two,
    ):
        first = run_first(one, mails, folder)
        # What is kept elsewhere: the key and the list of erasures. The machine itself is gone.
        shutil.copytree(one.home / "keys", two.home / "keys")
        began = time.monotonic()
        told = last_json(two.huike("restore", str(first["backup"]), "--json"))
        size = sum(path.stat().st_size for path in first["backup"].rglob("*") if path.is_file())
        print(f"restored {size / 1e6:.1f} MB in {time.monotonic() - began:.1f} s")
        restored = drill(two, "state")
        count = len(mails.received)
        two.start()
        client = two.client("drill")
        until(lambda: newest_import(client)["state"] == "finished", 200)
        until(lambda: not waiting_jobs(client), 120)
        after = drill(two, "state")
        yield Drill(
            first=first["import"], told=told, restored=restored, after=after,
            totals=first["totals"], ids=first["ids"], second=two, client=client, mails=mails,
            mails_at_start=count, backup=first["backup"],
        )  # fmt: skip


def newest_import(client: httpx.Client) -> dict[str, Any]:
    return client.get("/imports").json()["items"][0]


def waiting_jobs(client: httpx.Client) -> list[dict[str, Any]]:
    """Deliveries and jobs that are due and not done."""
    rows = client.get("/jobs", params={"limit": 200}).json()["items"]
    return [row for row in rows if row["state"] in ("waiting", "running")]


@pytest.mark.timeout(600)
def test_what_was_acknowledged_before_the_mark_is_there(done: Drill) -> None:
    amount, _ = done.totals
    lines, money = done.restored["lines"]
    assert (lines >= FIRST_LINES, money >= amount) == (True, True)
    assert done.restored["imports"]["first.csv"] == [
        "finished", FIRST_LINES, FIRST_LINES, 0, 0, PEOPLE
    ]  # fmt: skip
    assert done.restored["imports"]["second.csv"][0] == "running"
    assert done.restored["holds"] == 0


def test_the_import_that_was_landing_comes_to_its_end_as_on_the_first_machine(done: Drill) -> None:
    names = ("state", "rows", "accepted", "duplicates", "quarantined", "new_customers")
    assert [done.first[name] for name in names] == [
        "finished", SECOND_LINES, SECOND_LINES, 0, 0, SECOND_PEOPLE
    ]  # fmt: skip
    assert done.after["imports"]["second.csv"] == [done.first[name] for name in names]
    assert done.after["lines"] == [FIRST_LINES + SECOND_LINES, sum(done.totals)]
    assert done.after["orders"] == [(FIRST_LINES + SECOND_LINES) // 2, sum(done.totals)]


def test_database_and_warehouse_agree(done: Drill) -> None:
    people = PEOPLE + SECOND_PEOPLE - 2
    assert done.after["customers"] == [people, people]
    assert done.after["versions"][0] == done.after["versions"][1]
    assert done.after["consents"] == [PEOPLE, PEOPLE]


def test_every_message_of_a_finished_broadcast_has_an_end(done: Drill) -> None:
    for state in (done.restored, done.after):
        how, why, treated, held_out = state["broadcasts"]["one"]
        sent, failed, refused, unknown = state["ends"]["one"]
        assert (how, why, treated + held_out) == ("finished", "", PEOPLE - 1)
        assert sent + failed + refused + unknown == treated
        assert state["counted"]["one"] == state["ends"]["one"]
        assert state["rows"]["one"] == {"sent": sent, **({"refused": refused} if refused else {})}
        assert (failed, unknown) == (0, 0)
    sent = done.after["ends"]["one"][0]
    assert done.after["facts"]["one"] == [sent, sent]


def test_erased_people_stay_erased(done: Drill) -> None:
    gone = sorted([done.ids[ERASED_BEFORE], done.ids[ERASED_AFTER]])
    assert done.told["erased_again"] == 1
    assert done.told["has_erasure_list"] is True
    assert done.restored["erased"] == done.after["erased"] == gone
    for person in (ERASED_BEFORE, ERASED_AFTER):
        asked = {"q": canary("a", person)}
        assert done.client.get("/customers", params=asked).json()["items"] == []
        assert raw_hits(done.second.home, canary("a", person)) == []
    assert raw_hits(done.backup, "customer.example") == []


def test_who_left_has_left(done: Drill) -> None:
    assert done.restored["suppressions"] == done.after["suppressions"] == 1
    told = done.client.get(f"/consent/customers/{done.ids[LEAVER]}").json()
    said = {(row["purpose"], row["channel"]): row["state"] for row in told["standings"]}
    assert said["marketing", "email"] == "withdrawn"


def test_the_audit_is_whole(done: Drill) -> None:
    told = last_json(done.second.huike("audit", "verify", "--workspace", "drill", "--json"))
    assert (told["is_whole"], told["reason"]) == (True, "")
    assert told["entries"] > 5


def test_nothing_goes_out_until_a_person_says_so(done: Drill) -> None:
    assert done.told["held_broadcasts"] == 1
    assert done.after["broadcasts"]["two"][:2] == ["held", "restored"]
    assert done.after["rows"]["two"] == done.restored["rows"]["two"]
    assert len(done.mails.received) == done.mails_at_start
    two = next(
        row for row in done.client.get("/broadcasts").json()["items"] if row["name"] == "two"
    )
    drill(done.second, "sender", str(done.mails.port), "0")
    done.client.post(f"/broadcasts/{two['id']}/resume").raise_for_status()
    until(lambda: done.client.get(f"/broadcasts/{two['id']}").json()["state"] == "finished", 120)
    state = drill(done.second, "state")
    sent, failed, refused, unknown = state["ends"]["two"]
    assert sent + failed + refused + unknown == state["broadcasts"]["two"][2]
    assert failed == 0
    got = {to for to, *_ in done.mails.received.mails[done.mails_at_start :]}
    assert not got & {canary("a", person) for person in (ERASED_BEFORE, ERASED_AFTER, LEAVER)}
    assert done.second.stop() == 0
