"""The little of HTTP that bare endpoints need."""

from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from huike.base.kernel.errors import Invalid, TooLarge

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Endpoint = Callable[[Scope, Receive, Send], Awaitable[None]]

_MOST_BODY = 16_384


async def answer(
    send: Send,
    status: int,
    headers: Sequence[tuple[bytes, bytes]] = (),
    body: bytes = b"",
    scope: Scope | None = None,
) -> None:
    """A whole response; to a HEAD everything but the body."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [*headers, length]})
    is_head = scope is not None and scope["method"] == "HEAD"
    await send({"type": "http.response.body", "body": b"" if is_head else body})


async def body_of(receive: Receive, *, most: int = _MOST_BODY) -> bytes:
    """The request's body; more bytes than `most` (what a form needs) are `TooLarge`."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Invalid("The request broke off")
        body += message.get("body", b"")
        if len(body) > most:
            raise TooLarge(f"The request is larger than {most:,} bytes", code="request_too_large")
        if not message.get("more_body"):
            return bytes(body)


def header(scope: Scope, name: bytes) -> str:
    """A request header; empty where there is none."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value).decode("latin-1")
    return ""
