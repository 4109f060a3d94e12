"""The console's pages: index.html with a fresh nonce, its assets, a frame for foreign HTML."""

import mimetypes
import secrets
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

import huike

DIST = Path(huike.__file__).parent / "console_dist"
_NONCE = "__CSP_NONCE__"
_YEAR = "public, max-age=31536000, immutable"

# Addresses of machines: below them nothing is a page, and a wrong one is 404, not the console.
_NOT_PAGES = ("api/", "_allauth/", "accounts/", "v1/", "assets/", ".vite/", "static/")

_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
    "style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
# Mail is written with inline styles, and its pictures may come from anywhere the merchant names.
_FRAME_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'unsafe-inline'; "
    "img-src 'self' data: https:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-scripts"
)
_FRAME = """<!doctype html><html><head><meta charset="utf-8"><title>Preview</title></head><body>
<script nonce="{nonce}">
const tell = (message) => parent.postMessage(message, '*');
const measure = () => {{
  const {{height}} = document.documentElement.getBoundingClientRect();
  tell({{kind: 'height', height: Math.ceil(height)}});
}};
addEventListener('message', (event) => {{
  if (event.source !== parent || typeof event.data.html !== 'string') return;
  const mail = new DOMParser().parseFromString(event.data.html, 'text/html');
  document.documentElement.lang = mail.documentElement.lang || navigator.language;
  document.documentElement.innerHTML = event.data.html;
  measure();
  for (const image of document.images) image.addEventListener('load', measure);
}});
addEventListener('click', (event) => event.preventDefault(), true);
addEventListener('submit', (event) => event.preventDefault(), true);
tell({{kind: 'ready'}});
</script></body></html>"""

_MISSING = (
    "The console is not built. In a clone run `make setup` (it needs Node 20 or later and npm); "
    "a released package carries it.\n"
    "控制台尚未构建。在源码目录运行 `make setup`（需要 Node 20 及以上和 npm）；"
    "发布的安装包自带控制台。\n"
)


@dataclass(frozen=True)
class _File:
    """A built file in memory, also gzipped where that made it smaller."""

    body: bytes
    gzipped: bytes | None
    kind: str
    is_hashed: bool


@require_safe
def page(request: HttpRequest, address: str) -> HttpResponse:
    """A built file, the preview frame, or the console itself for every address of its router."""
    if address == "preview-frame":
        return _preview_frame()
    files = built(DIST)
    if address in files and address != "index.html":
        return _file(request, files[address])
    if address.startswith(_NOT_PAGES):
        return JsonResponse(
            {"status": 404, "code": "not_found", "detail": "No such address"},
            status=404,
            content_type="application/problem+json",
        )
    if "index.html" not in files:
        return HttpResponse(_MISSING, status=503, content_type="text/plain; charset=utf-8")
    return _index(request, files["index.html"])


@cache
def built(dist: Path) -> dict[str, _File]:
    """Every built file by its address; read once, so a path can name nothing outside of it."""
    found: dict[str, _File] = {}
    for path in sorted(dist.rglob("*")):
        name = path.relative_to(dist).as_posix()
        if not path.is_file() or name.startswith(".") or name.endswith(".gz"):
            continue
        twin = path.with_name(f"{path.name}.gz")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind == "application/javascript":
            kind += "; charset=utf-8"
        found[name] = _File(
            body=path.read_bytes(),
            gzipped=twin.read_bytes() if twin.exists() else None,
            kind=kind,
            is_hashed=name.startswith("assets/"),
        )
    return found


def _index(request: HttpRequest, file: _File) -> HttpResponse:
    nonce = secrets.token_urlsafe(18)
    get_token(request)  # sets the CSRF cookie that sign-in sends back
    response = HttpResponse(file.body.decode().replace(_NONCE, nonce))
    response["Content-Security-Policy"] = _POLICY.format(nonce=nonce)
    response["Cache-Control"] = "no-store"
    return response


def _file(request: HttpRequest, file: _File) -> HttpResponse:
    takes_gzip = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(
        file.gzipped if takes_gzip and file.gzipped else file.body, content_type=file.kind
    )
    if file.gzipped:
        response["Vary"] = "Accept-Encoding"
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
    response["Cache-Control"] = _YEAR if file.is_hashed else "public, max-age=3600"
    return response


def _preview_frame() -> HttpResponse:
    nonce = secrets.token_urlsafe(18)
    response = HttpResponse(_FRAME.format(nonce=nonce))
    response["Content-Security-Policy"] = _FRAME_POLICY.format(nonce=nonce)
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "no-store"
    return response
