"""Calls of the Segment protocol, as SDKs and browsers make them."""

import asyncio
import base64
import gzip
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.journal import facade as journal
from huike.base.journal import store
from huike.entry.edges import collect
from huike.entry.edges.app import edges
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import sources
from huike.library.commerce import facade as commerce

pytestmark = pytest.mark.django_db(transaction=True)
TRACK = {"type": "track", "event": "Product Viewed", "userId": "u1", "messageId": "m1"}


@pytest.fixture(autouse=True)
def empty() -> None:
    with store._writing() as ask:
        ask("DELETE FROM journal_entry", [])
        ask("DELETE FROM journal_key", [])
    journal._keys.clear()
    sources._believed.clear()


@pytest.fixture(autouse=True, scope="module")
def _thread_lets_go_of_the_database() -> Iterator[None]:
    yield
    collect._calls._thread.submit(lambda: connection.close()).result()


@pytest.fixture
def key(owner: Actor) -> str:
    """A source's write key."""
    shop = commerce.ensure_shop(owner, "网店")
    return ingest.create_source(owner, name="site", kind="http", shop_id=shop.id)[1]


class Response:
    def __init__(self, sent: list[dict]) -> None:
        self.status = sent[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        self.body = sent[1].get("body", b"")

    @property
    def said(self) -> Any:
        return json.loads(self.body)


async def one(method: str, path: str, body: bytes, headers: dict[str, str]) -> Response:
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    sent: list[dict] = []
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> dict:
        return waiting.pop()

    async def send(message: dict) -> None:
        sent.append(message)

    await edges(scope, receive, send)
    return Response(sent)


def call(
    path: str, body: Any = b"", *, key: str = "", method: str = "POST", **headers: str
) -> Response:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if key:
        given["authorization"] = "Basic " + base64.b64encode(f"{key}:".encode()).decode()
    return asyncio.run(one(method, path, raw, given))


def kept(workspace: Workspace) -> list[tuple[str, int, Any]]:
    found = journal.waiting(workspace.pk, most=100, most_bytes=10**7)
    messages = [entry for entry in found if entry.form.startswith("segment:")]
    return [(entry.form, entry.count, json.loads(entry.body)) for entry in messages]


def test_a_batch_is_in_the_journal_when_it_is_answered(workspace: Workspace, key: str) -> None:
    body = {"batch": [TRACK, TRACK], "sentAt": "2026-11-22T08:00:00Z"}
    answer = call("/v1/batch", body, key=key)
    assert (answer.status, answer.said) == (200, {"success": True})
    assert kept(workspace) == [("segment:batch", 2, body)]


@pytest.mark.parametrize("word", ["track", "t", "identify", "i", "page", "p", "screen", "s"])
def test_single_calls_and_the_browsers_short_forms(
    workspace: Workspace, key: str, word: str
) -> None:
    body = {"event": "x", "anonymousId": "a", "writeKey": key}
    answer = call(f"/v1/{word}", body, content_type="text/plain")
    assert answer.status == 200
    assert answer.headers["access-control-allow-origin"] == "*"
    assert kept(workspace) == [(f"segment:{word}", 1, body)]


def test_gzip_is_unpacked_and_a_bomb_is_not(workspace: Workspace, key: str) -> None:
    good = gzip.compress(json.dumps({"batch": [TRACK]}).encode())
    assert call("/v1/batch", good, key=key, content_encoding="gzip").status == 200
    bomb = gzip.compress(b" " * 50_000_000)
    assert call("/v1/batch", bomb, key=key, content_encoding="gzip").status == 413
    for wrong in (b"no gzip", good[:-9]):
        answer = call("/v1/batch", wrong, key=key, content_encoding="gzip")
        assert (answer.status, answer.said["code"]) == (400, "not_gzip")
    assert len(kept(workspace)) == 1


def test_of_a_batch_the_good_are_kept_and_the_others_named(workspace: Workspace, key: str) -> None:
    wrong = {**TRACK, "userId": "", "messageId": "m2"}
    answer = call("/v1/batch", {"batch": [TRACK, wrong]}, key=key)
    assert answer.status == 400
    assert (answer.said["accepted"], answer.said["success"]) == (1, False)
    (error,) = answer.said["errors"]
    assert (error["index"], error["messageId"], error["code"]) == (1, "m2", "id_missing")
    assert [(form, count) for form, count, _ in kept(workspace)] == [("segment:batch", 1)]
    assert call("/v1/batch", {"batch": [wrong]}, key=key).said["accepted"] == 0
    assert len(kept(workspace)) == 1


def test_nothing_is_kept_of_a_stranger_or_a_paused_source(
    workspace: Workspace, owner: Actor, key: str
) -> None:
    assert call("/v1/batch", {"batch": [TRACK]}).status == 401
    assert call("/v1/batch", {"batch": [TRACK]}, key="wk_other").status == 401
    assert call("/v1/batch", {"batch": [TRACK]}, authorization="Basic %%%").status == 401
    (source,) = ingest.sources(owner.scope)
    ingest.change_source(owner, source.id, is_paused=True)
    sources._believed.clear()
    assert call("/v1/batch", {"batch": [TRACK]}, key=key).status == 403
    fresh = ingest.renew_write_key(owner, source.id)
    ingest.change_source(owner, source.id, is_paused=False)
    sources._believed.clear()
    assert call("/v1/batch", {"batch": [TRACK]}, key=key).status == 401
    assert call("/v1/batch", {"batch": [TRACK]}, key=fresh).status == 200
    assert len(kept(workspace)) == 1


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/v1/batch", "GET", 405),
        ("/v1/batch", "OPTIONS", 204),
        ("/v1/sing", "POST", 404),
        ("/v1/", "POST", 404),
        ("/v1/batch/more", "POST", 404),
        ("/v1/projects/k/settings", "POST", 405),
    ],
)
def test_other_calls_are_told_so(path: str, method: str, status: int) -> None:
    answer = call(path, {"batch": [TRACK]}, method=method)
    assert answer.status == status
    assert answer.headers["access-control-allow-origin"] == "*"
    if status == 405:
        assert "OPTIONS" in answer.headers["allow"]


