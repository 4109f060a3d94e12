"""Where each value came from, over HTTP: named, masked, and staff's word taken back."""

from types import ModuleType
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.ingest import facade as ingest
from huike.library.commerce import facade as commerce
from tests.flow.profile import world
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def customer(workspace: Workspace, owner: Actor, warehouse: ModuleType) -> int:
    """Somebody of whom a source tells, too."""
    ws = workspace.pk
    (one,) = world.people(ws, {"user_id": "u0", "name": "张小三", "attributes": {"level": "gold"}})
    shop = commerce.ensure_shop(owner, "网店")
    ingest.create_source(owner, name="官网", kind="http", shop_id=shop.id)
    (source,) = ingest.sources(owner.scope)
    said = PeopleBatch(shop_id=1, user_id=["u0"], email=["z@x.com"], source=f"source:{source.id}")
    identity.resolve(ws, said)
    return one


def _values(answer: Any) -> list[Any]:
    assert answer.status_code == 200, answer.content
    return [
        (one["field"], one["key"], one["value"], one["source_name"], one["below"] and
         one["below"]["value"])
        for one in answer.json()["items"]
    ]  # fmt: skip


def test_values_are_named_and_an_edit_is_taken_back(workspace: Workspace, customer: int) -> None:
    agent, path = Caller(workspace, "agent"), f"/customers/{customer}"
    known = [("user_id", "", "u***0", "", None), ("email", "", "z***@x.com", "官网", None)]
    plain = [
        ("name", "", "张*三", "", None),
        *known,
        ("attribute", "level", "gold", "", None),
    ]
    assert _values(agent.get(f"{path}/values")) == plain
    agent.send("patch", path, {"name": "王五", "attributes": {"level": "vip"}})
    edited = _values(agent.get(f"{path}/values"))
    assert edited == [
        ("name", "", "王*", "", "张*三"),
        *known,
        ("attribute", "level", "vip", "", "gold"),
    ]
    analyst = Caller(workspace, "analyst")
    wrong = analyst.send("post", f"{path}/values/undo", {"field": "name"})
    never = agent.send("post", f"{path}/values/undo", {"field": "attribute", "key": "city"})
    odd = agent.send("post", f"{path}/values/undo", {"field": "email"})
    assert (wrong.status_code, never.status_code, odd.status_code) == (403, 409, 422)
    assert never.json()["code"] == "not_edited"
    assert _values(agent.get(f"{path}/values")) == edited
    agent.send("post", f"{path}/values/undo", {"field": "name"})
    left = agent.send("post", f"{path}/values/undo", {"field": "attribute", "key": "level"})
    assert _values(left) == plain


def test_who_may_not_see_the_customer_sees_no_values(
    workspace: Workspace, other_workspace: Workspace, customer: int
) -> None:
    for caller in (Caller(other_workspace), Caller(workspace, "agent", shop_ids=[2])):
        assert caller.get(f"/customers/{customer}/values").status_code == 404
        undo = caller.send("post", f"/customers/{customer}/values/undo", {"field": "name"})
        assert undo.status_code == 404
