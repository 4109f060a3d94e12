"""How well each way to read reviews does on labelled ones that it has not seen."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from huike.library.models import judging
from huike.library.models.notyet import NotYet
from huike.library.models.sentiment import words
from huike.library.models.sentiment.learned import Weights, features

LEAST = 50
LEAST_OF_EACH = 10
LEAST_TO_LEARN = 200
LEAST_TO_ADAPT = 500
MOST = 200_000
_MOST_IN_FOLDS = 20_000
_FOLDS = 5
_CLEAR = 1.0  # a score that is sure enough to learn from
_SOFT = 1.0


@dataclass(frozen=True, kw_only=True)
class Reviews:
    """Distinct texts with what is true of them, and what was left out."""

    texts: list[str]
    truth: np.ndarray
    without_text: int
    neither: int
    twins: int
    conflicting: int  # twins of another label than the first
    not_drawn: int  # beyond the most that are scored

    @classmethod
    def of(cls, texts: pl.Series, praise: pl.Series, *, seed: int) -> "Reviews":
        """One of each text: a twin on both sides would be learned by heart."""
        rows = pl.DataFrame({"text": texts.str.strip_chars(), "praise": praise})
        filled = rows.filter(pl.col("text").is_not_null() & (pl.col("text") != ""))
        labelled = filled.drop_nulls("praise")
        plain = pl.col("text").str.normalize("NFKC").str.to_lowercase().str.replace_all(r"\s", "")
        first = labelled.with_columns(key=plain).with_columns(
            same=pl.col("praise") == pl.col("praise").first().over("key")
        )
        kept = first.unique("key", keep="first", maintain_order=True)
        drawn = kept.sample(MOST, seed=seed) if kept.height > MOST else kept
        return cls(
            texts=drawn["text"].to_list(),
            truth=drawn["praise"].to_numpy().astype(float),
            without_text=rows.height - filled.height,
            neither=filled.height - labelled.height,
            twins=labelled.height - kept.height,
            conflicting=int((~first["same"]).sum()),
            not_drawn=kept.height - drawn.height,
        )


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One way to read reviews."""

    name: str
    protocol: str
    reviews: int
    accuracy: float
    macro_f1: float
    auc: float
    reviews_per_second: float | None = None


def judge(reviews: Reviews, *, seed: int, kept: Weights | None = None) -> tuple[Judged, ...]:
    """The packaged words, the same adapted to these texts, what these labels teach, a baseline."""
    ones = int(reviews.truth.sum())
    zeros = len(reviews.truth) - ones
    if len(reviews.truth) < LEAST or min(ones, zeros) < LEAST_OF_EACH:
        raise NotYet(
            f"Not yet: {len(reviews.truth):,} different reviews have a label, {ones:,} praise",
            mend=f"It needs {LEAST} reviews, {LEAST_OF_EACH} of either kind",
        )
    return tuple(_ways(reviews, seed, kept))


def learn(reviews: Reviews) -> Weights:
    """What all of these labels teach, to be kept and used on other reviews."""
    if len(reviews.truth) < LEAST_TO_LEARN:
        raise NotYet(
            f"Not yet: {len(reviews.truth):,} different reviews have a label",
            mend=f"A model of one's own needs {LEAST_TO_LEARN}",
        )
    return Weights.of(features(reviews.texts), reviews.truth)


def _ways(reviews: Reviews, seed: int, kept: Weights | None) -> Iterator[Judged]:
    truth = reviews.truth
    began = time.perf_counter()
    said = words.scores(reviews.texts)
    pace = len(truth) / max(time.perf_counter() - began, 1e-9)
    yield _judged("packaged_words", "learned nothing", truth, said, pace)
    began = time.perf_counter()
    found = features(reviews.texts)
    taken = time.perf_counter() - began
    if kept is not None:
        began = time.perf_counter()
        told = kept.scores(found)
        pace = len(truth) / (time.perf_counter() - began + taken)
        protocol = f"learned before from {kept.learned_from} reviews"
        yield _judged("own_model", protocol, truth, told, pace)
    adapted = adapt(found, said)
    if adapted is not None:
        yield _judged("adapted_words", "these texts seen, no label seen", truth, adapted)
    if len(truth) >= LEAST_TO_LEARN:
        yield _learned(found, truth, seed)
    share = float(truth.mean())
    yield _judged("most_common", "baseline", truth, np.full(len(truth), share - 0.5))


def adapt(found: Any, said: np.ndarray) -> np.ndarray | None:
    """What the words say, carried over to all that stands in texts that are clear already."""
    clear = np.abs(said) >= _CLEAR
    ones = int((said[clear] > 0).sum())
    if len(said) < LEAST_TO_ADAPT or min(ones, clear.sum() - ones) < LEAST_OF_EACH:
        return None
    more = Weights.of(found[clear], (said[clear] > 0).astype(float), strength=_SOFT).scores(found)
    both: np.ndarray = more / more.std() + said / said.std()
    return both


def _learned(found: Any, truth: np.ndarray, seed: int) -> Judged:
    """Labels of some teach, the others are told; by turns where that does not take too long."""
    from sklearn.model_selection import StratifiedKFold

    is_few = len(truth) <= _MOST_IN_FOLDS
    told, seen = np.zeros(len(truth)), np.zeros(len(truth), bool)
    parts = StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    for learned, held in parts.split(truth, truth):
        told[held] = Weights.of(found[learned], truth[learned]).scores(found[held])
        seen[held] = True
        if not is_few:
            break
    protocol = f"{_FOLDS}-fold cross-validation" if is_few else f"1/{_FOLDS} held out"
    return _judged("learned_here", f"{protocol}, seed {seed}", truth[seen], told[seen])


def _judged(
    name: str, protocol: str, truth: np.ndarray, told: np.ndarray, pace: float | None = None
) -> Judged:
    is_praise = told > 0
    return Judged(
        name=name,
        protocol=protocol,
        reviews=len(truth),
        accuracy=float((is_praise == truth).mean()),
        macro_f1=(_f1(truth > 0, is_praise) + _f1(truth == 0, ~is_praise)) / 2,
        auc=judging.auc(truth, told),
        reviews_per_second=pace,
    )


def _f1(truth: np.ndarray, told: np.ndarray) -> float:
    both = float((truth & told).sum())
    return 2 * both / max(float(truth.sum() + told.sum()), 1.0)
