"""A shop of WooCommerce on this machine, and a connection to it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.connect import actions, registry, syncing
from huike.flow.ingest.connect.models import Connection
from huike.library.commerce import facade as commerce
from tests.support.platforms import woocommerce
from tests.support.platforms.woocommerce import HOOK_SECRET, KEY, SECRET, Shop

ORDERS = (
    "SELECT order_no, kind, status, amount, refund, discount, quantity, line_count"
    " FROM orders FINAL ORDER BY toUInt32OrZero(order_no)"
)


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Servers of this machine may be called, and as fast as they answer."""
    settings.CONNECTORS_MAY_REACH = (ip_network("127.0.0.0/8"),)
    for name, kind in registry.BY_NAME.items():
        monkeypatch.setitem(registry.BY_NAME, name, replace(kind, pace=10_000.0))


@pytest.fixture
def woo() -> Iterator[Shop]:
    """A shop whose clock is ours."""
    with woocommerce.selling() as shop:
        clock.live_at(shop.now)
        yield shop
        clock.live_at(None)


@dataclass
class Connected:
    """A connection, and what a test does with it."""

    owner: Actor
    shop: Shop
    row: Connection

    def pass_time(self, seconds: float) -> None:
        """Both clocks go on."""
        self.shop.pass_time(seconds)
        clock.live_at(self.shop.now)

    def sync(self) -> Connection:
        """What is new is fetched now; the connection as it is then."""
        syncing.sync(self.row.workspace_id, self.row.pk, lambda _done, _total: None)
        self.row.refresh_from_db()
        return self.row

    def backfill(self, days: int = 1) -> Connection:
        """History is read, with every job that comes of it."""
        since = clock.now() - timedelta(days=days)
        actions.start_backfill(self.owner, self.row.pk, since)
        jobs.drain()
        self.row.refresh_from_db()
        return self.row


@pytest.fixture
def connected(owner: Actor, woo: Shop, warehouse_tables: None) -> Connected:
    """A connection to the shop, made a minute before anything is sold."""
    place = commerce.ensure_shop(owner, "茶馆")
    made = actions.create(
        owner, kind="woocommerce", name="茶馆", shop_id=place.id, settings=settings_of(woo)
    )
    found = Connected(owner, woo, made)
    found.pass_time(60)
    return found


def settings_of(shop: Shop) -> dict[str, str]:
    """What the form asks for."""
    return {
        "url": shop.url,
        "consumer_key": KEY,
        "consumer_secret": SECRET,
        "webhook_secret": HOOK_SECRET,
    }


def orders() -> list[tuple[Any, ...]]:
    """Every order as it stands, and the lines it stands on."""
    return warehouse.select(ORDERS)
