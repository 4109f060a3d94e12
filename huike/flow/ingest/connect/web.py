"""Calls to platforms: to public addresses only, bounded in time and size, at the kind's pace."""

import socket
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpcore
from django.conf import settings

from huike.base.kernel import addresses
from huike.flow.ingest.connect.contract import ConnectorDown, RateLimited, Refused, Reply

_SECONDS = 30.0  # without a byte
_WHOLE = 120.0  # for a call from its beginning to its end
_MOST_BODY = 64 * 1024 * 1024
_LATER = 60.0  # seconds, where the platform does not say
_LATEST = 6 * 3600.0
_AGENT = "Huike"


class _NotAllowed(Exception):
    """The name leads to an address that is not public."""


def _places(host: str, port: int) -> list[str]:
    """The addresses of a name, each of which may be called."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):  # also what no resolver takes for a name
        raise httpcore.ConnectError("no such host") from None
    places = list(dict.fromkeys(str(one[4][0]) for one in found))
    if not all(addresses.may_reach(one, settings.CONNECTORS_MAY_REACH) for one in places):
        raise _NotAllowed
    return places


class _Checked(httpcore.NetworkBackend):
    """Looks a name up once and connects to what was checked: it cannot change in between."""

    def __init__(self) -> None:
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        places = _places(host, port)
        problem: Exception = httpcore.ConnectError("no such host")
        for place in places:
            try:
                return self._inner.connect_tcp(place, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                problem = failed
        raise problem

    def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.NetworkStream:
        raise _NotAllowed

    def sleep(self, seconds: float) -> None:
        self._inner.sleep(seconds)


class Calls:
    """`contract.Web` over the network, for one run of one connection."""

    def __init__(self, pace: float) -> None:
        self._pool = httpcore.ConnectionPool(
            max_connections=2, keepalive_expiry=30.0, network_backend=_Checked()
        )
        self._pause = 1.0 / pace
        self._next = 0.0
        self.their_time: datetime | None = None  # by the last answer

    def close(self) -> None:
        """Let go of the connections."""
        self._pool.close()

    def call(
        self,
        method: str,
        url: str,
        *,
        query: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """One call, whole; redirects are not followed."""
        given = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **(headers or {})}
        if form is not None:
            body = urlencode(form).encode()
            given.setdefault("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
        if query:
            url += ("&" if "?" in url else "?") + urlencode(query)
        with self._answering(method, url, given, body) as answer:
            parts, size = [], 0
            for part in _in_time(answer.iter_stream()):
                size += len(part)
                if size > _MOST_BODY:
                    raise Refused("The answer is too large", code="connector_answer_too_large")
                parts.append(part)
            return Reply(answer.status, _headers(answer), b"".join(parts))

    def connect(self, host: str, port: int) -> socket.socket:
        """A connection to a checked address."""
        with _named(host):
            problem: OSError = OSError("no such host")
            for place in _places(host, port):
                try:
                    return socket.create_connection((place, port), _SECONDS)
                except OSError as failed:
                    problem = failed
            raise problem

    def rest(self, seconds: float) -> None:
        """Make no call for so long: the next one waits."""
        self._next = max(self._next, time.monotonic() + seconds)

    def lines(self, url: str) -> Iterator[bytes]:
        """The lines of a long document, read as they come."""
        with self._answering("GET", url, {"User-Agent": _AGENT}, b"") as answer:
            if answer.status != 200:
                raise ConnectorDown("The document is not there", status=answer.status)
            rest = b""
            for part in answer.iter_stream():
                *whole, rest = (rest + part).split(b"\n")
                yield from whole
            if rest:
                yield rest

    @contextmanager
    def _answering(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes
    ) -> Iterator[httpcore.Response]:
        if problem := addresses.problem_of(url.partition("?")[0]):
            raise Refused("This address cannot be called", code=problem)
        time.sleep(max(0.0, self._next - time.monotonic()))
        self._next = time.monotonic() + self._pause
        times = dict.fromkeys(("connect", "read", "write", "pool"), _SECONDS)
        host = urlsplit(url).hostname or ""
        with (
            _named(host),
            self._pool.stream(
                method,
                url,
                headers=[(name.encode(), value.encode()) for name, value in headers.items()],
                content=body,
                extensions={"timeout": times},
            ) as answer,
        ):
            self._judge(answer)
            yield answer

    def _judge(self, answer: httpcore.Response) -> None:
        """Which answers no client needs to look at."""
        told = _headers(answer)
        self.their_time = _date(told.get("date", ""))
        later = told.get("retry-after", "")
        if answer.status == 429 or (answer.status == 503 and later):
            raise RateLimited(after=_seconds(later, self.their_time))
        if answer.status >= 500:
            raise ConnectorDown("The platform has trouble", status=answer.status)


@contextmanager
def _named(host: str) -> Iterator[None]:
    """What goes wrong on the way, by the names of the contract."""
    try:
        yield
    except _NotAllowed:
        raise Refused(
            "This address is inside a private network", code="address_not_allowed"
        ) from None
    except httpcore.TimeoutException:
        raise ConnectorDown("No answer in time", code="connector_timeout", host=host) from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as problem:
        code = "connector_no_host" if "no such host" in str(problem) else "connector_down"
        raise ConnectorDown("No answer", code=code, host=host) from None
    except (httpcore.UnsupportedProtocol, UnicodeError):
        raise Refused("This address cannot be called", code="bad_url") from None


def _in_time(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Whoever sends a byte a second is not waited for for ever."""
    deadline = time.monotonic() + _WHOLE
    for part in parts:
        if time.monotonic() > deadline:
            raise httpcore.ReadTimeout
        yield part


def _headers(answer: httpcore.Response) -> dict[str, str]:
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in answer.headers
    }


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _seconds(text: str, their_time: datetime | None) -> float:
    """Retry-After: seconds, or a moment of the platform's clock."""
    if text.isdigit() and len(text) < 7:
        return min(max(float(text), 1.0), _LATEST)
    until = _date(text)
    if until is None:
        return _LATER
    return min(max((until - (their_time or datetime.now(UTC))).total_seconds(), 1.0), _LATEST)
