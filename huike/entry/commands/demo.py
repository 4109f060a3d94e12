"""`huike demo`: the main job done on real data, in a home of its own."""

import json
import logging
import shutil
import subprocess
import sys
import time
from pathlib import Path

import click
from django.conf import settings
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

from huike.base.access import actions as access
from huike.base.access import queries as access_queries
from huike.base.kernel.errors import Conflict
from huike.base.warehouse import facade as warehouse
from huike.base.warehouse.local import living, ready_file
from huike.config.logs import quiet
from huike.entry.commands.serve import prepare, serve
from huike.entry.demo import data
from huike.entry.demo import record as records
from huike.entry.demo.record import Record
from huike.entry.demo.run import Demo, Said, Step
from huike.entry.demo.shop import OWNER
from huike.entry.demo.totals import totals

_TITLES = {
    "products": "Importing products",
    "customers": "Importing customers",
    "orders": "Importing a year of orders",
    "campaigns": "Campaigns and coupons",
    "consents": "Consent",
    "traits": "Traits of everybody",
    "segments": "Segments",
    "broadcast": "Sending the broadcast",
    "replay": "Six weeks of orders arrive",
}
_SAID = (
    "rows",
    "accepted",
    "granted",
    "withdrawn",
    "treated",
    "holdout",
    "sent",
    "days",
    "readers",
)
_ENGINE_SECONDS = 25.0
_OF_A_DEMO = ("demo", "files", "warehouse", "backups", "run")


@click.command("demo")
@click.option("--serve/--no-serve", "with_server", default=True, help="Serve it afterwards")
@click.option("--json", "as_json", is_flag=True, help="Print the totals as one JSON object")
@click.option("--reset", is_flag=True, help="Throw an earlier demo away and begin again")
@click.option("--port", type=int, default=None, help="Default: HUIKE_PORT or 8000")
@click.option(
    "--data",
    "source",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Another folder of files as Complete Journey has them",
)
def demo_command(
    with_server: bool, as_json: bool, reset: bool, port: int | None, source: Path | None
) -> None:
    """Import a year of a real shop, send one broadcast, let six weeks of orders arrive, serve it.

    Run again, it goes on where it stopped; with --reset it begins again.
    """
    quiet(logging.ERROR)
    home: Path = settings.HUIKE_HOME
    _check_home(home)
    if with_server:
        _play_apart([word for word in sys.argv[2:] if word != "--serve"])
        _serve(home, port or settings.ENV.port)
        return
    if reset:
        _throw_away(home)
    found = _run(home, source or data.folder())
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
    else:
        _tell(found)


def _play_apart(words: list[str]) -> None:
    """Play in a process of its own: when it ends, it has let go of the engine and all memory."""
    command = [sys.executable, "-m", "huike.entry.commands", "demo", *words, "--no-serve"]
    played = subprocess.run(command, check=False)
    if played.returncode != 0:
        raise click.exceptions.Exit(played.returncode)


def _serve(home: Path, port: int) -> None:
    if _is_served(home):
        _invite(port)  # by another `huike demo` or `huike serve`
        return
    serve(port=port, when_ready=lambda: _invite(port))


def _is_served(home: Path) -> bool:
    ready = living(ready_file(home, home / "warehouse"))
    return ready is not None and ready.keeper != 0


def _refuse_if_served(home: Path) -> None:
    """Two processes with different clocks must not run the same jobs."""
    if _is_served(home):
        raise Conflict(
            "Huike is running in this home",
            code="demo_running",
            mend="Stop it, then run this again",
        )


def _run(home: Path, source: Path) -> dict[str, object]:
    record = Record(home)
    if not record.is_done("replay"):
        _refuse_if_served(home)
    prepare()
    warehouse.migrate()
    demo = Demo(record, source, _Screen().show)
    demo.run()
    return totals(demo.actor.workspace_id, record)


class _Screen:
    """Progress on standard error, so that standard output holds the result alone."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)

    def show(self, name: str, act: Step) -> tuple[Said, float]:
        """Run a step under a bar, then leave one line about it."""
        title = _TITLES[name]
        start = time.monotonic()
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Progress(*columns, console=self._console, transient=True) as progress:
            task = progress.add_task(title, total=None, note="")

            def watch(done: int, total: int, note: str) -> None:
                progress.update(task, completed=done, total=total or None, note=note)

            said = act(watch)
        seconds = time.monotonic() - start
        counted = ", ".join(f"{key} {said[key]:,}" for key in _SAID if key in said)
        self._console.print(f"[green]✓[/] {title} [dim]{seconds:.1f} s  {counted}[/]")
        return said, seconds


def _check_home(home: Path) -> None:
    """Never play the demo in an installation that is somebody's own."""
    if (home / "huike.db").exists() and not (home / records.NAME).exists():
        raise Conflict(
            f"{home} holds an installation that is no demo",
            code="not_a_demo",
            mend="Set HUIKE_HOME to another folder, or leave it unset for ~/.huike-demo",
        )


def _throw_away(home: Path) -> None:
    if not settings.ENV.database_url.startswith("sqlite"):
        raise Conflict(
            "--reset only empties a demo of its own home",
            code="demo_not_local",
            mend="Make a new database, or leave DATABASE_URL unset",
        )
    _refuse_if_served(home)
    _wait_for_engine_to_end(home)
    for file in home.glob("*.db*"):
        file.unlink()
    for name in _OF_A_DEMO:
        shutil.rmtree(home / name, ignore_errors=True)
    (home / records.NAME).unlink(missing_ok=True)


def _wait_for_engine_to_end(home: Path) -> None:
    """The command before this one may have left the engine a moment ago."""
    deadline = time.monotonic() + _ENGINE_SECONDS
    while living(ready_file(home, home / "warehouse")) is not None:
        if time.monotonic() > deadline:
            raise Conflict("Another command is using this demo", code="demo_in_use")
        time.sleep(0.1)


def _tell(found: dict[str, object]) -> None:
    for name in ("customers", "orders", "order_lines", "products", "segments", "messages"):
        click.echo(f"{name:<14}{found[name]:>12,}")
    conversion = found["conversion"]
    assert isinstance(conversion, dict)
    if conversion["interval"]:
        low, high = conversion["interval"]
        click.echo(
            f"difference    {conversion['difference']:>+12.2%}"
            f"   95 % interval {low:+.2%} … {high:+.2%} (true effect: nil)"
        )
    click.echo(f"seconds       {found['seconds']:>12}")


def _invite(port: int) -> None:
    """The address, and a link that signs the owner in once."""
    base = settings.PUBLIC_URL if port == settings.ENV.port else f"http://127.0.0.1:{port}"
    login = access.one_time_login(access_queries.staff_by_email(OWNER))
    click.echo(f"\nHuike is ready: {base}\nSign in once:   {base}/login/once/{login}\n")


COMMANDS = [demo_command]
