"""The records of a person on the customer page: merged, explained, taken apart; facts follow."""

from types import ModuleType
from typing import Any

import pytest

from huike.base.access.facade import Scope
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.events import OrdersLanded
from huike.flow.identity import facade as identity
from huike.flow.identity import handlers, jobs
from huike.flow.profile import traits
from huike.flow.profile.lists import customers
from huike.flow.profile.lists.filters import CustomerFilters
from tests.flow.profile import world
from tests.flow.profile.world import ago
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)

FIGURES = ("orders", "spend", "refunds", "stage", "favourite_categories")


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """The same woman by e-mail in one shop and by phone in another, and somebody else."""
    found = world.people(
        workspace.pk,
        {"email": "li@x.com", "name": "李四"},
        {"phone": "13812345678", "name": "李小四", "shop_id": 2},
        {"email": "wang@x.com", "name": "王五"},
    )
    world.orders(
        workspace.pk,
        {"customer_id": found[0], "ordered_at": ago(40), "amount": 5000, "order_no": "A1"},
        {"customer_id": found[1], "ordered_at": ago(20), "amount": 700, "shop_id": 2},
        {"customer_id": found[2], "ordered_at": ago(10), "amount": 900},
    )
    drain()
    traits.refresh(workspace.pk)
    return found


def listed(workspace: Workspace) -> dict[int, tuple[int, int]]:
    """Orders and spend of everybody in the list."""
    page = customers.page(
        Scope(workspace.pk), CustomerFilters(), sort="-spend", cursor=None, limit=50
    )
    return {row.id: (row.traits["orders"], row.traits["spend"]) for row in page.items}


def meet(workspace: Workspace) -> None:
    """Both identifiers are seen with one order."""
    world.people(workspace.pk, {"email": "li@x.com", "phone": "13812345678"})
    drain()


def test_their_orders_are_counted_together_and_each_their_own_again(
    workspace: Workspace, ids: list[int]
) -> None:
    one, two, other = ids
    before = {one: (1, 5000), two: (1, 700), other: (1, 900)}
    assert listed(workspace) == before
    meet(workspace)
    assert listed(workspace) == {one: (2, 5700), other: (1, 900)}
    api = Caller(workspace)
    shown = api.get(f"/customers/{one}").json()
    assert (shown["records"], shown["orders"], shown["shop_ids"]) == (2, 2, [1, 2])
    happened = api.get(f"/customers/{one}/timeline").json()["items"]
    assert [row["shop_id"] for row in happened if row["kind"] == "sale"] == [2, 1]
    orders = api.get(f"/customers/{one}/orders").json()["items"]
    assert [row["amount"] for row in orders] == [700, 5000]
    moved = api.get(f"/customers/{two}")
    assert (moved.status_code, moved.json()["code"]) == (404, "customer_merged")
    assert moved.json()["params"] == {"customer_id": one}
    narrow = Caller(workspace, "analyst", shop_ids=[2])
    assert narrow.get(f"/customers/{one}").json()["orders"] == 1

    records = api.get(f"/customers/{one}/records").json()
    assert [(row["id"], row["label"], row["shop_ids"]) for row in records["records"]] == [
        (one, "李*", [1]),
        (two, "李*四", [1, 2]),
    ]
    (match,) = records["matches"]
    assert (match["kind"], match["state"]) == ("email", "merged")

    left = api.post(f"/customers/{one}/records/{two}/separate")
    assert left.status_code == 200
    assert [row["id"] for row in left.json()["records"]] == [one]
    drain()
    assert listed(workspace) == before
    assert api.get(f"/customers/{two}").json()["orders"] == 1


def test_orders_that_land_later_follow_the_person(workspace: Workspace, ids: list[int]) -> None:
    one, two, _ = ids
    meet(workspace)
    world.orders(workspace.pk, {"customer_id": two, "ordered_at": ago(2), "amount": 30})
    handlers.orders_landed(OrdersLanded(workspace_id=workspace.pk, batch_id=1, customer_ids=(two,)))
    drain()
    assert listed(workspace)[one] == (3, 5730)


def test_after_a_restore_facts_stand_where_the_database_says(
    workspace: Workspace, ids: list[int], warehouse: Any
) -> None:
    one, two, other = ids
    meet(workspace)
    warehouse.execute("TRUNCATE TABLE overrides")
    warehouse.execute(  # as a merge of a future that was lost left it
        "ALTER TABLE orders UPDATE customer_id = {a:UInt32} WHERE origin_id = {b:UInt32}"
        " SETTINGS mutations_sync = 2",
        {"a": one, "b": other},
    )
    jobs.start_catch_up(workspace.pk, is_restored=True)
    drain()
    rows = warehouse.select("SELECT origin_id, customer_id FROM orders FINAL ORDER BY 1")
    assert rows == [(one, one), (two, one), (other, other)]
    told = warehouse.select("SELECT customer_id, survivor_id FROM overrides FINAL")
    assert told == [(two, one)]


def test_staff_merges_and_settles_suggestions_over_the_api(
    workspace: Workspace, ids: list[int]
) -> None:
    one, two, other = ids
    api = Caller(workspace)
    assert api.post(f"/customers/{one}/merge", {"customer_id": one}).json()["code"] == (
        "already_one_person"
    )
    assert api.post(f"/customers/{one}/merge", {"customer_id": 999}).status_code == 404
    done = api.post(f"/customers/{other}/merge", {"customer_id": two}).json()
    assert (done["customer_id"], [row["id"] for row in done["records"]]) == (two, [two, other])
    assert done["matches"][0]["kind"] == "staff"
    assert api.send(
        "put", "/customers/match-rules", {"kind": "email", "mode": "ask", "most": 3}
    ).json()[2] == {"kind": "email", "mode": "ask", "most": 3, "place": 3}
    meet(workspace)
    (pair,) = api.get("/customers/duplicates").json()["items"]
    assert {pair["one"]["label"], pair["other"]["label"]} == {"李*", "李*四"}
    assert pair["state"] == "asked"
    assert api.post(f"/customers/duplicates/{pair['id']}/merge").json()["customer_id"] == one
    assert api.get("/customers/duplicates").json()["items"] == []
    assert identity.records(workspace.pk, one) == [one, two, other]
    gone = api.post(f"/customers/duplicates/{pair['id']}/dismiss")
    assert (gone.status_code, gone.json()["code"]) == (409, "already_one_person")


def test_who_sees_some_shops_only_decides_nothing(workspace: Workspace, ids: list[int]) -> None:
    one, two, _ = ids
    narrow = Caller(workspace, "admin", shop_ids=[1])
    assert narrow.post(f"/customers/{one}/merge", {"customer_id": two}).status_code == 404
    assert narrow.get("/customers/duplicates").json()["code"] == "scope_too_narrow"
    assert (
        Caller(workspace, "analyst")
        .post(f"/customers/{one}/merge", {"customer_id": two})
        .status_code
        == 403
    )
    assert identity.shown_as(workspace.pk, [one, two]) == [one, two]


def test_segments_count_a_merged_person_once(workspace: Workspace, ids: list[int]) -> None:
    api = Caller(workspace)
    rule = {"kind": "orders", "measure": "count", "op": "gte", "value": 2}
    drain()
    count = api.post("/segments/preview", {"rule": rule})
    assert count.json()["count"] == 0, count.json()
    meet(workspace)
    assert api.post("/segments/preview", {"rule": rule}).json()["count"] == 1
