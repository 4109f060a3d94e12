"""The only place that reads the environment: one frozen object, checked once at start."""

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path


class WrongSetting(Exception):
    """A setting of the environment cannot be used; the text says which and how to mend it."""


@dataclass(frozen=True, kw_only=True)
class Env:
    """What the environment says about this installation."""

    home: Path
    host: str
    port: int
    public_url: str
    allowed_hosts: tuple[str, ...]
    database_url: str
    warehouse_url: str
    redis_url: str
    blob_url: str
    smtp_url: str
    master_key: bytes
    secret_key: str
    job_lease_seconds: int
    journal_days: int
    question_seconds: int
    webhooks_may_reach: tuple[IPv4Network | IPv6Network, ...]
    connectors_may_reach: tuple[IPv4Network | IPv6Network, ...]
    log_level: str
    is_debug: bool


def load(environ: Mapping[str, str] = os.environ) -> Env:
    """Read every setting; keys that are absent come from `HUIKE_HOME/keys`, made at first use."""
    home = Path(environ.get("HUIKE_HOME") or Path.home() / ".huike").expanduser().resolve()
    port = _whole_number(environ, "HUIKE_PORT", 8000)
    public_url = environ.get("HUIKE_PUBLIC_URL", "").rstrip("/") or f"http://127.0.0.1:{port}"
    hosts = environ.get("HUIKE_ALLOWED_HOSTS", "")
    return Env(
        home=home,
        host=environ.get("HUIKE_HOST", "127.0.0.1"),
        port=port,
        public_url=public_url,
        allowed_hosts=tuple(h.strip() for h in hosts.split(",") if h.strip()),
        database_url=environ.get("DATABASE_URL") or f"sqlite:///{home / 'huike.db'}",
        warehouse_url=environ.get("WAREHOUSE_URL") or f"chdb://{home / 'warehouse'}",
        redis_url=environ.get("REDIS_URL", ""),
        blob_url=environ.get("BLOB_URL") or str(home / "files"),
        smtp_url=environ.get("HUIKE_SMTP_URL", ""),
        master_key=_master_key(environ, home),
        secret_key=environ.get("HUIKE_SECRET_KEY") or _kept_key(home, "session"),
        job_lease_seconds=_whole_number(environ, "HUIKE_JOB_LEASE", 30),
        journal_days=_whole_number(environ, "HUIKE_JOURNAL_DAYS", 7, least=1),
        question_seconds=_whole_number(environ, "HUIKE_QUESTION_SECONDS", 2, least=1),
        webhooks_may_reach=_networks(environ, "HUIKE_WEBHOOKS_MAY_REACH"),
        connectors_may_reach=_networks(environ, "HUIKE_CONNECTORS_MAY_REACH"),
        log_level=environ.get("HUIKE_LOG_LEVEL", "INFO").upper(),
        is_debug=environ.get("HUIKE_DEBUG", "") == "1",
    )


def waits_for_disk(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether the local warehouse answers only once the disk has what it was given."""
    return environ.get("HUIKE_WAREHOUSE_FSYNC", "1") != "0"


def _whole_number(environ: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not text.isdigit():
        raise WrongSetting(f"{name} must be a whole number, but is {text!r}")
    if int(text) < least:
        raise WrongSetting(f"{name} must be at least {least}, but is {text}")
    return int(text)


def _networks(environ: Mapping[str, str], name: str) -> tuple[IPv4Network | IPv6Network, ...]:
    try:
        return tuple(ip_network(one.strip()) for one in environ.get(name, "").split(",") if one)
    except ValueError as wrong:
        raise WrongSetting(f"{name}: {wrong}; write networks as 10.0.0.0/8, by commas") from None


def _master_key(environ: Mapping[str, str], home: Path) -> bytes:
    text = environ.get("HUIKE_MASTER_KEY") or _kept_key(home, "master")
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise WrongSetting("HUIKE_MASTER_KEY must be 64 hexadecimal digits (32 bytes)")
    return key


def _kept_key(home: Path, name: str) -> str:
    """A key kept beside the data (mode 600); two processes starting at once agree on one."""
    path = home / "keys" / name
    try:
        if not path.exists():
            _make_key(path, home)
        return path.read_text().strip()
    except OSError as problem:
        raise WrongSetting(
            f"HUIKE_HOME is {home}, and {path} cannot be kept there: {problem.strerror}"
        ) from None


def _make_key(path: Path, home: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as out:
        out.write(secrets.token_hex(32))
        out.flush()
        os.fsync(out.fileno())
    with suppress(FileExistsError):
        os.link(fresh, path)
    fresh.unlink()
    # What is sealed under it must not outlive it when the power goes.
    for folder in (path.parent, home):
        descriptor = os.open(folder, os.O_RDONLY)
        os.fsync(descriptor)
        os.close(descriptor)
