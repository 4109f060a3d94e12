"""The customer page over HTTP: the right values to the right people, each look in the audit."""

from types import ModuleType
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.jobs.facade import drain
from huike.flow.consent import facade as consent
from huike.flow.identity import facade as identity
from huike.flow.profile import traits
from tests.flow.profile import world
from tests.flow.profile.world import ago
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """One customer of both shops, and one of shop 2 only."""
    found = world.people(
        workspace.pk,
        {
            "user_id": "u0",
            "email": "zhang@x.com",
            "phone": "13812345678",
            "name": "张小三",
            "attributes": {"level": "gold", "birthday": "1990-01-01"},
        },
        {"user_id": "u1", "email": "li@x.com", "name": "李四", "shop_id": 2},
    )
    world.orders(
        workspace.pk,
        {"customer_id": found[0], "ordered_at": ago(40), "amount": 5000, "order_no": "A/1"},
        {"customer_id": found[0], "ordered_at": ago(20), "amount": 700, "shop_id": 2},
        {"customer_id": found[1], "ordered_at": ago(10), "amount": 900, "shop_id": 2},
        {
            "customer_id": found[0],
            "ordered_at": ago(5),
            "amount": 0,
            "refund": 100,
            "kind": "return",
            "status": "refunded",
        },
        {"customer_id": 0, "ordered_at": ago(1), "amount": 1, "status": "cancelled"},
    )
    traits.refresh(workspace.pk)
    return found


def _get(caller: Caller, path: str, **params: Any) -> Any:
    answer = caller.get(path, **params)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_the_list_carries_a_total(workspace: Workspace, ids: list[int]) -> None:
    page = _get(Caller(workspace, "analyst"), "/customers", limit=1)
    assert (page["total"], len(page["items"]), page["items"][0]["id"]) == (2, 1, ids[1])
    second = _get(Caller(workspace), "/customers", limit=1, cursor=page["next_cursor"])
    assert [one["id"] for one in second["items"]] == [ids[0]]
    assert page["traits_at"] is not None
    found = _get(Caller(workspace), "/customers", stage=["active", "new"], sort="-spend")
    assert [one["id"] for one in found["items"]] == ids


@pytest.mark.parametrize("wrong", [{"stage": "x"}, {"spend_min": "a"}, {"sort": "x"}, {"limit": 0}])
def test_wrong_filters_are_refused(workspace: Workspace, warehouse: Any, wrong: Any) -> None:
    assert Caller(workspace).get("/customers", **wrong).status_code == 422


def test_the_page_of_a_customer(workspace: Workspace, ids: list[int]) -> None:
    page = _get(Caller(workspace, "marketer"), f"/customers/{ids[0]}")
    assert (page["name"], page["email"], page["phone"]) == (
        "张*三",
        ["z***@x.com"],
        ["138****5678"],
    )
    assert (page["orders"], page["spend"], page["refunds"], page["net"]) == (2, 5700, 100, 5600)
    assert (page["private"], page["attributes"]) == ({"birthday": "1***"}, {"level": "gold"})
    assert (page["days_since_order"], page["segment_ids"], page["records"]) == (20, [], 1)


