"""The worker is killed again and again while orders come: in the end they add up, each once."""

import json
import random
import time
from functools import partial

import httpx

from tests.support.collecting import House, house
from tests.support.wait import until

_KILLS = 6
_ORDERS = 40  # of each round
_ASK = """
import django; django.setup()
import json
from huike.base.warehouse import facade as warehouse
print(json.dumps([
    [list(row) for row in warehouse.select(sql)] for sql in (
        "SELECT count(), sum(amount), sum(refund), sum(line_count) FROM orders FINAL",
        "SELECT count(), sumIf(amount, kind = 'sale'), -sumIf(amount, kind = 'return')"
        " FROM order_lines FINAL",
        "SELECT status, count() FROM orders FINAL GROUP BY status ORDER BY status",
        "SELECT count(), uniqExact(sku) FROM products FINAL",
    )
]))
"""


def test_orders_add_up_however_often_the_worker_is_killed() -> None:
    chance = random.Random(20261122)
    with house() as (made, key), httpx.Client(auth=(key, ""), timeout=20) as client:
        made.start("web")
        for number in range(_KILLS):
            before = _landings(made)
            made.start("worker")
            told = _story(number)
            chance.shuffle(told)
            half = len(told) // 2
            for part in (told[:half], told[half:]):
                client.post(f"{made.url}/v1/batch", json={"batch": part}).raise_for_status()
            # In the middle of landing them: it takes some tenths of a second.
            until(partial(_has_begun, made, before), 60, every=0.005)
            time.sleep(chance.random() * 0.5)
            made.kill("worker")
        made.start("worker")
        until(lambda: made.waiting() == 0, 120)
        made.kill("worker")
        found = json.loads(made.run("python", "-c", _ASK).splitlines()[-1])
    orders = _KILLS * _ORDERS
    assert found == [
        [[orders, orders * 2500, orders // 2 * 1000, orders * 2 + orders // 2]],
        [[orders * 2 + orders // 2, orders * 2500, orders // 2 * 1000]],
        [["paid", orders]],
        [[2, 2]],
    ]


def _landings(made: House) -> int:
    ((found,),) = made.place.ask("SELECT count(*) FROM ingest_landing")
    return int(found)


def _has_begun(made: House, before: int) -> bool:
    return _landings(made) > before


def _story(number: int) -> list[dict[str, object]]:
    """Orders of two lines; half of them get a part back."""
    products = [
        {"sku": "tea", "name": "Tea", "price": 10, "quantity": 2},
        {"sku": "cup", "name": "Cup", "price": "5.00"},
    ]
    told: list[dict[str, object]] = []
    for place in range(_ORDERS):
        name = f"{number}-{place}"
        whose = {"type": "track", "userId": f"u{place % 7}"}
        order = {"order_id": name, "products": products}
        back = {"order_id": name, "products": [{"sku": "tea"}]}
        bought = {"event": "Order Completed", "properties": order}
        told.append({**whose, **bought, "messageId": f"{name}-a"})
        if place % 2:
            refund = {"event": "Order Refunded", "properties": back}
            told.append({**whose, **refund, "messageId": f"{name}-b"})
    return told
