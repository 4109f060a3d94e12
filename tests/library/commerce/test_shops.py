"""Shops: one name each, seen only in their workspace and within a scope."""

import dataclasses

import pytest

from huike.base.access.facade import Scope, system_actor
from huike.base.access.models import AuditEntry
from huike.base.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from huike.library.commerce import facade as commerce
from tests.support.api import Caller


def test_a_shop_takes_the_currency_of_its_workspace(owner):
    shop = commerce.create_shop(owner, name="  天猫  旗舰店 ", platform="tmall")

    assert (shop.name, shop.platform, shop.currency, shop.is_active) == (
        "天猫 旗舰店",
        "tmall",
        "CNY",
        True,
    )
    assert AuditEntry.objects.filter(action="shop.created", target_id=str(shop.id)).count() == 1


def test_a_name_is_taken_once_in_a_workspace(owner, other_workspace):
    commerce.create_shop(owner, name="A")

    with pytest.raises(Conflict, match="already"):
        commerce.create_shop(owner, name="A")
    assert len(commerce.shops(scope=owner.scope)) == 1
    assert commerce.create_shop(system_actor(other_workspace.pk), name="A").currency == "GBP"


def test_renaming_and_putting_away_are_audited_by_field(owner):
    shop = commerce.create_shop(owner, name="A")

    changed = commerce.change_shop(owner, shop.id, name="B", is_active=False)

    assert (changed.name, changed.is_active) == ("B", False)
    assert commerce.shop(shop.id, scope=owner.scope) == changed
    entry = AuditEntry.objects.get(action="shop.changed")
    assert entry.fields == ["is_active", "name"]
    assert commerce.change_shop(owner, shop.id, name="B") == changed
    assert AuditEntry.objects.filter(action="shop.changed").count() == 1


def test_a_taken_name_cannot_be_taken_by_renaming(owner):
    commerce.create_shop(owner, name="A")
    other = commerce.create_shop(owner, name="B")

    with pytest.raises(Conflict):
        commerce.change_shop(owner, other.id, name="A")
    assert commerce.shop(other.id, scope=owner.scope).name == "B"


def test_another_workspaces_shop_and_one_outside_the_scope_do_not_exist(owner, other_workspace):
    shop = commerce.create_shop(owner, name="A")
    stranger = system_actor(other_workspace.pk)
    scoped = Scope(owner.workspace_id, (shop.id + 1,))

    for scope in (stranger.scope, scoped):
        assert commerce.shops(scope=scope) == []
        assert commerce.shop_named("A", scope=scope) is None
        with pytest.raises(NotFound):
            commerce.shop(shop.id, scope=scope)
    with pytest.raises(NotFound):
        commerce.change_shop(stranger, shop.id, name="mine")
    assert commerce.shop(shop.id, scope=owner.scope).name == "A"


def test_ensure_makes_a_shop_once(owner):
    first = commerce.ensure_shop(owner, "A")

    assert commerce.ensure_shop(owner, " A ") == first
    assert len(commerce.shops(scope=owner.scope)) == 1


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
def test_a_name_without_use_is_refused(owner, name):
    with pytest.raises(Invalid):
        commerce.create_shop(owner, name=name)


def test_who_sees_some_shops_cannot_add_one(owner):
    scoped = dataclasses.replace(owner, scope=Scope(owner.workspace_id, (1,)))

    with pytest.raises(Forbidden):
        commerce.create_shop(scoped, name="A")


def test_shops_over_http(workspace, owner):
    boss = Caller(workspace)

    made = boss.post("/shops", {"name": "A", "platform": "shopify", "currency": "USD"})
    renamed = boss.send("patch", f"/shops/{made.json()['id']}", {"name": "B"})
    listed = boss.get("/shops", q="b")

    assert made.status_code == 201
    assert renamed.json()["name"] == "B"
    assert [shop["name"] for shop in listed.json()["items"]] == ["B"]
    assert listed.json()["total"] == 1
    assert boss.post("/shops", {"name": "B"}).json()["code"] == "shop_name_taken"
    assert Caller(workspace, "agent").post("/shops", {"name": "C"}).status_code == 403
    scoped = Caller(workspace, "merchandiser", shop_ids=[made.json()["id"] + 1])
    assert scoped.get("/shops").json()["items"] == []
