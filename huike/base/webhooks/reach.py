"""Connections to endpoints: to addresses that were checked, and to no others."""

import asyncio
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import httpcore
from django.conf import settings

from huike.base.kernel.addresses import may_reach

SECONDS = 10.0  # for the whole of a call
_MOST_ANSWER = 4_096  # bytes; what an endpoint says is of no use to us
_CONNECTIONS = 1_000


class NotAllowed(Exception):
    """The name leads to an address that is not public."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: a status (0 = none), a word for what went wrong, how long it took."""

    status: int
    detail: str
    milliseconds: int
    later: int = 0  # seconds, from Retry-After


class _Checked(httpcore.AsyncNetworkBackend):
    """Looks a name up once and connects to what was checked: it cannot change in between."""

    def __init__(self) -> None:
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError:  # also what no resolver takes for a name
            raise httpcore.ConnectError("no such host") from None
        except UnicodeError:
            raise httpcore.ConnectError("no such host") from None
        addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
        if not all(may_reach(one, settings.WEBHOOKS_MAY_REACH) for one in addresses):
            raise NotAllowed
        problem: Exception = httpcore.ConnectError("no such host")
        for address in addresses:
            try:
                return await self._inner.connect_tcp(
                    address, port, timeout, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
        raise problem

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        raise NotAllowed

    async def sleep(self, seconds: float) -> None:
        await self._inner.sleep(seconds)


def pool() -> httpcore.AsyncConnectionPool:
    """Connections that are kept for the next notice of an endpoint."""
    return httpcore.AsyncConnectionPool(
        max_connections=_CONNECTIONS,
        max_keepalive_connections=20,
        keepalive_expiry=30.0,
        network_backend=_Checked(),
    )


async def post(
    connections: httpcore.AsyncConnectionPool, url: str, headers: dict[str, str], body: bytes
) -> Answer:
    """Send a body; an answer always, within the time of a call."""
    began = time.monotonic()

    def answer(status: int, detail: str = "", later: int = 0) -> Answer:
        return Answer(status, detail, round((time.monotonic() - began) * 1000), later)

    try:
        async with asyncio.timeout(SECONDS):
            given = [(name.encode(), value.encode()) for name, value in headers.items()]
            async with connections.stream("POST", url, headers=given, content=body) as response:
                told = dict(response.headers)
                size = 0
                async for part in response.aiter_stream():
                    size += len(part)
                    if size > _MOST_ANSWER:
                        break
                return answer(response.status, later=_seconds(told))
    except TimeoutError:
        return answer(0, "timeout")
    except NotAllowed:
        return answer(0, "address_not_allowed")
    except httpcore.ConnectError as problem:
        return answer(0, "no_such_host" if "no such host" in str(problem) else "no_connection")
    except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException):
        return answer(0, "connection_lost")
    except (httpcore.UnsupportedProtocol, ValueError, OSError):
        return answer(0, "no_connection")


def _seconds(headers: dict[bytes, bytes]) -> int:
    for name, value in headers.items():
        if name.lower() == b"retry-after" and value.isdigit() and len(value) < 7:
            return int(value)
    return 0
