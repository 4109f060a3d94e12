"""BG/NBD and Gamma-Gamma: the papers' own figures, the closed form, and people made from both."""

import os
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special

from huike.library.models.facade import Ledger, NotYet, back_test, fit_purchases, ranges, some
from huike.library.models.purchases import bgnbd, gamma_gamma
from huike.library.models.purchases.bgnbd import Histories

DATA = Path(os.environ.get("HUIKE_DATA", Path(__file__).parents[4] / "shared" / "data"))
CDNOW = DATA / "cdnow" / "CDNOW_sample.txt"
END = date(1997, 9, 30)
PAPER = np.array([0.243, 4.414, 0.793, 2.426])

positive = st.floats(0.1, 5.0)


def cdnow() -> Ledger:
    rows = [line.split() for line in CDNOW.read_text().splitlines() if line.strip()]
    return Ledger.of(
        pl.Series([row[1] for row in rows]),
        pl.Series([date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])) for row in rows]),
        pl.Series([float(row[4]) for row in rows]),
    )


@pytest.mark.skipif(not CDNOW.exists(), reason="set HUIKE_DATA to the folder that holds cdnow")
class TestPublished:
    def test_both_models_of_cdnow_are_those_of_the_papers(self):
        """Fader, Hardie and Lee 2005, table 2; Fader and Hardie 2013 on the same customers."""
        fitted = fit_purchases(cdnow().known(END))

        assert {name: f"{value:.3f}" for name, value in fitted.purchases.named().items()} == {
            "r": "0.243", "alpha": "4.414", "a": "0.793", "b": "2.426",
        }  # fmt: skip
        assert f"{fitted.purchases.log_likelihood:.2f}" == "-9582.43"
        assert {name: f"{value:.2f}" for name, value in fitted.worth.named().items()} == {
            "p": "6.25", "q": "3.74", "gamma": "15.44",
        }  # fmt: skip
        assert (fitted.purchases.customers, fitted.worth.customers) == (2357, 946)

    def test_the_models_foretell_nearer_than_simple_ways(self):
        ledger = cdnow()
        known = ledger.known(END)
        test = back_test(ledger, known, fit_purchases(known), END, seed=1)

        assert (test.weeks, test.customers, test.purchases) == (39.0, 2357, 1882)
        ours, *simple = (one for one in test.ways if one.name != "gradient_boosting")
        assert [one.name for one in simple] == [
            "own_mean_rate", "everybodys_mean_rate", "last_period_again",
        ]  # fmt: skip
        for one in simple:
            assert ours.purchases_rmse < one.purchases_rmse
            assert ours.purchases_mae < one.purchases_mae
            assert ours.value_rmse < one.value_rmse
            assert ours.value_mae < one.value_mae
        assert (round(ours.purchases_mae, 3), round(ours.purchases_rmse, 3)) == (0.785, 1.608)
        assert sum(group.customers for group in test.groups) == 2357


def test_the_papers_example_customer():
    """Spreadsheet of Fader, Hardie and Lee 2005: x = 2, t_x = 30.43, T = 38.86, 39 weeks ahead."""
    one = Histories(repeats=np.array([2.0]), last=np.array([30.43]), age=np.array([38.86]))
    assert f"{bgnbd.expected(PAPER, one, 39.0)[0]:.3f}" == "1.226"


@given(r=positive, alpha=positive, a=st.floats(1.2, 4), b=positive, x=st.integers(0, 12))
def test_what_is_expected_is_the_papers_closed_form(r, alpha, a, b, x):
    """Equation 10 of Fader, Hardie and Lee 2005, with the hypergeometric function."""
    values, ahead = np.array([r, alpha, a, b]), 20.0
    age, last = 30.0, 0.0 if x == 0 else 17.0
    seen = Histories(repeats=np.array([float(x)]), last=np.array([last]), age=np.array([age]))
    power = special.hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + age + ahead))
    top = 1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * power
    gone = (a / (b + x - 1)) * ((alpha + age) / (alpha + last)) ** (r + x) if x else 0.0
    closed = (a + b + x - 1) / (a - 1) * top / (1 + gone)

    assert bgnbd.expected(values, seen, ahead)[0] == pytest.approx(closed, rel=1e-6)
    assert bgnbd.alive(values, seen)[0] == pytest.approx(1 / (1 + gone), rel=1e-9)


def made(count: int, values: tuple[float, ...], weeks: float, seed: int) -> Histories:
    """People who buy and leave as the model says."""
    r, alpha, a, b = values
    chance = np.random.default_rng(seed)
    rates, leaving = chance.gamma(r, 1 / alpha, count), chance.beta(a, b, count)
    repeats, last = np.zeros(count), np.zeros(count)
    at, here = np.zeros(count), np.ones(count, bool)
    while here.any():
        at = at + chance.exponential(1 / rates)
        here &= at <= weeks
        repeats[here] += 1
        last[here] = at[here]
        here &= chance.random(count) >= leaving
    return Histories(repeats=repeats, last=last, age=np.full(count, weeks))


