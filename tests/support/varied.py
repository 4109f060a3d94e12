"""What a run of minutes tries of many like ones, what only a long one tries, by which chance."""

import os
import random
from typing import Any

import pytest


def seed() -> int:
    """A number at random, printed so that a failure can be looked at again: HUIKE_SEED=…"""
    chosen = int(os.environ.get("HUIKE_SEED") or random.SystemRandom().randrange(2**32))
    print(f"HUIKE_SEED={chosen}")
    return chosen


def first_of(*values: Any) -> list[Any]:
    """For `parametrize`: the first on every run, the others on long runs."""
    return [values[0], *(pytest.param(one, marks=pytest.mark.long) for one in values[1:])]
