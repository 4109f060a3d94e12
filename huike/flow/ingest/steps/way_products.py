"""Products: the last row of a sku counts; order lines follow where a category has changed."""

from typing import Any

import numpy as np
import polars as pl

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.people import Directory
from huike.flow.ingest.rules import products
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import News, Taken


class ProductsWay:
    """How products come in."""

    clean = staticmethod(products.clean)

    def keys(self, facts: pl.DataFrame) -> pl.Series:
        """Rows of one sku belong together: the last one counts."""
        return facts["sku"]

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Products belong to nobody."""
        return Taken(cleaned.facts, cleaned.problems, np.empty(0, np.uint32))

    def news(self, run: Run, taken: Taken) -> News:
        """Nothing is said of people but what lands."""
        return News()

    def stage(self, run: Run, facts: pl.DataFrame, number: int) -> None:
        """Stage the rows."""
        run.staging.add_products(facts, number)

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Products land later, all together."""
        return 0

    def land(self, run: Run, bucket: int) -> None:
        """All at once (a catalogue is small beside its orders), then the lines of what changed."""
        params = run.params | {"batch": run.row.batch_id}
        sql = warehouse.load(__file__, "products").replace(
            "/*products*/", run.staging.products.name
        )
        warehouse.execute(sql, params, lane="long")
        warehouse.execute(warehouse.load(__file__, "relabel"), params, lane="long")
        changes = warehouse.load(__file__, "product_changes").replace(
            "/*products*/", run.staging.products.name
        )
        at = run.row.started_at or run.row.created_at
        told = {**params, "at": round(at.timestamp() * 1000)}
        warehouse.execute(changes, told, lane="long")

    def landed(self, run: Run) -> int:
        """Skus that are new or have changed."""
        return int(
            warehouse.scalar(
                warehouse.load(__file__, "landed_products"),
                run.params | {"batch": run.row.batch_id},
                lane="long",
            )
        )

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """Customers who have bought what now has another category."""
        rows = warehouse.select_arrow(
            warehouse.load(__file__, "touched_buyers"),
            run.params | {"batch": run.row.batch_id},
            lane="long",
        )
        return rows.column("customer_id").to_numpy()  # type: ignore[no-any-return]
