"""How good probabilities are that were given before the truth was looked at."""

from dataclasses import dataclass
from typing import Any

import numpy as np

_BINS = 10
_DRAWS = 200
_MOST_DRAWN = 20_000  # with more rows intervals are narrower than anybody reads
_LEAST = 1e-6


@dataclass(frozen=True, kw_only=True)
class Bin:
    """A tenth of the rows, by what was foretold: what was, and what came."""

    rows: int
    least: float
    most: float
    foretold: float
    actual: float


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Of one way to foretell, on rows that it did not see."""

    name: str
    auc: float
    average_precision: float
    calibration_error: float  # how far off the tenths are, in the mean
    log_loss: float
    brier: float
    auc_95: tuple[float, float] | None = None
    average_precision_95: tuple[float, float] | None = None


def judge(name: str, truth: np.ndarray, chance: np.ndarray, seed: int | None = None) -> Judged:
    """Every figure; with a seed, between what AUC and average precision lie (bootstrap)."""
    sure = np.clip(chance, _LEAST, 1 - _LEAST)
    table = bins(truth, chance)
    drawn = _drawn(truth, chance, seed) if seed is not None else None
    return Judged(
        name=name,
        auc=auc(truth, chance),
        average_precision=average_precision(truth, chance),
        calibration_error=sum(one.rows * abs(one.foretold - one.actual) for one in table)
        / len(truth),
        log_loss=float(-np.where(truth, np.log(sure), np.log1p(-sure)).mean()),
        brier=float(((chance - truth) ** 2).mean()),
        auc_95=drawn[0] if drawn else None,
        average_precision_95=drawn[1] if drawn else None,
    )


def auc(truth: np.ndarray, chance: np.ndarray) -> float:
    """How often one that is comes before one that is not; a tie is half."""
    _, of, counts = np.unique(chance, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[of]
    ones = truth.sum()
    zeros = len(truth) - ones
    return float((ranks[truth > 0].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def average_precision(truth: np.ndarray, chance: np.ndarray) -> float:
    """The mean precision over all that are, from the surest down; ties are taken together."""
    order = np.argsort(-chance, kind="stable")
    found, told = truth[order].cumsum(), chance[order]
    ends = np.append(np.flatnonzero(np.diff(told)), len(told) - 1)
    hits = found[ends]
    return float((np.diff(hits, prepend=0) * hits / (ends + 1)).sum() / truth.sum())


def bins(truth: np.ndarray, chance: np.ndarray) -> list[Bin]:
    """Tenths of the rows from the least to the most sure; equals stay together."""
    order = np.argsort(chance, kind="stable")
    told = chance[order]
    ends = np.ceil(len(told) * np.arange(1, _BINS + 1) / _BINS).astype(int)
    ends = np.unique(np.searchsorted(told, told[ends - 1], side="right"))
    return [
        Bin(
            rows=len(part),
            least=float(chance[part[0]]),
            most=float(chance[part[-1]]),
            foretold=float(chance[part].mean()),
            actual=float(truth[part].mean()),
        )
        for part in np.split(order, ends[:-1])
    ]


def _drawn(truth: np.ndarray, chance: np.ndarray, seed: int) -> Any:
    if len(truth) > _MOST_DRAWN:
        return None
    dice = np.random.default_rng(seed)
    kept = []
    for _ in range(_DRAWS):
        rows = dice.integers(0, len(truth), len(truth))
        mine, told = truth[rows], chance[rows]
        if 0 < mine.sum() < len(mine):
            kept.append((auc(mine, told), average_precision(mine, told)))
    low, high = np.quantile(kept, [0.025, 0.975], axis=0)
    return tuple((float(low[place]), float(high[place])) for place in (0, 1))
