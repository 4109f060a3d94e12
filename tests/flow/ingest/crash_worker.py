"""A process that imports and can be told to die, as `kill -9` does, at its n-th touch of a store.

python crash_worker.py setup FILE        undisturbed import into one shop, the same prepared for
                                         another: prints counts, facts, touches and the job
python crash_worker.py work JOB DIE_AT   run that job; die at touch DIE_AT (0: never), or print what
                                         the second shop has come to
"""
# ruff: noqa: E402  # Django must be set up before its models are imported

import json
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
import django

django.setup()

from django.core.management import call_command

from huike.base.access import actions as access
from huike.base.access.models import Workspace
from huike.base.access.rules import system_actor
from huike.base.jobs import facade as jobs
from huike.base.outbox.models import EventRow
from huike.base.warehouse import facade as warehouse
from huike.entry import wiring
from huike.flow.ingest import actions, commands
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.steps import driver, reading
from huike.flow.ingest.steps.run import Run
from huike.library.commerce import facade as commerce

_touches = 0


def die_at(number: int) -> None:
    """Count the touches of warehouse and database; end without a word at this one."""

    def counted(act: Callable[..., Any]) -> Callable[..., Any]:
        def touch(*args: Any, **kwargs: Any) -> Any:
            global _touches
            _touches += 1
            if _touches == 2 * number - 1:
                os.kill(os.getpid(), signal.SIGKILL)
            answer = act(*args, **kwargs)
            _touches += 1
            if _touches == 2 * number:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return touch

    for name in ("insert", "execute"):
        setattr(warehouse, name, counted(getattr(warehouse, name)))
    Run.save = counted(Run.save)  # type: ignore[method-assign]
    driver._finish = counted(driver._finish)


def main() -> None:
    wiring.connect()
    # Small steps, so that a small file has many.
    reading.BATCH_ROWS = 400
    driver._BUCKET_ROWS = 700
    act, *args = sys.argv[1:]
    if act == "setup":
        call_command("migrate", verbosity=0)
        warehouse.migrate()
        access.create_workspace(name="Crash", timezone="Asia/Shanghai", currency="CNY")
        die_at(10**9)
        commands.finish(_owner(), _draft(args[0], "calm"))
        touches = _touches // 2
        job = actions.run(_owner(), _draft(args[0], "storm").pk)
        print(json.dumps({"calm": _state("calm"), "touches": touches, "job": job}))
    else:
        die_at(int(args[1]))
        jobs.run_now(int(args[0]), workspace_id=_owner().workspace_id)
        print(json.dumps(_state("storm")))


def _owner() -> Any:
    return system_actor(Workspace.objects.get().pk, "owner")


def _draft(path: str, shop: str) -> Import:
    place = commerce.ensure_shop(_owner(), shop)
    with open(path, "rb") as stream:
        return actions.create_import(
            _owner(),
            stream,
            actions.Upload(file_name="orders.csv", kind="orders", shop_id=place.id),
        )


def _state(shop: str) -> dict[str, Any]:
    place = commerce.ensure_shop(_owner(), shop)
    row = Import.objects.get(shop_id=place.id)
    where = {"shop": place.id}
    told = [
        one
        for event in EventRow.objects.filter(kind="OrdersLanded")
        if event.payload["batch_id"] == row.batch_id
        for one in event.payload["customer_ids"]
    ]
    return {
        "state": row.state,
        "counts": [row.rows, row.accepted, row.duplicates, row.quarantined, row.new_customers],
        "quarantined": list(
            QuarantinedRow.objects.filter(source_id=row.pk)
            .order_by("row")
            .values_list("row", "column", "reason")
        ),
        "told": [len(told), len(set(told))],
        "lines": warehouse.select(
            "SELECT count(), sum(amount), sum(quantity), sum(cityHash64(order_no, sku, quantity, "
            "amount, toString(ordered_at), category)), uniqExact(customer_id), count(line_key) - "
            "uniqExact(line_key) FROM order_lines WHERE shop_id = {shop:UInt32}",
            where,
        ),
        "orders": warehouse.select(
            "SELECT count(), sum(amount), sum(line_count), sum(cityHash64(order_no, kind, status, "
            "toString(ordered_at), amount, quantity)), uniqExact(customer_id) "
            "FROM orders FINAL WHERE shop_id = {shop:UInt32}",
            where,
        ),
        "products": warehouse.scalar(
            "SELECT count() FROM products FINAL WHERE shop_id = {shop:UInt32}", where
        ),
        "left": [n for (n,) in warehouse.select("SHOW TABLES") if n.startswith("import_")],
    }


if __name__ == "__main__":
    main()
