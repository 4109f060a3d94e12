"""HTTP on one socket: read a request whole, write the answer in one go."""

import gzip
import importlib
import json
import socket
import zlib
from dataclasses import dataclass, field
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httptools

from huike.base.warehouse.engine.errors import BAD_ARGUMENTS, NOT_IMPLEMENTED, TOO_LARGE, Refused
from huike.base.warehouse.engine.handle import Answer

MAX_URL = 1_048_576
MAX_BODY = 1_000_000_000
_RECEIVE = 262_144
_ONE_WRITE = 65_536
_REASONS = {200: "OK", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 413: "Too Large"}


@dataclass
class Request:
    """One request with its parameters taken apart."""

    method: str = "GET"
    path: str = "/"
    params: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    keep_alive: bool = True


class _Collector:
    """Callbacks of the parser for one request."""

    def __init__(self) -> None:
        self.url = b""
        self.headers: dict[str, str] = {}
        self.chunks: list[bytes] = []
        self.size = 0
        self.is_done = False

    def on_url(self, url: bytes) -> None:
        self.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, chunk: bytes) -> None:
        self.size += len(chunk)
        if self.size <= MAX_BODY:
            self.chunks.append(chunk)

    def on_message_complete(self) -> None:
        self.is_done = True


def read_request(connection: socket.socket) -> Request | None:
    """The next request of the connection; nothing when the client has left."""
    collector = _Collector()
    parser = httptools.HttpRequestParser(collector)
    while not collector.is_done:
        received = connection.recv(_RECEIVE)
        if not received:
            return None
        parser.feed_data(received)
        if collector.headers.get("expect", "").lower() == "100-continue" and not collector.size:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    if collector.size > MAX_BODY or len(collector.url) > MAX_URL:
        raise Refused(TOO_LARGE, "The request is larger than this door takes")
    parts = urlsplit(collector.url.decode("latin-1"))
    return Request(
        method=parser.get_method().decode(),
        path=parts.path,
        params=dict(parse_qsl(parts.query, keep_blank_values=True)),
        headers=collector.headers,
        body=b"".join(collector.chunks),
        keep_alive=parser.should_keep_alive(),
    )


def unpack(request: Request) -> Request:
    """Undo the packing of the body: content encodings and form fields."""
    encoding = request.headers.get("content-encoding", "")
    if encoding and encoding != "identity":
        request.body = _decoded(request.body, encoding)
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        _read_form(request)
    return request


def _decoded(body: bytes, encoding: str) -> bytes:
    if encoding == "gzip":
        return gzip.decompress(body)
    if encoding == "deflate":
        return zlib.decompress(body)
    if encoding == "lz4":
        frame: Any = importlib.import_module("lz4.frame")  # only packed rows need it

        return bytes(frame.decompress(body))
    raise Refused(NOT_IMPLEMENTED, f"Content-Encoding {encoding} is not taken here")


def _read_form(request: Request) -> None:
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode("latin-1")
    form = BytesParser(policy=HTTP).parsebytes(head + request.body)
    request.body = b""
    for part in form.iter_parts():
        name = _field_name(part)
        if part.get_filename() is not None:
            raise Refused(NOT_IMPLEMENTED, "External data is not taken here: use a session table")
        payload = part.get_payload(decode=True)
        assert isinstance(payload, bytes)
        request.params[name] = payload.decode("utf-8", errors="surrogateescape")


def _field_name(part: Message) -> str:
    name = part.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise Refused(BAD_ARGUMENTS, "A form field has no name")
    return name


def send(connection: socket.socket, head: dict[str, str], body: bytes, status: int = 200) -> None:
    """Send one answer; small ones leave in one packet, or Nagle's delay costs 40 ms."""
    lines = [f"HTTP/1.1 {status} {_REASONS.get(status, 'Error')}"]
    lines += [f"{name}: {value}" for name, value in head.items()]
    lines += [f"Content-Length: {len(body)}", "\r\n"]
    start = "\r\n".join(lines).encode("latin-1")
    if len(body) <= _ONE_WRITE:
        connection.sendall(start + body)
        return
    sent = connection.sendmsg([start, body]) - len(start)
    if sent < 0:
        connection.sendall(start[sent:])
        sent = 0
    connection.sendall(memoryview(body)[sent:])


def summary(answer: Answer) -> str:
    """Statistics in the words of ClickHouse's summary header."""
    return json.dumps(
        {
            "read_rows": str(answer.read_rows),
            "read_bytes": str(answer.read_bytes),
            "written_rows": str(answer.written_rows),
            "written_bytes": str(answer.written_bytes),
            "elapsed_ns": str(int(answer.seconds * 1_000_000_000)),
        }
    )
