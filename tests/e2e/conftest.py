"""One real installation for all browser tests: a shop with orders, people and segments."""

import csv
import random
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.support.browser import (  # noqa: F401
    Look,
    browser,
    console_page,
    look,
    open_page,
)
from tests.e2e.support.visit import sign_in
from tests.support.server import Server, installation
from tests.support.wait import until

WORKSPACE = "e2e"
EMAIL = "owner@example.com"
PASSWORD = "a long enough phrase 42"
CATEGORIES = ["茶叶", "茶具", "点心"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser."""
    here = [one for one in items if Path(__file__).parent in Path(one.fspath).parents]
    for item in here:
        item.add_marker(pytest.mark.e2e)
        # The first test's time includes starting and filling the installation.
        item.add_marker(pytest.mark.timeout(400))
    for told in _stories(here).values():
        # A story does the same in either language, and its words are held by tests of their own:
        # a run tells half of the stories in Chinese and half in English, a long run the rest.
        now = zlib.crc32(told[0].originalname.encode()) % len(told)
        for number, item in enumerate(told):
            if number != now:
                item.add_marker(pytest.mark.long)


def _stories(items: list[pytest.Item]) -> dict[str, list[pytest.Function]]:
    """The tests that are told in several languages, each with all its tellings."""
    stories: dict[str, list[pytest.Function]] = {}
    for item in items:
        told = getattr(item, "callspec", None)
        if isinstance(item, pytest.Function) and told and {"look"} < told.params.keys():
            stories.setdefault(item.nodeid.split("[")[0], []).append(item)
    return stories


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """`huike serve` with a filled workspace."""
    # Receivers of webhooks and shops that the tests connect are on this machine.
    reach = ("HUIKE_WEBHOOKS_MAY_REACH", "HUIKE_CONNECTORS_MAY_REACH")
    with installation(dict.fromkeys(reach, "127.0.0.0/8")) as running:
        running.start()
        running.huike(
            *["workspace", "create", "--name", WORKSPACE],
            *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
        )
        running.huike(
            *["staff", "add", "--workspace", WORKSPACE, "--email", EMAIL],
            *["--name", "林", "--role", "owner", "--password", PASSWORD],
        )
        orders = tmp_path_factory.mktemp("e2e") / "orders.csv"
        _write_orders(orders)
        running.huike(
            *["import", str(orders), "--kind", "orders", "--workspace", WORKSPACE],
            *["--shop", "天猫旗舰店", "--json"],
        )
        _fill(running)
        yield running
        assert running.stop() == 0


def _write_orders(path: Path) -> None:
    chance = random.Random(20261122)
    now = datetime.now(UTC)
    with open(path, "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(
            [
                "order_no",
                "ordered_at",
                "user_id",
                "email",
                "name",
                "sku",
                "title",
                "category",
                "quantity",
                "amount",
            ]
        )
        for number in range(240):
            person = number if number < 60 else chance.randrange(60)
            at = now - timedelta(days=chance.randrange(1, 200), minutes=number)
            kind = chance.randrange(3)
            rows.writerow(
                [
                    f"E{number:05}",
                    at.strftime("%Y-%m-%d %H:%M:%S"),
                    f"u{person}",
                    f"person{person}@example.com",
                    f"客户{person}",
                    f"sku-{kind}",
                    f"{CATEGORIES[kind]}礼盒",
                    CATEGORIES[kind],
                    chance.randrange(1, 4),
                    f"{chance.randrange(2000, 60000) / 100:.2f}",
                ]
            )


def _fill(running: Server) -> None:
    rule = {"kind": "all", "rules": [{"kind": "trait", "name": "orders", "op": "gte", "value": 3}]}
    with running.client(WORKSPACE) as api:
        assert api.get("/customers", params={"limit": 1}).json()["total"] == 60
        until(
            lambda: (
                api.post("/segments/preview", json={"rule": rule})
                .raise_for_status()
                .json()["count"]
            ),
            60,
            0.5,
        )
        made = api.post("/segments", json={"name": "常客", "rule": rule}).raise_for_status().json()
        until(lambda: api.get(f"/segments/{made['id']}").json()["count"], 60, 0.5)


@pytest.fixture(scope="session")
def base_url(server: Server) -> str:
    """Where the installation answers."""
    return server.url


@pytest.fixture(scope="session")
def signed_in(browser: Browser, base_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:  # noqa: F811
    """The path of a browser's state with the owner signed in."""
    path = tmp_path_factory.mktemp("state") / "owner.json"
    with open_page(browser, base_url, Look()) as page:
        sign_in(page, EMAIL, PASSWORD)
        page.context.storage_state(path=str(path))
    return str(path)


@pytest.fixture(scope="module")
def walk(browser: Browser, base_url: str, signed_in: str) -> Iterator[Page]:  # noqa: F811
    """A page of the owner that goes from address to address: what is read once, is kept."""
    with open_page(browser, base_url, Look(), signed_in) as page:
        yield page
