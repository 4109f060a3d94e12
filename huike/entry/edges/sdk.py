"""/sdk/…: the open browser SDK, for pages of other origins, as it was built into the package."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import huike
from huike.entry.edges.http import Receive, Scope, Send, answer, header

FOLDER = Path(huike.__file__).parent / "console_dist" / "sdk"
_KINDS = {".js": b"text/javascript; charset=utf-8", ".txt": b"text/plain; charset=utf-8"}
_OPEN = [
    # Any page may load it, with `crossorigin` too, and one that embeds only what allows it.
    (b"access-control-allow-origin", b"*"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"x-content-type-options", b"nosniff"),
]
# The address stays the same over versions: an hour later every page has the new one.
_CACHED = (b"cache-control", b"public, max-age=3600, stale-while-revalidate=86400")


@dataclass(frozen=True)
class _File:
    """A built file in memory, also gzipped."""

    kind: bytes
    body: bytes
    gzipped: bytes
    etag: str


async def served(scope: Scope, _: Receive, send: Send) -> None:
    """The file of this name; nothing again to who has it already."""
    if scope["method"] not in ("GET", "HEAD"):
        await answer(send, 405, [*_OPEN, (b"allow", b"GET, HEAD")])
        return
    file = _files(FOLDER).get(scope["path"].removeprefix("/sdk/"))
    if file is None:
        await answer(send, 404, _OPEN)
        return
    is_packed = bool(file.gzipped) and "gzip" in header(scope, b"accept-encoding")
    etag = f'"{file.etag}{"-gz" if is_packed else ""}"'
    headers = [*_OPEN, _CACHED, (b"etag", etag.encode()), (b"vary", b"accept-encoding")]
    if etag in header(scope, b"if-none-match"):
        await answer(send, 304, headers)
        return
    headers.append((b"content-type", file.kind))
    if is_packed:
        headers.append((b"content-encoding", b"gzip"))
    await answer(send, 200, headers, file.gzipped if is_packed else file.body, scope)


@cache
def _files(folder: Path) -> dict[str, _File]:
    """What was built, read once: a path can name nothing outside of it."""
    found = {}
    for path in folder.glob("*"):
        kind = _KINDS.get(path.suffix)
        if kind:
            body, twin = path.read_bytes(), path.with_name(f"{path.name}.gz")
            packed = twin.read_bytes() if twin.exists() else b""
            found[path.name] = _File(kind, body, packed, hashlib.sha256(body).hexdigest()[:20])
    return found
