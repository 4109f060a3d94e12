"""`huike doctor`: looks at everything an installation needs and says how to mend it."""

import json
import os
import shutil
import socket
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from huike.base.jobs.models import Job
from huike.base.kernel.errors import HuikeError
from huike.base.warehouse import facade as warehouse
from huike.entry.safekeeping import keys

_GIGABYTE = 1 << 30


@dataclass(frozen=True)
class Finding:
    """One thing looked at: ok, warn or fail; what was seen; how to mend it."""

    name: str
    state: str
    detail: str
    mend: str = ""


def _home() -> Finding:
    home = settings.HUIKE_HOME
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        # Written for real: rights say little about a full disk or one that is mounted to read.
        with tempfile.TemporaryFile(dir=home) as probe:
            probe.write(b"huike")
    except OSError as problem:
        seen = f"{home} cannot be written: {problem.strerror}"
        return Finding("home", "fail", seen, "Set HUIKE_HOME or its rights")
    free = shutil.disk_usage(home).free / _GIGABYTE
    state = "ok" if free > 5 else "warn" if free > 1 else "fail"
    mend = "" if state == "ok" else "Make room: facts, backups and logs grow"
    return Finding("home", state, f"{home}, {free:.1f} GB free", mend)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    is_known = (3, 11) <= sys.version_info[:2] <= (3, 13)
    return Finding("python", "ok" if is_known else "fail", version, "Use Python 3.11 to 3.13")


def _keys() -> Finding:
    folder = settings.HUIKE_HOME / "keys"
    try:
        is_right = keys.opens_what_is_stored()
    except DatabaseError:
        is_right = None  # what is wrong with the database is a finding of its own
    if is_right is False:
        return Finding(
            "master key",
            "fail",
            "it does not open what this database holds",
            "Set HUIKE_MASTER_KEY, or bring back the keys folder",
        )
    if os.environ.get("HUIKE_MASTER_KEY"):
        return Finding("master key", "ok", "from the environment")
    open_files = [
        path.name
        for path in (folder.iterdir() if folder.exists() else ())
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_files:
        return Finding("master key", "fail", "others may read it", f"chmod 600 {folder}/*")
    return Finding(
        "master key",
        "warn",
        f"kept beside the data in {folder}",
        "Keep a copy elsewhere, or set HUIKE_MASTER_KEY: without it personal data cannot be read",
    )


def _database() -> Finding:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA quick_check(1)")
            answer = str(cursor.fetchone()[0])
            cursor.execute("SELECT sqlite_version()")
            seen = f"SQLite {cursor.fetchone()[0]}, check {answer}"
            if answer != "ok":
                return Finding("database", "fail", seen, "Restore the newest backup")
        else:
            cursor.execute("SHOW server_version")
            seen = f"PostgreSQL {cursor.fetchone()[0]}"
    executor = MigrationExecutor(connection)
    open_steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if open_steps:
        return Finding(
            "database",
            "warn",
            f"{seen}, {len(open_steps)} steps to bring up",
            "huike serve does it",
        )
    return Finding("database", "ok", seen)


def _warehouse() -> Finding:
    if not warehouse.is_embedded() and not warehouse.is_up():
        return Finding("warehouse", "fail", "no answer", "Check WAREHOUSE_URL and the server")
    try:
        return Finding("warehouse", "ok", f"ClickHouse {warehouse.server_version()}")
    except HuikeError as problem:
        return Finding("warehouse", "fail", problem.detail, problem.mend or "See its log in run/")


def _redis() -> Finding:
    if not settings.REDIS_URL:
        return Finding("redis", "ok", "not set: one machine needs none")
    import redis

    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=3).ping()
    except redis.RedisError as problem:
        return Finding("redis", "fail", type(problem).__name__, "Check REDIS_URL and the server")
    return Finding("redis", "ok", "answers")


def _console() -> Finding:
    from huike.entry.http import console

    if console.built(console.DIST):
        return Finding("console", "ok", "built")
    return Finding("console", "fail", "not built", "make console (needs Node 20)")


def _port() -> Finding:
    with socket.socket() as one:
        is_used = one.connect_ex(("127.0.0.1", settings.ENV.port)) == 0
    seen = f"{settings.ENV.port} is {'answering' if is_used else 'free'}"
    return Finding("port", "ok", seen)


def _jobs() -> Finding:
    failed = Job.objects.filter(state=Job.State.FAILED).count()
    waiting = Job.objects.filter(state=Job.State.WAITING).count()
    seen = f"{waiting} waiting, {failed} failed"
    if failed:
        return Finding("jobs", "warn", seen, "Look at Settings → Jobs and try them again")
    return Finding("jobs", "ok", seen)


CHECKS: list[Callable[[], Finding]] = [
    _python,
    _home,
    _keys,
    _database,
    _warehouse,
    _redis,
    _console,
    _port,
    _jobs,
]


def examine() -> Iterator[Finding]:
    """Every finding; a check that breaks is itself a finding."""
    for check in CHECKS:
        name = check.__name__.strip("_")
        try:
            yield check()
        except Exception as problem:
            # A doctor that falls over is no help: say what happened and go on.
            yield Finding(name, "fail", f"{type(problem).__name__}: {problem}", "huike serve")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True)
def doctor_command(as_json: bool) -> None:
    """Check this installation; ends with 1 when something must be mended."""
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        for finding in findings:
            click.echo(f"{finding.state:<5}{finding.name:<12}{finding.detail}")
            if finding.mend and finding.state != "ok":
                click.echo(f"     {'':<12}→ {finding.mend}")
    if any(finding.state == "fail" for finding in findings):
        raise click.exceptions.Exit(1)


COMMANDS = [doctor_command]
