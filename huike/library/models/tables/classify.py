"""Which rows have a label: trees with calibrated probabilities, judged on rows they did not see."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from huike.library.models import judging
from huike.library.models.judging import Bin, Judged
from huike.library.models.notyet import NotYet
from huike.library.models.tables.columns import Columns
from huike.library.models.tables.labels import Labels
from huike.library.models.threads import threads

LEAST_ROWS = 200
LEAST_OF_EACH = 20
MODEL = "gradient_boosting"
_SHARE_HELD_OUT = 0.2
_FOLDS = 5
_MANY = 50_000  # from here on one fold is enough to calibrate with
_MOST_SHUFFLED = 5_000
_TELLS_ALONE = 0.99


@dataclass(frozen=True, kw_only=True)
class Tested:
    """What was learned from, and how it ended on the rows held out, the model first."""

    columns: Columns
    learned: int
    held_out: int
    twins: int  # rows that are like an earlier one in everything; they stay on one side with it
    ways: tuple[Judged, ...]
    bins: tuple[Bin, ...]
    in_first_tenth: float  # of all that have the label, those among the surest tenth
    drivers: tuple[tuple[str, float], ...]  # what AUC loses when a column is shuffled
    tells_alone: tuple[str, ...]  # columns that give the label away


def judged(
    rows: pl.DataFrame, labels: Labels, *, label: str, seed: int, ignored: Iterable[str]
) -> Tested:
    """Learn from four fifths of the rows that have a label, be judged on the fifth."""
    rows, truth = rows[labels.rows], labels.truth
    _refuse_few(truth, labels)
    learned, held, twins = _parted(rows.drop(label), truth, seed)
    columns = Columns.of(rows[learned], label=label, ignored=ignored)
    if not columns.kinds:
        raise NotYet(
            "No column is left to learn from",
            mend="Bring columns with numbers, dates or few different values",
            left_out=columns.left_out,
        )
    cells, told = columns.matrix(rows[learned]), columns.matrix(rows[held])
    model = _fitted(cells, truth[learned], columns, seed)
    chance = _asked(model, told)
    mine, share = truth[held], float(truth[learned].mean())
    plain = _plain(cells, truth[learned], told, columns)
    return Tested(
        columns=columns,
        learned=len(learned),
        held_out=len(held),
        twins=twins,
        ways=(
            judging.judge(MODEL, mine, chance, seed),
            judging.judge("logistic_regression", mine, plain),
            judging.judge("share_of_all", mine, np.full(len(mine), share)),
        ),
        bins=tuple(judging.bins(mine, chance)),
        in_first_tenth=_first_tenth(mine, chance),
        drivers=tuple(_drivers(model, told, mine, columns, seed)),
        tells_alone=tuple(_telling_alone(cells, truth[learned], columns)),
    )


def _refuse_few(truth: np.ndarray, labels: Labels) -> None:
    ones = int(truth.sum())
    zeros = len(truth) - ones
    if len(truth) < LEAST_ROWS or min(ones, zeros) < LEAST_OF_EACH:
        raise NotYet(
            f"Not yet: {len(truth):,} rows have a label, {ones:,} of them {labels.positive!r}",
            mend=f"It needs {LEAST_ROWS} rows, {LEAST_OF_EACH} of either kind",
        )


def _parted(rows: pl.DataFrame, truth: np.ndarray, seed: int) -> tuple[np.ndarray, np.ndarray, int]:
    """Rows to learn from and rows held out, in the same shares; twins on one side together."""
    from sklearn.model_selection import train_test_split

    key = rows.hash_rows(seed=1).to_numpy()
    _, first, of = np.unique(key, return_index=True, return_inverse=True)
    _learned, out = train_test_split(
        np.arange(len(first)),
        test_size=_SHARE_HELD_OUT,
        random_state=seed,
        stratify=truth[first],
    )
    is_out = np.zeros(len(first), bool)
    is_out[out] = True
    held = is_out[of]
    return np.flatnonzero(~held), np.flatnonzero(held), len(key) - len(first)


def _fitted(cells: np.ndarray, truth: np.ndarray, columns: Columns, seed: int) -> Any:
    """Trees, and a curve from what they say to a probability, found on rows they did not see."""
    from sklearn.calibration import CalibratedClassifierCV
    from sklearn.ensemble import HistGradientBoostingClassifier
    from sklearn.model_selection import StratifiedKFold, StratifiedShuffleSplit

    trees = HistGradientBoostingClassifier(
        max_iter=300, learning_rate=0.03, max_leaf_nodes=10, min_samples_leaf=20,
        max_features=0.3, l2_regularization=1.0, early_stopping=False, random_state=seed,
        categorical_features=columns.is_category,
    )  # fmt: skip
    is_many = len(truth) > _MANY
    parts: Any = (
        StratifiedShuffleSplit(1, test_size=_SHARE_HELD_OUT, random_state=seed)
        if is_many
        else StratifiedKFold(_FOLDS, shuffle=True, random_state=seed)
    )
    # Of many rows the trees of the one fold are kept; of few they are grown again from all.
    model = CalibratedClassifierCV(trees, method="sigmoid", cv=parts, ensemble=is_many)
    with threads(cells.size):
        return model.fit(cells, truth)


def _asked(model: Any, cells: np.ndarray) -> np.ndarray:
    with threads(cells.size):
        told: np.ndarray = model.predict_proba(cells)[:, 1]
    return told


def _plain(cells: np.ndarray, truth: np.ndarray, told: np.ndarray, columns: Columns) -> np.ndarray:
    """The baseline: a logistic regression of standardised numbers and of the common categories."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import OneHotEncoder, StandardScaler

    is_category = columns.is_category
    numbers = make_pipeline(SimpleImputer(add_indicator=True), StandardScaler())
    ready = ColumnTransformer(
        [
            ("numbers", numbers, np.flatnonzero(~is_category)),
            (
                "categories",
                OneHotEncoder(max_categories=30, handle_unknown="infrequent_if_exist"),
                np.flatnonzero(is_category),
            ),
        ]
    )
    model = make_pipeline(ready, LogisticRegression(max_iter=500))
    with threads(cells.size):
        found: np.ndarray = model.fit(cells, truth).predict_proba(told)[:, 1]
    return found


