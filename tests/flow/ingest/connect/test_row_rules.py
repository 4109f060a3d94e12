"""Rules warn of what a platform sends, where it has landed; they do not hold it back."""

import pytest

from huike.base.access.models import Workspace
from huike.flow.ingest.models import QualityCount, RowRule
from tests.flow.ingest.connect.conftest import Connected, orders
from tests.support.api import Caller

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]


def test_orders_of_a_connection_are_warned_of_and_land(connected: Connected, workspace: Workspace):
    boss, row = Caller(workspace), connected.row
    body = {"source_kind": "connection", "source_id": row.pk, "severity": "warn"}
    dear = {"kind": "range", "field": "unit_price", "high": 1100}
    sku = {"kind": "presence", "field": "sku"}  # shipping is no goods: it breaks nothing
    held = boss.post("/row-rules", {**body, "severity": "hold", "test": dear})
    assert (held.status_code, held.json()["code"]) == (422, "row_rule_hold")
    assert not RowRule.objects.exists()
    number = boss.post("/row-rules", {**body, "test": dear}).json()["id"]
    boss.post("/row-rules", {**body, "test": sku})
    connected.shop.order(7)
    connected.shop.order(8)

    connected.sync()

    assert [one[0] for one in orders()] == ["7", "8"]
    rows = QualityCount.objects.filter(kind="connection", count__gt=0)
    found = dict(rows.values_list("what", "count"))
    assert (found["came"], found["warned"], found[f"r{number}"]) == (2, 2, 2)
    assert len(found) == 3
    source = boss.get(f"/quality/connection/{row.pk}").json()
    assert (source["score"], source["rules"][-1]["check"]) == (50, "rules")
