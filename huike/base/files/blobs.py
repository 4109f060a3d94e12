"""Files kept by key in the folder `BLOB_URL`: sealed, complete or not there at all."""

import hashlib
import io
import os
import re
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from django.conf import settings

from huike.base.files.refusals import over
from huike.base.files.sealed import Opener, Sealer
from huike.base.kernel.errors import NotFound, Unavailable

_KEY = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{64}")
_PIECE = 1 << 20


@dataclass(frozen=True)
class Blob:
    """A kept file: its key, and the size and digest of what was put in."""

    key: str
    size: int
    sha256: str


def put(stream: BinaryIO, *, max_bytes: int | None = None) -> Blob:
    """Keep what the stream holds; when this returns, it is on the disk and whole."""
    name = uuid.uuid4().hex
    folder = _folder() / name[:2]
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = folder / f"{name}.part"
    digest, size = hashlib.sha256(), 0
    try:
        with open(fresh, "xb") as out:
            sealer = Sealer(out)
            while data := stream.read(_PIECE):
                size += len(data)
                if max_bytes is not None and size > max_bytes:
                    raise over("bytes", max_bytes)
                digest.update(data)
                sealer.write(data)
            sealer.finish()
            out.flush()
            os.fsync(out.fileno())
        blob = Blob(f"{name}.{digest.hexdigest()}", size, digest.hexdigest())
        os.rename(fresh, _path(blob.key))
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
    _sync(folder)
    _sync(folder.parent)  # it may be the first file there
    return blob


def open_blob(key: str) -> BinaryIO:
    """The file of this key, readable from any place."""
    try:
        source = open(_path(key), "rb")  # noqa: SIM115
    except FileNotFoundError:
        raise NotFound("This file is no longer kept", code="blob_missing") from None
    return io.BufferedReader(Opener(source), _PIECE)


def stat(key: str) -> Blob:
    """Size and digest of a kept file."""
    with open_blob(key) as source:
        return Blob(key, source.raw.size, key.split(".")[1])  # type: ignore[attr-defined]


def delete(key: str) -> None:
    """Forget the file; forgetting it twice is no error."""
    _path(key).unlink(missing_ok=True)


def _folder() -> Path:
    url = str(settings.BLOB_URL)
    parts = urlsplit(url)
    if parts.scheme in ("", "file"):
        return Path(unquote(parts.path))
    raise Unavailable(
        f"BLOB_URL begins with {parts.scheme!r}", mend="Set BLOB_URL to a folder", code="blob_url"
    )


def _path(key: str) -> Path:
    # The key is checked, because it may come from outside: it must never name another path.
    if not _KEY.fullmatch(key):
        raise NotFound("There is no file of this key", code="blob_missing")
    return _folder() / key[:2] / key


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
