"""@segment/analytics-next 1.84.3 as this host serves it, in Chromium, on pages of another site."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from huike.entry.edges.sdk import FOLDER
from tests.clients.conftest import Place
from tests.e2e.support.browser import browser  # noqa: F401
from tests.support.wait import until

pytestmark = pytest.mark.e2e
SNIPPET = '<script defer src="{url}/sdk/analytics.js" data-write-key="{key}"{more}></script>'


@dataclass
class Visit:
    """A visitor on a page of the merchant's site."""

    page: Page
    asked: list[str] = field(default_factory=list)  # addresses of all requests
    said: list[str] = field(default_factory=list)  # what the console of the page says

    def asked_of(self, place: Place) -> list[str]:
        """Paths of this host that the page has asked for."""
        return [one.removeprefix(place.url) for one in self.asked if one.startswith(place.url)]

    def kept(self) -> tuple[list[str], int]:
        """What lies on the device: names of cookies, and how many values in its storage."""
        names = sorted(one["name"] for one in self.page.context.cookies())
        return names, self.page.evaluate("localStorage.length + sessionStorage.length")


@contextmanager
def site(html: str, policy: str) -> Iterator[str]:
    """A web site of one page under a strict policy; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = html.encode()
            self.send_response(200 if self.path == "/tea" else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-security-policy", policy)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{host.server_port}"
    finally:
        host.shutdown()
        thread.join(10)
        host.server_close()


@contextmanager
def visit(chromium: Browser, place: Place, more: str = "") -> Iterator[Visit]:
    """Open the merchant's page with the snippet in it, in a fresh browser."""
    assert (FOLDER / "analytics.js").exists(), "build it: make console"
    snippet = SNIPPET.format(url=place.url, key=place.write_key, more=more)
    html = f"<!doctype html><title>龙井</title><head>{snippet}</head><body>Tea</body>"
    policy = f"default-src 'none'; script-src {place.url}; connect-src {place.url}"
    with site(html, policy) as address:
        context = chromium.new_context()
        visitor = Visit(context.new_page())
        visitor.page.on("request", lambda request: visitor.asked.append(request.url))
        visitor.page.on("console", lambda message: visitor.said.append(message.text))
        visitor.page.on("pageerror", lambda problem: visitor.said.append(str(problem)))
        try:
            visitor.page.goto(f"{address}/tea?utm_source=mail")
            yield visitor
            assert [
                one for one in visitor.asked if not one.startswith((place.url, address))
            ] == []  # nobody else hears of the visit
            favicon = "404"  # a browser asks for one by itself
            assert [one for one in visitor.said if favicon not in one and "icon" not in one] == []
        finally:
            context.close()


def test_a_visitors_history_becomes_the_customers(
    place: Place,
    browser: Browser,  # noqa: F811
) -> None:
    with visit(browser, place) as visitor:
        page = visitor.page
        page.evaluate("analytics.track('Product Viewed', {sku: 'tea', price: 19.9})")
        viewed = place.arrived(2)
        assert {one.customer_id for one in viewed} == {viewed[0].customer_id}
        assert viewed[0].customer_id > 0
        page.evaluate("analytics.identify('user-1', {email: 'web@customer.example', name: '王芳'})")
        page.evaluate(
            """analytics.track('Order Completed', {order_id: 'W-1', total: 39.8,
            products: [{sku: 'tea', name: '龙井', price: 19.9, quantity: 2}]})"""
        )
        arrived = place.arrived(3)
        asked = visitor.asked_of(place)
        assert asked[:2] == ["/sdk/analytics.js", f"/v1/projects/{place.write_key}/settings"]
        # The SDK sends side by side: which of them is heard first is nobody's word.
        assert sorted(asked[2:]) == ["/v1/i", "/v1/p", "/v1/t", "/v1/t"]
    user = place.customer("user_id", "user-1")
    assert place.customer("email", "web@customer.example") == user
    place.all_of(user, 3)
    by_name = {one.event: one.props for one in arrived}
    assert set(by_name) == {"page", "Product Viewed", "Order Completed"}
    assert (by_name["page"]["path"], by_name["page"]["title"]) == ("/tea", "龙井")
    assert by_name["page"]["search"] == "?utm_source=mail"
    assert by_name["Product Viewed"] == {"sku": "tea", "price": 19.9}
    orders = place.rows(
        "SELECT order_no, amount, quantity FROM orders FINAL"
        " WHERE workspace_id = {workspace:UInt32}"
    )
    assert orders == [["W-1", 3980, 2]]


def test_before_the_visitors_yes_nothing_is_kept_and_nothing_is_sent(
    place: Place,
    browser: Browser,  # noqa: F811
) -> None:
    with visit(browser, place, ' data-consent="required"') as visitor:
        page = visitor.page
        page.wait_for_function("window.analytics !== undefined")
        page.evaluate("void analytics.track('Product Viewed', {sku: 'tea'})")
        page.wait_for_load_state("networkidle")
        assert visitor.asked_of(place) == ["/sdk/analytics.js"]
        assert visitor.kept() == ([], 0)
        page.evaluate("void analytics.load()")
        arrived = place.arrived(2)
        assert sorted(one.event for one in arrived) == ["Product Viewed", "page"]
        names, values = visitor.kept()
        assert names == ["ajs_anonymous_id"]
        assert values > 0
        page.evaluate("analytics.reset()")
        until(lambda: page.context.cookies() == [], 10)


def test_a_page_may_leave_the_page_view_to_itself(
    place: Place,
    browser: Browser,  # noqa: F811
) -> None:
    with visit(browser, place, ' data-page="off"') as visitor:
        page = visitor.page
        page.evaluate("analytics.page('Shop', 'Tea', {shelf: 3})")
        page.evaluate("analytics.group('firm-1', {name: '茶行'})")
        page.evaluate("analytics.screen('Cart')")
        page.evaluate("analytics.alias('user-9')")
        (viewed, cart) = place.arrived(2)
        user = until(
            lambda: place.ask("SELECT {workspace:UInt32}", ("user_id", "user-9"))[1][0], 30
        )
    place.all_of(user[0], 2)
    assert (viewed.event, viewed.props["name"], viewed.props["shelf"]) == ("page", "Tea", 3)
    assert (cart.event, cart.props["name"]) == ("screen", "Cart")


@pytest.mark.parametrize("name", ["analytics.js", "LICENSE.txt"])
def test_what_is_served_was_built_into_the_package(name: str) -> None:
    text = (FOLDER / name).read_text(encoding="utf-8")
    assert "@segment/analytics-next 1.84.3" in text or name == "analytics.js"
    assert len(text) > 10_000
