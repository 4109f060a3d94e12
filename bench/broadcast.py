"""A broadcast to 100,000: policy, text, rows, hand-over; then 3,000 by SMTP with MIME and DKIM.

Everything is the program's own: a worker with its threads, the database (SQLite, synchronous=FULL)
and the engine, on a home of their own. Only the way out differs: first a sink in memory, then
aiosmtpd in another process. Beside the first stands what rendering alone does on one core; beside
the second, what that server takes from as many plain smtplib connections sending ready mails.
"""

import json
import os
import smtplib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

NAME = "broadcast"
PEOPLE = int(os.environ.get("HUIKE_BENCH_PEOPLE", "100000"))
BY_SMTP = int(os.environ.get("HUIKE_BENCH_SMTP", "3000"))
CONNECTIONS = 8
WIDTH, LANES = 500, 2
SECONDS = 600
_LOOK = 0.2  # seconds between two looks at how far it is: looking costs time too
HTML = (
    "<p>您好 {{ customer.name | default: '您' }}，</p><p>距您上次购物已经"
    " {{ customer.days_since_order }} 天，{% if customer.orders > 3 %}老朋友{% else %}新朋友"
    "{% endif %}专享。累计消费 {{ customer.spend | money }}。</p>"
)

Report = Callable[..., None]


def run(report: Report) -> None:
    """Both figures, each in a fresh installation."""
    told = _child("memory", PEOPLE)
    report(
        "broadcast into a sink in memory",
        told["messages"] / told["seconds"],
        "messages/s",
        ">= 5,000",
        "rendering alone, one core",
        told["rendering"],
    )
    report("broadcast: audience to first hand-over", told["first"], "s")
    told = _child("smtp", BY_SMTP)
    report(
        "broadcast by SMTP with MIME and DKIM",
        told["messages"] / told["seconds"],
        "messages/s",
        "",
        "smtplib, ready mails, same server",
        told["server"],
    )


def _child(way: str, people: int) -> dict[str, Any]:
    """Run one figure in a process of its own, on a home of its own."""
    from huike.base.warehouse.local import start_engine

    root = Path(__file__).parents[1]
    with tempfile.TemporaryDirectory(prefix="huike-bench-") as home:
        environment = {
            **os.environ,
            "HUIKE_HOME": home,
            "DATABASE_URL": f"sqlite://{home}/huike.db",
            "HUIKE_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(root),
        }
        environment.pop("WAREHOUSE_URL", None)
        engine = start_engine(Path(home), Path(home) / "warehouse", keeper=os.getpid())
        engine.wait_ready()
        try:
            done = subprocess.run(
                [sys.executable, __file__, way, str(people)],
                env=environment,
                stdout=subprocess.PIPE,
                check=True,
                text=True,
                timeout=2 * SECONDS,
            )
        finally:
            engine.stop()
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _prepared(people: int, port: int) -> Any:
    """A workspace with customers who agreed and have traits, and a draft to all of them."""
    from django.core.management import call_command

    from huike.base.access.actions import create_workspace
    from huike.base.warehouse import facade as warehouse
    from huike.flow.message import settings
    from tests.support import broadcasts

    call_command("migrate", verbosity=0, interactive=False)
    warehouse.migrate()
    workspace = create_workspace(name="Bench", timezone="Asia/Shanghai", currency="CNY")
    broadcasts.people(workspace, people)
    broadcasts.sender(workspace, port, connections=CONNECTIONS)
    settings.make_key(broadcasts.actor_of(workspace), selector="s1")
    return broadcasts.broadcast(workspace, texts=[HTML], holdout=0)


def _sent(row: Any, *, on_begin: Callable[[], None] = lambda: None) -> tuple[float, float]:
    """Start it with a worker and wait for its end: seconds in all, and to the first hand-over."""
    from django.db import connection

    from huike.base.access.rules import system_actor
    from huike.base.jobs.runner import Worker
    from huike.flow.journey import actions as journey
    from huike.flow.message.models import Dispatch

    worker = Worker(threads=3)
    on_begin()
    began = time.monotonic()
    journey.start(system_actor(row.workspace_id, "bench"), row.pk)
    worker.start()
    first = 0.0
    try:
        while time.monotonic() - began < SECONDS:
            time.sleep(_LOOK)
            about = Dispatch.objects.filter(source_id=row.pk).first()
            if about and about.sent and not first:
                first = time.monotonic() - began
            if about and about.ended_at:
                assert about.sent == about.audience, vars(about)
                return time.monotonic() - began, first
        raise AssertionError("the broadcast did not end")
    finally:
        worker.stop()
        connection.close()


def _into_memory(people: int) -> dict[str, float]:
    from huike.flow.message.jobs import engine
    from huike.flow.message.transport.lanes import SinkInMemory

    row = _prepared(people, 1)
    sink = SinkInMemory()

    def lanes(_how: Any) -> list[Any]:
        return [sink.lane(WIDTH) for _ in range(LANES)]

    engine.run = partial(engine.run, make_lanes=lanes)
    seconds, first = _sent(row)
    assert sink.taken == people
    return {
        "messages": people,
        "seconds": seconds,
        "first": first,
        "rendering": _rendering(row),
    }


def _rendering(row: Any) -> float:
    """What one core renders of the same version, and nothing else."""
    from huike.library.content import facade as content

    version = content.version(row.workspace_id, _version(row))
    facts = content.sample_facts()
    shared = {name: facts.pop(name) for name in ("workspace", "sender", "now")}
    people = [facts] * 2_000
    began = time.process_time()
    content.render_many(version.source, shared, people)
    return len(people) / (time.process_time() - began)


def _version(row: Any) -> int:
    row.refresh_from_db()
    return int(row.version_id)


def _by_smtp(people: int) -> dict[str, float]:
    server = subprocess.Popen([sys.executable, __file__, "server", "0"], stdout=subprocess.PIPE)
    assert server.stdout is not None
    port = int(server.stdout.readline())
    try:
        row = _prepared(people, port)
        seconds, _ = _sent(row)
        limit = _plainly(port, people)
    finally:
        server.kill()
    return {"messages": people, "seconds": seconds, "server": limit}


def _plainly(port: int, count: int) -> float:
    """Ready mails of the same size (11 KB) by as many plain connections, as quickly as it goes."""
    mail = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\n\r\n"
    mail += (b"x" * 76 + b"\r\n") * 140
    each = count // CONNECTIONS

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for _ in range(each):
                client.sendmail("a@b.example", ["c@d.example"], mail)

    threads = [threading.Thread(target=send) for _ in range(CONNECTIONS)]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return each * CONNECTIONS / (time.monotonic() - began)


def _serve() -> None:
    """A mail server that takes everything: aiosmtpd, in a process of its own."""
    from aiosmtpd.controller import Controller

    class Take:
        async def handle_DATA(self, *_: Any) -> str:  # noqa: N802
            return "250 taken"

    class Anywhere(Controller):
        def _trigger_server(self) -> None:
            listening: Any = self.server
            self.port = listening.sockets[0].getsockname()[1]
            super()._trigger_server()

    there = Anywhere(Take(), hostname="127.0.0.1", port=0, ready_timeout=60)
    there.start()
    print(there.port, flush=True)
    threading.Event().wait()


def main() -> None:
    """One figure, in the process that `run` started for it."""
    way, count = sys.argv[1], int(sys.argv[2])
    if way == "server":
        _serve()
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huike.config.settings")
    import django

    django.setup()
    told = _into_memory(count) if way == "memory" else _by_smtp(count)
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
