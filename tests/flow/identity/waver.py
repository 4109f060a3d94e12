"""A program that makes many people and may be told to die at its n-th commit."""

import json
import os
import signal
import sys
from typing import Any

import django

django.setup()

from django.db import transaction  # noqa: E402  (after the settings)

from huike.flow.identity.facade import PeopleBatch, resolve  # noqa: E402

_NAMES = "王李张刘陈杨黄赵"


def die_at(number: int) -> None:
    """End without a word right after the n-th outermost transaction."""
    seen, depth = 0, 0
    enter, leave = transaction.Atomic.__enter__, transaction.Atomic.__exit__

    def entered(self: Any) -> None:
        nonlocal depth
        enter(self)
        depth += 1

    def left(self: Any, *why: Any) -> None:
        nonlocal seen, depth
        leave(self, *why)
        depth -= 1
        seen += depth == 0
        if seen == number:
            os.kill(os.getpid(), signal.SIGKILL)

    transaction.Atomic.__enter__, transaction.Atomic.__exit__ = entered, left  # type: ignore[method-assign]


def main(workspace_id: int, group: str, people: int, number: int) -> None:
    """Print who each person of this group is."""
    if number:
        die_at(number)
    numbers = range(people)
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"{group}-{n}" for n in numbers],
        email=[f"{group}-{n}@x.com" for n in numbers],
        phone=[f"139{int(group):02d}{n:06d}" for n in numbers],
        name=[f"{_NAMES[n % 8]}{group}号{n}" for n in numbers],
    )
    print(json.dumps(resolve(workspace_id, batch).tolist()), flush=True)


main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
