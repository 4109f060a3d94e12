"""New customers: 100,000 with user id, e-mail, phone and name, found nowhere, sealed and written.

Everything is the program's own: the database (SQLite, synchronous=FULL) on a home of its own. The
same people a second time show what finding costs. The peer finds or creates row by row with the
same framework, in plain text and without a search by name, at a tenth of the size.
"""

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._apart import told_by

NAME = "identity"
PEOPLE = int(os.environ.get("HUIKE_BENCH_NEW_CUSTOMERS", "100000"))
PEER_PEOPLE = max(1, PEOPLE // 10)

Report = Callable[..., None]


def run(report: Report) -> None:
    """New ones beside the row-wise peer, then the same ones again."""
    told: dict[str, Any] = json.loads(told_by(__file__, seconds=600))
    report(
        "new customers, sealed and found by three keys",
        PEOPLE / told["new"],
        "customers/s",
        ">= 20,000",
        "row by row, plain text",
        PEER_PEOPLE / told["peer"],
    )
    report("known customers found again", PEOPLE / told["known"], "customers/s")
    report("longest write transaction", told["transaction"] * 1000, "ms", "about 50")
    report("longest checkpoint after one, nothing locked", told["checkpoint"] * 1000, "ms")


def _people(count: int) -> dict[str, list[str]]:
    chance = random.Random(7)
    family = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗"
    given = [chr(0x4E00 + 7 * number) for number in range(1_500)]
    phones = chance.sample(range(10**9), count)
    return {
        "user_id": [f"u{number}" for number in range(count)],
        "email": [f"user.{number}@example.test" for number in range(count)],
        "phone": [f"13{number:09d}" for number in phones],
        "name": [
            chance.choice(family) + chance.choice(given) + chance.choice(given)
            for _ in range(count)
        ],
    }


def _measure() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, skip_checks=True)
    from huike.base.access import actions
    from huike.base.kernel import garbage
    from huike.flow.identity.facade import PeopleBatch, resolve_report

    garbage.look_less()  # as every worker does
    workspace = actions.create_workspace(name="B", timezone="Asia/Shanghai", currency="CNY").pk
    batch = PeopleBatch(shop_id=1, source="import:1", **_people(PEOPLE))
    longest = _watch(transaction.Atomic, connection)
    started = time.perf_counter()
    made = resolve_report(workspace, batch)
    new = time.perf_counter() - started
    assert len(made.created) == PEOPLE, len(made.created)
    started = time.perf_counter()
    again = resolve_report(workspace, batch)
    known = time.perf_counter() - started
    assert again.customer_ids.tolist() == made.customer_ids.tolist()
    assert not again.created
    told = {"new": new, "known": known, **longest}  # before the peer, whose transactions are long
    told["peer"] = _peer(connection)
    print(json.dumps(told))


def _watch(atomic: Any, connection: Any) -> dict[str, float]:
    """The longest outermost transaction, from its lock to the end of its COMMIT, and checkpoint.

    SQLite checkpoints inside the call of COMMIT, when the lock has been let go already. To tell the
    two apart the same checkpoint is asked for here, after the same number of frames.
    """
    longest = {"transaction": 0.0, "checkpoint": 0.0}
    began, depth = 0.0, 0
    enter, leave = atomic.__enter__, atomic.__exit__
    with connection.cursor() as cursor:
        most = cursor.execute("PRAGMA wal_autocheckpoint").fetchone()[0]
        cursor.execute("PRAGMA wal_autocheckpoint=0")
    index = Path(f"{connection.settings_dict['NAME']}-shm")

    def watched_enter(self: Any) -> None:
        nonlocal began, depth
        enter(self)
        if depth == 0:
            began = time.perf_counter()
        depth += 1

    def watched_leave(self: Any, *why: Any) -> None:
        nonlocal depth
        leave(self, *why)
        depth -= 1
        if depth:
            return
        ended = time.perf_counter()
        longest["transaction"] = max(longest["transaction"], ended - began)
        frames = int.from_bytes(index.read_bytes()[16:20], sys.byteorder)
        if frames >= most:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
            longest["checkpoint"] = max(longest["checkpoint"], time.perf_counter() - ended)

    atomic.__enter__, atomic.__exit__ = watched_enter, watched_leave
    return longest


def _peer(connection: Any) -> float:
    """Find or create each person by a query of its own, as a plain application does."""
    from django.db import models, transaction

    class Person(models.Model):
        user_id = models.CharField(max_length=40, unique=True)
        email = models.CharField(max_length=120, unique=True)
        phone = models.CharField(max_length=20, unique=True)
        name = models.CharField(max_length=80)

        class Meta:
            app_label = "bench"

    with connection.schema_editor() as editor:
        editor.create_model(Person)
    people = _people(PEER_PEOPLE)
    rows = list(zip(*people.values(), strict=True))
    started = time.perf_counter()
    for start in range(0, len(rows), 1_000):
        with transaction.atomic():
            for user_id, email, phone, name in rows[start : start + 1_000]:
                Person.objects.get_or_create(
                    user_id=user_id, defaults={"email": email, "phone": phone, "name": name}
                )
    return time.perf_counter() - started


if __name__ == "__main__":
    _measure()
