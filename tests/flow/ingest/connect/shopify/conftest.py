"""A shop of Shopify on this machine, and a connection to it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.ingest.connect import actions, queries, sessions, syncing
from huike.flow.ingest.connect.models import Connection
from huike.library.commerce import facade as commerce
from tests.support.platforms import shopify
from tests.support.platforms.shopify import CLIENT_SECRET, TOKEN, Shop


@pytest.fixture
def shop(settings: Any) -> Iterator[Shop]:
    """A shop whose clock is ours, which may call us by TLS."""
    settings.PUBLIC_URL = "https://crm.example.com"
    with shopify.selling() as made:
        clock.live_at(made.now)
        yield made
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

    def backfill(self, days: int = 1, most: int = 30) -> Connection:
        """History is read, however often somebody has to look whether it is ready."""
        actions.start_backfill(self.owner, self.row.pk, clock.now() - timedelta(days=days))
        for _ in range(most):
            jobs.drain()
            if not queries.has_unread(self.row):
                break
            self.pass_time(60)
        self.row.refresh_from_db()
        return self.row

    def call(self, topic: str, body: bytes, **changed: str) -> Any:
        """Shopify calls, signed."""
        headers = {
            "X-Shopify-Topic": topic,
            "X-Shopify-Webhook-Id": "w-1",
            "X-Shopify-Hmac-Sha256": shopify.signature(body),
            **{name.replace("_", "-"): value for name, value in changed.items()},
        }
        path = f"/hooks/{sessions.hook(self.row)}"
        client = Client(enforce_csrf_checks=True)
        return client.post(path, body, content_type="application/json", headers=headers)


@pytest.fixture
def connected(owner: Actor, shop: Shop, warehouse_tables: None) -> Connected:
    """A connection to the shop, made a minute before anything is sold."""
    place = commerce.ensure_shop(owner, "Tea House")
    made = actions.create(
        owner, kind="shopify", name="Tea House", shop_id=place.id, settings=settings_of(shop)
    )
    found = Connected(owner, shop, made)
    found.pass_time(60)
    return found


def settings_of(shop: Shop) -> dict[str, str]:
    """What the form asks for, of an app with a token of its own."""
    return {
        "shop": shop.url,
        "access_token": TOKEN,
        "client_secret": CLIENT_SECRET,
        "api_version": "2026-07",
    }
