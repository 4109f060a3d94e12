"""All standard traits of everybody, and of those whom a scope of shops may see.

Over the facts of the preview: HUIKE_BENCH_SCALE=1 makes 1 M customers, 10 M orders, 50 M events; a
tenth of it is the default. The peer computes the figures of orders alone (count, spend, first and
last) with pandas, from the same orders in memory.
"""

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench._apart import told_by

NAME = "traits"
ROUNDS = 3
SHOPS = (2, 3)
LIMIT_SECONDS = 3600

Report = Callable[..., None]


def run(report: Report) -> None:
    """Measure in a process and a home of its own, and pass the figures on."""
    told = told_by(__file__, seconds=LIMIT_SECONDS)
    for line in told.splitlines():
        if line.startswith("{"):
            report(**json.loads(line))


def measure() -> None:
    """Make the facts, compute, and print a figure a line."""
    import django

    django.setup()

    from django.core.management import call_command

    from bench import generate
    from huike.base.access import actions
    from huike.base.access.facade import Scope
    from huike.base.kernel import clock
    from huike.base.warehouse import facade as warehouse
    from huike.flow.profile import traits
    from huike.flow.profile.lists.customers import page
    from huike.flow.profile.lists.filters import CustomerFilters

    size = generate.Size.of(float(os.environ.get("HUIKE_BENCH_SCALE", "0.1")))
    call_command("migrate", verbosity=0)
    warehouse.migrate()
    place = actions.create_workspace(name="Bench", timezone="Asia/Shanghai", currency="CNY")
    generate.fill(size, workspace_id=place.pk, now=clock.now())
    generate.settle()
    whole = _timed(lambda: traits.refresh(place.pk))
    what = f"{size.customers:,} customers, {size.orders:,} orders, {size.events:,} events"
    _tell(f"all standard traits computed: {what}", whole, "<= 20 s", _peer(warehouse, place.pk))

    def listed(shops: tuple[int, ...] | None) -> Callable[[], object]:
        scope, filters = Scope(place.pk, shops), CustomerFilters()
        return lambda: page(scope, filters, sort="-spend", cursor=None, limit=50)

    _tell(f"customer list by spend, whole: {what}", _timed(listed(None)), "<= 0.2 s")
    _tell(f"customer list by spend, two shops: {what}", _timed(listed(SHOPS)), "")
    warehouse.close()


def _peer(warehouse: Any, workspace_id: int) -> float:
    rows = warehouse.select(
        "SELECT customer_id, amount, toUnixTimestamp64Milli(ordered_at) FROM orders FINAL"
        " WHERE workspace_id = {ws:UInt32} AND status != 'cancelled' AND customer_id > 0",
        {"ws": workspace_id},
        lane="long",
        seconds=600.0,
    )
    import pandas

    table = pandas.DataFrame(rows, columns=["customer", "amount", "at"])
    started = time.perf_counter()
    table.groupby("customer").agg(
        orders=("amount", "size"), spend=("amount", "sum"), first=("at", "min"), last=("at", "max")
    )
    return time.perf_counter() - started


def _timed(act: Callable[[], object]) -> float:
    """The middle of some turns, in seconds."""
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        act()
        times.append(time.perf_counter() - started)
    return round(statistics.median(times), 3)


def _tell(name: str, value: float, target: str, peer: float | None = None) -> None:
    said: dict[str, Any] = {"name": name, "value": value, "unit": "s", "target": target}
    if peer is not None:
        said |= {"peer": "pandas, four figures of orders in memory", "peer_value": round(peer, 3)}
    print(json.dumps(said, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    measure()
