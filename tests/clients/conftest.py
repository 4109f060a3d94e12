"""SDKs that others wrote, unchanged, against a running installation; what arrived is asked."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.support import programs
from tests.support.server import Server, installation
from tests.support.wait import until

_ASK = """
import django; django.setup()
import json, sys
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.base.access.facade import workspace_by_name
told = json.loads(sys.argv[1])
workspace = workspace_by_name(told["workspace"]).id
rows = warehouse.select(told["sql"], {"workspace": workspace})
whose = [identity.find_by(workspace, *one) for one in told["people"]]
print(json.dumps([rows, whose], default=str))
"""
_EVENTS = """
SELECT event, if(survivor_id = 0, e.customer_id, survivor_id) AS who, props, message_id
FROM events AS e
LEFT JOIN (SELECT customer_id, survivor_id FROM overrides FINAL
    WHERE workspace_id = {workspace:UInt32}) AS o ON o.customer_id = e.customer_id
WHERE workspace_id = {workspace:UInt32}
ORDER BY occurred_at, event, props
"""


@dataclass(frozen=True)
class Arrived:
    """An event as it lies in the warehouse."""

    event: str
    customer_id: int
    props: dict[str, Any]
    message_id: str


@dataclass(frozen=True)
class Place:
    """A workspace of the running installation, with a source."""

    server: Server
    workspace: str
    write_key: str

    @property
    def url(self) -> str:
        """Where SDKs send to."""
        return self.server.url

    def ask(self, sql: str, *people: tuple[str, str]) -> tuple[list[list[Any]], list[list[int]]]:
        """Rows of the warehouse, and the customers of these identifiers."""
        told = {"workspace": self.workspace, "sql": sql, "people": people}
        done = programs.run(
            ["-c", _ASK, json.dumps(told)],
            env={
                **self.server.environment,
                "DJANGO_SETTINGS_MODULE": "huike.config.settings",
            },
            timeout=120,
        )
        assert done.returncode == 0, done.stderr[-4000:]
        rows, whose = json.loads(done.stdout.splitlines()[-1])
        return rows, whose

    def arrived(self, count: int) -> list[Arrived]:
        """All events, once there are so many."""

        def look() -> list[list[Any]]:
            rows, _ = self.ask(_EVENTS)
            assert len(rows) <= count, rows
            return rows if len(rows) == count else []

        return [
            Arrived(event, who, json.loads(props), message_id)
            for event, who, props, message_id in until(look, 60, 0.3)
        ]

    def customer(self, kind: str, value: str) -> int:
        """Who has this identifier."""
        _, ((found,),) = self.ask("SELECT {workspace:UInt32}", (kind, value))
        return found

    def all_of(self, customer_id: int, count: int) -> None:
        """Come back once all events are this customer's, those from before they were known too."""
        until(lambda: {one.customer_id for one in self.arrived(count)} == {customer_id}, 30, 0.3)

    def rows(self, sql: str) -> list[list[Any]]:
        """Rows that come shortly after the events: orders, products."""
        return until(lambda: self.ask(sql)[0], 30, 0.3)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """`huike serve`: engine, web and worker."""
    with installation() as running:
        running.start()
        yield running
        assert running.stop() == 0


@pytest.fixture
def place(server: Server, request: pytest.FixtureRequest) -> Place:
    """A workspace of the test's own, with the write key of a source."""
    name = f"{request.module.__name__.rpartition('.')[2]} {request.node.name}"[:60]
    server.huike(
        *["workspace", "create", "--name", name],
        *["--timezone", "Asia/Shanghai", "--currency", "CNY"],
    )
    words = ["source", "create", "--workspace", name, "--kind", "http", "--json"]
    return Place(server, name, json.loads(server.huike(*words))["write_key"])
