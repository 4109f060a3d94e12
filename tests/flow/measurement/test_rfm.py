"""The RFM grid counts everybody with an order once, in the scope's own shops."""

from collections.abc import Iterator
from types import ModuleType

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Scope
from huike.base.kernel import clock
from huike.flow.measurement.queries.rfm import rfm_grid
from huike.flow.profile import facade as profile
from tests.flow.measurement import shop
from tests.flow.measurement.shop import NOW

pytestmark = pytest.mark.facts


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    """Days go on: what is asked for a scope is reckoned from the moment of the question."""
    clock.live_at(NOW)
    yield
    clock.live_at(None)


@pytest.mark.django_db
@pytest.mark.parametrize("shops", [None, (1,), (2,)])
def test_the_cells_hold_all_buyers_and_their_spending(
    workspace: Workspace, warehouse: ModuleType, shops: tuple[int, ...] | None
) -> None:
    orders = shop.make_orders(workspace.pk)
    shop.land_orders(orders)
    shop.land_customers(workspace.pk)
    profile.refresh(workspace.pk, NOW)
    found = rfm_grid(Scope(workspace.pk, shops))
    mine = [
        one
        for one in orders
        if one.counts and not one.is_deleted and one.customer_id
        if shops is None or one.shop_id in shops
    ]
    assert found.people == len({one.customer_id for one in mine})
    assert found.value == sum(one.amount for one in mine)
    assert sum(cell.people.value or 0 for cell in found.cells) == found.people
    assert {cell.recency for cell in found.cells} == {1, 2, 3, 4, 5}


@pytest.mark.django_db
def test_before_any_order_the_grid_is_empty(workspace: Workspace, warehouse: ModuleType) -> None:
    profile.refresh(workspace.pk, NOW)
    assert rfm_grid(Scope(workspace.pk)).cells == ()
