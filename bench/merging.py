"""Records become people: 100,000 known by e-mail and 100,000 by phone are seen under both.

Everything is the program's own: the database (SQLite, synchronous=FULL) on a home of its own. What
is timed is a batch of 100,000 people of whom both identifiers are known, of different records:
finding them, keeping why they are one, working out who is who and writing it with its events. The
same batch again shows what it costs once they are merged. The peer moves the identifiers of one
person to the other and deletes the one, pair by pair, as a plain application does, at a tenth.
"""

import json
import os
import time
from collections.abc import Callable
from typing import Any

from bench._apart import told_by

NAME = "merging"
PAIRS = int(os.environ.get("HUIKE_BENCH_PAIRS", "100000"))
PEER_PAIRS = max(1, PAIRS // 10)

Report = Callable[..., None]


def run(report: Report) -> None:
    """Merging by sets beside the peer, and the same once it is done."""
    told: dict[str, Any] = json.loads(told_by(__file__, seconds=900))
    report(
        "pairs of known records merged",
        told["merged"],
        "s",
        "<= 10",
        f"pair by pair, for {PAIRS} of them",
        told["peer"] * PAIRS / PEER_PAIRS,
    )
    report("the same seen again", told["again"], "s")
    report("longest write transaction of it", told["transaction"] * 1000, "ms", "about 50")


def _measure() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    call_command("migrate", verbosity=0, skip_checks=True)
    from bench.identity import _watch
    from huike.base.access import actions
    from huike.base.kernel import garbage
    from huike.flow.identity.facade import PeopleBatch, count, resolve

    garbage.look_less()  # as every worker does
    workspace = actions.create_workspace(name="B", timezone="Asia/Shanghai", currency="CNY").pk
    emails = [f"user.{number}@example.test" for number in range(PAIRS)]
    phones = [f"13{number:09d}" for number in range(PAIRS)]
    resolve(workspace, PeopleBatch(shop_id=1, source="import:1", email=emails))
    resolve(workspace, PeopleBatch(shop_id=1, source="import:2", phone=phones))
    assert count(workspace) == 2 * PAIRS
    both = PeopleBatch(shop_id=1, source="import:3", email=emails, phone=phones)
    longest = _watch(transaction.Atomic, connection)
    times = []
    for _ in range(2):
        started = time.perf_counter()
        resolve(workspace, both)
        times.append(time.perf_counter() - started)
    assert count(workspace) == PAIRS, count(workspace)
    told = {"merged": times[0], "again": times[1], "transaction": longest["transaction"]}
    told["peer"] = _peer(connection)
    print(json.dumps(told))


def _peer(connection: Any) -> float:
    """Move what leads to one person to the other, and delete the one."""
    from django.db import models, transaction

    class Human(models.Model):
        name = models.CharField(max_length=80)

        class Meta:
            app_label = "bench"

    class Way(models.Model):
        value = models.CharField(max_length=120, unique=True)
        human = models.ForeignKey(Human, on_delete=models.CASCADE)

        class Meta:
            app_label = "bench"

    with connection.schema_editor() as editor:
        editor.create_model(Human)
        editor.create_model(Way)
    with transaction.atomic():
        people = Human.objects.bulk_create([Human(name="x") for _ in range(2 * PEER_PAIRS)])
        Way.objects.bulk_create(
            [Way(value=f"v{number}", human=one) for number, one in enumerate(people)]
        )
    started = time.perf_counter()
    for number in range(PEER_PAIRS):
        with transaction.atomic():
            Way.objects.filter(human=people[number]).update(human=people[PEER_PAIRS + number])
            Human.objects.filter(pk=people[number].pk).delete()
    return time.perf_counter() - started


if __name__ == "__main__":
    _measure()
