"""A column with two answers: which of them is meant, and where there is none."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from huike.base.kernel.errors import Invalid
from huike.library.models.notyet import NotYet
from huike.library.models.tables.columns import tidy

_YES = (
    "1", "true", "yes", "y", "t", "是", "有", "流失", "已流失", "churn", "churned", "lost", "left",
    "positive", "pos", "正面", "积极", "好评",
)  # fmt: skip
_MOST_NAMED = 10


@dataclass(frozen=True, kw_only=True)
class Labels:
    """Which value is the one asked for, how often each stands there, and the rows that say one."""

    positive: str
    counts: dict[str, int]
    rows: np.ndarray  # places of rows with a label
    truth: np.ndarray  # of these: 1 where it is the positive one


def read(cells: pl.Series, *, positive: str | None = None) -> Labels:
    """Two values; with `positive`, that one against all others."""
    values = tidy(cells).str.replace(r"^(-?\d+)\.0+$", "$1")
    counted = values.drop_nulls().value_counts(sort=True, name="count")
    counts = {str(name): int(count) for name, count in counted.iter_rows()}
    if not counts:
        raise NotYet("The label is empty on every row", mend="Choose another column")
    if positive is None:
        positive = _meant(counts)
    elif positive not in counts:
        raise Invalid(
            f"No row has the label {positive!r}",
            where="--positive",
            mend=f"The labels are: {', '.join(list(counts)[:_MOST_NAMED])}",
        )
    if len(counts) == 1:
        raise NotYet(
            f"Every row has the label {next(iter(counts))!r}: there is nothing to tell apart",
            mend="Bring rows of both kinds, or choose another column",
        )
    rows = values.is_not_null().arg_true().to_numpy()
    truth = (values == positive).drop_nulls().to_numpy().astype(float)
    return Labels(positive=positive, counts=counts, rows=rows, truth=truth)


def _meant(counts: dict[str, int]) -> str:
    """The value that says yes; else the rarer of two."""
    if len(counts) > 2:
        named = ", ".join(list(counts)[:_MOST_NAMED]) + (", …" if len(counts) > 10 else "")
        raise Invalid(
            f"The label has {len(counts):,} values, not two: {named}",
            where="--label",
            mend="Say by --positive which one is meant, against all others",
        )
    said = [name for name in counts if name.casefold() in _YES]
    return said[0] if len(said) == 1 else min(counts, key=lambda name: (counts[name], name))
