"""Purchases by customer and day, and what was known of everybody on any day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np
import polars as pl

from huike.library.models.purchases.bgnbd import Histories

WEEK = 7.0
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, kw_only=True)
class Known:
    """Customers who had bought by a day: places among all customers, histories in weeks, worth."""

    places: np.ndarray
    histories: Histories
    mean: np.ndarray  # of repeat purchases; 0 where there is none
    purchases: np.ndarray  # the first one counted
    total: np.ndarray  # what all of them came to


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """A purchase is a day on which a customer bought: more in one day are one, as in the papers."""

    names: tuple[str, ...]
    customer: np.ndarray
    day: np.ndarray
    worth: np.ndarray

    @classmethod
    def of(cls, customer: pl.Series, day: pl.Series, worth: pl.Series) -> Self:
        """From rows of customer, date and amount, none of them missing."""
        table = pl.DataFrame({"customer": customer, "day": day.cast(pl.Int32), "worth": worth})
        table = table.group_by("customer", "day").agg(pl.col("worth").sum()).sort("customer", "day")
        codes = table["customer"].rle_id()
        return cls(
            names=tuple(table["customer"].unique(maintain_order=True).cast(pl.String)),
            customer=codes.to_numpy().astype(np.int64),
            day=table["day"].to_numpy().astype(np.int64),
            worth=table["worth"].to_numpy().astype(np.float64),
        )

    @property
    def first_day(self) -> date:
        """Of all purchases."""
        return _EPOCH + timedelta(days=int(self.day.min()))

    @property
    def last_day(self) -> date:
        """Of all purchases."""
        return _EPOCH + timedelta(days=int(self.day.max()))

    def known(self, end: date) -> Known:
        """What was known at the end of this day."""
        until = (end - _EPOCH).days
        inside = self.day <= until
        customer, day, worth = self.customer[inside], self.day[inside], self.worth[inside]
        places, start, counts = np.unique(customer, return_index=True, return_counts=True)
        first, last = day[start], day[start + counts - 1]
        total = np.add.reduceat(worth, start) if len(places) else np.empty(0)
        repeats = counts - 1
        later = total - worth[start]
        return Known(
            places=places,
            histories=Histories(
                repeats=repeats.astype(float),
                last=(last - first) / WEEK,
                age=(until - first) / WEEK,
            ),
            mean=np.where(repeats > 0, later / np.maximum(repeats, 1), 0.0),
            purchases=counts.astype(float),
            total=total,
        )

    def between(self, after: date, end: date, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Purchases of these customers after one day until another, and what they came to."""
        inside = (self.day > (after - _EPOCH).days) & (self.day <= (end - _EPOCH).days)
        counts = np.bincount(self.customer[inside], minlength=len(self.names))
        worth = np.bincount(self.customer[inside], self.worth[inside], minlength=len(self.names))
        return counts[places].astype(float), worth[places]
