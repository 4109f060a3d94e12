"""The door of experiments: arms as a pure function of ids."""

from huike.library.experiment.rules import (
    DEFAULT_HOLDOUT,
    HOLDOUT,
    TREATED,
    WHOLE,
    Shares,
    arm,
    arms,
    with_holdout,
)

__all__ = [
    "DEFAULT_HOLDOUT",
    "HOLDOUT",
    "TREATED",
    "WHOLE",
    "Shares",
    "arm",
    "arms",
    "with_holdout",
]
