"""What a backup says of itself: its files with their digests, its moment, the key it needs."""

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from huike import __version__
from huike.base.kernel import crypto
from huike.base.kernel.errors import Invalid

_NAME = "manifest.json"
_FORMAT = 1
_ANOTHER = "Take another backup"


@dataclass(frozen=True, kw_only=True)
class Manifest:
    """The page that makes a folder a backup; it is written last."""

    version: str
    taken_at: str
    database: str
    has_warehouse: bool
    migrations: list[str]
    sha256: dict[str, str]
    key: str
    format: int = _FORMAT

    @property
    def moment(self) -> datetime:
        """The mark: all that was acknowledged before it is in the backup."""
        return datetime.fromisoformat(self.taken_at)


def write(folder: Path, *, taken_at: datetime, has_warehouse: bool, migrations: list[str]) -> None:
    """Finish a backup: from now on the folder is one."""
    made = Manifest(
        version=__version__,
        taken_at=taken_at.isoformat(),
        database=connection.vendor,
        has_warehouse=has_warehouse,
        migrations=migrations,
        sha256={name: _digest(folder / name) for name in _files(folder)},
        key=crypto.sign("backup.key", b"huike"),
    )
    told = asdict(made)
    fresh = folder / f"{_NAME}.part"
    fresh.write_text(json.dumps({**told, "seal": _seal(told)}, indent=1))
    fresh.rename(folder / _NAME)


def checked(folder: Path, known_migrations: set[str]) -> Manifest:
    """The manifest of a whole, unchanged backup that this program and this key can read."""
    told = _told(folder)
    seal = told.pop("seal", "")
    _check_version(told)
    try:
        made = Manifest(**told)
        crypto.verify("backup.key", made.key)
    except TypeError:
        raise _damaged(_NAME) from None
    except Invalid:
        raise Invalid(
            "This backup was made under another master key",
            code="other_key",
            mend="Set HUIKE_MASTER_KEY, or bring the keys folder of the installation it is of",
        ) from None
    if seal != _seal(told):
        raise _damaged(_NAME)
    unknown = sorted(set(made.migrations) - known_migrations)
    if unknown:
        raise _newer(f"its database has {unknown[0]}")
    _check_files(folder, made)
    if made.database != connection.vendor:
        raise Invalid(
            f"This backup is of a {made.database} database, and DATABASE_URL names {_here()}",
            code="other_database",
            mend=f"Set DATABASE_URL to an empty {made.database} database",
        )
    return made


def _told(folder: Path) -> dict[str, Any]:
    path = folder / _NAME
    if not path.exists():
        raise Invalid(
            f"{folder} is no backup, or one that did not come to its end",
            code="no_backup",
            mend=_ANOTHER,
        )
    try:
        told = json.loads(path.read_text())
    except ValueError:
        raise _damaged(_NAME) from None
    if not isinstance(told, dict):
        raise _damaged(_NAME)
    return told


def _check_version(told: dict[str, Any]) -> None:
    """Asked before anything else of the page: a newer program may write it otherwise."""
    try:
        version = _numbers(str(told["version"]))
    except (KeyError, ValueError):
        raise _damaged(_NAME) from None
    if int(told.get("format", 0)) > _FORMAT or version > _numbers(__version__):
        raise _newer(f"it was made by {told['version']}")


def _newer(why: str) -> Invalid:
    return Invalid(
        f"This backup is newer than this program ({__version__}): {why}",
        code="backup_newer",
        mend="Restore it with that version of Huike, or a later one",
    )


def _check_files(folder: Path, made: Manifest) -> None:
    there = set(_files(folder))
    for name, digest in made.sha256.items():
        if name not in there or _digest(folder / name) != digest:
            raise _damaged(name)
    if there != set(made.sha256):
        raise _damaged(min(there - set(made.sha256)))


def _damaged(name: str) -> Invalid:
    return Invalid(
        f"{name} of this backup is missing or changed",
        code="backup_damaged",
        where=name,
        mend=_ANOTHER,
    )


def _files(folder: Path) -> list[str]:
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return [path.relative_to(folder).as_posix() for path in found if path != folder / _NAME]


def _seal(told: dict[str, Any]) -> str:
    text = json.dumps(told, sort_keys=True, separators=(",", ":"))
    return crypto.sign("backup.seal", hashlib.sha256(text.encode()).digest())


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _here() -> str:
    return str(settings.ENV.database_url.split(":")[0])


def _digest(path: Path) -> str:
    with open(path, "rb") as source:
        return hashlib.file_digest(source, "sha256").hexdigest()
