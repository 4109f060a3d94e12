"""The event API through its real HTTP edge: batches, single events, and from accepted to visible.

The load comes from a process on the same cores. While it is measured how much is accepted (each
answer after the commit, synchronous=FULL) the worker sleeps; from accepted to visible everything
runs. The peer is a plain Django view behind the same web server: one row a request.
"""

import asyncio
import base64
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

NAME = "events"
SECONDS = float(os.environ.get("HUIKE_BENCH_SECONDS", "6"))
_BATCH = 100
_FLOW = 2_000  # events a second while it is measured how soon one is visible
_TOGETHER = 50  # of these events, in a batch
_PROBES = 40

Report = Callable[..., None]


def run(report: Report) -> None:
    """Accepting beside the peer, then how soon what was accepted is seen."""
    with _house() as (url, home, environment, parent):
        key, token = _begin(environment)
        worker = _child_named(parent, "worker")
        os.kill(worker, signal.SIGSTOP)
        batches = _load(url, "/v1/batch", key, size=_BATCH, connections=8)
        os.kill(worker, signal.SIGCONT)  # a quick machine accepts as much as may wait
        drained = _drain(home)
        os.kill(worker, signal.SIGSTOP)
        single = _load(url, "/v1/track", key, size=1, connections=16)
        os.kill(worker, signal.SIGCONT)
        _drain(home)
        seen = _visible(url, key, token)
    with _peer() as peer_url:
        peer = _load(peer_url, "/v1/track", "", size=1, connections=16)
    plain = "plain Django view"
    report(
        "events accepted in batches of 100, durable",
        *(batches["events"], "events/s", ">= 20,000", plain, peer["events"]),
    )
    report(
        "single events accepted, durable",
        *(single["events"], "requests/s", ">= 1,000", plain, peer["events"]),
    )
    report("single event, p99", single["p99"], "ms", "<= 50", plain, peer["p99"])
    report("what waited was landed", drained, "events/s")
    report("accepted to visible at 2,000 events/s, p95", seen["p95"], "s", "<= 1")
    report("events sent meanwhile", seen["flow"], "events/s", "2,000")


def _event(number: str) -> dict[str, Any]:
    """As a shop's page sends it."""
    return {
        "type": "track",
        "event": "Product Viewed",
        "messageId": f"bench-{number}",
        "userId": f"u{hash(number) % 5_000}",
        "timestamp": "2026-11-22T08:00:00.000Z",
        "properties": {
            "product_id": "507f1f77bcf86cd799439011",
            "sku": f"G-{hash(number) % 300}",
            "category": "Games",
            "name": "Monopoly: 3rd Edition",
            "brand": "Hasbro",
            "price": 18.99,
            "currency": "CNY",
            "url": "https://www.example.com/product/path",
        },
        "context": {"library": {"name": "analytics.js", "version": "2.1.0"}, "locale": "zh-CN"},
    }


def _load(url: str, path: str, key: str, *, size: int, connections: int) -> dict[str, float]:
    """Send for some seconds from a process beside, as quickly as answers come."""
    words = [url, path, key, str(size), str(connections), str(SECONDS)]
    done = subprocess.run(
        [sys.executable, __file__, "load", *words], stdout=subprocess.PIPE, check=True, timeout=200
    )
    told: dict[str, float] = json.loads(done.stdout)
    return told


