"""/v1/…: the Segment protocol, so that its SDKs work unchanged."""

import base64
import binascii
import json
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings

from huike.base.kernel.errors import Invalid, TooLarge
from huike.entry.edges.batching import Batcher, Busy
from huike.entry.edges.http import Receive, Scope, Send, answer, body_of, header
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.facade import Call, Reply

log = structlog.get_logger(__name__)
_CORS = [
    (b"access-control-allow-origin", b"*"),
    (b"access-control-allow-methods", b"POST, GET, OPTIONS"),
    (b"access-control-allow-headers", b"authorization, content-type, content-encoding"),
    (b"access-control-max-age", b"86400"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]
_JSON = (b"content-type", b"application/json")
_MISSING = Reply(404, {"success": False, "code": "not_found", "detail": "No such call"})
_BUSY = Reply(429, {"success": False, "code": "busy", "detail": "Send it again later"}, 5)
_FAILED = Reply(503, {"success": False, "code": "unavailable", "detail": "Send it again later"}, 10)
_calls: Batcher[Call, Reply] = Batcher(ingest.accept, wait=0.002)


async def collected(scope: Scope, receive: Receive, send: Send) -> None:
    """A call of the protocol; a 200 says that everything in it is kept for good."""
    parts = scope["path"].removeprefix("/v1").strip("/").split("/")
    if scope["method"] == "OPTIONS":
        await answer(send, 204, _CORS)
    elif len(parts) == 1 and parts[0] in ingest.WORDS:
        await _called(parts[0], scope, receive, send)
    elif len(parts) == 3 and (parts[0], parts[2]) == ("projects", "settings"):
        await _settings(parts[1], scope, send)
    else:
        await _say(send, _MISSING)


async def _called(word: str, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] != "POST":
        await _not_allowed(send, b"POST, OPTIONS")
        return
    try:
        body = await body_of(receive, most=ingest.MOST_BODY)
        call = Call(word, body, _key(scope), header(scope, b"content-encoding") == "gzip")
        reply = await _calls.ask(call)
    except TooLarge as refused:
        reply = Reply(413, {"success": False, "code": refused.code, "detail": refused.detail})
    except Invalid as refused:
        reply = Reply(400, {"success": False, "code": refused.code, "detail": refused.detail})
    except Busy:
        reply = _BUSY
    except Exception as problem:
        # Nothing was kept, and whoever sent it must hear so: a disk that is full, a lock held.
        log.exception("call_not_kept", problem=type(problem).__name__)
        reply = _FAILED
    await _say(send, reply)


async def _settings(key: str, scope: Scope, send: Send) -> None:
    """What the browser SDK asks first: where to send, and that nothing else is to be loaded."""
    if scope["method"] not in ("GET", "HEAD"):
        await _not_allowed(send, b"GET, HEAD, OPTIONS")
        return
    public = urlsplit(settings.PUBLIC_URL)
    everything = {"__default": {"enabled": True, "integrations": {}}}
    said: dict[str, Any] = {
        "integrations": {
            "Segment.io": {
                "apiKey": key,
                "apiHost": f"{public.netloc}/v1",
                "protocol": public.scheme,
                "unbundledIntegrations": [],
                "addBundledMetadata": False,
            }
        },
        "plan": {"track": everything, "identify": everything, "group": everything},
        "metrics": {"sampleRate": 0},
        "remotePlugins": [],
    }
    await _say(send, Reply(200, said), scope)


def _key(scope: Scope) -> str:
    """The write key: the user of basic authorization."""
    kind, _, given = header(scope, b"authorization").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(given, validate=True).decode().partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


async def _say(send: Send, reply: Reply, scope: Scope | None = None) -> None:
    headers = [*_CORS, _JSON]
    if reply.later:
        headers.append((b"retry-after", str(reply.later).encode()))
    await answer(send, reply.status, headers, json.dumps(reply.said).encode(), scope)


async def _not_allowed(send: Send, methods: bytes) -> None:
    await answer(send, 405, [*_CORS, (b"allow", methods)])
