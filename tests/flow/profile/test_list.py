"""The customer list: search, filters, sorts and pages give exactly the right people."""

from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Actor, Scope
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.base.kernel.errors import Invalid
from huike.flow.identity import facade as identity
from huike.flow.profile import traits
from huike.flow.profile.lists import customers
from huike.flow.profile.lists.filters import SORTS, CustomerFilters
from tests.flow.profile import world
from tests.flow.profile.world import ago

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE: list[dict[str, Any]] = [
    {"user_id": "u0", "email": "zhang@x.com", "name": "张小三", "attributes": {"level": "gold"}},
    {"user_id": "u1", "phone": "13812345678", "name": "李小明", "shop_id": 2},
    {"user_id": "u2", "email": "wang@x.com", "name": "王小明"},
    {"user_id": "u3", "name": "王五", "shop_id": 3},
]


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """Four customers: loyal, at risk, new with a return, and one without an order."""
    found = world.people(workspace.pk, *PEOPLE)
    world.orders(
        workspace.pk,
        *(
            {"customer_id": found[0], "ordered_at": ago(n), "amount": 5000}
            for n in range(1, 61, 10)
        ),
        {"customer_id": found[1], "ordered_at": ago(100), "amount": 800, "shop_id": 2},
        {"customer_id": found[1], "ordered_at": ago(150), "amount": 900, "category": "cups"},
        {"customer_id": found[2], "ordered_at": ago(3), "amount": 20000},
        {
            "customer_id": found[2],
            "ordered_at": ago(2),
            "amount": 0,
            "refund": 19000,
            "kind": "return",
            "status": "refunded",
        },
    )
    traits.refresh(workspace.pk)
    return found


def _who(
    scope: Scope, ids: list[int], sort: str = "created_at", **filters: Any
) -> tuple[list[int], int | None]:
    page = customers.page(scope, CustomerFilters(**filters), sort=sort, cursor=None, limit=50)
    return [ids.index(row.id) for row in page.items], page.total


FILTERS: list[tuple[dict[str, Any], list[int]]] = [
    ({}, [0, 1, 2, 3]),
    ({"stage": ["loyal"]}, [0]),
    ({"stage": ["at_risk", "prospect"]}, [1, 3]),
    ({"orders_min": 1, "orders_max": 2}, [1, 2]),
    ({"spend_min": 1700, "spend_max": 20000}, [1, 2]),
    ({"net_max": 1000}, [2, 3]),
    ({"refunds_min": 1}, [2]),
    ({"last_order_at_from": ago(10)}, [0, 2]),
    ({"last_order_at_to": ago(10)}, [1]),
    ({"first_order_at_from": ago(20)}, [2]),
    ({"created_from": ago(1)}, [0, 1, 2, 3]),
    ({"created_to": ago(1)}, []),
    ({"category": ["cups"]}, [1]),
    ({"category": ["cups", "tea"]}, [0, 1, 2]),
    ({"has_email": True}, [0, 2]),
    ({"has_email": False, "has_phone": True}, [1]),
    ({"shop_id": [2]}, [1]),
    ({"shop_id": [1]}, [0, 1, 2]),
    ({"shop_id": [2, 3]}, [1, 3]),
    ({"attribute": ["level:gold"]}, [0]),
    ({"attribute": ["level:gold", "x:y"]}, []),
    ({"rfm_segment": ["none"]}, [3]),
    ({"q": "小明"}, [1, 2]),
    ({"q": "zhang@x.com"}, [0]),
    ({"q": "138 1234 5678"}, [1]),
    ({"q": "u3"}, [3]),
    ({"q": "nobody"}, []),
    ({"q": "小明", "has_email": True}, [2]),
]


@pytest.mark.facts
def test_filters(workspace: Workspace, ids: list[int]) -> None:
    scope = Scope(workspace.pk)
    found = [(filters, _who(scope, ids, **filters)) for filters, _ in FILTERS]
    assert found == [(filters, (expected, len(expected))) for filters, expected in FILTERS]


ORDERED: list[tuple[str, list[int]]] = [
    ("created_at", [0, 1, 2, 3]),
    ("-created_at", [3, 2, 1, 0]),
    ("-orders", [0, 1, 2, 3]),
    ("-spend", [0, 2, 1, 3]),
    ("net", [3, 2, 1, 0]),
    ("-refunds", [2, 3, 1, 0]),
    ("-average_order", [2, 0, 1, 3]),
    ("-last_order_at", [0, 2, 1, 3]),
    ("last_order_at", [3, 1, 2, 0]),
    ("-interval_days", [1, 0, 3, 2]),
]


def test_sorts(workspace: Workspace, ids: list[int]) -> None:
    scope = Scope(workspace.pk)
    assert [(sort, _who(scope, ids, sort)[0]) for sort, _ in ORDERED] == ORDERED


def test_pages_of_any_sort_show_everybody_once(workspace: Workspace, ids: list[int]) -> None:
    scope = Scope(workspace.pk)
    for sort in [*SORTS, *(f"-{name}" for name in SORTS)]:
        whole, total = _who(scope, ids, sort)
        cursor, seen = None, []
        for _ in range(2):
            page = customers.page(scope, CustomerFilters(), sort=sort, cursor=cursor, limit=2)
            seen += [ids.index(row.id) for row in page.items]
            cursor = page.next_cursor
            assert page.total == total == 4
        assert (seen, cursor) == (whole, None)