def _requests(path: str, key: str, size: int, mark: str) -> Iterator[bytes]:
    auth = base64.b64encode(f"{key}:".encode()).decode()
    number = 0
    while True:
        some = [_event(f"{mark}-{number + one}") for one in range(size)]
        number += size
        body = json.dumps({"batch": some} if size > 1 else some[0]).encode()
        yield (
            f"POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Basic {auth}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


async def _sender(
    address: tuple[str, int], requests: list[bytes], until: float, took: list[float]
) -> None:
    reader, writer = await asyncio.open_connection(*address)
    for request in requests:
        began = time.perf_counter()
        if began > until:
            break
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
        await reader.readexactly(length)
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(head.decode())
        took.append(time.perf_counter() - began)
    writer.close()  # a quick machine takes all of them before the time is over


async def _send_all(
    url: str, path: str, key: str, size: int, connections: int, seconds: float
) -> dict[str, float]:
    host, _, port = url.removeprefix("http://").partition(":")
    # Made before the clock starts: the load shall cost little of the cores that are measured.
    most = int(seconds * (700 if size > 1 else 4_000)) // connections
    made = [_requests(path, key, size, f"{os.getpid()}-{one}") for one in range(connections)]
    requests = [[next(one) for _ in range(most)] for one in made]
    took: list[float] = []
    began = time.perf_counter()
    senders = [_sender((host, int(port)), one, began + seconds, took) for one in requests]
    await asyncio.gather(*senders)
    spent = time.perf_counter() - began
    took.sort()
    return {"events": len(took) * size / spent, "p99": took[int(len(took) * 0.99)] * 1000}


@contextmanager
def _house() -> Iterator[tuple[str, Path, dict[str, str], int]]:
    with tempfile.TemporaryDirectory(prefix="huike-bench-", ignore_cleanup_errors=True) as home:
        port = _free_port()
        environment = {
            **os.environ,
            "HUIKE_HOME": home,
            "HUIKE_PORT": str(port),
            "HUIKE_LOG_LEVEL": "WARNING",
        }
        for name in ("DATABASE_URL", "WAREHOUSE_URL", "REDIS_URL", "BLOB_URL"):
            environment.pop(name, None)
        process = subprocess.Popen(
            [sys.executable, "-m", "huike.entry.commands", "serve"],
            env=environment,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            _wait_for(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}", Path(home), environment, process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


def _begin(environment: dict[str, str]) -> tuple[str, str]:
    """A workspace with a source: its write key, and a token for the customer page."""

    def huike(*words: str) -> str:
        command = [sys.executable, "-m", "huike.entry.commands", *words]
        done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True)
        return done.stdout.decode().strip()

    where = ["--timezone", "Asia/Shanghai", "--currency", "CNY"]
    huike("workspace", "create", "--name", "bench", *where)
    told = huike("source", "create", "--workspace", "bench", "--kind", "http", "--json")
    token = huike("token", "--workspace", "bench", "--role", "owner")
    return json.loads(told)["write_key"], token


def _drain(home: Path) -> float:
    """Wait until nothing waits; how many events a second were landed."""
    import sqlite3

    base = sqlite3.connect(home / "journal.db", timeout=20)
    waiting = "SELECT coalesce(sum(count), 0), count(*) FROM journal_entry WHERE is_waiting"
    ((first, _),) = base.execute(waiting).fetchall()
    began, left = time.perf_counter(), first
    while left and time.perf_counter() - began < 120:
        time.sleep(0.1)
        ((left, _),) = base.execute(waiting).fetchall()
    base.close()
    return (first - left) / (time.perf_counter() - began)


def _visible(url: str, key: str, token: str) -> dict[str, float]:
    """Send steadily; meanwhile send one event after another and look for it on the page."""
    stop, sent = threading.Event(), [0]

    def flow() -> None:
        made = _requests("/v1/batch", key, _TOGETHER, f"flow-{os.getpid()}")
        bodies = [next(made).partition(b"\r\n\r\n")[2] for _ in range(_FLOW // _TOGETHER * 60)]
        with httpx.Client(auth=(key, ""), timeout=30) as client:
            began = time.perf_counter()
            for number, body in enumerate(bodies):
                client.post(f"{url}/v1/batch", content=body).raise_for_status()
                sent[0] += _TOGETHER
                time.sleep(max(0.0, began + (number + 1) * _TOGETHER / _FLOW - time.perf_counter()))
                if stop.is_set():
                    break
            sent.append(time.perf_counter() - began)

    headers = {"Authorization": f"Bearer {token}"}
    with (
        httpx.Client(base_url=f"{url}/api/v1", headers=headers, timeout=30) as page,
        httpx.Client(auth=(key, ""), timeout=30) as client,
    ):
        thread = threading.Thread(target=flow)
        thread.start()
        took = []
        for number in range(_PROBES):
            probe = {**_event(f"probe-{number}"), "userId": "probe"}
            probe.pop("timestamp")
            client.post(f"{url}/v1/track", json=probe).raise_for_status()
            began = time.perf_counter()
            while not _shows(page, f"bench-probe-{number}"):
                time.sleep(0.02)
            took.append(time.perf_counter() - began)
        stop.set()
        thread.join()
    took.sort()
    return {"p95": took[int(len(took) * 0.95)], "flow": sent[0] / sent[1]}


def _shows(page: httpx.Client, message_id: str, known: dict[str, int] = {}) -> bool:  # noqa: B006
    if "probe" not in known:
        found = page.get("/customers", params={"q": "probe"}).raise_for_status().json()["items"]
        if not found:
            return False
        known["probe"] = found[0]["id"]
    asked = {"what": "events", "limit": 5}
    told = page.get(f"/customers/{known['probe']}/timeline", params=asked).raise_for_status()
    return any(one["details"].get("message_id") == message_id for one in told.json()["items"])


@contextmanager
def _peer() -> Iterator[str]:
    port = _free_port()
    with tempfile.TemporaryDirectory(prefix="huike-bench-") as home:
        process = subprocess.Popen([sys.executable, __file__, "peer", home, str(port)])
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _serve_peer(home: str, port: int) -> None:
    """What a Django project does at first: a view, a model, `save`."""
    from django.conf import settings

    options = {
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    }
    name = str(Path(home) / "peer.db")
    database = {"ENGINE": "django.db.backends.sqlite3", "NAME": name, "OPTIONS": options}
    settings.configure(
        DATABASES={"default": {**database, "CONN_MAX_AGE": None}},
        ROOT_URLCONF=__name__,
        ALLOWED_HOSTS=["*"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    import django

    django.setup()
    import uvicorn
    from a2wsgi import WSGIMiddleware
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models
    from django.http import HttpRequest, JsonResponse
    from django.urls import path

    class Event(models.Model):
        message_id = models.CharField(max_length=100, unique=True)
        user_id = models.CharField(max_length=100, db_index=True)
        name = models.CharField(max_length=200)
        properties = models.JSONField()
        received_at = models.DateTimeField(auto_now_add=True)

        class Meta:
            app_label = "bench"

    def track(request: HttpRequest) -> JsonResponse:
        given = json.loads(request.body)
        Event.objects.create(
            message_id=given["messageId"],
            user_id=given["userId"],
            name=given["event"],
            properties=given["properties"],
        )
        return JsonResponse({"success": True}, headers={"Content-Length": "17"})

    def alive(_: HttpRequest) -> JsonResponse:
        return JsonResponse({})

    globals()["urlpatterns"] = [path("v1/track", track), path("healthz", alive)]
    with connection.schema_editor() as editor:
        editor.create_model(Event)
    connection.close()
    application = WSGIMiddleware(get_wsgi_application(), workers=8)
    uvicorn.run(application, port=port, log_config=None, access_log=False)  # type: ignore[arg-type]


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        try:
            if httpx.get(url, timeout=2).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.05)
    raise RuntimeError(f"{url} does not answer")


def _child_named(pid: int, word: str) -> int:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for one in task.read_text().split():
            # Forked children share their parent's command line; their own name is in `comm`.
            if Path(f"/proc/{one}/comm").read_text().strip() == f"huike {word}":
                return int(one)
    raise RuntimeError(f"no child is a {word}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _main(what: str, *words: str) -> None:
    if what == "peer":
        _serve_peer(words[0], int(words[1]))
        return
    url, path, key, size, connections, seconds = words
    told = _send_all(url, path, key, int(size), int(connections), float(seconds))
    print(json.dumps(asyncio.run(told)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
