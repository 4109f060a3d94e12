"""One of several programs that resolve the same people at once (run by test_race.py)."""

import json
import random
import sys

import django

django.setup()

from huike.flow.identity.facade import PeopleBatch, resolve  # noqa: E402  (after the settings)

PEOPLE = 3_000


def main(workspace_id: int, seed: int) -> None:
    """Print who each person is, in the order of the people."""
    order = list(range(PEOPLE))
    random.Random(seed).shuffle(order)
    print("ready", flush=True)
    sys.stdin.readline()
    found: dict[int, int] = {}
    size = (400, 700, 1_000)[seed % 3]  # in one transaction, and in waves of several
    for start in range(0, PEOPLE, size):
        part = order[start : start + size]
        batch = PeopleBatch(
            shop_id=1,
            user_id=[f"u{n}" for n in part],
            email=[f"p{n}@x.com" for n in part],
            phone=[f"139{n:08d}" for n in part],
            name=[f"王{n}" for n in part],
        )
        ids = resolve(workspace_id, batch).tolist()
        found.update(zip(part, ids, strict=True))
    print(json.dumps([found[n] for n in range(PEOPLE)]), flush=True)


main(int(sys.argv[1]), int(sys.argv[2]))
