"""What is learned from labelled reviews: a weight for each short run of signs."""

import io
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from zipfile import BadZipFile

import numpy as np

from huike.base.kernel.errors import Invalid

_PLACES = 2**18
_STRENGTH = 5.0
_FORMAT = "huike-sentiment-1"
_BROKEN = (
    ValueError, KeyError, OSError, AttributeError, TypeError, EOFError, BadZipFile, zlib.error,
)  # fmt: skip
_WORD = re.compile(r"[a-z][a-z'\-]+")


def features(texts: Sequence[str]) -> Any:
    """Runs of one to three signs, and English words and pairs of them, counted by their hash."""
    from sklearn.feature_extraction.text import HashingVectorizer

    told: dict[str, Any] = {"n_features": _PLACES, "alternate_sign": False, "norm": None}
    found = HashingVectorizer(analyzer="char", ngram_range=(1, 3), **told).transform(texts)
    if any(_WORD.search(text) for text in texts[:1000]):
        words = HashingVectorizer(token_pattern=_WORD.pattern, ngram_range=(1, 2), **told)
        found = found + words.transform(texts)
    found.data = 1 + np.log(found.data)
    return found


@dataclass(frozen=True, kw_only=True)
class Weights:
    """A logistic regression on runs of signs, the rarer ones counting more."""

    places: np.ndarray
    rarity: np.ndarray
    offset: float
    learned_from: int

    @classmethod
    def of(cls, found: Any, truth: np.ndarray, *, strength: float = _STRENGTH) -> Self:
        """From features and what is true of each."""
        from sklearn.feature_extraction.text import TfidfTransformer
        from sklearn.linear_model import LogisticRegression

        by_rarity = TfidfTransformer().fit(found)
        model = LogisticRegression(C=strength, solver="liblinear", max_iter=300, random_state=0)
        model.fit(by_rarity.transform(found), truth)
        return cls(
            places=model.coef_[0].astype(np.float32),
            rarity=by_rarity.idf_.astype(np.float32),
            offset=float(model.intercept_[0]),
            learned_from=len(truth),
        )

    def scores(self, found: Any) -> np.ndarray:
        """The logarithm of the odds of praise."""
        weighed = found.multiply(self.rarity).tocsr()
        lengths = np.sqrt(np.asarray(weighed.multiply(weighed).sum(axis=1)).ravel())
        told: np.ndarray = weighed @ self.places / np.maximum(lengths, 1e-9) + self.offset
        return told

    def save(self, path: Path) -> None:
        """As one file, without any text of a review."""
        with path.open("wb") as file:
            np.savez_compressed(
                file, format=_FORMAT, places=self.places, rarity=self.rarity,
                offset=self.offset, learned_from=self.learned_from,
            )  # fmt: skip

    @classmethod
    def load(cls, path: Path) -> Self:
        """What `save` wrote; nothing else is taken."""
        wrong = Invalid(
            f"{path.name} is no model of sentiment",
            where="--model",
            mend="Make one by --save from reviews with labels",
        )
        try:
            with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as kept:
                if str(kept["format"]) != _FORMAT or not (
                    kept["places"].shape == kept["rarity"].shape == (_PLACES,)
                ):
                    raise wrong
                return cls(
                    places=kept["places"],
                    rarity=kept["rarity"],
                    offset=float(kept["offset"]),
                    learned_from=int(kept["learned_from"]),
                )
        except _BROKEN:
            raise wrong from None
