"""A program that makes one group of people, then another, and dies at the n-th commit of that."""

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


def make(workspace_id: int, group: int, people: int) -> None:
    """Print who each person of this group is."""
    numbers = range(people)
    batch = PeopleBatch(
        shop_id=1,
        user_id=[f"{group}-{n}" for n in numbers],
        email=[f"{group}-{n}@x.com" for n in numbers],
        phone=[f"139{group:02d}{n:06d}" for n in numbers],
        name=[f"{_NAMES[n % 8]}{group}号{n}" for n in numbers],
    )
    print(json.dumps(resolve(workspace_id, batch).tolist()), flush=True)


def main(workspace_id: int, people: int, first: int, second: int, death: int) -> None:
    """A group that is 0 is none."""
    if first:
        make(workspace_id, first, people)
    if second:
        die_at(death)
        make(workspace_id, second, people)


main(*map(int, sys.argv[1:]))
