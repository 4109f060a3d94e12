"""The hot edges: small ASGI endpoints without Django's request cycle."""

from huike.entry.edges import collect, engagement, sdk
from huike.entry.edges.http import Endpoint, Receive, Scope, Send, answer

ENDPOINTS: dict[str, Endpoint] = {
    "/o/": engagement.opened,
    "/c/": engagement.clicked,
    "/u/": engagement.unsubscribing,
    "/p/": engagement.preferring,
    "/v1/": collect.collected,
    "/sdk/": sdk.served,
}
PREFIXES = tuple(ENDPOINTS)


async def edges(scope: Scope, receive: Receive, send: Send) -> None:
    """Give a request to the endpoint that owns the first word of its path."""
    endpoint = ENDPOINTS.get(scope["path"][: scope["path"].find("/", 1) + 1])
    if endpoint is None:
        await answer(send, 404)
        return
    await endpoint(scope, receive, send)
