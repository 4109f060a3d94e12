"""@segment/analytics-node 3.1.0, unchanged: two batches of it are on their way at once."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import Place
from tests.clients.weather import weather

_PACKAGES = Path(__file__).parents[2] / "console" / "package.json"


def send(url: str, place: Place, story: str) -> list[str]:
    """Run a story of send.mjs to its end; what the SDK gave up."""
    node = shutil.which("node")
    if node is None or not (_PACKAGES.parent / "node_modules" / "@segment").exists():
        pytest.skip("needs Node and the packages of console/ (make console)")
    script = Path(__file__).with_name("send.mjs")
    done = subprocess.run(
        [node, str(script), str(_PACKAGES), url, place.write_key, story],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    lost: list[str] = json.loads(done.stdout.splitlines()[-1])
    return lost


def test_every_call_arrives(place: Place) -> None:
    assert send(place.url, place, "all") == []
    viewed, page, screen, bought, refunded = place.arrived(5)
    user = place.customer("user_id", "user-1")
    assert place.customer("email", "han@customer.example") == user
    place.all_of(user, 5)
    assert (viewed.event, viewed.props) == ("Product Viewed", {"sku": "cup"})
    assert (page.event, page.props) == ("page", {"name": "Home", "path": "/"})
    assert (screen.event, screen.props) == ("screen", {"name": "Cart"})
    assert (bought.event, bought.props["total"]) == ("Order Completed", 27.5)
    assert refunded.event == "Order Refunded"
    rows = place.rows(
        "SELECT order_no, customer_id, status, amount, refund, line_count FROM orders FINAL"
        " WHERE workspace_id = {workspace:UInt32}"
    )
    assert rows == [["N-1", user, "paid", 2750, 1000, 3]]
    rows = place.rows(
        "SELECT sku, title, price FROM products FINAL WHERE workspace_id = {workspace:UInt32}"
    )
    assert rows == [["cup", "Cup", 1000]]


def test_a_storm_of_429_and_503_loses_nothing(place: Place) -> None:
    with weather(place.url, [429, 503, 429, 500, 503]) as proxy:
        assert send(proxy.url, place, "storm") == []
    arrived = place.arrived(100)
    assert sorted(one.props["number"] for one in arrived) == list(range(100))
    assert len({one.message_id for one in arrived}) == 100
