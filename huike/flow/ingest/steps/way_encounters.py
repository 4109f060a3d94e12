"""Service contacts and store visits: events of a file, landed while it is read, each once."""

from functools import partial
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
from pydantic_core import to_json

from huike.base.kernel import clock, crypto
from huike.base.kernel.personal import VALUES
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.people import Directory
from huike.flow.ingest.rules import encounters
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.rules.encounters import HANDLES, Sort
from huike.flow.ingest.steps import seen
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import News, Taken, without
from huike.flow.ingest.steps.way_orders import unknown_people
from huike.library.facts.facade import land as land_facts
from huike.library.facts.facade import schema_of


class EncountersWay:
    """How one sort of them comes in."""

    def __init__(self, sort: Sort) -> None:
        self._sort = sort
        self.clean = partial(encounters.clean, sort)

    def keys(self, facts: pl.DataFrame) -> None:
        """Each row stands for itself."""
        return

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Say who it was; a name that is unusable is set aside."""
        found = cleaned.facts.with_columns(customer_id=directory.ids(cleaned.facts))
        nobody = found.filter(
            (pl.col("customer_id") == 0) & pl.any_horizontal(pl.col(HANDLES).is_not_null())
        )
        problems = cleaned.problems
        if nobody.height:
            problems = pl.concat([problems, unknown_people(run, nobody)])
            found = without(found, problems)
        return Taken(found, problems, found["customer_id"].to_numpy())

    def news(self, run: Run, taken: Taken) -> News:
        """Nothing is said of people but what lands."""
        return News()

    def stage(self, run: Run, facts: pl.DataFrame, number: int) -> None:
        """Nothing waits: a row needs no other."""

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Remember the rows, and land those that this batch has brought; how many."""
        hashed = crypto.blinder(run.row.workspace_id, "import.row")
        hashes = [hashed(f"{self._sort.kind}\x1f{text}") for text in self._texts(taken.facts)]
        mine = seen.remember(run, hashes, number)
        found: dict[bytes, dict[str, Any]] = {}
        landed = clock.now()
        for digest, row in zip(hashes, taken.facts.iter_rows(named=True), strict=True):
            if digest in mine:
                found.setdefault(digest, self._event(run, row, digest) | {"landed_at": landed})
        if found:
            made = pa.Table.from_pylist(list(found.values()), schema=schema_of("events"))
            land_facts("events", made, token=f"import:{run.row.pk}:{run.row.run}:{number}")
        return len(found)

    def land(self, run: Run, bucket: int) -> None:
        """Nothing is left to land."""

    def landed(self, run: Run) -> int:
        """Rows that had not been seen."""
        return run.row.landed

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """Whoever something has happened with: they are known in this shop now."""
        params = run.params | {"batch": run.row.batch_id, "event": self._sort.event}
        sql = warehouse.load(__file__, "touched_by_events")
        rows = warehouse.select_arrow(sql, params, lane="long")
        return rows.column("customer_id").to_numpy()  # type: ignore[no-any-return]

    def _event(self, run: Run, row: dict[str, Any], digest: bytes) -> dict[str, Any]:
        said = {
            name: _open(row[field])
            for field, name in self._sort.properties.items()
            if row[field] is not None
        }
        return {
            "workspace_id": run.row.workspace_id,
            "event": self._sort.event,
            "customer_id": row["customer_id"],
            "origin_id": row["customer_id"],
            "shop_id": run.row.shop_id,
            "occurred_at": row["at"],
            "message_id": f"file:{digest.hex()[:32]}",
            "props": to_json(said).decode(),
            "batch_id": run.row.batch_id or 0,
        }

    def _texts(self, rows: pl.DataFrame) -> list[str]:
        """What tells a row from others: its own number, else all that it says."""
        number = pl.col(self._sort.number)
        cells = [
            pl.col(name).cast(pl.String).fill_null("\x00")
            for name in ("at", *HANDLES, *self._sort.properties)
        ]
        whole = pl.concat_str(cells, separator="\x1f")
        named = pl.concat_str([pl.lit("\x02"), number])
        text = pl.when(number.is_not_null()).then(named).otherwise(whole)
        return rows.select(text).to_series().to_list()


def _open(value: Any) -> Any:
    """Without what reaches somebody: people write it into every free cell."""
    return VALUES.sub("***", value) if isinstance(value, str) else value
