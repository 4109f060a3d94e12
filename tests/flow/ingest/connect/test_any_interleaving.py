"""However a shop changes while it is read, it ends here as it stands there, each order once."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect.kinds import woocommerce as kind
from huike.flow.ingest.connect.models import Connection
from tests.flow.ingest.connect.conftest import Connected, orders
from tests.support.platforms.woocommerce import Shop

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
STATES = {
    "pending": "placed",
    "processing": "paid",
    "completed": "completed",
    "cancelled": "cancelled",
}
FIRST, LAST = 1, 14


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages of three orders: most changes come in between two."""
    monkeypatch.setattr(kind, "_SIZE", 3)


def changed(shop: Shop, chance: random.Random) -> None:
    """The shop lives on: somebody orders, pays, gets money back; often within one second."""
    for _ in range(chance.randrange(3)):
        number = chance.randint(FIRST, LAST)
        shop.order(number, status=chance.choice(list(STATES)))
        if number not in shop.refunds and chance.random() < 0.2:
            shop.refund(number, 100 + number, "5.00")
        shop.pass_time(chance.choice((0, 0, 1, 3)))


def expected(shop: Shop) -> list[tuple[str, str, int]]:
    """The shop's own state."""
    found = []
    for number, row in sorted(shop.orders.items()):
        state = STATES[row["status"]]
        is_counted = state != "cancelled" and number in shop.refunds
        found.append((str(number), state, 500 if is_counted else 0))
    return found


@settings(
    max_examples=6,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(seed=st.integers(0, 2**32))
def test_it_ends_as_the_shop_stands(connected: Connected, seed: int):
    chance = random.Random(seed)
    shop = connected.shop
    for table in ("orders", "order_lines", "order_events"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    shop.orders.clear()
    shop.refunds.clear()
    connected.pass_time(86_400)  # what the runs before have left is behind the overlap
    connected.sync()
    shop.after_page = lambda: changed(shop, chance)
    shop.answers = lambda asked, said: said
    for _ in range(3):
        shop.host.faults.extend(
            chance.choice((None, None, None, None, 502, "drop", "half", "page")) for _ in range(4)
        )
        connected.sync()
        connected.pass_time(chance.choice((1, 60, 1_000)))
    shop.after_page = lambda: None
    shop.host.faults.clear()
    connected.pass_time(60)
    Connection.objects.update(failures=0)
    row = connected.sync()
    assert row.problem is None
    assert [(number, status, refund) for number, _, status, _, refund, *_ in orders()] == expected(
        shop
    )
    assert warehouse.scalar("SELECT count() FROM order_lines FINAL WHERE kind = 'sale'") == 3 * len(
        shop.orders
    )
