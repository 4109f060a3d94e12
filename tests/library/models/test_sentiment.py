"""Reviews: the packaged words, what labels teach, and the figures that others had on real ones."""

import os
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from huike.base.kernel.errors import Invalid
from huike.library.models.facade import (
    NotYet,
    Reviews,
    SentimentWeights,
    judge_sentiment,
    learn_sentiment,
    praise,
    sentiment_of_words,
)
from huike.library.models.sentiment.judged import _judged
from huike.library.models.sentiment.learned import features

DATA = Path(os.environ.get("HUIKE_DATA", Path(__file__).parents[4] / "shared" / "data"))
WAIMAI = DATA / "waimai_10k" / "waimai_10k.csv"
SHOPPING = DATA / "online_shopping_10_cats" / "reviews.csv.gz"
here = pytest.mark.skipif(not WAIMAI.exists(), reason="set HUIKE_DATA to the folder of real data")


def reviews_of(path: Path) -> Reviews:
    rows = pl.read_csv(path, infer_schema=False)
    return Reviews.of(rows["review"], praise(rows["label"])[0], seed=1)


@here
def test_delivery_reviews_are_read_better_than_the_references():
    """Referred to: SnowNLP 0.803, TF-IDF of signs with logistic regression 0.897."""
    reviews = reviews_of(WAIMAI)
    assert (len(reviews.texts), reviews.twins, reviews.conflicting) == (11976, 11, 7)
    ways = {one.name: one for one in judge_sentiment(reviews, seed=1)}
    assert f"{ways['packaged_words'].accuracy:.3f}" == "0.867"
    assert f"{ways['learned_here'].accuracy:.3f}" == "0.898"
    assert ways["adapted_words"].auc > ways["packaged_words"].auc > 0.91
    assert ways["learned_here"].auc > 0.948
    assert ways["most_common"].auc == 0.5
    assert f"{ways['most_common'].accuracy:.3f}" == "0.666"
    assert ways["packaged_words"].reviews_per_second is not None
    assert ways["packaged_words"].reviews_per_second > 1000


@here
@pytest.mark.long
def test_shop_reviews_are_read_better_than_the_references():
    """Referred to: SnowNLP 0.827, TF-IDF of signs with logistic regression 0.932."""
    ways = {one.name: one for one in judge_sentiment(reviews_of(SHOPPING), seed=1)}
    assert f"{ways['packaged_words'].accuracy:.3f}" == "0.848"
    assert ways["learned_here"].accuracy > 0.932


@pytest.mark.parametrize(
    ("praised", "complained"),
    [
        ("很好吃，送餐快", "不好吃，送餐很慢"),
        ("质量非常好，下次还会来", "质量太差，再也不买"),
        ("没有异味，柔软", "有异味，粗糙"),
        ("Great product, works perfectly", "Terrible product, stopped working"),
        ("I love it", "I don’t love it"),
        ("包装很好 very good", "包装破损 not good"),
    ],
)
def test_words_tell_praise_from_complaint(praised, complained):
    good, bad = sentiment_of_words([praised, complained])
    assert good > 0 > bad


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_has_a_score_of_its_own_alone(texts):
    told = sentiment_of_words(texts)
    assert np.isfinite(told).all()
    assert told.tolist() == [sentiment_of_words([text])[0] for text in texts]
    assert sentiment_of_words(["", "，。", "123"]).tolist() == [0.0, 0.0, 0.0]


@given(st.lists(st.tuples(st.booleans(), st.floats(-3, 3)), min_size=2, max_size=60))
def test_figures_are_those_of_scikit_learn(rows):
    truth = np.array([float(one) for one, _ in rows])
    if len(set(truth)) < 2:
        return
    told = np.array([one for _, one in rows])
    found = _judged("", "", truth, told)
    assert found.accuracy == pytest.approx(metrics.accuracy_score(truth, told > 0))
    assert found.macro_f1 == pytest.approx(
        metrics.f1_score(truth, told > 0, average="macro", labels=[0, 1], zero_division=0)
    )
    assert found.auc == pytest.approx(metrics.roc_auc_score(truth, told))


