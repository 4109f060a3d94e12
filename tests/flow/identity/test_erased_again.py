"""Whoever was erased is not made again by who only speaks of them, but by an act of their own."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer, ErasedKey, Identifier
from huike.flow.ingest.connect import landing
from huike.flow.ingest.connect.contract import Key, Order, Page, Person
from huike.library.commerce import facade as commerce

pytestmark = pytest.mark.django_db(transaction=True)
HOUR = 3_600_000_000


def now() -> int:
    return int(clock.now().timestamp() * 1_000_000)


def tell(ws: int, *rows: dict[str, Any], acted: int | None = None) -> list[int]:
    columns = ("user_id", "email", "phone", "name")
    batch = PeopleBatch(
        shop_id=1,
        source="import:1",
        acted_at=[acted] * len(rows),
        **{name: [row.get(name) for row in rows] for name in columns},
    )
    return [int(one) for one in identity.resolve(ws, batch)]


LI = {"email": "li@x.com", "phone": "13812345678", "user_id": "u1"}


@pytest.fixture
def erased(workspace: Workspace, owner: Actor) -> int:
    (one,) = tell(workspace.pk, {**LI, "name": "李四"})
    identity.erase(owner, one)
    return one


def test_files_that_still_name_them_make_nobody(workspace: Workspace, erased: int) -> None:
    ws = workspace.pk
    rows = [{"email": "li@x.com", "name": "李四"}, {"user_id": "u2"}, {"phone": "13812345678"}]
    first, other, third = tell(ws, *rows)
    assert (first, third) == (0, 0)
    assert other > erased
    # Somebody known who is named by such a number, too, does not take it over.
    assert tell(ws, {"user_id": "u2", "phone": "13812345678"}) == [other]
    assert identity.find_by(ws, "phone", "13812345678") == []
    assert Customer.objects.filter(erased_at=None).count() == 1
    assert Identifier.objects.filter(workspace_id=ws).count() == 1


def test_an_act_of_their_own_makes_them_anew(
    workspace: Workspace, owner: Actor, erased: int
) -> None:
    ws = workspace.pk
    assert tell(ws, LI, acted=now() - HOUR) == [0]
    (again,) = tell(ws, {**LI, "name": "李四"}, acted=now() + HOUR)
    assert again > erased
    assert identity.cards(ws, [again], masked=False)[again].name == "李四"
    # From then on they are known as anybody is, by files, too.
    assert tell(ws, {"email": "li@x.com"}) == [again]
    identity.erase(owner, again)
    assert tell(ws, LI) == [0]


def test_other_workspaces_know_nothing_of_it(
    workspace: Workspace, other_workspace: Workspace, erased: int
) -> None:
    (there,) = tell(other_workspace.pk, LI)
    assert there > 0
    assert set(ErasedKey.objects.values_list("workspace_id", flat=True)) == {workspace.pk}


person = st.fixed_dictionaries(
    {}, optional={"user_id": st.sampled_from(["a", "b", "c"]),
                  "email": st.sampled_from(["a@x.com", "b@x.com", "c@x.com"])},
)  # fmt: skip


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    before=st.lists(person, max_size=4), gone=st.integers(0, 3), after=st.lists(person, max_size=4)
)
def test_no_identifier_of_the_erased_leads_to_anybody_again(
    workspace: Workspace, owner: Actor, before: list[Any], gone: int, after: list[Any]
) -> None:
    ws = workspace.pk
    for table in (Identifier, ErasedKey):
        table.objects.filter(workspace_id=ws).delete()
    tell(ws, *before)
    living = sorted(set(Identifier.objects.values_list("customer", flat=True)))
    dead = living[gone : gone + 1]
    mine = set(Identifier.objects.filter(customer__in=dead).values_list("kind", "hash"))
    for one in dead:
        identity.erase(owner, one)
    tell(ws, *after)
    left = set(Identifier.objects.values_list("kind", "hash"))
    assert mine & left == set()
    assert {(kind, bytes(hashed)) for kind, hashed in mine} == {
        (row.kind, bytes(row.hash)) for row in ErasedKey.objects.filter(workspace_id=ws)
    }


@pytest.mark.usefixtures("warehouse_tables")
def test_an_old_order_that_goes_on_stays_nameless_and_a_new_one_is_theirs(
    workspace: Workspace, owner: Actor
) -> None:
    ws, shop = workspace.pk, commerce.ensure_shop(owner, "网店")
    place = landing.Place(ws, shop.id, 7, "woocommerce")
    start = datetime.now(UTC)

    def order(number: str, placed: datetime, state: str = "paid") -> Order:
        return Order(
            order_no=number, state=state, created_at=placed, updated_at=clock.now(),
            total=Decimal(10), buyer=Person(keys=(Key("email", "li@x.com"),)),
        )  # fmt: skip

    def land(*orders: Order) -> None:
        landing.land(place, Page(resume="", orders=list(orders)), {})
        jobs.drain()

    def buyers() -> list[Any]:
        sql = "SELECT order_no, status, origin_id FROM orders FINAL ORDER BY order_no"
        return warehouse.select(sql)

    old = start - timedelta(days=3)
    land(order("1", old))
    (one,) = identity.find_by(ws, "email", "li@x.com")
    identity.erase(owner, one)
    jobs.drain()
    land(order("1", old, "shipped"), order("2", old))
    assert identity.find_by(ws, "email", "li@x.com") == []
    assert [row[2] for row in buyers() if row[0] == "2"] == [0]
    land(order("3", datetime.now(UTC) + timedelta(hours=1)))
    (again,) = identity.find_by(ws, "email", "li@x.com")
    assert again != one
    assert [row[2] for row in buyers() if row[0] == "3"] == [again]
    assert {row[0]: row[1] for row in buyers()}["1"] == "shipped"