def test_values_are_masked_and_exact(workspace: Workspace, ids: list[int]) -> None:
    page = customers.page(
        Scope(workspace.pk), CustomerFilters(), sort="created_at", cursor=None, limit=50
    )
    first, second = page.items[0], page.items[1]
    assert first.card.name == "张*三"
    assert first.card.email == ("z***@x.com",)
    assert second.card.phone == ("138****5678",)
    assert (first.traits["orders"], first.traits["spend"], first.traits["stage"]) == (
        6,
        30000,
        "loyal",
    )
    assert (first.shop_ids, second.shop_ids, first.attributes) == ([1], [2, 1], {"level": "gold"})
    assert page.items[3].traits["stage"] == "prospect"


def test_somebody_who_came_after_the_last_refresh_is_listed(
    workspace: Workspace, ids: list[int]
) -> None:
    (late,) = world.people(workspace.pk, {"user_id": "u9"})
    scope, everybody = Scope(workspace.pk), [*ids, late]
    assert _who(scope, everybody, "-spend") == ([0, 2, 1, 4, 3], 5)
    assert _who(scope, everybody, stage=["prospect"]) == ([3, 4], 2)
    assert _who(scope, everybody, "-created_at", orders_max=0) == ([4, 3], 2)


def test_the_erased_are_gone_before_the_next_refresh(
    workspace: Workspace, ids: list[int], owner: Actor, warehouse: ModuleType
) -> None:
    identity.erase(owner, ids[0])
    from huike.flow.identity import landing

    landing.land(workspace.pk, [ids[0]])
    assert _who(Scope(workspace.pk), ids) == ([1, 2, 3], 3)
    drain()
    assert _who(Scope(workspace.pk), ids) == ([1, 2, 3], 3)


def test_a_scope_sees_its_own_customers(workspace: Workspace, ids: list[int]) -> None:
    cases = [((1,), [0, 1, 2]), ((2,), [1]), ((3,), [3]), ((2, 3), [1, 3]), ((9,), []), ((), [])]
    for shops, expected in cases:
        scope = Scope(workspace.pk, shops)
        assert _who(scope, ids) == (expected, len(expected))
        assert identity.visible(scope, ids) == [ids[one] for one in expected]


@pytest.mark.facts
def test_a_scope_sees_the_figures_of_its_shops(workspace: Workspace, ids: list[int]) -> None:
    def row(*shops: int) -> Any:
        page = customers.page(
            Scope(workspace.pk, shops),
            CustomerFilters(q="李小明"),
            sort="-spend",
            cursor=None,
            limit=5,
        )
        return page.items[0]

    assert row(2).traits["spend"] == 800
    assert row(1).traits["spend"] == 900
    assert row(1, 2).traits["spend"] == 1700
    assert (row(1).shop_ids, row(1, 2).shop_ids) == ([1], [2, 1])


def test_another_workspace_sees_nobody(other_workspace: Workspace, ids: list[int]) -> None:
    scope = Scope(other_workspace.pk)
    assert _who(scope, ids) == ([], 0)
    assert _who(scope, ids, q="小明") == ([], 0)
    assert customers.traits_of(scope, ids) == customers.facts_of(scope, ids) == {}


def test_segment_membership_narrows(
    workspace: Workspace, ids: list[int], warehouse: ModuleType
) -> None:
    for version, members in ((1, [ids[0]]), (2, [ids[1], ids[3]])):
        warehouse.execute(
            "INSERT INTO memberships SELECT {ws:UInt32}, 7, groupBitmapState(toUInt32(id)), 2,"
            " {v:UInt64} FROM (SELECT arrayJoin({ids:Array(UInt32)}) AS id)",
            {"ws": workspace.pk, "v": version, "ids": members},
        )
    assert _who(Scope(workspace.pk), ids, segment_id=7) == ([1, 3], 2)
    assert _who(Scope(workspace.pk, (3,)), ids, segment_id=7) == ([3], 1)
    assert _who(Scope(workspace.pk), ids, segment_id=8) == ([], 0)


def test_nonsense_is_refused(workspace: Workspace, ids: list[int]) -> None:
    scope = Scope(workspace.pk)
    for change in ({"sort": "password"}, {"cursor": "!!"}, {"limit": 0}, {"limit": 201}):
        asked: Any = {"sort": "-spend", "cursor": None, "limit": 50, **change}
        with pytest.raises(Invalid):
            customers.page(scope, CustomerFilters(), **asked)


@pytest.mark.facts
@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    low=st.integers(0, 8),
    spend=st.integers(0, 40_000),
    sort=st.sampled_from([*SORTS, *(f"-{name}" for name in SORTS)]),
    limit=st.integers(1, 4),
)
def test_paging_equals_the_whole_list(
    workspace: Workspace, ids: list[int], low: int, spend: int, sort: str, limit: int
) -> None:
    scope = Scope(workspace.pk)
    filters = CustomerFilters(orders_max=low, spend_max=spend)
    whole = customers.page(scope, filters, sort=sort, cursor=None, limit=50)
    seen: list[int] = []
    cursor = None
    for _ in range(8):
        page = customers.page(scope, filters, sort=sort, cursor=cursor, limit=limit)
        seen += [row.id for row in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == [row.id for row in whole.items]
