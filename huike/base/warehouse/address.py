"""Where the warehouse is, read from its URL."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


@dataclass(frozen=True, kw_only=True)
class Address:
    """A ClickHouse HTTP door: the local engine's or a server's."""

    host: str
    port: int
    user: str = "default"
    password: str = ""
    database: str = "default"
    is_secure: bool = False
    cluster: str = ""


def folder_of(url: str) -> Path | None:
    """The folder of a `chdb:///folder` URL; nothing for a server's URL."""
    parts = urlsplit(url)
    if parts.scheme != "chdb":
        return None
    return Path(unquote(parts.path)).resolve()


def server_of(url: str) -> Address:
    """Read `clickhouse://user:password@host:port/database?cluster=NAME` (`clickhouses` is TLS)."""
    parts = urlsplit(url)
    if parts.scheme not in ("clickhouse", "clickhouses") or not parts.hostname:
        raise ValueError(
            f"WAREHOUSE_URL must be chdb:///folder or clickhouse://user:password@host:port/db, "
            f"but starts with {parts.scheme!r}"
        )
    is_secure = parts.scheme == "clickhouses"
    return Address(
        host=parts.hostname,
        port=parts.port or (8443 if is_secure else 8123),
        user=unquote(parts.username or "default"),
        password=unquote(parts.password or ""),
        database=unquote(parts.path.strip("/")) or "default",
        is_secure=is_secure,
        cluster=parse_qs(parts.query).get("cluster", [""])[0],
    )
