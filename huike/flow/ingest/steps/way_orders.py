"""Order lines: staged with their customers, landed as lines, orders and unknown products."""

from typing import Any

import numpy as np
import polars as pl

from huike.base.kernel import crypto
from huike.base.kernel.exclusive import exclusive
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.collect.rules import logistics
from huike.flow.ingest.collect.settling import settle
from huike.flow.ingest.leaving import judging
from huike.flow.ingest.people import Directory
from huike.flow.ingest.rules import orders
from huike.flow.ingest.rules.cleaning import Cleaned
from huike.flow.ingest.steps import paying
from huike.flow.ingest.steps.run import Run
from huike.flow.ingest.steps.way import News, Taken, without

_HANDLES = ("user_id", "email", "phone")
_HASHES = 2**32


class OrdersWay:
    """How orders come in."""

    clean = staticmethod(orders.clean)

    def keys(self, facts: pl.DataFrame) -> pl.Series:
        """Lines of one order belong together: equal ones are counted."""
        return facts["order_no"]

    def take(self, run: Run, cleaned: Cleaned, directory: Directory) -> Taken:
        """Say whose each line is; a line that names somebody unusably is set aside."""
        facts = cleaned.facts.with_columns(customer_id=directory.ids(cleaned.facts))
        nobody = facts.filter(
            (pl.col("customer_id") == 0) & pl.any_horizontal(pl.col(_HANDLES).is_not_null())
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
        """Stage the lines, without anything personal, and the products they name."""
        run.staging.add_lines(_signed(facts), number)
        run.staging.add_products(_products(facts), number)
        if "payment_method" in facts.columns:
            run.staging.add_paying(_paying(run, facts), number)

    def record(self, run: Run, taken: Taken, number: int) -> int:
        """Lines land later, all together."""
        return 0

    def land(self, run: Run, bucket: int) -> None:
        """First the products that nobody knew, then lines (they carry categories), then orders."""
        if bucket == 0:
            _execute(run, "products_of_lines", run.params | {"batch": run.row.batch_id})
        params = run.params | {
            "batch": run.row.batch_id,
            "first": bucket * _HASHES // run.row.buckets,
            "last": (bucket + 1) * _HASHES // run.row.buckets - 1,
        }
        _execute(run, "lines", params)
        _execute(run, "orders", params)
        paying.land(run, params)  # before events are settled: they yield to what a file says
        # Of some of them events have told as well, and what a file says is worth more.
        told = warehouse.load(__file__, "told_orders").replace("/*lines*/", run.staging.lines.name)
        named = {name: value for name, value in params.items() if f"{{{name}:" in told}
        rows = warehouse.select(told, named, lane="long")
        settle(run.row.workspace_id, run.row.shop_id, [number for (number,) in rows])
        paying.follow(run, params)
        _judge(run, params)

    def landed(self, run: Run) -> int:
        """Lines that this run has brought or given a buyer."""
        return int(
            warehouse.scalar(
                warehouse.load(__file__, "landed_lines"),
                run.params | {"batch": run.row.batch_id},
                lane="long",
            )
        )

    def touched(self, run: Run) -> "np.ndarray[Any, Any]":
        """Customers of the orders that this run has written."""
        rows = warehouse.select_arrow(
            warehouse.load(__file__, "touched_customers"),
            run.params | {"batch": run.row.batch_id},
            lane="long",
        )
        return rows.column("customer_id").to_numpy()  # type: ignore[no-any-return]


def _judge(run: Run, params: dict[str, Any]) -> None:
    """Of the bucket's orders, those that count nowhere."""
    narrowed = (
        f"order_no IN (SELECT order_no FROM {run.staging.lines.name}"  # noqa: S608 - a name of ours
        " WHERE order_hash BETWEEN {first:UInt64} AND {last:UInt64})"
    )
    values = {name: params[name] for name in ("first", "last")}
    with exclusive(f"orders:{run.row.workspace_id}:{run.row.shop_id}"):
        judging.write(run.row.workspace_id, run.row.shop_id, narrowed, values)


def unknown_people(run: Run, rows: pl.DataFrame) -> pl.DataFrame:
    """Problems of rows that name somebody by nothing usable."""
    columns = {name: column for column, name in run.plan.columns.items() if name in _HANDLES}
    first = pl.coalesce(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(column)) for name, column in columns.items()
    )
    return rows.select("row", column=first, reason=pl.lit("customer_unknown"))


def _signed(facts: pl.DataFrame) -> pl.DataFrame:
    """A return's amount is what went back, so that amounts of lines add up to what was earned."""
    return facts.with_columns(amount=pl.col("amount") - pl.col("refund"))


def _paying(run: Run, facts: pl.DataFrame) -> pl.DataFrame:
    """The lines that say anything of how their order was paid and sent.

    Of a parcel's number a keyed hash is kept and its last signs: it leads to where somebody lives.
    """
    texts = [pl.col(name) != "" for name in ("payment_method", "carrier", "tracking_no")]
    times = [pl.col(name).is_not_null() for name in ("paid_at", "shipped_at", "signed_at")]
    said = facts.filter(pl.any_horizontal(*texts, *times, pl.col("coupons").list.len() > 0))
    hashed = crypto.blinder(run.row.workspace_id, "import.row")
    numbers = said["tracking_no"].unique().to_list()
    parcels = {one: logistics.parcel_of(one, hashed) for one in numbers}
    tails = {one: logistics.tail_of(one) for one in numbers}
    return said.with_columns(
        pl.col("coupons").fill_null([]),
        parcel=pl.col("tracking_no").replace_strict(parcels, return_dtype=pl.String),
        tail=pl.col("tracking_no").replace_strict(tails, return_dtype=pl.String),
    )


def _products(facts: pl.DataFrame) -> pl.DataFrame:
    """What the lines say of their products, once a product."""
    named = facts.filter(
        (pl.col("sku") != "") & ((pl.col("title") != "") | (pl.col("category") != ""))
    )
    return (
        named.select("row", "sku", "title", "category")
        .unique("sku", keep="last", maintain_order=True)
        .with_columns(
            department=pl.lit(""),
            brand=pl.lit(""),
            price=pl.lit(None, dtype=pl.Int64),
            cost=pl.lit(None, dtype=pl.Int64),
            stock=pl.lit(None, dtype=pl.Int64),
            unit=pl.lit(""),
            unit_written=pl.lit(""),
            attributes=pl.Series([[]], dtype=_PAIRS).first(),
        )
    )


_PAIRS = pl.List(pl.Struct({"key": pl.String, "value": pl.String}))


def _execute(run: Run, name: str, params: dict[str, Any]) -> None:
    """Run a statement over the staging tables.

    Without a token on purpose: a statement that was cut off half-way is asked again and then adds
    what is missing, which under the token of the first try would be dropped as a repetition.
    """
    sql = warehouse.load(__file__, name)
    sql = sql.replace("/*lines*/", run.staging.lines.name)
    sql = sql.replace("/*products*/", run.staging.products.name)
    warehouse.execute(sql, params, lane="long")
