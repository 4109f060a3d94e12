"""The packaged model: what the words of a review say, in Chinese and English, without any learning.

The lists are written by hand for this project, from general knowledge of how shoppers write: no
review of any collection went into them, so they may be shipped.
"""

import math
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np

_HERE = Path(__file__).parent
_NOT = frozenset("不没无未别莫")
_NOT_EN = frozenset(
    [
        "not",
        "no",
        "never",
        "without",
        "hardly",
        "barely",
        "nothing",
        "dont",
        "doesnt",
        "didnt",
        "isnt",
        "wasnt",
        "arent",
        "cant",
        "couldnt",
        "wont",
        "wouldnt",
        "aint",
        "don't",
        "doesn't",
        "didn't",
        "isn't",
        "wasn't",
        "aren't",
        "can't",
        "couldn't",
        "won't",
        "wouldn't",
        "ain't",
    ]
)
_MORE = {
    "很": 1.3, "太": 1.3, "非": 1.3, "特": 1.3, "超": 1.4, "真": 1.2, "最": 1.3, "极": 1.4,
    "更": 1.1, "挺": 1.1, "有": 0.9, "些": 0.7,
}  # fmt: skip
_MORE_EN = {"very": 1.3, "really": 1.3, "so": 1.2, "too": 1.2, "extremely": 1.4, "super": 1.4}
_TURNED = -0.8  # "not good" is a little less than bad
_TURNED_BAD = -0.5  # "not broken" is no praise yet
_WORD = re.compile(r"[a-z][a-z'\-]*")
_LATIN = re.compile(r"[a-z]{2}")


@cache
def _list(name: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (_HERE / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            weight, *words = line.split()
            for word in words:
                found.setdefault(word, int(weight))
    return found


def scores(texts: Sequence[str]) -> np.ndarray:
    """Above 0 praise, below 0 complaint, 0 where no known word stands."""
    return np.fromiter((_score(text.lower().replace("’", "'")) for text in texts), float)


def _score(text: str) -> float:
    total, count = _chinese(text)
    if _LATIN.search(text):
        more, words = _english(text)
        total, count = total + more, count + words
    # A long text says more of both; its mean would drown one plain sentence.
    return total / math.sqrt(1 + count)


def _chinese(text: str) -> tuple[float, int]:
    known = _list("words_zh.txt")
    longest = _longest()
    total, count, at, end = 0.0, 0, 0, len(text)
    while at < end:
        for size in range(min(longest, end - at), 0, -1):
            weight = known.get(text[at : at + size])
            if weight is None:
                continue
            value = float(weight)
            if weight > 0 and not _NOT.isdisjoint(text[max(0, at - 3) : at]):
                value *= _TURNED
            elif size > 1 and at and text[at - 1] in _NOT:
                value *= _TURNED_BAD
            if at:
                value *= _MORE.get(text[at - 1], 1.0)
            total, count, at = total + value, count + 1, at + size
            break
        else:
            at += 1
    return total, count


@cache
def _longest() -> int:
    return max(map(len, _list("words_zh.txt")))


def _english(text: str) -> tuple[float, int]:
    known, words = _list("words_en.txt"), _WORD.findall(text)
    total, count = 0.0, 0
    for place, word in enumerate(words):
        weight = known.get(word)
        if weight is None:
            continue
        value, before = float(weight), words[max(0, place - 3) : place]
        if not _NOT_EN.isdisjoint(before):
            value *= _TURNED if weight > 0 else _TURNED_BAD
        if place:
            value *= _MORE_EN.get(words[place - 1], 1.0)
        total, count = total + value, count + 1
    return total, count
