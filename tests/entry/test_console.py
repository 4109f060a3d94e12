"""The console's pages as a browser gets them: policy, nonce, caching, and 404 where nothing is."""

import re
from pathlib import Path

import pytest
from django.test import Client

from huike.entry.http import console


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small build of our own, so that the test needs no Node."""
    (tmp_path / "assets").mkdir()
    (tmp_path / ".vite").mkdir()
    (tmp_path / ".vite" / "manifest.json").write_text("{}")
    (tmp_path / "index.html").write_text(
        '<meta name="csp-nonce" content="__CSP_NONCE__"><script nonce="__CSP_NONCE__"></script>'
    )
    (tmp_path / "assets" / "app-1a2b.js").write_text("let a = 1;")
    (tmp_path / "assets" / "app-1a2b.js.gz").write_bytes(b"gzipped")
    (tmp_path / "favicon.svg").write_text("<svg/>")
    monkeypatch.setattr(console, "DIST", tmp_path)
    return tmp_path


def policy(response: object) -> str:
    """The content-security policy of an answer."""
    return str(response["Content-Security-Policy"])  # type: ignore[index]


@pytest.mark.parametrize("address", ["/", "/login", "/w/brand/customers/3?q=x", "/index.html"])
def test_every_page_address_is_the_console_with_a_fresh_nonce(
    client: Client, dist: Path, address: str
) -> None:
    nonces = set()
    for _ in range(2):
        response = client.get(address)
        assert response.status_code == 200
        assert response["Cache-Control"] == "no-store"
        nonce = re.findall(r"nonce-([\w-]+)", policy(response))
        assert len(nonce) == 2
        assert len(set(nonce)) == 1
        assert response.content.decode().count(nonce[0]) == 2
        assert "__CSP_NONCE__" not in response.content.decode()
        nonces.add(nonce[0])
    assert len(nonces) == 2


def test_the_policy_allows_no_inline_and_no_foreign_script(client: Client, dist: Path) -> None:
    found = policy(client.get("/"))
    assert "default-src 'none'" in found
    assert "unsafe" not in found
    assert "http" not in found
    assert "frame-ancestors 'none'" in found


def test_the_page_sets_the_csrf_cookie_that_sign_in_sends_back(client: Client, dist: Path) -> None:
    assert "csrftoken" in client.get("/login").cookies


def test_assets_are_immutable_and_go_out_gzipped_to_those_who_take_it(
    client: Client, dist: Path
) -> None:
    plain = client.get("/assets/app-1a2b.js")
    assert plain.content == b"let a = 1;"
    assert plain["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain["Content-Type"] == "text/javascript; charset=utf-8"
    packed = client.get("/assets/app-1a2b.js", headers={"Accept-Encoding": "gzip, br"})
    assert packed.content == b"gzipped"
    assert packed["Content-Encoding"] == "gzip"
    assert packed["Vary"] == "Accept-Encoding"


def test_other_files_are_kept_for_an_hour(client: Client, dist: Path) -> None:
    response = client.get("/favicon.svg")
    assert response.content == b"<svg/>"
    assert response["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize(
    "address",
    [
        "/assets/gone-9z.js",
        "/assets/../index.html",
        "/assets/app-1a2b.js.gz",
        "/.vite/manifest.json",
        "/api/v1/nothing-here",
        "/v1/unknown",
    ],
)
def test_what_is_not_there_is_404_and_never_the_console(
    client: Client, dist: Path, address: str
) -> None:
    response = client.get(address)
    assert response.status_code == 404
    assert b"csp-nonce" not in response.content


def test_an_unbuilt_console_says_how_to_build_it(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(console, "DIST", tmp_path / "nowhere")
    response = client.get("/")
    assert response.status_code == 503
    assert b"make setup" in response.content


def test_pages_are_only_read(client: Client, dist: Path) -> None:
    assert client.post("/login").status_code == 405


def test_the_preview_frame_allows_styles_but_neither_foreign_scripts_nor_leaving(
    client: Client,
) -> None:
    response = client.get("/preview-frame")
    found = policy(response)
    assert "style-src 'unsafe-inline'" in found
    assert re.search(r"script-src 'nonce-[\w-]+';", found)
    assert "form-action 'none'" in found
    assert "sandbox allow-scripts" in found
    assert response["X-Frame-Options"] == "SAMEORIGIN"
