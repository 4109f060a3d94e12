"""The simulated shop, and a client of ours that asks it over real HTTP."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from ipaddress import ip_network
from typing import Any

import pytest

from huike.flow.ingest.connect.contract import Ask, Client, Tools
from huike.flow.ingest.connect.kinds.taobao.kind import KIND
from huike.flow.ingest.connect.web import Calls
from tests.support.platforms.taobao import APP_KEY, SECRET, Taobao, taobao

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)


@dataclass
class Ours:
    """Our side: its settings, its clock, what it was told to keep."""

    platform: Taobao
    settings: dict[str, str]
    clock: Callable[[], datetime] = lambda: NOW
    renewed: list[dict[str, str]] = field(default_factory=list)

    def client(self) -> Client:
        """A client for one run."""

        def renew(changed: Any) -> None:
            self.renewed.append(dict(changed))
            self.settings.update(changed)

        return KIND.open(self.settings, Tools(Calls(10_000), lambda: self.clock(), renew))

    def pages(self, what: str, since: datetime, until: datetime, **more: Any) -> list[Any]:
        """All pages of a span."""
        ask = Ask(what=what, since=since, until=until, **more)
        return list(self.client().pages(ask))

    def orders(self, since: datetime, until: datetime = NOW, **more: Any) -> dict[str, Any]:
        """The orders of a span as the last page says that has them."""
        pages = self.pages("orders", since, until, **more)
        return {order.order_no: order for page in pages for order in page.orders}


@pytest.fixture
def platform() -> Iterator[Taobao]:
    """The platform, whose time is ours."""
    with taobao(clock=lambda: NOW) as platform:
        yield platform


@pytest.fixture
def ours(platform: Taobao, settings: Any) -> Ours:
    """A connection to it."""
    settings.CONNECTORS_MAY_REACH = (ip_network("127.0.0.0/8"),)
    return Ours(platform, given(platform))


def given(platform: Taobao) -> dict[str, str]:
    """The settings of a connection, as a person fills them in."""
    defaults = {one.name: one.default for one in KIND.fields}
    return defaults | {
        "app_key": APP_KEY,
        "app_secret": SECRET,
        "session": "test",
        "gateway": platform.gateway,
        "token_address": platform.token_address,
    }
