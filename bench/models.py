"""Models at full size: lifetime value of 1 M customers, churn of 1 M rows, reviews a second.

Customers are made by BG/NBD itself, so that what is found can be held against what made them. The
peers are `lifetimes` and SnowNLP, where they are installed; they are no requirement of Huike.
HUIKE_BENCH_SCALE=0.1 makes a tenth of it.
"""

import importlib.util
import os
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

NAME = "models"

Report = Callable[..., None]
_VALUES = (0.25, 4.5, 0.8, 2.4)
_WEEKS = 52.0
_LEAST_OFF = 0.1
_PEER_REVIEWS = 300


def run(report: Report) -> None:
    """Each model once, quiet machine or not."""
    scale = float(os.environ.get("HUIKE_BENCH_SCALE", "1"))
    _lifetime_value(report, int(1_000_000 * scale))
    _churn(report, int(1_000_000 * scale))
    _sentiment(report, int(50_000 * scale))


def _timed(act: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    made = act()
    return time.perf_counter() - began, made


def _lifetime_value(report: Report, count: int) -> None:
    from huike.library.models.purchases import bgnbd

    histories = _people(count)
    seconds, fit = _timed(lambda: bgnbd.fit(histories))
    off = np.abs(fit.values / np.array(_VALUES) - 1).max()
    if off > _LEAST_OFF:
        raise AssertionError(f"the fit is {off:.0%} off what made the customers")
    peer, peer_seconds = _lifetimes(histories)
    report(f"BG/NBD fit, {count:,} customers", seconds, "s", "<= 20", peer, peer_seconds)
    seconds, _ = _timed(lambda: bgnbd.expected(fit.values, histories, _WEEKS))
    report("what to expect of each in a year", seconds, "s")


def _people(count: int) -> Any:
    """Histories of customers who began within a year, as a table of a shop holds them: by days."""
    from huike.library.models.purchases.bgnbd import Histories

    dice = np.random.default_rng(1)
    r, alpha, a, b = _VALUES
    age = dice.integers(1, int(_WEEKS * 7), count) / 7
    rates, leaving = dice.gamma(r, 1 / alpha, count), dice.beta(a, b, count)
    repeats, last, at = np.zeros(count), np.zeros(count), np.zeros(count)
    here = np.ones(count, bool)
    while here.any():
        at[here] += dice.exponential(1 / rates[here])
        here &= at <= age
        repeats[here] += 1
        last[here] = at[here]
        here &= dice.random(count) >= leaving
    return Histories(repeats=repeats, last=np.minimum(np.ceil(last * 7) / 7, age), age=age)


def _lifetimes(histories: Any) -> tuple[str, float | None]:
    if importlib.util.find_spec("lifetimes") is None:
        return "lifetimes (not installed)", None
    from lifetimes import BetaGeoFitter  # type: ignore[import-not-found]

    seconds, _ = _timed(
        lambda: BetaGeoFitter().fit(histories.repeats, histories.last, histories.age)
    )
    return "lifetimes", seconds


def _churn(report: Report, count: int) -> None:
    from huike.library.models import facade as models

    dice = np.random.default_rng(2)
    numbers = {f"number {place}": dice.gamma(2.0, 50.0, count) for place in range(8)}
    way = dice.choice(["app", "web", "微信", "till"], count)
    odds = (numbers["number 0"] - numbers["number 1"]) / 60 + (way == "till") - 1
    left = dice.random(count) < 1 / (1 + np.exp(-odds))
    rows = pl.DataFrame(
        {name: pl.Series(values).round(2).cast(pl.String) for name, values in numbers.items()}
        | {"way": way.tolist(), "left": left.astype(int).astype(str).tolist()}
    )
    labels = models.read_labels(rows["left"])
    seconds, found = _timed(
        lambda: models.judge_classes(rows, labels, label="left", seed=1, ignored=())
    )
    if found.ways[0].auc < 0.7:
        raise AssertionError(f"AUC {found.ways[0].auc:.3f}: what made the labels was not learned")
    report(f"churn: learn, score, explain {count:,} rows", seconds, "s", "<= 120")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    report("the most memory of this process so far", most, "GB", "<= 4")


def _sentiment(report: Report, count: int) -> None:
    from huike.library.models import facade as models
    from huike.library.models.sentiment.learned import features

    dice = np.random.default_rng(3)
    parts = np.array(
        ["物流很快", "包装破损", "味道不错", "客服没人理", "性价比高", "等了两个小时", "颜色好看",
         "跟描述的不一样", "已经回购三次", "有点小贵", "the zip broke", "fits well", "，", "！"]
    )  # fmt: skip
    texts = ["".join(dice.choice(parts, 9)) + str(place) for place in range(count)]
    seconds, said = _timed(lambda: models.sentiment_of_words(texts))
    peer, pace = _snownlp(texts)
    report("sentiment by words", count / seconds, "reviews/s", ">= 1,000", peer, pace)
    truth = (said > 0).astype(float)
    kept = models.SentimentWeights.of(features(texts[: count // 2]), truth[: count // 2])
    seconds, _ = _timed(lambda: kept.scores(features(texts)))
    report("sentiment by what was learned", count / seconds, "reviews/s", ">= 1,000", peer, pace)


def _snownlp(texts: list[str]) -> tuple[str, float | None]:
    if importlib.util.find_spec("snownlp") is None:
        return "SnowNLP (not installed)", None
    from snownlp import SnowNLP  # type: ignore[import-not-found]

    some = texts[:_PEER_REVIEWS]
    seconds, _ = _timed(lambda: [SnowNLP(text).sentiments for text in some])
    return "SnowNLP", len(some) / seconds
