"""Each of the platforms with one list of orders, and a client of ours for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from typing import Any

import pytest

from huike.flow.ingest.connect.contract import Ask, Client, Kind, Tools
from huike.flow.ingest.connect.kinds.douyin.kind import KIND as DOUYIN
from huike.flow.ingest.connect.kinds.jd.kind import KIND as JD
from huike.flow.ingest.connect.kinds.pinduoduo.kind import KIND as PINDUODUO
from huike.flow.ingest.connect.kinds.youzan.kind import KIND as YOUZAN
from huike.flow.ingest.connect.web import Calls
from tests.support.platforms.douyin import Douyin
from tests.support.platforms.jd import Jd
from tests.support.platforms.orders import APP_KEY, SECRET, Platform, Sold
from tests.support.platforms.pinduoduo import Pinduoduo
from tests.support.platforms.serving import serving
from tests.support.platforms.youzan import Youzan

NOW = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
KINDS: dict[str, tuple[Kind, type[Platform]]] = {
    "douyin": (DOUYIN, Douyin),
    "pinduoduo": (PINDUODUO, Pinduoduo),
    "jd": (JD, Jd),
    "youzan": (YOUZAN, Youzan),
}


@dataclass
class Side:
    """Our side of one platform."""

    kind: Kind
    platform: Platform
    settings: dict[str, str]
    clock: Callable[[], datetime] = lambda: NOW
    renewed: list[dict[str, str]] = field(default_factory=list)

    def client(self) -> Client:
        """A client for one run."""

        def renew(changed: Any) -> None:
            self.renewed.append(dict(changed))
            self.settings.update(changed)

        assert self.kind.open is not None
        return self.kind.open(self.settings, Tools(Calls(10_000), lambda: self.clock(), renew))

    def pages(self, since: datetime, until: datetime = NOW, **more: Any) -> list[Any]:
        """All pages of a span of orders."""
        return list(self.client().pages(Ask(what="orders", since=since, until=until, **more)))

    def orders(self, since: datetime, until: datetime = NOW, **more: Any) -> dict[str, Any]:
        """The orders of a span as the last page says that has them."""
        pages = self.pages(since, until, **more)
        return {order.order_no: order for page in pages for order in page.orders}

    def sell(self, count: int, step: timedelta = timedelta(minutes=10), **more: Any) -> None:
        """So many orders, one after the other, the last an hour ago."""
        for number in range(count):
            at = NOW - HOUR - (count - number) * step
            self.platform.sold[f"N{number}"] = Sold(f"N{number}", at, at, **more)


def given(kind: Kind, platform: Platform) -> dict[str, str]:
    """The settings of a connection, as a person fills them in."""
    given = {one.name: one.default for one in kind.fields} | {
        "app_key": APP_KEY,
        "app_secret": SECRET,
        "access_token": "test",
        "gateway": platform.host.url,
        "token_address": f"{platform.host.url}/token",
        "shop_number": "4711",
    }
    return {name: value for name, value in given.items() if name in _names(kind)}


def _names(kind: Kind) -> set[str]:
    return {one.name for one in kind.fields}


@pytest.fixture
def side_of(settings: Any) -> Iterator[Callable[[str], Side]]:
    """One of the platforms, and our side of it."""
    settings.CONNECTORS_MAY_REACH = (ip_network("127.0.0.0/8"),)
    with ExitStack() as open_ones:

        def side_of(name: str) -> Side:
            kind, platform_of = KINDS[name]
            platform = platform_of(clock=lambda: NOW)
            open_ones.enter_context(serving(platform.answer, platform.host))
            return Side(kind, platform, given(kind, platform))

        yield side_of


@pytest.fixture(params=KINDS)
def side(request: pytest.FixtureRequest, side_of: Callable[[str], Side]) -> Side:
    """Each platform in turn."""
    return side_of(request.param)
