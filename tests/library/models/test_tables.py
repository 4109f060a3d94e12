"""Rows told apart: what columns are, how probabilities are judged, what is refused."""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from huike.base.kernel.errors import Invalid
from huike.library.models import judging
from huike.library.models.facade import NotYet, judge_classes, read_labels
from huike.library.models.tables.columns import Columns, numbers

DATA = Path(os.environ.get("HUIKE_DATA", Path(__file__).parents[4] / "shared" / "data"))
SESSIONS = DATA / "online_shoppers_intention" / "sessions.csv"

judged = st.lists(
    st.tuples(st.booleans(), st.integers(0, 20).map(lambda n: n / 20)), min_size=2, max_size=80
).filter(lambda rows: len({truth for truth, _ in rows}) == 2)


@given(judged)
def test_figures_are_those_of_scikit_learn(rows):
    truth = np.array([float(one) for one, _ in rows])
    chance = np.array([one for _, one in rows])
    found = judging.judge("", truth, chance)
    assert found.auc == pytest.approx(metrics.roc_auc_score(truth, chance))
    assert found.average_precision == pytest.approx(metrics.average_precision_score(truth, chance))
    assert found.brier == pytest.approx(metrics.brier_score_loss(truth, chance))
    assert found.log_loss == pytest.approx(metrics.log_loss(truth, np.clip(chance, 1e-6, 1 - 1e-6)))
    table = judging.bins(truth, chance)
    assert sum(one.rows for one in table) == len(rows)
    assert all(one.most < other.least for one, other in pairwise(table))


@pytest.mark.skipif(not SESSIONS.exists(), reason="set HUIKE_DATA to the folder of real data")
def test_sessions_with_a_purchase_are_told_as_published():
    """PMC10121810: XGBoost auROC 0.937, auPR 0.754; of one split both lie within."""
    rows = pl.read_csv(SESSIONS, infer_schema=False)
    found = judge_classes(rows, read_labels(rows["Revenue"]), label="Revenue", seed=1, ignored=())
    model, plain, nothing = found.ways
    assert (found.learned + found.held_out, found.held_out) == (9809, 1958)
    assert model.auc_95 is not None
    assert model.average_precision_95 is not None
    assert model.auc_95[0] < 0.937 < model.auc_95[1]
    assert model.average_precision_95[0] < 0.754 < model.average_precision_95[1]
    assert model.calibration_error < 0.02
    assert model.auc > plain.auc + 0.03
    assert model.average_precision > plain.average_precision + 0.08
    assert nothing.auc == 0.5
    assert found.drivers[0][0] == "PageValues"
    assert found.tells_alone == ()


def table(count: int = 600, seed: int = 3) -> pl.DataFrame:
    """Who leaves: who has not bought for long, and who pays by cash."""
    dice = np.random.default_rng(seed)
    days, way = dice.integers(0, 200, count), dice.choice(["cash", "card", "微信"], count)
    odds = (days - 120) / 25 + np.where(way == "cash", 2.0, 0.0)
    left = dice.random(count) < 1 / (1 + np.exp(-odds))
    first = np.datetime64("2025-01-01") + dice.integers(0, 300, count)
    return pl.DataFrame(
        {
            "customer_id": [str(10_000 + place) for place in range(count)],
            "days": [str(one) if one % 17 else "" for one in days],
            "spend": [f"¥{one:,.2f}" for one in dice.gamma(2.0, 900.0, count)],
            "way": way.tolist(),
            "since": [str(one) for one in first],
            "remark": [f"note {one} of {place}" for place, one in enumerate(dice.random(count))],
            "country": ["CN"] * count,
            "blank": [""] * count,
            "left": ["yes" if one else "no" for one in left],
        }
    )


def test_columns_are_understood_and_those_that_say_nothing_left_out():
    found = Columns.of(table(), label="left")
    assert found.kinds == {"days": "number", "spend": "number", "way": "category", "since": "date"}
    assert found.left_out == {
        "customer_id": "identifier", "remark": "text", "country": "one_value", "blank": "empty",
    }  # fmt: skip
    told = found.matrix(pl.DataFrame({
        "days": ["3", "", "x"], "spend": ["¥1,234.50", "12%", "1e400"],
        "way": ["微信", "cheque", "-"], "since": ["2025-01-02", "2025/01/03", "soon"],
    }))  # fmt: skip
    places = {name: float(place) for place, name in enumerate(found.values["way"])}
    first = [3.0, 1234.5, places["微信"], 20090.0]
    second = [np.nan, 12.0, 3.0, 20091.0]
    assert np.array_equal(told, [first, second, [np.nan] * 4], equal_nan=True)


def test_a_number_is_read_as_people_write_it():
    cells = pl.Series(["1,234.50", "¥12.5", "12 %", "-3", "１２", "1,5", "x", None, "inf"])
    assert numbers(cells).to_list() == [1234.5, 12.5, 12.0, -3.0, 12.0, None, None, None, None]


def test_a_model_learns_what_made_the_labels_and_a_seed_gives_the_same_again():
    rows = table(1500)
    labels = read_labels(rows["left"])
    assert labels.positive == "yes"
    found = judge_classes(rows, labels, label="left", seed=5, ignored=("spend",))
    again = judge_classes(rows, labels, label="left", seed=5, ignored=("spend",))
    assert found == again
    assert found.columns.left_out["spend"] == "ignored"
    assert found.ways[0].auc > 0.85
    assert found.ways[0].calibration_error < 0.08
    assert [name for name, _ in found.drivers[:2]] == ["days", "way"]


def test_a_column_that_is_the_label_in_other_words_is_told_of_and_twins_stay_together():
    rows = table().with_columns(state=pl.col("left").replace({"yes": "closed", "no": "open"}))
    found = judge_classes(rows, read_labels(rows["left"]), label="left", seed=1, ignored=())
    assert found.tells_alone == ("state",)
    doubled = pl.concat([rows, rows[:100]])
    found = judge_classes(doubled, read_labels(doubled["left"]), label="left", seed=1, ignored=())
    assert found.twins == 100


def test_what_cannot_be_learned_is_answered():
    rows = table()
    with pytest.raises(NotYet, match="Every row has the label 'CN'"):
        read_labels(rows["country"])
    with pytest.raises(NotYet, match="empty on every row"):
        read_labels(rows["blank"])
    with pytest.raises(Invalid, match="The label has 3 values, not two: ") as refused:
        read_labels(rows["way"])
    assert "--positive" in refused.value.mend
    with pytest.raises(Invalid, match="No row has the label 'maybe'"):
        read_labels(rows["left"], positive="maybe")
    against = read_labels(rows["way"], positive="cash")
    assert int(against.truth.sum()) == against.counts["cash"]

    few = rows[:150]
    with pytest.raises(NotYet, match="150 rows have a label") as refused:
        judge_classes(few, read_labels(few["left"]), label="left", seed=1, ignored=())
    assert refused.value.code == "not_yet"
    bare = rows.select("customer_id", "remark", "left")
    with pytest.raises(NotYet, match="No column is left"):
        judge_classes(bare, read_labels(bare["left"]), label="left", seed=1, ignored=())
