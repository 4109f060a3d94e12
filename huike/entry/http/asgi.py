"""What the web process serves: hot edges as bare ASGI, everything else by Django's WSGI bridge.

On this kind of box an empty Django view answers 360 requests/s under ASGI and 890 through a
thread pool, a bare ASGI function 8,000 (docs/decisions/0005-web-process.md).
"""

import os
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, cast

from a2wsgi import WSGIMiddleware

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")

from huike.entry.http.wsgi import application as django_application

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

THREADS = 8

from huike.entry.edges.app import PREFIXES, edges  # noqa: E402

_bridge = cast(App, WSGIMiddleware(cast(Any, django_application), workers=THREADS))


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Send each request to the edge that owns its prefix, or to Django."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    elif scope["type"] == "http" and scope["path"].startswith(PREFIXES):
        await edges(scope, receive, send)
    elif scope["type"] == "http":
        await _bridge(scope, receive, send)
    else:
        await send({"type": "websocket.close", "code": 1000})


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
