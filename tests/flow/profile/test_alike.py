"""Customers who look alike over HTTP: looked for, shown masked with reasons, decided, undone."""

from types import ModuleType

import pytest

from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.flow.identity import facade as identity
from huike.flow.profile import traits
from tests.flow.profile import world
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)
HOME = "浙江省杭州市西湖区文三路478号3幢201室"


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """The same woman twice, and somebody else."""
    found = world.people(
        workspace.pk,
        {"email": "lisiyu@x.com", "name": "李思雨", "attributes": {"address": HOME}},
        {"phone": "13812345678", "name": "李思雨", "attributes": {"address": f"{HOME} "}},
        {"email": "wang@x.com", "name": "王五"},
    )
    drain()
    return found


def test_looked_for_confirmed_and_taken_back(workspace: Workspace, ids: list[int]) -> None:
    one, two, _ = ids
    api = Caller(workspace)
    assert api.get("/customers/alike/run").json() is None
    begun = api.post("/customers/alike/look")
    assert begun.status_code == 202
    drain()
    job = api.get(f"/jobs/{begun.json()['job_id']}").json()
    assert (job["state"], job["result"]["suggested"]) == ("done", 1)
    run = api.get("/customers/alike/run").json()
    assert (run["customers"], run["compared"], run["suggested"]) == (3, 1, 1)
    assert run["check"] is None  # three customers are too few to measure anything
    assert run["weights"]["name"]["same"] > 5 > 0 > run["weights"]["name"]["other"]
    (pair,) = api.get("/customers/alike").json()["items"]
    assert (pair["one"]["id"], pair["other"]["id"]) == (one, two)
    assert pair["one"]["name"] == "李*雨"
    assert [(why["field"], why["level"]) for why in pair["reasons"]] == [
        ("name", "same"),
        ("address", "same"),
    ]
    done = api.post(f"/customers/alike/{pair['id']}/confirm").json()
    assert done["customer_id"] == one
    (why,) = done["matches"]
    assert why["kind"] == "staff"
    assert [each["field"] for each in why["alike"]] == ["name", "address"]
    (said,) = api.get("/customers/alike", state="confirmed").json()["items"]
    assert said["decided_by"]
    assert api.post(f"/customers/alike/{pair['id']}/reopen").status_code == 204
    assert identity.shown_as(workspace.pk, [one, two]) == [one, two]
    assert api.post(f"/customers/alike/{pair['id']}/dismiss").status_code == 204
    assert api.get("/customers/alike").json()["items"] == []


def test_who_sees_some_shops_or_may_not_write_decides_nothing(
    workspace: Workspace, ids: list[int]
) -> None:
    api = Caller(workspace)
    api.post("/customers/alike/look")
    drain()
    (pair,) = api.get("/customers/alike").json()["items"]
    narrow = Caller(workspace, "admin", shop_ids=[1])
    assert narrow.get("/customers/alike").json()["code"] == "scope_too_narrow"
    analyst = Caller(workspace, "analyst")
    for act in ("confirm", "dismiss", "reopen"):
        path = f"/customers/alike/{pair['id']}/{act}"
        assert analyst.post(path).status_code == 403
        assert narrow.post(path).status_code == 403
    assert analyst.post("/customers/alike/look").status_code == 403
    assert identity.shown_as(workspace.pk, ids) == ids


def test_a_household_is_worth_what_its_members_bought(workspace: Workspace, ids: list[int]) -> None:
    one, two, three = ids
    amounts = ((one, 5000), (two, 700), (three, 900))
    world.orders(
        workspace.pk,
        *(
            {"customer_id": who, "ordered_at": world.ago(9), "amount": much}
            for who, much in amounts
        ),
    )
    traits.refresh(workspace.pk)
    api = Caller(workspace)
    made = api.post("/customers/groups", {"kind": "household", "customer_ids": [one, two]})
    assert made.status_code == 201
    home = made.json()
    assert (home["orders"], home["net"], home["members"]) == (2, 5700, 2)
    assert home["shown"][0]["label"] == "李*雨"
    path = f"/customers/groups/{home['id']}/members"
    assert api.post(path, {"customer_id": three}).json()["net"] == 6600
    left = api.post(f"{path}/{one}/leave").json()
    assert (left["orders"], left["net"], left["members"]) == (2, 1600, 2)
    assert api.get(f"/customers/{one}/groups").json() == []
    (mine,) = api.get(f"/customers/{two}/groups").json()
    assert mine["id"] == home["id"]
    taken = api.post("/customers/groups", {"kind": "household", "customer_ids": [two]})
    assert (taken.status_code, taken.json()["code"]) == (409, "member_elsewhere")
    assert len(api.get("/customers/groups").json()["items"]) == 1
    narrow = Caller(workspace, "admin", shop_ids=[1])
    assert narrow.get("/customers/groups").json()["code"] == "scope_too_narrow"
    assert narrow.get(f"/customers/{two}/groups").json()["code"] == "scope_too_narrow"
