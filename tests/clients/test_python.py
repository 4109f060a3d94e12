"""segment-analytics-python 2.4.0, unchanged."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from segment.analytics import Client

from tests.clients.conftest import Place
from tests.clients.weather import weather

ORDER = {
    "order_id": "P-1",
    "total": 59.7,
    "currency": "CNY",
    "products": [{"sku": "tea", "name": "龙井", "price": 19.9, "quantity": 3}],
}


@pytest.fixture
def problems() -> list[Any]:
    """What the SDK reports as lost."""
    return []


def client(url: str, place: Place, problems: list[Any], **more: Any) -> Client:
    def lost(problem: Exception, items: list[Any]) -> None:
        problems.append((problem, items))

    return Client(place.write_key, host=url, gzip=True, on_error=lost, **more)


def test_every_call_arrives(place: Place, problems: list[Any]) -> None:
    analytics = client(place.url, place, problems)
    start = datetime.now(UTC) - timedelta(minutes=10)
    at = [start + timedelta(minutes=number) for number in range(8)]
    analytics.track(
        anonymous_id="browser-1", event="Product Viewed", properties={"sku": "tea"}, timestamp=at[0]
    )
    traits = {"email": "li@customer.example", "name": "李雷", "level": "gold"}
    analytics.identify("user-1", traits, anonymous_id="browser-1", timestamp=at[1])
    analytics.page("user-1", "Docs", "Home", {"path": "/"}, timestamp=at[2])
    analytics.screen("user-1", None, "Cart", {"tab": 1}, timestamp=at[3])
    analytics.group("user-1", "firm-1", {"name": "茶行"}, timestamp=at[4])
    analytics.alias("browser-2", "user-1", timestamp=at[5])
    message_id = "order-1"
    analytics.track("user-1", "Order Completed", ORDER, timestamp=at[6], message_id=message_id)
    analytics.track("user-1", "Order Completed", ORDER, timestamp=at[6], message_id=message_id)
    analytics.shutdown()

    assert problems == []
    viewed, page, screen, bought = place.arrived(4)
    user = place.customer("user_id", "user-1")
    assert place.customer("email", "li@customer.example") == user
    place.all_of(user, 4)
    assert (viewed.event, viewed.props) == ("Product Viewed", {"sku": "tea"})
    assert (page.event, page.props["name"], page.props["path"]) == ("page", "Home", "/")
    assert (screen.event, screen.props) == ("screen", {"name": "Cart", "tab": 1})
    assert (bought.event, bought.message_id) == ("Order Completed", message_id)
    rows = place.rows(
        "SELECT order_no, customer_id, amount, quantity FROM orders FINAL"
        " WHERE workspace_id = {workspace:UInt32}"
    )
    assert rows == [["P-1", user, 5970, 3]]


def test_a_storm_of_429_and_503_loses_nothing(place: Place, problems: list[Any]) -> None:
    with weather(place.url, [429, 503, 429, 500, 503]) as proxy:
        analytics = client(proxy.url, place, problems, upload_size=20)
        for number in range(100):
            analytics.track("user-1", "Product Viewed", {"number": number})
        analytics.shutdown()
    assert problems == []
    assert len(proxy.came) == 10  # five batches, five refusals
    assert {one["content-encoding"] for one in proxy.came} == {"gzip"}
    arrived = place.arrived(100)
    assert sorted(one.props["number"] for one in arrived) == list(range(100))
    assert len({one.message_id for one in arrived}) == 100


def test_what_is_refused_is_reported_and_not_sent_again(
    place: Place, problems: list[Any], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.CRITICAL, "segment")
    with weather(place.url, []) as proxy:
        analytics = client(proxy.url, place, problems)
        analytics.write_key = "wk_unknown"
        for consumer in analytics.consumers:
            consumer.write_key = "wk_unknown"
        analytics.track("user-1", "Product Viewed")
        analytics.shutdown()
    ((problem, items),) = problems
    assert (problem.status, len(items), len(proxy.came)) == (401, 1, 1)
