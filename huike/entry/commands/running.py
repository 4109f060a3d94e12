"""`huike worker`, and the web process of `huike serve`."""

import signal
import threading

import click
import structlog
import uvicorn
from django.conf import settings
from django.urls import get_resolver

from huike.base.jobs.runner import Worker
from huike.base.warehouse import facade as warehouse
from huike.base.webhooks.facade import Postman
from huike.entry.commands.processes import end_with_parent
from huike.entry.commands.serve import prepare
from huike.entry.safekeeping import keys, place
from huike.entry.worker.lookout import Lookout
from huike.flow.ingest import jobs as ingest_jobs
from huike.flow.segment import facade as segment

log = structlog.get_logger(__name__)


@click.command("web", hidden=True)
@click.option("--port", type=int, required=True)
def web_command(port: int) -> None:
    """The web process alone."""
    end_with_parent()
    from huike.entry.http.asgi import application

    get_resolver().url_patterns  # noqa: B018 - reads all views now, not when the first one asks
    place.wait_until_prepared(settings.HUIKE_HOME)
    uvicorn.run(
        application,
        host=settings.ENV.host,
        port=port,
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=10,
    )


@click.command("worker")
@click.option("--threads", type=int, default=3)
def worker_command(threads: int) -> None:
    """Run jobs, schedules and sends until told to end."""
    end_with_parent()
    place.wait_until_prepared(settings.HUIKE_HOME)
    place.refuse_half_restored(settings.HUIKE_HOME)
    if not settings.ENV.database_url.startswith("sqlite"):
        prepare()
    keys.refuse_wrong_key()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    warehouse.migrate()
    segment.catch_up()
    worker, lookout = Worker(threads=threads), Lookout(ingest_jobs.look_for_waiting)
    postman = Postman()
    worker.start()
    lookout.start()
    postman.start()
    log.info("worker_started", threads=threads)
    stop.wait()
    lookout.stop()
    worker.stop()
    postman.stop()


COMMANDS = [web_command, worker_command]
