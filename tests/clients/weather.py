"""A proxy before the installation that answers the first calls badly, as a busy host would."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx


@dataclass
class Weather:
    """What came, and what was answered instead of being passed on."""

    url: str
    storm: list[int]  # statuses of the first calls
    came: list[dict[str, str]] = field(default_factory=list)  # headers of each call
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, headers: dict[str, str]) -> int:
        """0 = pass it on."""
        with self.lock:
            self.came.append(headers)
            return self.storm.pop(0) if self.storm else 0


@contextmanager
def weather(target: str, storm: Sequence[int]) -> Iterator[Weather]:
    """The proxy, until the end of the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            status = kept.next(headers)
            if status:
                self.send_response(status)
                self.send_header("retry-after", "1")
                self.send_header("content-length", "0")
                self.end_headers()
                return
            headers.pop("host")
            answer = httpx.post(f"{target}{self.path}", content=body, headers=headers, timeout=30)
            self.send_response(answer.status_code)
            self.send_header("content-type", answer.headers["content-type"])
            self.send_header("content-length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: object) -> None:
            pass

    host = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Weather(f"http://127.0.0.1:{host.server_port}", list(storm))
    thread = threading.Thread(target=host.serve_forever)
    thread.start()
    try:
        yield kept
    finally:
        host.shutdown()
        thread.join(10)
        host.server_close()
