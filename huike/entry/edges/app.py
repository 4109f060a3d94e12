"""The hot edges: small ASGI endpoints without Django's request cycle."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Endpoint = Callable[[Scope, Receive, Send], Awaitable[None]]

ENDPOINTS: dict[str, Endpoint] = {}
PREFIXES = ("/o/", "/c/", "/u/", "/p/")


async def edges(scope: Scope, receive: Receive, send: Send) -> None:
    """Give a request to the endpoint that owns its first letter."""
    endpoint = ENDPOINTS.get(scope["path"][:3], _not_found)
    await endpoint(scope, receive, send)


async def _not_found(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 404, "headers": []})
    await send({"type": "http.response.body", "body": b""})
