"""The browser SDK as any page may load it: cached, packed, and nothing beside it."""

import asyncio
import gzip
from pathlib import Path

import pytest

from huike.entry.edges import sdk
from huike.entry.edges.app import PREFIXES, edges

CODE = b"start()" * 1000


@pytest.fixture(autouse=True)
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A build of three files."""
    folder = tmp_path / "sdk"
    folder.mkdir()
    (folder / "analytics.js").write_bytes(CODE)
    (folder / "analytics.js.gz").write_bytes(gzip.compress(CODE, mtime=0))
    (folder / "LICENSE.txt").write_text("MIT")
    (folder / "notes.md").write_text("no")
    (tmp_path / "secret.js").write_text("no")
    monkeypatch.setattr(sdk, "FOLDER", folder)
    return folder


def ask(
    path: str, method: str = "GET", headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    sent: list[dict] = []
    given = [(name.encode(), value.encode()) for name, value in (headers or {}).items()]
    scope = {"type": "http", "method": method, "path": path, "headers": given}

    async def receive() -> dict:
        return {"type": "http.request"}

    async def send(message: dict) -> None:
        sent.append(message)

    asyncio.run(edges(scope, receive, send))
    found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, sent[1]["body"]


def test_any_page_may_load_it() -> None:
    status, headers, body = ask("/sdk/analytics.js")
    assert (status, body) == (200, CODE)
    assert headers["content-type"] == "text/javascript; charset=utf-8"
    assert headers["access-control-allow-origin"] == "*"
    assert headers["cross-origin-resource-policy"] == "cross-origin"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "public, max-age=3600, stale-while-revalidate=86400"
    assert ask("/sdk/LICENSE.txt")[2] == b"MIT"
    assert "/sdk/" in PREFIXES


def test_it_comes_packed_to_who_can_unpack_it() -> None:
    _, headers, body = ask("/sdk/analytics.js", headers={"accept-encoding": "br, gzip"})
    assert (headers["content-encoding"], headers["vary"]) == ("gzip", "accept-encoding")
    assert gzip.decompress(body) == CODE
    assert headers["etag"] != ask("/sdk/analytics.js")[1]["etag"]
    _, headers, _ = ask("/sdk/LICENSE.txt", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in headers


def test_who_has_it_already_gets_nothing_again() -> None:
    etag = ask("/sdk/analytics.js")[1]["etag"]
    status, headers, body = ask("/sdk/analytics.js", headers={"if-none-match": etag})
    assert (status, headers["etag"], body) == (304, etag, b"")
    assert ask("/sdk/analytics.js", headers={"if-none-match": '"other"'})[0] == 200


def test_a_head_has_everything_but_the_body() -> None:
    status, headers, body = ask("/sdk/analytics.js", "HEAD")
    assert (status, headers["content-length"], body) == (200, str(len(CODE)), b"")


@pytest.mark.parametrize(
    "path",
    ["/sdk/", "/sdk/notes.md", "/sdk/../secret.js", "/sdk/analytics.js.gz", "/sdk/analytics.js/"],
)
def test_nothing_else_is_there(path: str) -> None:
    assert ask(path)[0] == 404


def test_it_is_only_read() -> None:
    status, headers, _ = ask("/sdk/analytics.js", "POST")
    assert (status, headers["allow"]) == (405, "GET, HEAD")
