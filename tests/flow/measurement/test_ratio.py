"""The sample-ratio check: quiet on sound splits, loud on broken ones."""

import numpy as np
import pytest
from scipy import stats

from huike.flow.measurement.rules import check_ratio


def test_the_figures_are_scipys() -> None:
    found = check_ratio(treated=8900, holdout=1100, holdout_share=0.1)
    wanted = stats.chisquare([8900, 1100], [9000, 1000])
    assert found.chi_square == pytest.approx(float(wanted.statistic))
    assert found.p_value == pytest.approx(float(wanted.pvalue))


def test_a_published_mismatch_is_flagged() -> None:
    # Kohavi, Tang & Xu 2020, chapter 3: 821,588 against 815,482 at one to one, p = 1.8e-6.
    found = check_ratio(treated=815_482, holdout=821_588, holdout_share=0.5)
    assert found.verdict == "mismatch"
    assert found.p_value == pytest.approx(1.8e-6, rel=0.05)


def test_a_sound_split_is_not_flagged() -> None:
    assert check_ratio(treated=9050, holdout=950, holdout_share=0.1).verdict == "sound"


def test_without_a_holdout_there_is_nothing_to_check() -> None:
    assert check_ratio(treated=500, holdout=0, holdout_share=0).verdict == "no_holdout"


def test_a_handful_is_too_few() -> None:
    assert check_ratio(treated=40, holdout=2, holdout_share=0.1).verdict == "too_few"


def test_sound_splits_are_flagged_about_once_in_a_thousand() -> None:
    rng = np.random.default_rng(11)
    holdouts = rng.binomial(20_000, 0.1, 20_000)
    flagged = sum(
        check_ratio(treated=20_000 - int(h), holdout=int(h), holdout_share=0.1).verdict
        == "mismatch"
        for h in holdouts
    )
    assert flagged <= 40