def test_parameters_that_made_people_are_found_again_within_their_intervals():
    values = (0.6, 6.0, 1.2, 3.0)
    found = bgnbd.fit(made(20_000, values, 60.0, 3)).intervals(0.999)
    assert found is not None
    for (low, high), value in zip(found.values(), values, strict=True):
        assert low < value < high

    chance = np.random.default_rng(4)
    each = chance.gamma(4.0, 1 / 20.0, 20_000)  # q 4, gamma 20
    bought = chance.integers(1, 8, 20_000).astype(float)
    mean = chance.gamma(6.0 * bought, 1 / each) / bought
    found = gamma_gamma.fit(bought, mean).intervals(0.999)
    assert found is not None
    for (low, high), value in zip(found.values(), (6.0, 4.0, 20.0), strict=True):
        assert low < value < high


rows = st.lists(
    st.tuples(st.sampled_from("abcd"), st.integers(0, 40), st.integers(0, 500)), min_size=1
)


@given(rows, st.integers(-1, 42))
@settings(max_examples=60)
def test_a_ledger_knows_what_each_customer_did_by_a_day(rows, cut):
    start = date(2026, 1, 1)
    ledger = Ledger.of(
        pl.Series([name for name, _, _ in rows]),
        pl.Series([start + timedelta(days=day) for _, day, _ in rows]),
        pl.Series([float(worth) for _, _, worth in rows]),
    )
    known = ledger.known(start + timedelta(days=cut))
    told = {}
    for name in sorted({name for name, day, _ in rows if day <= cut}):
        days = sorted({day for one, day, _ in rows if one == name and day <= cut})
        spent = [sum(w for n, d, w in rows if n == name and d == day) for day in days]
        later = sum(spent[1:]) / max(len(days) - 1, 1)
        told[name] = (len(days) - 1, days[-1] - days[0], cut - days[0], later, sum(spent))
    seen = zip(
        known.histories.repeats, known.histories.last * 7, known.histories.age * 7,
        known.mean, known.total, strict=True,
    )  # fmt: skip
    names = [ledger.names[place] for place in known.places]
    assert names == list(told)
    for one, other in zip(seen, told.values(), strict=True):
        assert one == pytest.approx(other)
    after, worth = ledger.between(start + timedelta(days=cut), date(2027, 1, 1), known.places)
    for name, count, sum_ in zip(names, after, worth, strict=True):
        mine = [(day, w) for n, day, w in rows if n == name and day > cut]
        assert (count, sum_) == (len({day for day, _ in mine}), sum(w for _, w in mine))


def shop(customers: int, seed: int) -> Ledger:
    """Invented people who buy over 300 days."""
    histories = made(customers, (0.8, 5.0, 1.0, 3.0), 43.0, seed)
    chance = np.random.default_rng(seed)
    who, when = [], []
    for place, count in enumerate(histories.repeats):
        days = {0, *chance.integers(1, 300, int(count)).tolist()}
        who += [f"{place:05}"] * len(days)
        when += [date(2025, 1, 1) + timedelta(days=int(day)) for day in days]
    worth = chance.gamma(5.0, 8.0, len(who))
    return Ledger.of(pl.Series(who), pl.Series(when), pl.Series(worth))


def test_too_few_customers_get_an_answer_and_no_score():
    with pytest.raises(NotYet) as refused:
        fit_purchases(shop(60, 1).known(date(2025, 11, 1)))
    assert refused.value.code == "not_yet"
    assert "60 customers" in refused.value.detail
    assert "100 customers" in refused.value.mend


def test_purchases_of_one_worth_settle_nothing():
    ledger = shop(400, 1)
    same = Ledger(
        names=ledger.names, customer=ledger.customer, day=ledger.day, worth=ledger.worth * 0 + 9.9
    )
    with pytest.raises(NotYet, match="worth the same"):
        fit_purchases(same.known(date(2025, 11, 1)))


def test_intervals_of_what_is_expected_hold_it_between_them():
    known = shop(600, 2).known(date(2025, 9, 1))
    fitted = fit_purchases(known)
    assert fitted.purchases.is_settled
    few = some(known, np.arange(20))
    found = ranges(fitted, few, weeks=26.0, discount=0.1, seed=5)
    assert found is not None
    expected = bgnbd.expected(fitted.purchases.values, few.histories, 26.0)
    assert (found.purchases[:, 0] < expected).all()
    assert (expected < found.purchases[:, 1]).all()
    assert (found.value[:, 0] <= found.value[:, 1]).all()
    again = ranges(fitted, few, weeks=26.0, discount=0.1, seed=5)
    assert again is not None
    assert (again.value == found.value).all()
