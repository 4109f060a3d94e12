"""Where the demo plays: jobs run inline, a sink takes the mail, readers call a real web server."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import httpx
import uvicorn
from django.conf import settings

from huike.base.jobs import facade as jobs
from huike.base.jobs.models import Job
from huike.base.kernel import clock
from huike.base.kernel.errors import Unavailable
from huike.flow.message.sink import start_sink

_SOON = timedelta(seconds=30)
_PAUSE = 0.05


LANES = ("quick", "long")


def run_jobs(
    *,
    until: Callable[[], bool] | None = None,
    lanes: tuple[str, ...] = LANES,
    seconds: float = 300,
) -> None:
    """Run what is due here and now until the condition holds, or until nothing is left to do."""
    deadline = time.monotonic() + seconds
    while True:
        jobs.drain(lanes=lanes)
        if until() if until else not _is_waiting(lanes):
            return
        if time.monotonic() > deadline:
            raise Unavailable(
                f"The demo's jobs did not end within {seconds:g} s",
                code="demo_stuck",
                mend="Run `huike demo` again to go on, or with --reset to begin again",
            )
        threading.Event().wait(_PAUSE)


def _is_waiting(lanes: tuple[str, ...]) -> bool:
    waiting = Job.objects.filter(state=Job.State.WAITING, lane__in=lanes)
    return waiting.filter(run_at__lte=clock.now() + _SOON).exists()


@contextmanager
def sink() -> Iterator[None]:
    """The local mail sink, for as long as the block lasts."""
    handle = start_sink()
    try:
        yield
    finally:
        handle.stop()


@contextmanager
def readers() -> Iterator[httpx.Client]:
    """A client of this installation's own web server; it runs in this process, so by its clock."""
    config = uvicorn.Config(
        "huike.entry.http.asgi:application",
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        lifespan="off",
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="demo-web", daemon=True)
    thread.start()
    try:
        agent = {"user-agent": "Mozilla/5.0 (Huike demo shopper)"}
        with httpx.Client(base_url=_address(server), timeout=20, headers=agent) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(20)


def here(address: str) -> str:
    """A link of a mail as a path of the server at hand."""
    return address.removeprefix(settings.PUBLIC_URL)


def _address(server: uvicorn.Server) -> str:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if server.started:
            port = server.servers[0].sockets[0].getsockname()[1]
            return f"http://127.0.0.1:{port}"
        threading.Event().wait(_PAUSE)
    raise Unavailable("The demo's web server did not start", code="demo_stuck")
