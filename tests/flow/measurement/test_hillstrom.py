"""A real e-mail experiment (Hillstrom 2008, a random half): our figures against raw scipy."""

import csv
import os
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from huike.flow.measurement.rules import Sample, Share, compare_means, compare_shares

FOLDER = Path(os.environ.get("HUIKE_DATA", Path(__file__).parents[4] / "shared" / "data"))
FILE = FOLDER / "hillstrom_email" / "hillstrom_half.csv"
pytestmark = pytest.mark.skipif(
    not FILE.exists(), reason="set HUIKE_DATA to the folder that holds hillstrom_email"
)
Arms = dict[str, dict[str, np.ndarray]]


@pytest.fixture(scope="module")
def arms() -> Arms:
    with FILE.open(newline="") as source:
        rows = list(csv.DictReader(source))
    names = {"Mens E-Mail": "men", "Womens E-Mail": "women", "No E-Mail": "none"}
    return {
        short: {
            outcome: np.array([float(r[outcome]) for r in rows if r["segment"] == long])
            for outcome in ("visit", "conversion", "spend")
        }
        for long, short in names.items()
    }


def share(values: np.ndarray) -> Share:
    return Share(len(values), int(values.sum()))


def test_the_half_has_the_people_it_should(arms: Arms) -> None:
    assert sum(len(arm["visit"]) for arm in arms.values()) == 32_055


@pytest.mark.parametrize("arm", ["men", "women"])
def test_both_mails_raise_visits_as_published(arms: Arms, arm: str) -> None:
    published = {"men": 0.1828, "women": 0.1514}[arm] - 0.1062
    found = compare_shares("visit", share(arms[arm]["visit"]), share(arms["none"]["visit"]))
    assert found.verdict == "higher"
    assert found.interval is not None
    assert found.interval.covers(published)


def test_conversion_has_the_p_value_of_a_raw_chi_square(arms: Arms) -> None:
    treated, holdout = share(arms["men"]["conversion"]), share(arms["none"]["conversion"])
    found = compare_shares("conversion", treated, holdout)
    table = [[s.hits, s.people - s.hits] for s in (treated, holdout)]
    assert found.p_value == pytest.approx(stats.chi2_contingency(table, correction=False)[1])
    assert found.verdict == "higher"


@pytest.mark.parametrize("arm", ["men", "women"])
def test_spend_has_the_interval_of_a_raw_welch_test(arms: Arms, arm: str) -> None:
    one, two = arms[arm]["spend"], arms["none"]["spend"]
    wanted = stats.ttest_ind(one, two, equal_var=False)
    limits = wanted.confidence_interval(0.95)
    found = compare_means(
        "revenue",
        *(Sample(len(v), v.mean(), v.var(ddof=1), int((v > 0).sum())) for v in (one, two)),
    )
    assert found.p_value == pytest.approx(float(wanted.pvalue))
    assert found.interval is not None
    assert found.interval.low == pytest.approx(float(limits.low))
    published = {"men": 1.4226, "women": 1.0772}[arm] - 0.6528
    assert found.interval.covers(published)


def test_mens_against_womens_mail_is_a_comparison_too(arms: Arms) -> None:
    found = compare_shares("visit", share(arms["men"]["visit"]), share(arms["women"]["visit"]))
    assert found.verdict == "higher"
