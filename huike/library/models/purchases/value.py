"""Both models together: what to expect of a customer, what it is worth, how sure that is."""

from dataclasses import dataclass

import numpy as np

from huike.library.models.notyet import NotYet
from huike.library.models.purchases import bgnbd, gamma_gamma
from huike.library.models.purchases.bgnbd import Histories
from huike.library.models.purchases.ledger import Known
from huike.library.models.purchases.likelihood import Fit

YEAR = 365.25 / 7
_MONTHS = 12
LEAST_CUSTOMERS = 100
LEAST_REPEATERS = 30
_SAME = 1e-9  # of two means: what adding in floats leaves between equal ones


@dataclass(frozen=True, kw_only=True)
class Models:
    """How often, and for how much."""

    purchases: Fit
    worth: Fit


def fit(known: Known) -> Models:
    """Both models of what was known on a day."""
    histories = known.histories
    valued = (histories.repeats > 0) & (known.mean > 0)
    if len(histories) < LEAST_CUSTOMERS or valued.sum() < LEAST_REPEATERS:
        raise NotYet(
            f"Not yet: {len(histories)} customers had bought by then, {int(valued.sum())} of them"
            " again on another day, for money",
            mend=f"It needs {LEAST_CUSTOMERS} customers, {LEAST_REPEATERS} of them with a repeat"
            " purchase: a longer time, or a later end of the calibration",
        )
    if histories.age.max() <= 0 or np.ptp(known.mean[valued]) <= _SAME * known.mean.max():
        raise NotYet(
            "Not yet: every repeat purchase is worth the same, or all lie on one day",
            mend="It needs purchases of different worth over some weeks",
        )
    return Models(
        purchases=bgnbd.fit(histories),
        worth=gamma_gamma.fit(histories.repeats[valued], known.mean[valued]),
    )


def purchase_worth(values: np.ndarray, known: Known) -> np.ndarray:
    """What a purchase of each customer is worth; without a finite mean, the mean seen."""
    told = gamma_gamma.expected(values, known.histories.repeats, known.mean)
    seen = known.total.sum() / max(known.purchases.sum(), 1.0)
    finite: np.ndarray = np.where(np.isfinite(told), told, seen)
    return finite


def lifetime_value(
    purchases: np.ndarray, worth: np.ndarray, known: Known, *, weeks: float, discount: float
) -> np.ndarray:
    """What each customer will spend in so many weeks, in today's money (`discount` a year).

    Spending is taken to come at the end of each twelfth of the time.
    """
    of_one = purchase_worth(worth, known)
    before = np.zeros(len(known.histories))
    told = np.zeros(len(known.histories))
    for step in range(1, _MONTHS + 1):
        until = weeks * step / _MONTHS
        reached = bgnbd.expected(purchases, known.histories, until)
        told += (reached - before) / (1 + discount) ** (until / YEAR)
        before = reached
    found: np.ndarray = told * of_one
    return found


@dataclass(frozen=True, kw_only=True)
class Ranges:
    """Between what the expectations lie, as the parameters may be others that fit as well."""

    purchases: np.ndarray  # two columns: low and high
    value: np.ndarray


def ranges(
    models: Models,
    known: Known,
    *,
    weeks: float,
    discount: float,
    seed: int,
    count: int = 200,
    level: float = 0.95,
) -> Ranges | None:
    """Intervals of expectations (not of what one person will do); None: not settled."""
    often = models.purchases.draws(count, seed)
    worth = models.worth.draws(count, seed + 1)
    if not len(often) or not len(worth):
        return None
    numbers = np.stack([bgnbd.expected(one, known.histories, weeks) for one in often])
    values = np.stack(
        [
            lifetime_value(one, two, known, weeks=weeks, discount=discount)
            for one, two in zip(often, worth, strict=True)
        ]
    )
    ends = [(1 - level) / 2, (1 + level) / 2]
    return Ranges(
        purchases=np.quantile(numbers, ends, axis=0).T, value=np.quantile(values, ends, axis=0).T
    )


def some(known: Known, chosen: np.ndarray) -> Known:
    """The same of some customers."""
    histories = known.histories
    return Known(
        places=known.places[chosen],
        histories=Histories(
            repeats=histories.repeats[chosen],
            last=histories.last[chosen],
            age=histories.age[chosen],
        ),
        mean=known.mean[chosen],
        purchases=known.purchases[chosen],
        total=known.total[chosen],
    )
