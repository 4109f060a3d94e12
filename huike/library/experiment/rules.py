"""Who is in which arm: a pure function of ids, so nothing needs to be stored to know it again.

The experiment's name and id give a seed (SHA-256); the seed and the customer's number are mixed
twice by the finaliser of SplitMix64 (Steele, Lea, Flood 2014). Whole-number arithmetic modulo 2^64
makes the scalar and the array reading equal to the bit.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import numpy.typing as npt

TREATED = "treated"
HOLDOUT = "holdout"
WHOLE = 10_000
DEFAULT_HOLDOUT = 1_000

_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


@dataclass(frozen=True)
class Shares:
    """Arms and their shares in ten-thousandths; together they are the whole."""

    arms: tuple[tuple[str, int], ...]

    def __post_init__(self) -> None:
        names = [name for name, _ in self.arms]
        if sum(share for _, share in self.arms) != WHOLE or any(s < 0 for _, s in self.arms):
            raise ValueError(f"shares must be at least 0 and add up to {WHOLE}: {self.arms}")
        if len(set(names)) != len(names):
            raise ValueError(f"an arm is named twice: {names}")


def with_holdout(share: int = DEFAULT_HOLDOUT) -> Shares:
    """Treated against a holdout of this share, in ten-thousandths."""
    return Shares(((HOLDOUT, share), (TREATED, WHOLE - share)))


def arm(
    workspace_id: int, experiment: str, experiment_id: int, customer_id: int, shares: Shares
) -> str:
    """The arm of one customer; the same ids always give the same arm."""
    place = _place(_seed(workspace_id, experiment, experiment_id), customer_id)
    upto = 0
    for name, share in shares.arms:
        upto += share
        if place < upto:
            return name
    raise AssertionError("shares cover every place")


def arms(
    workspace_id: int,
    experiment: str,
    experiment_id: int,
    customer_ids: npt.NDArray[np.integer] | Sequence[int],
    shares: Shares,
) -> npt.NDArray[np.intp]:
    """The same for many: for each customer the position of the arm in `shares.arms`."""
    ids = np.asarray(customer_ids).astype(np.uint64)
    seed = np.uint64(_seed(workspace_id, experiment, experiment_id))
    mixed = _mix_many(_mix_many(ids * np.uint64(_STEP)) + seed)
    places = ((mixed >> np.uint64(32)) * np.uint64(WHOLE)) >> np.uint64(32)
    bounds = np.cumsum([share for _, share in shares.arms]).astype(np.uint64)
    return np.searchsorted(bounds, places, side="right")


def _seed(workspace_id: int, experiment: str, experiment_id: int) -> int:
    text = f"{workspace_id}\x1f{experiment}\x1f{experiment_id}"
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big")


def _place(seed: int, customer_id: int) -> int:
    mixed = _mix((_mix((customer_id * _STEP) & _MASK) + seed) & _MASK)
    return ((mixed >> 32) * WHOLE) >> 32


def _mix(value: int) -> int:
    value = ((value ^ (value >> 30)) * _FIRST) & _MASK
    value = ((value ^ (value >> 27)) * _SECOND) & _MASK
    return value ^ (value >> 31)


def _mix_many(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    values = (values ^ (values >> np.uint64(30))) * np.uint64(_FIRST)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(_SECOND)
    return values ^ (values >> np.uint64(31))
