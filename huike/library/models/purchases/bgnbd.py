"""BG/NBD: how often customers buy, and whether they still do.

Fader, Hardie and Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the
Pareto/NBD Model", Marketing Science 24(2). While alive a customer buys at a rate λ ~ Gamma(r, α);
after each repeat purchase they leave with probability p ~ Beta(a, b).

Of a customer the model knows x repeat purchases, the time t_x of the last and T since the first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Self

import numpy as np
from scipy import linalg, special

from huike.library.models.purchases.likelihood import Fit, maximise

NAMES = ("r", "alpha", "a", "b")
# The papers' own data lie near the first; customers who hardly ever leave near the last.
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.3, 5.0, 0.8, 2.5), (1.0, 10.0, 0.1, 1.0))
_NODES = 48
_ENOUGH_TO_BEGIN = 10_000


@dataclass(frozen=True, kw_only=True)
class Histories:
    """Customers as the model sees them: x, t_x, T of each, in one unit of time."""

    repeats: np.ndarray
    last: np.ndarray
    age: np.ndarray

    def __len__(self) -> int:
        return len(self.repeats)


@dataclass(frozen=True, kw_only=True)
class _Groups:
    """Equal customers counted once; logarithms and gamma functions are taken of distinct values."""

    x: np.ndarray
    x_of: np.ndarray
    last: np.ndarray
    last_of: np.ndarray
    age: np.ndarray
    age_of: np.ndarray
    weights: np.ndarray

    @classmethod
    def of(cls, histories: Histories) -> Self:
        x, x_of = np.unique(histories.repeats.astype(np.float64), return_inverse=True)
        last, last_of = np.unique(histories.last, return_inverse=True)
        age, age_of = np.unique(histories.age, return_inverse=True)
        key = (x_of * len(last) + last_of) * len(age) + age_of
        _, first, counts = np.unique(key, return_index=True, return_counts=True)
        return cls(
            x=x,
            x_of=x_of[first],
            last=last,
            last_of=last_of[first],
            age=age,
            age_of=age_of[first],
            weights=counts / len(histories),
        )

    def some(self, step: int) -> Self:
        """Each group of so many."""
        weights = self.weights[::step]
        return replace(
            self,
            x_of=self.x_of[::step],
            last_of=self.last_of[::step],
            age_of=self.age_of[::step],
            weights=weights / weights.sum(),
        )

    def slope(self, logs: np.ndarray) -> tuple[float, np.ndarray]:
        """The mean log-likelihood of a customer and its slope, exact."""
        r, alpha, a, b = np.exp(logs)
        x, of = self.x, self.x_of
        k = (r + x)[of]
        whole = np.log(alpha + self.age)[self.age_of]
        partly = np.log(alpha + self.last)[self.last_of]
        odds = np.where(x > 0, np.log(a) - np.log(np.where(x > 0, b + x - 1, 1.0)), -np.inf)
        # The share of the likelihood that they left after the last purchase.
        balance = odds[of] + k * (whole - partly)
        gone = special.expit(balance)
        mixed = -k * whole + np.logaddexp(0.0, balance)
        fixed = (
            special.gammaln(r + x) - special.gammaln(r) + r * np.log(alpha)
            + special.gammaln(a + b) + special.gammaln(b + x)
            - special.gammaln(b) - special.gammaln(a + b + x)
        )  # fmt: skip
        of_x = np.bincount(of, self.weights, len(x))
        gone_of_x = np.bincount(of, self.weights * gone, len(x))
        value = float(fixed @ of_x + mixed @ self.weights)

        stay = 1.0 - gone
        per_r = special.digamma(r + x) - special.digamma(r) + np.log(alpha)
        d_r = per_r @ of_x - (whole * stay + partly * gone) @ self.weights
        pull = stay / (alpha + self.age)[self.age_of] + gone / (alpha + self.last)[self.last_of]
        d_alpha = r / alpha - (k * pull) @ self.weights
        both = special.digamma(a + b) - special.digamma(a + b + x)
        d_a = both @ of_x + gone_of_x.sum() / a
        under = np.where(x > 0, b + x - 1, np.inf)
        d_b = (both + special.digamma(b + x) - special.digamma(b)) @ of_x
        d_b -= (gone_of_x / under).sum()
        return value, np.array([r * d_r, alpha * d_alpha, a * d_a, b * d_b])


def fit(histories: Histories) -> Fit:
    """The four parameters."""
    groups = _Groups.of(histories)
    starts: Sequence[Sequence[float]] = _STARTS
    if len(groups.weights) > 2 * _ENOUGH_TO_BEGIN:  # a part tells where the top of all is near
        part = groups.some(len(groups.weights) // _ENOUGH_TO_BEGIN)
        starts = [maximise(part.slope, names=NAMES, starts=_STARTS, customers=1).values.tolist()]
    return maximise(groups.slope, names=NAMES, starts=starts, customers=len(histories))


def log_likelihood(values: np.ndarray, histories: Histories) -> float:
    """Of all customers, at these parameters."""
    return _Groups.of(histories).slope(np.log(values))[0] * len(histories)


def alive(values: np.ndarray, histories: Histories) -> np.ndarray:
    """The probability that each customer still buys; 1 before the first repeat purchase."""
    r, alpha, a, b = values
    x = histories.repeats
    under = np.where(x > 0, b + x - 1, 1.0)
    log_odds = np.log(a / under) + (r + x) * np.log(
        (alpha + histories.age) / (alpha + histories.last)
    )
    found: np.ndarray = np.where(x > 0, special.expit(-log_odds), 1.0)
    return found


def expected(values: np.ndarray, histories: Histories, time: float) -> np.ndarray:
    """How many purchases to expect of each customer in the next `time`.

    The paper's formula by another way: of a customer who is alive, p ~ Beta(a, b + x) and the
    purchases to come are (1 - ((α+T)/(α+T+pt))^(r+x)) / p; the mean over p is taken by Gauss and
    Jacobi's nodes. The closed form with ₂F₁ divides by a - 1 and loses its digits at a large x.
    """
    r, alpha, a, b = values
    distinct, of = np.unique(histories.repeats, return_inverse=True)
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of, minlength=len(distinct)))
    ages, told = alpha + histories.age, np.empty(len(histories))
    for place, x in enumerate(distinct):
        nodes, weights = _beta_nodes(float(a), float(b + x))
        mine = order[ends[place - 1] if place else 0 : ends[place]]
        distinct_ages, back = np.unique(ages[mine], return_inverse=True)
        share = np.log1p(np.outer(time / distinct_ages, nodes))
        told[mine] = ((-np.expm1(-(r + x) * share)) / nodes @ weights)[back]
    left: np.ndarray = told * alive(values, histories)
    return left


def expected_of_new(values: np.ndarray, time: float) -> float:
    """How many repeat purchases to expect of a customer in the `time` after the first purchase."""
    nothing = Histories(repeats=np.zeros(1), last=np.zeros(1), age=np.zeros(1))
    return float(expected(values, nothing, time)[0])


@lru_cache(maxsize=1024)
def _beta_nodes(a: float, b: float) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights that take the mean of a smooth function of p ~ Beta(a, b).

    Golub and Welsch: eigenvalues of the Jacobi matrix, normalised so that no power overflows.
    """
    one, two = b - 1.0, a - 1.0  # exponents of (1 - t) and (1 + t) on [-1, 1]
    n = np.arange(_NODES, dtype=float)
    total = 2 * n + one + two
    with np.errstate(divide="ignore", invalid="ignore"):
        middle = (two**2 - one**2) / (total * (total + 2))
        sides = (
            4 * n * (n + one) * (n + two) * (n + one + two)
            / (total**2 * (total + 1) * (total - 1))
        )  # fmt: skip
    middle[0] = (two - one) / (one + two + 2)
    # n = 1 divides by a + b - 1, which cancels.
    sides[1] = 4 * (1 + one) * (1 + two) / ((2 + one + two) ** 2 * (3 + one + two))
    values, vectors = linalg.eigh_tridiagonal(middle, np.sqrt(sides[1:]))
    nodes = np.clip((values + 1) / 2, 1e-300, 1.0)
    return nodes, vectors[0] ** 2
