"""Fitting a model of a few positive parameters by maximum likelihood, with how sure it is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import optimize, special

from huike.library.models.threads import threads

# Of logarithms: a parameter that runs beyond e^±12 is not settled by the data.
_EDGE = 12.0
_STEP = 1e-4

# The mean log-likelihood of a customer and its slope, at the logarithms of the parameters.
Slope = Callable[[np.ndarray], tuple[float, np.ndarray]]


@dataclass(frozen=True, kw_only=True)
class Fit:
    """Parameters at the top of the likelihood; `covariance` is of their logarithms."""

    names: tuple[str, ...]
    values: np.ndarray
    log_likelihood: float
    customers: int
    covariance: np.ndarray | None

    @property
    def is_settled(self) -> bool:
        """Whether the data say where every parameter lies."""
        return self.covariance is not None

    def named(self) -> dict[str, float]:
        """Each parameter by its name."""
        return {name: float(value) for name, value in zip(self.names, self.values, strict=True)}

    def intervals(self, level: float = 0.95) -> dict[str, tuple[float, float]] | None:
        """Between what each parameter lies, its logarithm being nearly normal; or None."""
        if self.covariance is None:
            return None
        reach = special.ndtri((1 + level) / 2) * np.sqrt(np.diag(self.covariance))
        low, high = self.values * np.exp(-reach), self.values * np.exp(reach)
        return {
            name: (float(low[place]), float(high[place])) for place, name in enumerate(self.names)
        }

    def draws(self, count: int, seed: int) -> np.ndarray:
        """Parameters that the data allow as well, one set a row; none where nothing is settled."""
        if self.covariance is None:
            return np.empty((0, len(self.values)))
        chance = np.random.default_rng(seed)
        logs = chance.multivariate_normal(np.log(self.values), self.covariance, size=count)
        drawn: np.ndarray = np.exp(logs)
        return drawn


def maximise(
    slope: Slope, *, names: tuple[str, ...], starts: Sequence[Sequence[float]], customers: int
) -> Fit:
    """The parameters of the highest likelihood, the best of all starts."""

    def down(logs: np.ndarray) -> tuple[float, np.ndarray]:
        value, gradient = slope(logs)
        return -value, -gradient

    with threads(0):  # products of vectors wait for their threads longer than they take
        found = [
            optimize.minimize(
                down,
                np.log(np.asarray(start, float)),
                jac=True,
                method="L-BFGS-B",
                bounds=[(-_EDGE, _EDGE)] * len(names),
                options={"maxiter": 500, "ftol": 1e-15, "gtol": 1e-9},
            )
            for start in starts
        ]
    best = min((one for one in found if np.isfinite(one.fun)), key=lambda one: float(one.fun))
    logs = np.asarray(best.x)
    return Fit(
        names=names,
        values=np.exp(logs),
        log_likelihood=-float(best.fun) * customers,
        customers=customers,
        covariance=_covariance(slope, logs, customers),
    )


def _covariance(slope: Slope, logs: np.ndarray, customers: int) -> np.ndarray | None:
    """The inverse of the curvature, from differences of the exact slope; None at an edge."""
    if (np.abs(logs) > _EDGE - 0.01).any():
        return None
    curvature = np.empty((len(logs), len(logs)))
    for place in range(len(logs)):
        step = np.zeros(len(logs))
        step[place] = _STEP
        curvature[place] = (slope(logs - step)[1] - slope(logs + step)[1]) / (2 * _STEP)
    curvature = customers * (curvature + curvature.T) / 2
    heights = np.linalg.eigvalsh(curvature)
    # A parameter known to within e^±3 at best is not known.
    if not np.isfinite(heights).all() or heights.min() < 1 / 3.0**2:
        return None
    inverse: np.ndarray = np.linalg.inv(curvature)
    return inverse
