"""`huike connection`: a shop is connected, tested, read and let rest from the command line."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.warehouse import facade as warehouse
from huike.entry.commands.connections import connection_group
from huike.flow.ingest.connect import registry
from huike.flow.ingest.connect.models import Connection
from tests.support.platforms import woocommerce
from tests.support.platforms.woocommerce import KEY, SECRET

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


@pytest.fixture(autouse=True)
def at_home(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.CONNECTORS_MAY_REACH = (ip_network("127.0.0.0/8"),)
    fast = replace(registry.kind("woocommerce"), pace=10_000.0)
    monkeypatch.setitem(registry.BY_NAME, "woocommerce", fast)


def say(*words: str, given: str = "") -> str:
    done = CliRunner().invoke(
        connection_group, [*words, "--workspace", "Huike"], input=given, catch_exceptions=False
    )
    assert done.exit_code == 0, done.output
    return done.output


def test_a_shop_from_its_first_word_to_its_last(workspace):
    with woocommerce.selling() as shop:
        shop.order(7)
        keys = {"url": shop.url, "consumer_key": KEY, "consumer_secret": SECRET}
        made = json.loads(
            say(
                *["create", "--kind", "woocommerce", "--shop", "茶馆"],
                *["--settings", "-", "--json"],
                given=json.dumps(keys),
            )
        )
        number = str(made["id"])
        assert json.loads(say("test", number))["shop"] == "Tea House"
        since = (datetime.now(UTC) - timedelta(days=5)).strftime("%Y-%m-%d")
        assert json.loads(say("backfill", number, "--since", since))["orders"] == 1
        assert warehouse.select("SELECT order_no FROM orders FINAL") == [("7",)]
        shop.now = datetime.now(UTC)
        assert json.loads(say("sync", number))["orders"] == 1
        say("pause", number)
        assert say("list").split("\t")[1:4] == ["茶馆", "woocommerce", "paused"]
        say("resume", number)
        say("remove", number, "--yes")
    assert not Connection.objects.exists()
