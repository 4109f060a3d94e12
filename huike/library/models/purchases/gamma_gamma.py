"""Gamma-Gamma: what a purchase of each customer is worth.

Fader and Hardie (2013), "The Gamma-Gamma Model of Monetary Value". A purchase of a customer is
Gamma(p, ν), and ν ~ Gamma(q, γ) among customers: who bought seldom is drawn to the mean of all.
Worth and frequency are taken to be independent; `correlation` says how far they are here.
"""

import numpy as np
from scipy import special

from huike.library.models.purchases.likelihood import Fit, maximise

NAMES = ("p", "q", "gamma")


def fit(purchases: np.ndarray, mean: np.ndarray) -> Fit:
    """The three parameters, of customers with `purchases` > 0 of this `mean` > 0 each."""
    pairs, counts = np.unique(np.column_stack([purchases, mean]), axis=0, return_counts=True)
    x, z = pairs[:, 0], pairs[:, 1]
    middle = float(np.median(mean))
    scaled = z / middle  # the same start serves yuan and yen; only gamma is in money
    weights = counts / len(mean)
    distinct, of = np.unique(x, return_inverse=True)

    def slope(logs: np.ndarray) -> tuple[float, np.ndarray]:
        p, q, gamma = np.exp(logs)
        px = p * distinct
        joint = (special.gammaln(px + q) - special.gammaln(px))[of] - special.gammaln(q)
        share = np.log(gamma + x * scaled)
        log_x, log_z = np.log(x), np.log(scaled)
        value = (
            joint + q * np.log(gamma) + (p * x - 1) * log_z + p * x * log_x - (p * x + q) * share
        )
        more = special.digamma(px + q)
        d_p = x * ((more - special.digamma(px))[of] + log_z + log_x - share)
        d_q = more[of] - special.digamma(q) + np.log(gamma) - share
        d_gamma = q / gamma - (p * x + q) / (gamma + x * scaled)
        return float(value @ weights), np.array(
            [p * (d_p @ weights), q * (d_q @ weights), gamma * (d_gamma @ weights)]
        )

    found = maximise(
        slope, names=NAMES, starts=((2.0, 3.0, 1.0), (6.0, 4.0, 0.6)), customers=len(mean)
    )
    return Fit(
        names=NAMES,
        values=found.values * np.array([1.0, 1.0, middle]),
        log_likelihood=found.log_likelihood - len(mean) * float(np.log(middle)),
        customers=found.customers,
        covariance=found.covariance,
    )


def expected(values: np.ndarray, purchases: np.ndarray, mean: np.ndarray) -> np.ndarray:
    """What a purchase of each customer is worth; of one without purchases, everybody's mean.

    Where q <= 1 everybody's mean is infinite: it is infinite then for who has not bought again.
    """
    p, q, gamma = values
    px = p * purchases
    below = px + q - 1
    told: np.ndarray = np.where(
        below > 0, p * (gamma + purchases * mean) / np.where(below > 0, below, 1.0), np.inf
    )
    return told


def correlation(purchases: np.ndarray, mean: np.ndarray) -> float:
    """How far worth goes with frequency: near 0 is what the model takes for granted."""
    if len(mean) < 3 or np.ptp(purchases) == 0 or np.ptp(mean) == 0:
        return 0.0
    return float(np.corrcoef(purchases, mean)[0, 1])
