"""An identifier is taken out over the API: counted before, orders follow, and come back."""

from types import ModuleType
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.entry.commands.customers import customers_group
from huike.flow.identity.models import Split
from huike.flow.profile import traits
from tests.flow.profile import world
from tests.flow.profile.world import ago
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def li(workspace: Workspace, warehouse: ModuleType) -> int:
    """She bought in two shops; the phone stands at her by mistake."""
    (found,) = world.people(
        workspace.pk, {"email": "li@x.com", "phone": "13812345678", "name": "李四"}
    )
    world.people(workspace.pk, {"email": "li@x.com", "shop_id": 2})
    world.orders(
        workspace.pk,
        {"customer_id": found, "ordered_at": ago(40), "amount": 5000},
        {"customer_id": found, "ordered_at": ago(30), "amount": 40, "shop_id": 2},
        {"customer_id": found, "ordered_at": ago(20), "amount": 700, "shop_id": 2},
    )
    drain()
    traits.refresh(workspace.pk)
    return found


def bought(api: Caller, customer: int) -> tuple[int, int]:
    """Orders and spend of a customer."""
    told = api.get(f"/customers/{customer}").json()
    return told["orders"], told["spend"]


def test_what_was_ordered_in_the_chosen_shop_goes_along_and_comes_back(
    workspace: Workspace, li: int, warehouse: Any
) -> None:
    api = Caller(workspace)
    told = api.get(f"/customers/{li}/identifiers").json()
    assert [(row["kind"], row["value"], row["record_id"]) for row in told["identifiers"]] == [
        ("phone", "138****5678", li),
        ("email", "l***@x.com", li),
    ]
    assert {row["source"] for row in told["identifiers"]} == {"import:1"}
    phone = told["identifiers"][0]["id"]
    path = f"/customers/{li}/identifiers/{phone}/split"
    preview = api.get(path).json()
    assert preview["orders"] == [{"shop_id": 1, "orders": 1}, {"shop_id": 2, "orders": 2}]
    assert (preview["is_whole"], preview["staying"], preview["leaving"]) == (False, [li], [])
    assert not Split.objects.exists()  # looking changes nothing

    made = api.post(path, {"shop_ids": [2]}).json()
    assert (made["record_id"], made["shop_ids"], made["is_moving"]) == (li, [2], True)
    taken = made["taken_id"]
    drain()
    assert (bought(api, li), bought(api, taken)) == ((1, 5000), (2, 740))
    told = api.get(f"/customers/{taken}/identifiers").json()
    assert [row["value"] for row in told["identifiers"]] == ["138****5678"]
    assert [(row["id"], row["is_moving"]) for row in told["splits"]] == [(made["id"], False)]

    world.orders(workspace.pk, {"customer_id": taken, "ordered_at": ago(1), "amount": 8})
    back = api.post(f"/customers/splits/{made['id']}/undo").json()
    drain()
    assert [row["value"] for row in back["identifiers"]] == ["138****5678", "l***@x.com"]
    assert bought(api, li) == (4, 5748)
    rows = warehouse.select(
        "SELECT origin_id, count() FROM order_lines FINAL GROUP BY 1 ORDER BY 1"
    )
    assert rows == [(li, 3), (taken, 1)]
    again = api.post(f"/customers/splits/{made['id']}/undo")
    assert (again.status_code, again.json()["code"]) == (409, "split_undone")


def test_who_may_not_changes_nothing(workspace: Workspace, li: int) -> None:
    api = Caller(workspace)
    phone = api.get(f"/customers/{li}/identifiers").json()["identifiers"][0]["id"]
    path = f"/customers/{li}/identifiers/{phone}/split"
    assert Caller(workspace, "analyst").post(path, {}).status_code == 403
    narrow = Caller(workspace, "owner", shop_ids=[1]).post(path, {})
    assert (narrow.status_code, narrow.json()["code"]) == (403, "scope_too_narrow")
    assert api.post(path, {"shop_ids": [3]}).status_code == 404
    (other,) = world.people(workspace.pk, {"email": "wang@x.com"})
    assert api.post(f"/customers/{other}/identifiers/{phone}/split", {}).status_code == 404
    mine = api.get(f"/customers/{other}/identifiers").json()["identifiers"][0]["id"]
    alone = api.post(f"/customers/{other}/identifiers/{mine}/split", {})
    assert (alone.status_code, alone.json()["code"]) == (409, "only_identifier")
    assert not Split.objects.exists()
    assert bought(api, li) == (3, 5740)


def test_the_command_tells_before_it_does(workspace: Workspace, li: int) -> None:
    def huike(*words: str) -> str:
        done = CliRunner().invoke(customers_group, [*words, "--workspace", workspace.name])
        assert done.exception is None, done.output
        return done.output

    phone = huike("identifiers", str(li)).split("\t")[0]
    told = huike("split", phone, "--shop", "2")
    assert told.splitlines() == [
        f"phone 138****5678 of record {li}: 0 matches by it",
        f"staying: [{li}], leaving: []",
        "shop 1: 1 orders stay",
        "shop 2: 2 orders go along",
    ]
    assert not Split.objects.exists()
    done = huike("split", phone, "--yes")
    row = Split.objects.get()
    assert done.endswith(f"split {row.pk}: it leads to customer {row.taken} now\n")
    assert huike("unsplit", str(row.pk)) == f"it leads to customer {li} again\n"