def test_a_scope_sees_its_part_and_nobody_else(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    two = Caller(workspace, "agent", [2])
    page = _get(two, f"/customers/{ids[0]}")
    assert (page["orders"], page["spend"], page["refunds"]) == (1, 700, 0)
    assert (page["shop_ids"], page["segment_ids"]) == ([2], None)
    assert _get(two, f"/customers/{ids[0]}/orders")["total"] == 1
    one = Caller(workspace, "agent", [1])
    stranger = Caller(other_workspace, "owner")
    for caller in (one, stranger):
        for method, path, body in (
            ("get", "", None),
            ("get", "/orders", None),
            ("get", "/timeline", None),
            ("post", "/reveal", {}),
            ("patch", "", {"name": "x"}),
        ):
            call = f"/customers/{ids[1]}{path}"
            answer = caller.get(call) if method == "get" else caller.send(method, call, body)
            assert answer.status_code == 404, (method, path)
    assert not AuditEntry.objects.filter(target_id=str(ids[1])).exists()


def test_a_look_at_whole_values_is_remembered(workspace: Workspace, ids: list[int]) -> None:
    path = f"/customers/{ids[0]}/reveal"
    assert Caller(workspace, "analyst").post(path, {}).status_code == 403
    shown = Caller(workspace, "agent").post(path, {"fields": ["phone", "private"]}).json()
    assert shown == {
        "name": "",
        "email": [],
        "phone": ["+8613812345678"],
        "user_id": [],
        "private": {"birthday": "1990-01-01"},
    }
    told = _get(Caller(workspace, "auditor"), f"/customers/{ids[0]}/audit")
    assert [(one["action"], one["fields"]) for one in told["items"]] == [
        ("customer.revealed", ["phone", "private"])
    ]
    assert Caller(workspace, "agent").get(f"/customers/{ids[0]}/audit").status_code == 403


def test_editing_takes_over_and_refuses_what_is_anothers(
    workspace: Workspace, ids: list[int]
) -> None:
    caller, path = Caller(workspace, "agent"), f"/customers/{ids[0]}"
    taken = caller.send("patch", path, {"email": "LI@x.com"})
    wrong = caller.send("patch", path, {"phone": "123"})
    edited = caller.send(
        "patch", path, {"name": "张大三", "email": "new@x.com", "attributes": {"level": "silver"}}
    )
    drain()

    assert (taken.status_code, taken.json()["code"]) == (409, "identifier_taken")
    assert (wrong.status_code, wrong.json()["where"]) == (422, "phone")
    assert edited.json()["email"] == ["z***@x.com", "n***@x.com"]
    assert _get(caller, path)["attributes"] == {"level": "silver"}
    assert _get(caller, "/customers", q="张大")["total"] == 1
    entry = AuditEntry.objects.get(action="customer.edited")
    assert entry.fields == ["email", "name", "level"]


def test_erasing_is_for_owners_and_final(workspace: Workspace, ids: list[int]) -> None:
    path = f"/customers/{ids[0]}"
    assert Caller(workspace, "agent").send("delete", path).status_code == 403
    assert Caller(workspace).send("delete", path).status_code == 204
    drain()
    assert Caller(workspace).get(path).status_code == 404
    assert _get(Caller(workspace), "/customers")["total"] == 1
    assert _get(Caller(workspace), "/orders", customer_id=ids[0])["total"] == 3


def test_orders_of_a_customer_come_with_their_lines(workspace: Workspace, ids: list[int]) -> None:
    caller, path = Caller(workspace), f"/customers/{ids[0]}/orders"
    page = _get(caller, path, limit=2)
    rest = _get(caller, path, limit=2, cursor=page["next_cursor"])
    items = page["items"] + rest["items"]
    assert [(one["kind"], one["amount"], one["refund"]) for one in items] == [
        ("return", 0, 100),
        ("sale", 700, 0),
        ("sale", 5000, 0),
    ]
    assert (page["total"], rest["total"], rest["next_cursor"]) == (3, 3, None)
    assert items[2]["lines"] == [
        {
            "sku": "s1",
            "title": "",
            "category": "tea",
            "quantity": 1,
            "unit_price": 5000,
            "amount": 5000,
            "discount": 0,
        }
    ]
    assert items[2]["customer_label"] == "张*三"


def test_the_list_of_orders(workspace: Workspace, ids: list[int]) -> None:
    caller = Caller(workspace, "analyst")

    def amounts(**filters: Any) -> list[int]:
        page = _get(caller, "/orders", **filters)
        assert page["total"] == len(page["items"])
        return [one["amount"] for one in page["items"]]

    assert amounts() == [1, 0, 900, 700, 5000]
    assert amounts(sort="-amount") == [5000, 900, 700, 1, 0]
    assert amounts(kind="sale", status="paid") == [900, 700, 5000]
    assert amounts(kind=["return"]) == [0]
    assert amounts(shop_id=2) == [900, 700]
    assert amounts(customer_id=0) == [1]
    assert amounts(q="A/") == [5000]
    assert amounts(amount_min=700, amount_max=900) == [900, 700]
    assert amounts(ordered_from=ago(21).isoformat(), ordered_to=ago(9).isoformat()) == [900, 700]
    assert amounts(batch_id=2) == []
    two = _get(Caller(workspace, "analyst", [2]), "/orders")
    assert [one["amount"] for one in two["items"]] == [900, 700]
    assert _get(Caller(workspace, "analyst", [2]), "/orders", shop_id=1)["total"] == 0
    pages, cursor = [], ""
    for _ in range(5):
        page = _get(caller, "/orders", limit=1, cursor=cursor)
        pages += [one["amount"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert (pages, cursor) == ([1, 0, 900, 700, 5000], None)


def test_one_order(workspace: Workspace, other_workspace: Workspace, ids: list[int]) -> None:
    order = _get(Caller(workspace), "/orders/1/A/1")
    assert (order["amount"], order["customer_label"], len(order["lines"])) == (5000, "张*三", 1)
    for caller in (Caller(workspace, "owner", [2]), Caller(other_workspace)):
        assert caller.get("/orders/1/A/1").status_code == 404
    assert Caller(workspace).get("/orders/1/nothing").status_code == 404


def test_the_timeline_tells_everything_once(
    workspace: Workspace, ids: list[int], owner: Any, warehouse: ModuleType
) -> None:
    consent.grant(
        owner, [ids[0]], purpose="marketing", channel="email", source="form", wording="yes"
    )
    drain()
    warehouse.execute(
        "INSERT INTO messages (workspace_id, customer_id, message_id, source, source_id, channel,"
        " kind, reason, at, link, batch_id) VALUES ({ws:UInt32}, {id:UInt32}, 9, 'broadcast', 3,"
        " 'email', 'opened', '', now64(3) - toIntervalDay(6), '', 1)",
        {"ws": workspace.pk, "id": ids[0]},
    )
    warehouse.execute(
        "INSERT INTO events (workspace_id, event, customer_id, shop_id, occurred_at, props)"
        " VALUES ({ws:UInt32}, 'coupon_redeemed', {id:UInt32}, 2, now64(3) - toIntervalDay(7),"
        " '{}')",
        {"ws": workspace.pk, "id": ids[0]},
    )
    path = f"/customers/{ids[0]}/timeline"
    everything = [
        "consent_granted",
        "return",
        "message_opened",
        "event",
        "sale",
        "sale",
    ]

    def kinds(caller: Caller, **filters: Any) -> list[str]:
        return [one["kind"] for one in _get(caller, path, **filters)["items"]]

    assert kinds(Caller(workspace)) == everything
    assert kinds(Caller(workspace), what=["orders", "consents"]) == [
        "consent_granted",
        "return",
        "sale",
        "sale",
    ]
    assert kinds(Caller(workspace, "owner", [2])) == [
        "consent_granted",
        "message_opened",
        "event",
        "sale",
    ]
    seen, cursor = [], ""
    for _ in everything:
        page = _get(Caller(workspace), path, limit=1, cursor=cursor)
        seen += [one["kind"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert (seen, cursor) == (everything, None)


def test_what_a_message_may_name(workspace: Workspace, ids: list[int], owner: Any) -> None:
    from huike.flow.profile import facade

    (late,) = world.people(workspace.pk, {"email": "late@x.com"})
    identity.erase(owner, ids[1])
    facts = facade.render_facts(workspace.pk, [*ids, late, 999_999])
    assert sorted(facts) == [ids[0], late]
    mine = facts[ids[0]]["customer"]
    assert (mine["name"], mine["spend"], mine["average_order"]) == ("张小三", 57.0, 28.5)
    assert (mine["days_since_order"], mine["favourite_category"]) == (20, "tea")
    assert mine["attributes"] == {"level": "gold"}
    new = facts[late]["customer"]
    assert (new["orders"], new["days_since_order"], new["stage"]) == (0, None, "prospect")
