"""The list of erased customers: numbers only, beside the keys and so in no backup."""

import os
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings


def remember(workspace_id: int, customer_id: int) -> None:
    """Add one to the list; it is on the disk when this returns."""
    path = _path()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, f"{workspace_id} {customer_id}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def has_list() -> bool:
    """Whether there is a list at all: a lost one and an empty one are not the same."""
    return _path().exists()


def remembered() -> Iterator[tuple[int, int]]:
    """Workspace and customer of each erasure, the earliest first."""
    if not _path().exists():
        return
    for line in _path().read_text().splitlines():
        numbers = line.split()
        if len(numbers) == 2:  # a crash may have cut the last line short
            yield int(numbers[0]), int(numbers[1])


def _path() -> Path:
    return Path(settings.HUIKE_HOME) / "keys" / "erasures"
