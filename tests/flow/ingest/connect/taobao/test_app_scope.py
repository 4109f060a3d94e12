"""The scope of a buyer's number: the shop's own, or the same person at all shops of one app."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from huike.base.access.rules import Actor
from huike.base.jobs.facade import drain
from huike.flow.identity import facade as identity
from huike.flow.identity.models import Alias, Match
from huike.flow.ingest.connect import actions
from huike.flow.ingest.connect.models import Connection
from huike.library.commerce import facade as commerce
from tests.flow.ingest.connect.taobao.conftest import NOW, given
from tests.support.platforms import taobao_rows as rows
from tests.support.platforms.taobao import Taobao

pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("ours", "warehouse_tables"),
]


def connected(owner: Actor, platform: Taobao, name: str, **settings: str) -> Connection:
    shop = commerce.ensure_shop(owner, name)
    plain = {**given(platform), **settings}
    plain.pop("session_until", None)
    return actions.create(owner, kind="taobao", name=name, shop_id=shop.id, settings=plain)


def read(owner: Actor, *connections: Connection) -> None:
    for row in connections:
        actions.start_backfill(owner, row.pk, NOW - timedelta(days=2))
        drain()


def asked(owner: Actor) -> list[tuple[int, int]]:
    found = identity.suggestions(owner.workspace_id, None, 50).items
    assert {one.kind for one in found} <= {"app"}
    return sorted((one.customer_id, one.other_id) for one in found)


@pytest.fixture
def sold(platform: Taobao) -> Taobao:
    """Both shops show the same two buyers: the simulator does not tell shops apart."""
    for number, buyer in ((1, "AAM1"), (2, "AAM2")):
        platform.trades[number] = rows.trade(number, NOW - timedelta(hours=1), buyer_open_uid=buyer)
    return platform


def test_within_a_shop_a_number_says_nothing_of_other_shops(owner: Actor, sold: Taobao) -> None:
    with time_machine.travel(NOW, tick=False):
        read(owner, connected(owner, sold, "茶铺"), connected(owner, sold, "茶具铺"))
    assert identity.count(owner.workspace_id) == 4
    assert asked(owner) == []


def test_numbers_of_one_app_are_asked_about_and_merge_where_the_rule_says_so(
    owner: Actor, sold: Taobao
) -> None:
    with time_machine.travel(NOW, tick=False):
        first = connected(owner, sold, "茶铺", ouid_scope="app")
        second = connected(owner, sold, "茶具铺", ouid_scope="app")
        other_app = connected(owner, sold, "酒铺", ouid_scope="app", app_key="another")
        own = connected(owner, sold, "花铺")
        read(owner, first, second, own)
    pairs = asked(owner)
    assert len(pairs) == 2
    shops = {one.id: one.shop_ids for one in _records(owner, pairs).values()}
    assert {tuple(shops[one] + shops[other]) for one, other in pairs} == {
        (first.shop_id, second.shop_id)
    }
    assert other_app.shop_id not in {shop for mine in shops.values() for shop in mine}
    with time_machine.travel(NOW, tick=False):
        read(owner, second, first)  # told again, nothing is news
    assert asked(owner) == pairs
    identity.set_rule(owner, "app", "merge", 5)
    shown = identity.shown_as(owner.workspace_id, [one for pair in pairs for one in pair])
    assert shown == [one for one, _ in pairs for _ in range(2)]


def test_a_shop_that_takes_its_numbers_back_is_asked_about_no_more(
    owner: Actor, sold: Taobao
) -> None:
    with time_machine.travel(NOW, tick=False):
        some = [connected(owner, sold, name, ouid_scope="app") for name in ("茶铺", "具铺", "花铺")]
        read(owner, *some)
        identity.set_rule(owner, "app", "merge", 5)
        assert identity.count(owner.workspace_id) == 2
        actions.change(owner, some[0].pk, settings={"ouid_scope": "shop"})
        assert set(Alias.objects.values_list("scope", flat=True)) == {some[1].shop_id}
        assert identity.count(owner.workspace_id) == 4
        actions.change(owner, some[1].pk, settings={"ouid_scope": "shop"})
    assert identity.count(owner.workspace_id) == 6
    assert not Match.objects.exists()


def _records(owner: Actor, pairs: list[tuple[int, int]]) -> dict[int, Any]:
    return identity.outlines(owner.workspace_id, [one for pair in pairs for one in pair])
