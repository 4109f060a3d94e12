"""Reviews: landed batch by batch while the file is read; a row seen before is a duplicate."""

from typing import Any

import numpy as np
import polars as pl

from huike.base.kernel import crypto
from huike.flow.ingest.people import Directory
from huike.flow.ingest.reviews import keeping
from huike.flow.ingest.reviews.keeping import OF_FILES, Review
from huike.flow.ingest.rules import reviews
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.steps import seen
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import News, Taken, without
from huike.flow.ingest.steps.way_orders import unknown_people

_CONTENT = ("review_id", "sku", "order_no", "language", "words", "reply")
_FIGURES = ("stars", "images", "is_anonymous", "written_at", "replied_at")


class ReviewsWay:
    """How reviews come in."""

    clean = staticmethod(reviews.clean)

    def keys(self, facts: pl.DataFrame) -> None:
        """Each row stands for itself."""
        return

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Say who wrote each; a name that is masked is nobody's, one that is unusable is aside."""
        facts = cleaned.facts.with_columns(customer_id=directory.ids(cleaned.facts))
        handles = ("user_id", "email", "phone")
        nobody = facts.filter(
            (pl.col("customer_id") == 0) & pl.any_horizontal(pl.col(handles).is_not_null())
        )
        problems = cleaned.problems
        if nobody.height:
            problems = pl.concat([problems, unknown_people(run, nobody)])
            facts = without(facts, problems)
        return Taken(facts, problems, facts["customer_id"].to_numpy())

    def news(self, run: Run, taken: Taken) -> News:
        """Nothing is said of people but what lands."""
        return News()

    def stage(self, run: Run, facts: pl.DataFrame, number: int) -> None:
        """Nothing waits: a review needs no other row."""

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Remember the rows, and land those that this batch has brought; how many."""
        texts = _as_texts(taken.facts)
        hashed = crypto.blinder(run.row.workspace_id, "import.row")
        hashes = [hashed(f"review\x1f{text}") for text in texts]
        mine = seen.remember(run, hashes, number)
        found = {
            one: _review(run, row, one)
            for one, row in zip(hashes, taken.facts.iter_rows(named=True), strict=True)
            if one in mine
        }
        keeping.keep(
            run.row.workspace_id,
            run.row.shop_id,
            list(found.values()),
            told_by="file",
            batch=run.row.batch_id or 0,
            token=f"import:{run.row.pk}:{run.row.run}:{number}",
        )
        return len(found)

    def land(self, run: Run, bucket: int) -> None:
        """Nothing is left to land."""

    def landed(self, run: Run) -> int:
        """Rows that had not been seen."""
        return run.row.landed

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """No order has changed."""
        return np.empty(0, np.uint32)


def _review(run: Run, row: dict[str, Any], digest: bytes) -> Review:
    """By its own id where it has one, else by all that it says."""
    known = row["review_id"]
    return Review(
        review_key=keeping.key_of(run.row.shop_id, known) if known else keeping.key_from(digest),
        version=OF_FILES + (run.row.batch_id or 0),
        **{name: row[name] for name in (*_CONTENT, *_FIGURES, "customer_id")},
    )


def _as_texts(facts: pl.DataFrame) -> list[str]:
    """Each row as one text: the same cells, the same text; a cell that is missing is not empty."""
    cells = [pl.col(name).cast(pl.String).fill_null("\x00") for name in (*PEOPLE, *_CONTENT)]
    figures = [pl.col(name).cast(pl.String).fill_null("\x00") for name in _FIGURES]
    return facts.select(pl.concat_str([*cells, *figures], separator="\x1f")).to_series().to_list()
