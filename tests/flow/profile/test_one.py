"""One person's traits counted from their orders equal those the warehouse counts for everybody."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import one, traits
from tests.flow.profile import world

order = st.fixed_dictionaries(
    {
        "customer_id": st.integers(1, 3),
        "shop_id": st.integers(1, 3),
        "amount": st.integers(0, 5000),
        "kind": st.sampled_from(["sale", "sale", "return"]),
        "status": st.sampled_from(["paid", "paid", "cancelled"]),
        "ordered_at": st.integers(0, 400 * 24 * 60).map(lambda minutes: world.ago(minutes / 1440)),
        "category": st.sampled_from(["tea", "cups", "pots", ""]),
        "refund": st.sampled_from([0, 0, 100]),
    }
)


@pytest.mark.facts
@pytest.mark.django_db(transaction=True)
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    orders=st.lists(order, min_size=1, max_size=12),
    shops=st.sets(st.integers(1, 3), min_size=1).map(lambda one: tuple(sorted(one))),
)
def test_one_is_as_everybody(
    workspace: Workspace,
    warehouse_tables: None,
    orders: list[dict[str, Any]],
    shops: tuple[int, ...],
) -> None:
    for table in ("customers", "orders", "order_lines", "traits"):
        warehouse.execute(f"TRUNCATE TABLE {table}")
    bought = {n: {one["shop_id"] for one in orders if one["customer_id"] == n} for n in (1, 2, 3)}
    for number, found in bought.items():
        warehouse.execute(
            "INSERT INTO customers (workspace_id, customer_id, shop_ids, version)"
            " VALUES ({ws:UInt32}, {customer:UInt32}, {shops:Array(UInt32)}, 1)",
            {"ws": workspace.pk, "customer": number, "shops": sorted(found)},
        )
    world.orders(workspace.pk, *orders)
    now = world.ago(0)
    traits.refresh(workspace.pk, now)
    scope = Scope(workspace.pk, shops)
    table, bound = traits.source(scope, now)
    columns = ", ".join(["customer_id", *one.NO_TRAITS])
    rows = warehouse.select_dicts(f"SELECT {columns} FROM {table}", bound)
    expected = {row.pop("customer_id"): row for row in rows}
    assert set(expected) == {n for n, found in bought.items() if found & set(shops)}
    assert {number: one.of_customer(scope, number, now) for number in expected} == expected
