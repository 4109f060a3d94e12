"""Links in messages, as mail programs and scanners call them."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
from django.db import connection

from huike.base.jobs.facade import drain
from huike.entry.edges import engagement
from huike.entry.edges.app import edges
from huike.flow.consent import facade as consent
from huike.flow.message.links import links_of
from huike.flow.message.models import Message
from huike.flow.response.models import Engagement
from tests.support.broadcasts import broadcast, people, sender, start
from tests.support.smtp import CountingServer

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


@pytest.fixture(autouse=True, scope="module")
def _threads_let_go_of_the_database() -> Iterator[None]:
    """The threads live as long as the process; a test database can only go when nobody is in it."""
    yield
    for pool in (engagement._visitors, engagement._seen._thread):
        _close_connections(pool)


def _close_connections(pool: ThreadPoolExecutor) -> None:
    count = len(pool._threads)
    if not count:
        return
    are_all_here = threading.Barrier(count)  # so that no thread does it for two

    def close() -> None:
        connection.close()
        are_all_here.wait(20)

    for done in [pool.submit(close) for _ in range(count)]:
        done.result()


PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15"


class Response:
    def __init__(self, sent: list[dict]) -> None:
        self.status = sent[0]["status"]
        self.headers = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
        self.body = sent[1].get("body", b"")


async def call(method: str, path: str, body: bytes = b"", **headers: str) -> Response:
    given = {"user_agent": PHONE, "accept_language": "zh-CN"} | headers
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": b"",
        "headers": [(k.replace("_", "-").encode(), v.encode()) for k, v in given.items()],
    }
    sent: list[dict] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return waiting.pop(0)

    async def send(message):
        sent.append(message)

    await edges(scope, receive, send)
    return Response(sent)


def ask(method: str, url: str, body: bytes = b"", **headers: str) -> Response:
    return asyncio.run(call(method, urlsplit(url).path, body, **headers))


@pytest.fixture
def mail(workspace):
    """A message that was sent and held for a while, with its links."""
    [customer] = people(workspace, 1)
    with CountingServer() as server:
        sender(workspace, server.port)
        row = start(broadcast(workspace))
    message = Message.objects.get(source_id=row.pk)
    Message.objects.update(handed_at="2026-01-01T00:00:00Z")
    return message, links_of(workspace.pk, message.pk, customer)


def kept() -> list[tuple]:
    rows = Engagement.objects.order_by("id")
    return list(rows.values_list("kind", "link", "is_machine"))


def may_be_reached(message) -> bool:
    ids, _ = consent.reachable(message.workspace_id, "marketing", "email", [message.customer_id])
    return len(ids) == 1


def test_an_open_is_kept_once(mail, warehouse):
    _, links = mail
    for _ in range(3):
        shown = ask("GET", links.pixel)
        assert (shown.status, shown.headers["content-type"]) == (200, "image/gif")
        assert shown.body.startswith(b"GIF89a")
    assert kept() == [("opened", -1, False)]
    drain()
    assert warehouse.select("SELECT kind, count() FROM messages GROUP BY kind ORDER BY kind") == [
        ("opened", 1),
        ("sent", 1),
    ]


def test_a_click_leads_to_the_versions_address_and_nowhere_else(mail, warehouse):
    _, links = mail
    there = ask("GET", f"{links.click}/0")
    assert (there.status, there.headers["location"]) == (302, "https://shop.example/new?a=1")
    for wrong in ("/1", "/99999", "/-1", "/x", "", "/0/1", "/https://evil.example", "/٣"):
        assert ask("GET", f"{links.click}{wrong}").status == 404
    assert kept() == [("clicked", 0, False)]
    drain()
    assert warehouse.select("SELECT link FROM messages WHERE kind = 'clicked'") == [
        ("https://shop.example/new?a=1",)
    ]


def test_looking_at_an_unsubscribe_link_changes_nothing(mail):
    message, links = mail
    for method in ("GET", "HEAD"):
        for agent in (PHONE, "Barracuda", ""):
            page = ask(method, links.unsubscribe, user_agent=agent)
            assert page.status == 200
            assert page.headers["content-type"].startswith("text/html")
            assert (page.body == b"") is (method == "HEAD")
    assert "确认退订" in ask("GET", links.unsubscribe).body.decode()
    assert "Unsubscribe" in ask("GET", links.unsubscribe, accept_language="en").body.decode()
    assert may_be_reached(message)
    assert kept() == []


@pytest.mark.parametrize(
    "body", [b"List-Unsubscribe=One-Click", b"act=leave", b"", b"--x\r\nList-Unsubscribe\r\n--x--"]
)
def test_one_post_unsubscribes_without_cookie_or_login(mail, body):
    message, links = mail
    done = ask("POST", links.unsubscribe, body)
    assert (done.status, "location" in done.headers) == (200, False)
    assert "您已退订" in done.body.decode()
    assert not may_be_reached(message)
    assert kept() == [("unsubscribed", -1, False)]
    assert ask("POST", links.unsubscribe, body).status == 200
    assert kept() == [("unsubscribed", -1, False)]


def test_preferences_take_back_and_give_again(mail):
    message, links = mail
    assert "您目前同意接收" in ask("GET", links.preferences).body.decode()
    ask("POST", links.preferences, b"act=nonsense")
    assert may_be_reached(message)
    assert "您已退订" in ask("POST", links.preferences, b"act=leave").body.decode()
    assert not may_be_reached(message)
    assert "您目前不接收" in ask("GET", links.preferences).body.decode()
    assert "欢迎回来" in ask("POST", links.preferences, b"act=agree").body.decode()
    assert may_be_reached(message)
    [standing] = [
        one
        for one in consent.standings(message.workspace_id, message.customer_id)
        if (one.purpose, one.channel) == ("marketing", "email")
    ]
    assert "我同意通过电子邮件接收" in standing.wording


def test_what_scanners_do_is_counted_nowhere(mail, warehouse):
    _, links = mail
    ask("GET", links.pixel, user_agent="Mozilla/5.0 (compatible; Proofpoint)")
    assert ask("GET", f"{links.click}/0", user_agent="curl/8").status == 302
    assert ask("HEAD", f"{links.click}/0").status == 200
    ask("HEAD", links.pixel)
    assert kept() == [("opened", -1, True), ("clicked", 0, True)]
    drain()
    assert warehouse.scalar("SELECT count() FROM messages WHERE kind != 'sent'") == 0


def test_links_that_we_never_made_lead_to_nothing(mail, other_workspace):
    message, links = mail
    foreign = links_of(other_workspace.pk, message.pk, message.customer_id)
    assert ask("GET", foreign.pixel).status == 200
    assert ask("GET", f"{foreign.click}/0").status == 404
    cut, longer = links.unsubscribe[:-1], links.unsubscribe + "A"
    swapped = links.click.replace("/c/", "/u/")
    for wrong in (cut, longer, swapped, "/u/", "/u/x", "/u/%00", "/p/../x"):
        assert ask("POST", wrong).status == 404
        assert ask("GET", wrong).status == 404
    assert may_be_reached(message)
    assert kept() == []


def test_links_of_a_test_mail_change_nothing(workspace):
    links = links_of(workspace.pk, 0, 0)
    assert "测试邮件" in ask("GET", links.unsubscribe).body.decode()
    assert ask("POST", links.unsubscribe).status == 200
    assert kept() == []


@pytest.mark.parametrize("place", ["/o/x", "/c/x/0"])
def test_other_methods_are_not_allowed(place):
    assert ask("POST", place).status == 405
    assert ask("DELETE", "/u/x").status == 405
    assert ask("GET", "/z/x").status == 404


def test_a_form_larger_than_a_form_is_refused(mail):
    message, links = mail
    assert ask("POST", links.unsubscribe, b"x" * 20_000).status == 404
    assert may_be_reached(message)


def test_many_at_once_are_kept_once_each(mail):
    _, links = mail

    async def rush():
        path = urlsplit(links.pixel).path
        return await asyncio.gather(*(call("GET", path) for _ in range(300)))

    assert {one.status for one in asyncio.run(rush())} == {200}
    assert kept() == [("opened", -1, False)]
