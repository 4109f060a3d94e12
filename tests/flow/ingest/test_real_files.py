"""The real files: every line accounted for, and a second time nothing."""

import polars as pl
import pytest

from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import facade as ingest


@pytest.mark.django_db(transaction=True)
def test_uci_online_retail_line_by_line(owner, warehouse_tables, shared_data):
    path = shared_data / "uci_online_retail" / "online_retail.csv.gz"

    first = ingest.import_file(owner, path, kind="orders", shop="UCI")
    print(first)
    second = ingest.import_file(owner, path, kind="orders", shop="UCI")
    print(second)