def test_a_body_that_is_too_large_is_refused_before_it_is_read(key: str) -> None:
    answer = call("/v1/batch", b"x" * (ingest.MOST_BODY + 1), key=key)
    assert (answer.status, answer.said["code"]) == (413, "request_too_large")


def test_the_browser_sdk_is_told_where_to_send(key: str) -> None:
    told = call(f"/v1/projects/{key}/settings", method="GET").said
    assert told["integrations"]["Segment.io"]["apiKey"] == key
    assert told["integrations"]["Segment.io"]["apiHost"].endswith("/v1")


def test_when_too_much_waits_senders_are_asked_to_come_later(
    workspace: Workspace, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    call("/v1/batch", {"batch": [TRACK]}, key=key)
    monkeypatch.setattr("huike.flow.ingest.collect.accept._MOST_WAITING", 1)
    answer = call("/v1/batch", {"batch": [TRACK]}, key=key)
    assert (answer.status, answer.headers["retry-after"]) == (429, "5")
    assert len(kept(workspace)) == 1


def test_what_cannot_be_kept_is_not_called_kept(workspace: Workspace, key: str) -> None:
    with store._writing() as ask:
        ask("ALTER TABLE journal_entry RENAME TO journal_gone", [])
    try:
        answer = call("/v1/batch", {"batch": [TRACK]}, key=key)
        assert (answer.status, answer.said["success"]) == (503, False)
    finally:
        with store._writing() as ask:
            ask("ALTER TABLE journal_gone RENAME TO journal_entry", [])
    assert kept(workspace) == []
    assert call("/v1/batch", {"batch": [TRACK]}, key=key).status == 200


def test_calls_at_once_are_each_answered_for_their_own(workspace: Workspace, key: str) -> None:
    async def many() -> list[Response]:
        auth = {"authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
        bodies = [
            json.dumps({"batch": [{**TRACK, "userId": "" if n % 10 == 0 else f"u{n}"}]}).encode()
            for n in range(100)
        ]
        return await asyncio.gather(*(one("POST", "/v1/batch", body, auth) for body in bodies))

    answers = asyncio.run(many())
    assert [answer.status for answer in answers] == [
        400 if n % 10 == 0 else 200 for n in range(100)
    ]
    users = {body["batch"][0]["userId"] for _, _, body in kept(workspace)}
    assert users == {f"u{n}" for n in range(100) if n % 10}
