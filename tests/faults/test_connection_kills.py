"""A worker is killed while it reads a shop's history: in the end every order is there, once."""

import json
import random
import time
from datetime import UTC, datetime, timedelta

from tests.support.collecting import house
from tests.support.platforms import woocommerce
from tests.support.platforms.serving import Asked, Said
from tests.support.platforms.woocommerce import KEY, SECRET, Shop
from tests.support.wait import until

_ORDERS = 430
_KILLS = (2, 4, 5, 7, 9, 12)  # while these pages are asked for, or land
_START = """
import django; django.setup()
from datetime import datetime, timedelta, UTC
from huike.base.access.rules import system_actor
from huike.base.access.models import Workspace
from huike.flow.ingest.connect import actions
owner = system_actor(Workspace.objects.get(name="one").pk, "tests")
print(actions.start_backfill(owner, {number}, datetime.now(UTC) - timedelta(days=20)))
"""
_ASK = """
import django; django.setup()
import json
from huike.base.warehouse import facade as warehouse
print(json.dumps([
    [list(row) for row in warehouse.select(sql)] for sql in (
        "SELECT count(), sum(amount), sum(refund), sum(line_count) FROM orders FINAL",
        "SELECT count(), sum(amount) FROM order_lines FINAL",
        "SELECT count(), uniqExact(sku) FROM products FINAL",
        "SELECT uniqExact(customer_id) FROM orders FINAL WHERE customer_id != 0",
    )
]))
"""


def test_history_is_read_whole_however_often_the_worker_is_killed() -> None:
    chance = random.Random(20261122)
    with house() as (made, _key), woocommerce.selling() as shop:
        made.place.environment["HUIKE_CONNECTORS_MAY_REACH"] = "127.0.0.0/8"
        _fill(shop)
        given = {"url": shop.url, "consumer_key": KEY, "consumer_secret": SECRET}
        words = ["connection", "create", "--workspace", "one", "--kind", "woocommerce"]
        words += ["--shop", "茶馆", "--json"]
        for name, value in given.items():
            words += ["--set", f"{name}={value}"]
        number = json.loads(made.run(*words))["id"]
        made.run("python", "-c", _START.format(number=number))
        pages = _counted(shop)
        for kill in _KILLS:
            made.start("worker")
            until(lambda: pages[0] >= kill, 90, every=0.005)  # noqa: B023 - asked at once
            time.sleep(chance.random() * 0.4)  # before, in the middle of, or behind a landing
            made.kill("worker")
        made.start("worker")
        left = "SELECT count(*) FROM ingest_reading WHERE is_backfill AND upto < goal"
        until(lambda: made.place.ask(left) == [(0,)], 180)
        made.kill("worker")
        found = json.loads(made.run("python", "-c", _ASK).splitlines()[-1])
    assert found == [
        [[_ORDERS, _ORDERS * 3500, 43 * 500, _ORDERS * 3 + 43]],
        [[_ORDERS * 3 + 43, _ORDERS * 3500 - 43 * 500]],
        [[2, 2]],
        [[_ORDERS]],
    ]


def _fill(shop: Shop) -> None:
    shop.now = (datetime.now(UTC) - timedelta(days=10)).replace(microsecond=0)
    for number in range(1, _ORDERS + 1):
        shop.pass_time(30)
        shop.order(number)
        if number % 10 == 0:
            shop.refund(number, 10_000 + number, "5.00")
    shop.now = datetime.now(UTC)


def _counted(shop: Shop) -> list[int]:
    """How many pages of orders have been asked for, in its one place."""
    pages = [0]

    def counts(asked: Asked, said: Said) -> Said:
        pages[0] += asked.path.endswith("/orders") and asked.query.get("orderby") == "date"
        return said

    shop.answers = counts
    return pages
