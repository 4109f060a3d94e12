"""Webhooks while half of the endpoints hang: how long until a healthy one has a notice.

The latency is from publishing until the answer is written down, of a real postman on SQLite and
real HTTP servers in processes of their own. The peer is what a queue for all would do: calls one
after another, where each that hangs costs its whole time limit (reckoned from the same numbers, for
nobody would wait for it).
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from bench._apart import told_by

NAME = "webhooks"
TARGET = "<= 2 s"
ENDPOINTS = 40  # every second one hangs
EVENTS, EVERY = 100, 0.1  # ten a second
LIMIT_SECONDS = 300

Report = Callable[..., None]


def run(report: Report) -> None:
    """Measure in a process and a home of its own, and pass the figures on."""
    told = told_by(__file__, seconds=LIMIT_SECONDS, HUIKE_WEBHOOKS_MAY_REACH="127.0.0.0/8")
    for line in told.splitlines():
        if line.startswith("{"):
            report(**json.loads(line))


def measure() -> None:
    """Publish, deliver, and print a figure a line."""
    import django

    django.setup()

    from django.core.management import call_command
    from django.db import transaction

    from huike.base.access import actions as access
    from huike.base.access.rules import system_actor
    from huike.base.outbox.facade import publish
    from huike.base.outbox.publish import wire
    from huike.base.webhooks import actions, reach
    from huike.base.webhooks.facade import Postman, note
    from huike.base.webhooks.models import Delivery
    from huike.events import CustomersCreated

    call_command("migrate", verbosity=0)
    wire([], witnesses=[note])
    place = access.create_workspace(name="Bench", timezone="UTC", currency="CNY")
    actor = system_actor(place.pk, "bench")
    with _server("well") as well, _server("hang") as bad:
        for number in range(ENDPOINTS):
            url = f"http://127.0.0.1:{bad if number % 2 else well}/"
            name = f"{'bad' if number % 2 else 'well'}-{number}"
            actions.create(actor, name=name, url=url, kinds=[])
        postman = Postman()
        postman.start()
        for number in range(EVENTS):
            with transaction.atomic():
                publish(CustomersCreated(workspace_id=place.pk, customer_ids=(number,)))
            time.sleep(EVERY)
        end = time.monotonic() + 60
        healthy = Delivery.objects.filter(workspace_id=place.pk, endpoint__name__startswith="well")
        while healthy.filter(state="waiting").exists() and time.monotonic() < end:
            time.sleep(0.2)
    rows = healthy.filter(state="delivered").select_related("notice")
    took = sorted(
        (datetime.fromisoformat(row.tries[-1]["at"]) - row.notice.at).total_seconds()
        for row in rows
    )
    wanted = EVENTS * ENDPOINTS // 2
    if len(took) < wanted:
        raise AssertionError(f"{len(took)} of {wanted} arrived")
    _tell(
        name=f"webhooks: {EVENTS} events to {ENDPOINTS} endpoints of which half hang, p99",
        value=took[int(len(took) * 0.99)],
        unit="s",
        target=TARGET,
        peer="one queue for all, reckoned",
        peer_value=wanted * reach.SECONDS,
    )
    os._exit(0)  # calls of those that hang are not waited for


def serve(how: str) -> None:
    """A server that answers at once, or never; it prints its port."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            if how == "hang":
                threading.Event().wait()
            self.send_response(204)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256  # all endpoints are this one

    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


@contextmanager
def _server(how: str) -> Iterator[int]:
    """One in a process of its own; its port."""
    child = subprocess.Popen([sys.executable, __file__, how], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield int(child.stdout.readline())
    finally:
        child.kill()


def _tell(**figure: object) -> None:
    print(json.dumps(figure), flush=True)


if __name__ == "__main__":
    measure() if len(sys.argv) == 1 else serve(sys.argv[1])
