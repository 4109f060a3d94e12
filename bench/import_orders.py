"""An order file imported to the end (cleaned, identified, landed once), and again as duplicates.

The file is the real UCI "Online Retail" where `HUIKE_DATA` names the folder of real data, else one
of the same shape is made. Beside the first figure stands the same file loaded with pandas and
written row by row into SQLite, without cleaning, people, duplicates or quarantine.
"""

import csv
import gzip
import json
import os
import random
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

NAME = "import_orders"
ROWS = int(os.environ.get("HUIKE_BENCH_ROWS", "397057"))
PEOPLE = int(os.environ.get("HUIKE_BENCH_PEOPLE", "100000"))
TIMES = 3
SECONDS = 900

Report = Callable[..., None]


def run(report: Report) -> None:
    """Both ways of the file, the people, and the peer."""
    with tempfile.TemporaryDirectory(prefix="huike-bench-") as folder:
        orders = _orders(Path(folder))
        told = _child(Path(folder), orders, _people(Path(folder)))
        peer = _by_pandas(orders, Path(folder) / "peer.db")
    report(
        "orders imported: lines",
        statistics.median(told["fresh"]),
        "rows/s",
        ">= 100,000",
        "pandas, row by row into SQLite",
        peer,
    )
    report("orders imported: first file of a fresh process", told["fresh"][0], "rows/s")
    report("orders imported again: all duplicates", told["again"], "rows/s")
    report("customers imported: new customers", told["people"], "customers/s", ">= 20,000")


def _orders(folder: Path) -> Path:
    data = os.environ.get("HUIKE_DATA", "")
    real = Path(data) / "uci_online_retail" / "online_retail.csv.gz"
    if data and real.exists():
        return real
    dice = random.Random(7)
    path = folder / "orders.csv.gz"
    head = "InvoiceNo StockCode Description Quantity InvoiceDate UnitPrice CustomerID Country"
    with gzip.open(path, "wt", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(head.split())
        for n in range(ROWS):
            invoice = 536_365 + n // 20
            buyer = f"{12_000 + invoice * 7 % 3_800}.0" if invoice % 4 else ""
            day = f"2011-{1 + n * 9 // ROWS:02}-{1 + invoice % 28:02}"
            sku, price = f"{dice.randint(10_000, 14_000)}", f"{dice.randint(29, 1999) / 100}"
            title = f"WHITE HANGING HEART HOLDER {sku}"
            sheet.writerow(
                [invoice, sku, title, dice.randint(1, 24), f"{day} 12:08:00", price, buyer, "UK"]
            )
    return path


def _people(folder: Path) -> Path:
    path = folder / "customers.csv"
    with open(path, "w", newline="") as out:
        sheet = csv.writer(out)
        sheet.writerow(["user_id", "email", "phone", "name"])
        for n in range(PEOPLE):
            sheet.writerow([f"m{n}", f"buyer{n}@example.com", f"139{n:08}", f"张{n % 997}"])
    return path


def _child(folder: Path, orders: Path, people: Path) -> dict[str, Any]:
    """Import in a process of its own, on a home of its own."""
    from huike.base.warehouse.local import start_engine

    home = folder / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "HUIKE_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home}/huike.db",
        "HUIKE_LOG_LEVEL": "WARNING",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    for name in ("WAREHOUSE_URL", "BLOB_URL"):
        environment.pop(name, None)
    engine = start_engine(home, home / "warehouse", keeper=os.getpid())
    engine.wait_ready()
    try:
        done = subprocess.run(
            [sys.executable, __file__, str(orders), str(people)],
            env=environment,
            stdout=subprocess.PIPE,
            check=True,
            text=True,
            timeout=SECONDS,
        )
    finally:
        engine.stop()
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _imported(orders: str, people: str) -> dict[str, Any]:
    """What the child does: a fresh shop each time, then the same file once more, then people."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "huike.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    from huike.base.access.actions import create_workspace
    from huike.base.access.rules import system_actor
    from huike.base.warehouse import facade as warehouse
    from huike.entry import wiring
    from huike.flow.ingest import facade as ingest

    call_command("migrate", verbosity=0, interactive=False)
    warehouse.migrate()
    wiring.connect()
    workspace = create_workspace(name="Bench", timezone="Asia/Shanghai", currency="CNY")
    actor = system_actor(workspace.pk, "bench")

    def bring(path: str, kind: Any, shop: str) -> dict[str, Any]:
        return ingest.import_file(actor, path, kind=kind, shop=shop)

    fresh = [bring(orders, "orders", f"shop {n}") for n in range(TIMES)]
    again = bring(orders, "orders", "shop 0")
    made = bring(people, "customers", "shop 0")
    assert all(one["accepted"] == one["rows"] for one in fresh), fresh
    assert again["duplicates"] == again["rows"], again
    assert made["new_customers"] == made["rows"], made
    return {
        "fresh": [one["rows"] / one["seconds"] for one in fresh],
        "again": again["rows"] / again["seconds"],
        "people": made["new_customers"] / made["seconds"],
    }


def _by_pandas(path: Path, database: Path) -> float:
    """Rows a second into a plain table, one INSERT a row, one transaction."""
    import pandas as pd

    began = time.monotonic()
    frame = pd.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str, "CustomerID": str})
    frame["InvoiceDate"] = pd.to_datetime(frame["InvoiceDate"])
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("CREATE TABLE lines (no, sku, title, quantity, at, price, customer, country)")
        for _, row in frame.iterrows():
            cells = [str(v) if isinstance(v, pd.Timestamp) else v for v in row]
            db.execute("INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?)", cells)
    return len(frame) / (time.monotonic() - began)


if __name__ == "__main__":
    print(json.dumps(_imported(sys.argv[1], sys.argv[2])))
