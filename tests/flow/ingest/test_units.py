"""A file's unit becomes a code, its word stays beside it; one that nobody knows is told of."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.entry.commands.products import products_group
from huike.flow.ingest.connect import landing
from huike.flow.ingest.connect.contract import Page, Product
from huike.flow.ingest.connect.landing import Place
from huike.flow.ingest.quality.models import QualityCount
from huike.flow.profile.lists import facts
from huike.library.commerce import facade as commerce
from tests.support.api import Caller

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
GOODS = """商品编码,商品名称,单位,价格
rice,大米,公斤,8
salt,盐,ＫＧ.,2
tea,茶,帖,88
cup,杯,,10
"""


def test_units_of_a_file(bring: Any, workspace: Workspace, owner: Actor) -> None:
    api = Caller(workspace)
    done = bring(GOODS, "products", shop="网店")
    shop = commerce.ensure_shop(owner, "网店").id
    told = "SELECT sku, unit, unit_written FROM products FINAL ORDER BY sku"
    assert warehouse.select(told) == [
        ("cup", "", ""), ("rice", "kg", "公斤"), ("salt", "kg", "ＫＧ."), ("tea", "帖", "帖"),
    ]  # fmt: skip
    assert (done["accepted"], done["quarantined"]) == (4, 0)
    assert api.get(f"/imports/{done['import_id']}").json()["unknown_units"] == 1
    counted = QualityCount.objects.filter(workspace_id=workspace.pk, what="unit")
    assert [one.count for one in counted] == [1]

    filters = commerce.ProductFilters(has_unknown_unit=True)
    page = commerce.product_page(Scope(workspace.pk), filters, sort="sku", cursor=None, limit=1)
    assert [(one.sku, one.unit) for one in page.items] == [("tea", "帖")]
    assert (page.total, page.next_cursor) == (1, None)
    listed = api.get("/products?unknown_unit=true").json()
    assert [one["sku"] for one in listed["items"]] == ["tea"]
    one = api.get(f"/products/{shop}/salt").json()
    assert (one["unit"], one["unit_written"], one["is_unit_known"]) == ("kg", "ＫＧ.", True)

    # A file without the column, and what a platform tells, take no unit away.
    bring("商品编码,价格\nrice,9\n", "products", shop="网店")
    listing = Product(sku="salt", title="食盐", updated_at=clock.now())
    landing.land(
        Place(workspace.pk, shop, 1, "woocommerce"), Page(resume="", products=[listing]), {}
    )
    assert [row[1] for row in warehouse.select(told)] == ["", "kg", "kg", "帖"]

    columns = ["sku", "unit", "unit_written"]
    ((_, rows),) = facts.everything(owner.scope, "products", facts.FactFilters(), columns)
    assert [tuple(row[name] for name in columns) for row in rows][2] == ("salt", "kg", "ＫＧ.")
    command = ["list", "--workspace", workspace.name, "--unknown-unit", "--json"]
    shown = CliRunner().invoke(products_group, command, catch_exceptions=False)
    assert [each["sku"] for each in json.loads(shown.output)["items"]] == ["tea"]
