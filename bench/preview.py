"""The five-condition preview with workspaces, order versions, merged ids and a shop scope.

Asked through the segment's own door, by the engine behind its own door. HUIKE_BENCH_SCALE=1 makes
the full size (1 M customers, 10 M orders, 50 M events, 10 M message facts; about 10 GB and ten
minutes); a tenth of it is the default. The peer answers the same question over the same facts in
PostgreSQL, over at most a tenth of the full size, and must find the same people.
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

NAME = "preview"

TARGET = "<= 150 ms"
WARM, ROUNDS = 3, 15
SHOPS = (2, 3)
PEER_SCALE = 0.1
LIMIT_SECONDS = 3600
RULE = {
    "kind": "all",
    "rules": [
        {"kind": "orders", "measure": "count", "op": "gte", "value": 1, "window": "90"},
        {"kind": "orders", "measure": "sum", "op": "gte", "value": 30000, "window": "90"},
        {"kind": "events", "event": "cart", "op": "gte", "value": 1, "window": "15"},
        {"kind": "events", "event": "view", "op": "gte", "value": 1, "window": "10"},
        {"kind": "messages", "did": "opened", "op": "eq", "value": 0, "window": "30"},
    ],
}

Report = Callable[..., None]


def run(report: Report) -> None:
    """Measure in a process and a home of its own, and pass the figures on."""
    told = told_by(__file__, seconds=LIMIT_SECONDS)
    for line in told.splitlines():
        if line.startswith("{"):
            report(**json.loads(line))


def measure() -> None:
    """Make the facts, ask, and print a figure a line."""
    import django

    django.setup()

    from django.core.management import call_command

    from bench import generate
    from bench.preview_peer import answer_of_postgresql
    from huike.base.access import actions
    from huike.base.access.facade import Scope
    from huike.base.kernel import clock
    from huike.base.warehouse import facade as warehouse
    from huike.flow.segment import facade as segment

    scale = float(os.environ.get("HUIKE_BENCH_SCALE", "0.1"))
    size = generate.Size.of(scale)
    now = clock.now()
    call_command("migrate", verbosity=0)
    warehouse.migrate()
    place = actions.create_workspace(name="Bench", timezone="UTC", currency="CNY")
    generate.fill(size, workspace_id=place.pk, now=now)
    scope = Scope(workspace_id=place.pk, shop_ids=SHOPS)
    rule = segment.parse(_with_windows(RULE))

    def ask(turn: int) -> Any:
        """The rule as it is changed while it is built: the spend, which is the dearest to ask."""
        changed = {**RULE["rules"][1], "value": RULE["rules"][1]["value"] + 100 * turn}
        rules = [RULE["rules"][0], changed, *RULE["rules"][2:]]
        return segment.preview(scope, segment.parse(_with_windows({**RULE, "rules": rules})))

    def ask_anew(turn: int) -> Any:
        warehouse.execute("TRUNCATE TABLE IF EXISTS kept.segment_sets")
        return segment.preview(scope, rule)

    figures = []
    for state in ("10 % new versions just landed", "settled"):
        if state == "settled":
            generate.settle()
        _still(warehouse)
        figures += [
            (f"{state}, one condition changed", _timed(ask)),
            (f"{state}, all five asked anew", _timed(ask_anew)),
        ]
    part = max(1, round(scale / PEER_SCALE))
    sought = _asked_of_a_part(segment, scope, rule, part)
    peer, seconds = answer_of_postgresql(place.pk, SHOPS, now, part, sought)
    what = f"preview: 5 conditions, {size.customers:,} customers, {size.orders:,} orders"
    for state, milliseconds in figures:
        _tell(
            name=f"{what}, {state}",
            value=milliseconds,
            unit="ms",
            target=TARGET,
            peer=peer,
            peer_value=seconds,
        )
    warehouse.close()


def _with_windows(rule: dict[str, Any]) -> dict[str, Any]:
    rules = [
        {**one, "window": {"kind": "last", "n": int(one["window"]), "unit": "day"}}
        for one in rule["rules"]
    ]
    return {**rule, "rules": rules}


def _timed(ask: Callable[[int], Any]) -> float:
    """The middle of some warm askings, in milliseconds."""
    times = []
    for turn in range(WARM + ROUNDS):
        started = time.perf_counter()
        ask(turn)
        times.append((time.perf_counter() - started) * 1000)
    return round(statistics.median(times[WARM:]), 1)


def _still(warehouse: Any) -> None:
    """Wait until the engine no longer merges what was just written, two minutes at most."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline and warehouse.scalar("SELECT count() FROM system.merges"):
        time.sleep(0.5)


def _asked_of_a_part(segment: Any, scope: Any, rule: Any, part: int) -> int:
    """How many of the people found are among those whom the peer knows."""
    from huike.base.warehouse import facade as warehouse
    from huike.flow.segment.queries import bitmaps
    from huike.flow.segment.rules import to_sql

    question = to_sql(rule, bitmaps.context(scope))
    sql = question.ask(f"arrayCount(id -> id % {part} = 0, bitmapToArray(m0))")
    return int(warehouse.scalar(sql, question.params))


def _tell(**figure: Any) -> None:
    print(json.dumps(figure, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))
    measure()