def _first_tenth(truth: np.ndarray, chance: np.ndarray) -> float:
    count = max(1, len(truth) // 10)
    return float(truth[np.argsort(-chance, kind="stable")[:count]].sum() / truth.sum())


def _drivers(
    model: Any, cells: np.ndarray, truth: np.ndarray, columns: Columns, seed: int
) -> list[tuple[str, float]]:
    """What AUC loses on the rows held out when the cells of one column change places."""
    dice = np.random.default_rng(seed)
    some = dice.permutation(len(truth))[:_MOST_SHUFFLED]
    cells, truth = cells[some], truth[some]
    if not 0 < truth.sum() < len(truth):
        return []
    whole = judging.auc(truth, _asked(model, cells))
    lost = []
    for place, name in enumerate(columns.names):
        mixed = cells.copy()
        mixed[:, place] = dice.permutation(mixed[:, place])
        lost.append((name, whole - judging.auc(truth, _asked(model, mixed))))
    return sorted(lost, key=lambda one: -one[1])


def _telling_alone(cells: np.ndarray, truth: np.ndarray, columns: Columns) -> list[str]:
    """Columns that are the label in other words: nobody knows them before it is known."""
    found = []
    for place, name in enumerate(columns.names):
        column = cells[:, place]
        if columns.kinds[name] == "category":
            filled = np.nan_to_num(column, nan=-1.0).astype(int) + 1
            rate = np.bincount(filled, truth) / np.maximum(np.bincount(filled), 1)
            column = rate[filled]
        alone = judging.auc(truth, np.nan_to_num(column, nan=float(np.nanmin(column)) - 1.0))
        if max(alone, 1 - alone) >= _TELLS_ALONE:
            found.append(name)
    return found