def test_labels_are_taken_for_what_people_mean_by_them():
    told, taken = praise(pl.Series(["5", "4.0", "3", "2", "1", ""]))
    assert told.to_list() == [True, True, None, False, False, None]
    assert taken["3"] == "neither"
    assert praise(pl.Series(["正面", "负面", "中性"]))[0].to_list() == [True, False, None]
    assert praise(pl.Series(["1", "-1", "0"]))[0].to_list() == [True, False, None]
    assert praise(pl.Series(["1", "0"]))[0].to_list() == [True, False]
    assert praise(pl.Series(["A", "B", "C"]), positive="a")[0].to_list() == [True, False, False]
    with pytest.raises(Invalid, match="not known: a, b") as refused:
        praise(pl.Series(["A", "B"]))
    assert "--positive" in refused.value.mend
    with pytest.raises(NotYet, match="Every row has the label '1'"):
        praise(pl.Series(["1", "1"]))
    with pytest.raises(NotYet, match="empty on every row"):
        praise(pl.Series(["", None], dtype=pl.String))


def test_twins_are_left_out_before_anything_is_judged():
    texts = pl.Series(["好 吃", "好吃", "ＧＯＯＤ", "good", "", None, "差", "慢"])
    told = pl.Series([True, False, True, True, True, False, False, None])
    found = Reviews.of(texts, told, seed=1)
    assert found.texts == ["好 吃", "ＧＯＯＤ", "差"]
    assert found.truth.tolist() == [1.0, 1.0, 0.0]
    counts = (found.twins, found.conflicting, found.without_text, found.neither)
    assert counts == (2, 1, 2, 1)


def written(count: int) -> Reviews:
    """Invented reviews of a shop that has words of its own."""
    dice = np.random.default_rng(2)
    good, bad = ["嘎嘎香", "贼拉好", "杠杠的"], ["埋汰", "磕碜", "白瞎"]
    truth = dice.random(count) < 0.6
    texts = [
        f"第{place}单{dice.choice(good if one else bad)}{dice.integers(1000)}"
        for place, one in enumerate(truth)
    ]
    return Reviews.of(pl.Series(texts), pl.Series(truth), seed=1)


def test_what_labels_teach_can_be_kept_and_used_on_other_reviews(tmp_path):
    reviews = written(400)
    kept = learn_sentiment(reviews)
    kept.save(tmp_path / "own")
    again = SentimentWeights.load(tmp_path / "own")
    other = features(["这家磕碜", "那家嘎嘎香"])
    assert (again.scores(other) == kept.scores(other)).all()
    bad, good = again.scores(other)
    assert bad < 0 < good
    assert "嘎嘎香".encode() not in (tmp_path / "own").read_bytes()
    ways = {one.name: one for one in judge_sentiment(reviews, seed=3, kept=again)}
    assert ways["own_model"].protocol == f"learned before from {len(reviews.texts)} reviews"
    assert ways["learned_here"].accuracy > 0.99

    for wrong in (b"", b"PK\x03\x04", b"x" * 2000):
        (tmp_path / "bad").write_bytes(wrong)
        with pytest.raises(Invalid, match="bad is no model of sentiment"):
            SentimentWeights.load(tmp_path / "bad")
    np.savez(tmp_path / "other.npz", format="something")
    with pytest.raises(Invalid, match="no model of sentiment"):
        SentimentWeights.load(tmp_path / "other.npz")


def test_too_few_reviews_get_an_answer_and_no_score():
    with pytest.raises(NotYet, match="40 different reviews"):
        judge_sentiment(written(40), seed=1)
    few = written(120)
    assert "learned_here" not in {one.name for one in judge_sentiment(few, seed=1)}
    with pytest.raises(NotYet, match="120 different reviews"):
        learn_sentiment(few)
