"""Customers: made or changed while the file is read; a row seen before is a duplicate."""

from typing import Any

import numpy as np
import polars as pl

from huike.base.kernel import crypto
from huike.flow.ingest import people
from huike.flow.ingest.people import Directory, People
from huike.flow.ingest.rules import customers
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.rules.orders import PEOPLE
from huike.flow.ingest.steps import seen, telling
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import News, Taken, without
from huike.flow.ingest.steps.way_orders import unknown_people


class CustomersWay:
    """How customers come in."""

    clean = staticmethod(customers.clean)

    def keys(self, facts: pl.DataFrame) -> None:
        """Each row stands for itself."""
        return

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Find or make the people of the rows."""
        facts = cleaned.facts
        if not facts.height:
            facts = facts.with_columns(customer_id=pl.lit(0, pl.UInt32))
            return Taken(facts, cleaned.problems, np.empty(0, np.uint32))
        if run.plan.options.is_nobody_made:
            return _addresses_alone(run, cleaned)
        ids = people.resolve(
            run.row.workspace_id,
            People(
                shop_id=run.row.shop_id,
                source=f"import:{run.row.pk}",
                attributes=_attributes(facts),
                **{name: facts[name].to_list() for name in PEOPLE},
            ),
        )
        problems = cleaned.problems
        facts = facts.with_columns(customer_id=pl.Series(np.asarray(ids, dtype=np.uint32)))
        nobody = facts.filter(pl.Series(ids == 0))
        if nobody.height:
            problems = pl.concat([problems, unknown_people(run, nobody)])
        return Taken(without(facts, problems), problems, ids[ids > 0])

    def news(self, run: Run, taken: Taken) -> News:
        """What the rows say of who may be reached and who is on which list; it is counted too."""
        kept = telling.counted(run, taken.facts)
        return News(list(telling.events_of(run, taken.facts)), kept)

    def stage(self, run: Run, facts: pl.DataFrame, number: int) -> None:
        """Nothing waits: the people have been made already."""

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Remember the rows by a keyed hash; answers how many had not been seen."""
        hashed = crypto.blinder(run.row.workspace_id, "import.row")
        return len(seen.remember(run, (hashed(text) for text in _as_texts(taken.facts)), number))

    def land(self, run: Run, bucket: int) -> None:
        """Nothing is left to land."""

    def landed(self, run: Run) -> int:
        """Rows that had not been seen."""
        return run.row.landed

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """Whoever changed has been told of by the stage that knows people."""
        return np.empty(0, np.uint32)


def _addresses_alone(run: Run, cleaned: Cleaned) -> Taken:
    """Nobody is made of the rows: what they say holds for the addresses, and for whose they are."""
    facts, problems = cleaned.facts, cleaned.problems
    facts = facts.with_columns(customer_id=pl.lit(0, pl.UInt32))
    keys = people.hashes(run.row.workspace_id, "email", [one or "" for one in facts["email"]])
    nobody = facts.filter(pl.Series([one is None for one in keys], dtype=pl.Boolean))
    if nobody.height:
        problems = pl.concat([problems, unknown_people(run, nobody)])
    return Taken(without(facts, problems), problems, np.empty(0, np.uint32))


def _attributes(facts: pl.DataFrame) -> list[dict[str, str] | None] | tuple[()]:
    lists = facts["attributes"]
    if not (lists.list.len() > 0).any():
        return ()
    return [{pair["key"]: pair["value"] for pair in pairs} or None for pairs in lists.to_list()]


def _as_texts(facts: pl.DataFrame) -> list[str]:
    """Each row as one text: the same cells, the same text; a cell that is missing is not empty."""
    pairs = pl.concat_str(
        pl.element().struct.field("key"), pl.lit("\x1e"), pl.element().struct.field("value")
    )
    cells = [pl.col(name).fill_null("\x00") for name in PEOPLE]
    attributes = pl.col("attributes").list.eval(pairs).list.join("\x1d")
    # What is said of reaching them makes another row of the same person.
    said = [pl.col(one).fill_null("") for one in ("said_email", "said_sms") if one in facts.columns]
    if "lists" in facts.columns:
        said.append(pl.col("lists").list.join("\x1d").fill_null(""))
    told = pl.concat_str([*cells, attributes, *said], separator="\x1f")
    return facts.select(told).to_series().to_list()
