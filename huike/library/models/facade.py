"""The door: models that are learned from tables, and how far they can be trusted."""

from huike.library.models.judging import Bin, Judged
from huike.library.models.notyet import NotYet
from huike.library.models.purchases.backtest import BackTest
from huike.library.models.purchases.backtest import run as back_test
from huike.library.models.purchases.gamma_gamma import correlation
from huike.library.models.purchases.ledger import Known, Ledger
from huike.library.models.purchases.likelihood import Fit
from huike.library.models.purchases.value import Models as PurchaseModels
from huike.library.models.purchases.value import Ranges, lifetime_value, ranges, some
from huike.library.models.purchases.value import fit as fit_purchases
from huike.library.models.sentiment.answers import praise
from huike.library.models.sentiment.judged import Judged as JudgedSentiment
from huike.library.models.sentiment.judged import Reviews
from huike.library.models.sentiment.judged import judge as judge_sentiment
from huike.library.models.sentiment.judged import learn as learn_sentiment
from huike.library.models.sentiment.learned import Weights as SentimentWeights
from huike.library.models.sentiment.words import scores as sentiment_of_words
from huike.library.models.tables.classify import Tested as JudgedClasses
from huike.library.models.tables.classify import judged as judge_classes
from huike.library.models.tables.labels import Labels
from huike.library.models.tables.labels import read as read_labels

__all__ = [
    "BackTest",
    "Bin",
    "Fit",
    "Judged",
    "JudgedClasses",
    "JudgedSentiment",
    "Known",
    "Labels",
    "Ledger",
    "NotYet",
    "PurchaseModels",
    "Ranges",
    "Reviews",
    "SentimentWeights",
    "back_test",
    "correlation",
    "fit_purchases",
    "judge_classes",
    "judge_sentiment",
    "learn_sentiment",
    "lifetime_value",
    "praise",
    "ranges",
    "read_labels",
    "sentiment_of_words",
    "some",
]
