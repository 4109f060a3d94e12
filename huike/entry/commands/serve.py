"""`huike serve`: the parent, which reads the product, forks the others and watches them."""

import os
import socket
from collections.abc import Callable
from contextlib import ExitStack, nullcontext, suppress

import click
import httpx
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

from huike.base.kernel.errors import Conflict
from huike.base.warehouse import facade as warehouse
from huike.base.warehouse.address import folder_of
from huike.base.warehouse.local import start_engine
from huike.entry.commands.processes import Child, Family, Forked
from huike.entry.safekeeping import keys, place


def prepare() -> None:
    """Bring both stores to this version's shape; nothing happens where they have it."""
    settings.HUIKE_HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0, interactive=False)
    keys.refuse_wrong_key()
    connection.close()


def prepare_new() -> None:
    """Prepare a home that nothing was ever started in: any word may be the first."""
    if connection.introspection.table_names():
        return
    prepare()
    warehouse.migrate()


def family(*, port: int, with_web: bool, with_worker: bool, with_sink: bool) -> Family:
    """The children this machine needs: the engine only where the warehouse is a folder."""
    children: list[Child] = []
    folder = folder_of(settings.WAREHOUSE_URL)
    if folder is not None and with_worker:
        home = settings.HUIKE_HOME
        children.append(
            Child("engine", lambda: start_engine(home, folder, keeper=os.getpid()).process)
        )
    if with_sink:
        children.append(Child("sink", lambda: Forked("mail-sink")))
    if with_web:
        children.append(Child("web", lambda: Forked("web", "--port", str(port))))
    if with_worker:
        children.append(Child("worker", lambda: Forked("worker")))
    return Family(children)


def serve(
    *,
    port: int,
    with_web: bool = True,
    with_worker: bool = True,
    with_sink: bool = True,
    when_ready: Callable[[], None] | None = None,
) -> None:
    """Start everything, say when it answers, and run until told to end."""
    home = settings.HUIKE_HOME
    # Web processes of a grown installation may share a home; who works in it is alone.
    with place.only_one(home, "serve") if with_worker else nullcontext():
        place.refuse_half_restored(home)
        if with_web:
            _refuse_used_port(port)
        processes = family(
            port=port, with_web=with_web, with_worker=with_worker, with_sink=with_sink
        )
        processes.hear_signals()
        _read_all()
        # They come up while the stores are made.
        gate = ExitStack()
        gate.enter_context(place.preparing(home))
        try:
            processes.start()
            prepare()
            gate.close()
            warehouse.migrate()
            warehouse.close()
            processes.run(_announcer(port, when_ready) if when_ready else lambda: None)
        finally:
            processes.end()
            gate.close()


def _refuse_used_port(port: int) -> None:
    host = settings.ENV.host
    family_, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family_, kind) as one:
        # As uvicorn binds: an address that was left a moment ago is free.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind(address)
        except OSError as problem:
            raise Conflict(
                f"Cannot listen on {host}:{port}: {problem.strerror}",
                code="port_in_use",
                where="HUIKE_PORT",
                mend="Set HUIKE_PORT (or --port) to a free one, or stop what listens there",
            ) from None


def _read_all() -> None:
    """Read what the children need, so that what they are forked from has it."""
    from huike.entry.commands import running, sinking  # noqa: F401
    from huike.entry.http import asgi  # noqa: F401

    get_resolver().url_patterns  # noqa: B018 - all views


def _announcer(port: int, when_ready: Callable[[], None]) -> Callable[[], None]:
    """Says once that it answers; asked again and again."""
    told: list[bool] = []

    def look() -> None:
        if told:
            return
        with suppress(httpx.HTTPError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=1).status_code == 200:
                told.append(True)
                when_ready()

    return look


@click.command("serve")
@click.option("--port", type=int, default=None, help="Default: HUIKE_PORT or 8000")
@click.option("--web", "only_web", is_flag=True, help="Only the web process (grown)")
@click.option("--sink/--no-sink", default=None, help="The local mail sink for trying things out")
def serve_command(port: int | None, only_web: bool, sink: bool | None) -> None:
    """Run Huike: engine, web and worker in one command."""
    number = port or settings.ENV.port
    with_sink = not settings.SMTP_URL if sink is None else sink

    address = settings.PUBLIC_URL if port is None else f"http://127.0.0.1:{number}"

    serve(
        port=number,
        with_worker=not only_web,
        with_sink=with_sink and not only_web,
        when_ready=lambda: click.echo(f"Huike is ready: {address}"),
    )


COMMANDS = [serve_command]
