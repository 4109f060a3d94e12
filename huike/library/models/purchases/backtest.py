"""What was foretold on a day against what came after it, beside simpler ways to foretell."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from huike.library.models.purchases import bgnbd
from huike.library.models.purchases.ledger import WEEK, Known, Ledger
from huike.library.models.purchases.value import Models, purchase_worth
from huike.library.models.threads import threads

MODEL = "bg_nbd_gamma_gamma"
_LEAST_TO_LEARN = 200
_GROUPS = 7


@dataclass(frozen=True, kw_only=True)
class Errors:
    """How far a way to foretell was off, a customer; and the sum of what it foretold."""

    name: str
    purchases_mae: float
    purchases_rmse: float
    purchases_total: float
    value_mae: float
    value_rmse: float
    value_total: float


@dataclass(frozen=True, kw_only=True)
class Group:
    """Customers with so many repeat purchases: what came of one, and what was expected."""

    repeats: int
    is_or_more: bool
    customers: int
    actual: float
    expected: float


@dataclass(frozen=True, kw_only=True)
class BackTest:
    """The time held out, what came in it, and the errors of all ways, the model's first."""

    weeks: float
    customers: int
    purchases: float
    value: float
    ways: tuple[Errors, ...]
    groups: tuple[Group, ...]

    @property
    def best(self) -> dict[str, str]:
        """Whose squared errors are smallest."""
        return {
            "purchases": min(self.ways, key=lambda one: one.purchases_rmse).name,
            "value": min(self.ways, key=lambda one: one.value_rmse).name,
        }


def run(ledger: Ledger, known: Known, models: Models, end: date, *, seed: int) -> BackTest:
    """Foretell from `end` until the last purchase there is."""
    last = ledger.last_day
    weeks = (last - end).days / WEEK
    counts, worth = ledger.between(end, last, known.places)
    expected = bgnbd.expected(models.purchases.values, known.histories, weeks)
    foretold = {MODEL: (expected, expected * purchase_worth(models.worth.values, known))}
    foretold |= dict(_simple(ledger, known, end, last))
    learned = _boosted(ledger, known, end, last, seed)
    if learned:
        foretold["gradient_boosting"] = learned
    return BackTest(
        weeks=weeks,
        customers=len(counts),
        purchases=float(counts.sum()),
        value=float(worth.sum()),
        ways=tuple(_errors(name, counts, worth, *told) for name, told in foretold.items()),
        groups=tuple(_groups(known.histories.repeats, counts, expected)),
    )


def _errors(
    name: str, counts: np.ndarray, worth: np.ndarray, number: np.ndarray, value: np.ndarray
) -> Errors:
    return Errors(
        name=name,
        purchases_mae=float(np.abs(number - counts).mean()),
        purchases_rmse=float(np.sqrt(((number - counts) ** 2).mean())),
        purchases_total=float(number.sum()),
        value_mae=float(np.abs(value - worth).mean()),
        value_rmse=float(np.sqrt(((value - worth) ** 2).mean())),
        value_total=float(value.sum()),
    )


def _simple(
    ledger: Ledger, known: Known, end: date, last: date
) -> Iterator[tuple[str, tuple[np.ndarray, np.ndarray]]]:
    """Each customer's mean rate goes on; everybody's does; the last period comes again."""
    weeks = (last - end).days / WEEK
    histories = known.histories
    own = np.where(histories.age > 0, histories.repeats / np.maximum(histories.age, 1 / WEEK), 0.0)
    each = known.total / known.purchases
    yield "own_mean_rate", (own * weeks, own * weeks * each)
    all_rate = histories.repeats.sum() / max(histories.age.sum(), 1 / WEEK)
    mean = known.total.sum() / known.purchases.sum()
    one = np.full(len(histories), all_rate * weeks)
    yield "everybodys_mean_rate", (one, one * mean)
    back = min((last - end).days, (end - ledger.first_day).days + 1)
    counts, worth = ledger.between(end - timedelta(days=back), end, known.places)
    more = (last - end).days / back
    yield "last_period_again", (counts * more, worth * more)


def _boosted(
    ledger: Ledger, known: Known, end: date, last: date, seed: int
) -> tuple[np.ndarray, np.ndarray] | None:
    """Gradient-boosted trees that learned from an earlier day what came until `end`.

    They look at most half of the time before `end` ahead, and are stretched to the time held out.
    """
    days = min((last - end).days, ((end - ledger.first_day).days + 1) // 2)
    cut = end - timedelta(days=days)
    before = ledger.known(cut)
    if days < 1 or len(before.places) < _LEAST_TO_LEARN:
        return None
    counts, worth = ledger.between(cut, end, before.places)
    if not counts.any():
        return None
    from sklearn.ensemble import (
        HistGradientBoostingRegressor,
    )  # two seconds to read, used here only

    seen, now = _features(ledger, before, cut, days), _features(ledger, known, end, days)
    more = (last - end).days / days

    def learned(goal: np.ndarray) -> np.ndarray:
        trees = HistGradientBoostingRegressor(
            loss="poisson", max_iter=150, learning_rate=0.05, max_leaf_nodes=15,
            min_samples_leaf=40, random_state=seed, early_stopping=False,
        )  # fmt: skip
        with threads(seen.size):
            found: np.ndarray = trees.fit(seen, goal).predict(now) * more
        return found

    number = learned(counts)
    return number, learned(worth) if worth.sum() > 0 else number * 0


def _features(ledger: Ledger, known: Known, end: date, days: int) -> np.ndarray:
    """What trees learn from: each customer's history, and what came in the last days."""
    histories = known.histories
    recent = [
        ledger.between(end - timedelta(days=max(1, days // part)), end, known.places)
        for part in (1, 2, 4)
    ]
    return np.column_stack(
        [
            histories.repeats,
            histories.age,
            histories.age - histories.last,
            np.where(histories.age > 0, histories.repeats / np.maximum(histories.age, 1.0), 0.0),
            known.mean,
            known.total / known.purchases,
            *(part for pair in recent for part in pair),
        ]
    )


def _groups(repeats: np.ndarray, counts: np.ndarray, expected: np.ndarray) -> Iterator[Group]:
    for number in range(_GROUPS + 1):
        mine = repeats == number if number < _GROUPS else repeats >= number
        if mine.any():
            yield Group(
                repeats=number,
                is_or_more=number == _GROUPS,
                customers=int(mine.sum()),
                actual=float(counts[mine].mean()),
                expected=float(expected[mine].mean()),
            )
