"""What reading and landing need to know of a kind of rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import polars as pl

from huike.base.outbox.facade import Event
from huike.flow.ingest.people import Directory
from huike.flow.ingest.rules.cleaning import Cleaned, Setting
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.steps.run import Run


@dataclass(frozen=True)
class Taken:
    """A cleaned batch of which is known who its people are."""

    facts: pl.DataFrame
    problems: pl.DataFrame
    customer_ids: "np.ndarray[Any, Any]"
    rule_counts: Mapping[str, int] = field(default_factory=dict)  # rows landing in doubt, by why


@dataclass(frozen=True)
class News:
    """What is published of a batch, and kept with the import, when the batch is recorded."""

    events: Sequence[Event] = ()
    kept: Mapping[str, Any] = field(default_factory=dict)


class Way(Protocol):
    """How one kind of rows comes in."""

    def clean(self, table: pl.DataFrame, rows: np.ndarray, plan: Plan, setting: Setting) -> Cleaned:
        """Raw rows as typed ones."""

    def keys(self, facts: pl.DataFrame) -> pl.Series | None:
        """What rows that belong together share; none where each row stands for itself."""

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Say whose the rows are; set aside those of nobody who could be known."""

    def news(self, run: Run, taken: Taken) -> News:
        """What the rows say of their people, for the transaction that records them."""

    def stage(self, run: Run, facts: pl.DataFrame, number: int) -> None:
        """Put the rows into the staging tables under the batch's number (in a thread)."""

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Remember the rows of a batch before it is recorded; answers how many have landed by it.

        Begun again after a crash it answers the same.
        """

    def land(self, run: Run, bucket: int) -> None:
        """Turn one bucket of what is staged into facts; done twice, it changes nothing more."""

    def landed(self, run: Run) -> int:
        """How many rows have become facts by this run."""

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """The customers whose orders have changed by this run, in rising order."""


def without(facts: pl.DataFrame, problems: pl.DataFrame) -> pl.DataFrame:
    """The rows that no problem names."""
    if not problems.height:
        return facts
    return facts.filter(~pl.col("row").is_in(problems["row"].implode()))
