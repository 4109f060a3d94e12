"""The warehouse follows: customers there are those of the database, without personal values."""

from datetime import UTC
from types import ModuleType

import pytest

from huike.base.access.facade import Actor
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.flow.identity import facade, jobs, landing
from huike.flow.identity.facade import PeopleBatch
from huike.flow.identity.models import Customer

pytestmark = pytest.mark.django_db(transaction=True)
_ALL = "SELECT * FROM customers FINAL ORDER BY customer_id"


def _people(workspace: Workspace) -> list[int]:
    batch = PeopleBatch(
        shop_id=[1, 2, 2],
        user_id=["u1", None, "u3"],
        email=["a@x.com", "b@x.com", None],
        phone=[None, "13812345678", None],
        attributes=[{"level": "gold", "birthday": "1990"}, None, {}],
    )
    found: list[int] = facade.resolve(workspace.pk, batch).tolist()
    return found


def test_new_customers_land(workspace: Workspace, warehouse: ModuleType) -> None:
    ids = _people(workspace)
    drain()

    rows = warehouse.select_dicts(_ALL)
    assert [row["customer_id"] for row in rows] == ids
    created = Customer.objects.get(pk=ids[0]).created_at
    assert rows[0] == {
        "workspace_id": workspace.pk,
        "customer_id": ids[0],
        "created_at": created.replace(microsecond=created.microsecond // 1000 * 1000),
        "shop_ids": [1],
        "has_email": 1,
        "has_phone": 0,
        "has_user_id": 1,
        "attributes": {"level": "gold"},
        "version": 1,
        "is_deleted": 0,
    }
    assert rows[0]["created_at"].tzinfo in (UTC, rows[0]["created_at"].tzinfo)
    assert (rows[1]["has_phone"], rows[1]["has_user_id"], rows[2]["shop_ids"]) == (1, 0, [2])


def test_a_change_lands_as_the_newer_version(workspace: Workspace, warehouse: ModuleType) -> None:
    ids = _people(workspace)
    facade.resolve(
        workspace.pk,
        PeopleBatch(shop_id=3, user_id=[None], email=["a@x.com"], phone=["13900000000"]),
    )
    drain()

    row = warehouse.select_dicts(_ALL)[0]
    assert (row["customer_id"], row["version"]) == (ids[0], 2)
    assert (row["shop_ids"], row["has_phone"]) == ([1, 3], 1)


def test_the_erased_disappear(workspace: Workspace, warehouse: ModuleType, owner: Actor) -> None:
    ids = _people(workspace)
    drain()
    facade.erase(owner, ids[1])
    drain()
    assert [row["customer_id"] for row in warehouse.select_dicts(_ALL)] == [ids[0], ids[2]]
    assert landing.differing(workspace.pk) == []


def test_catching_up_mends_a_warehouse_that_lost_rows(
    workspace: Workspace, warehouse: ModuleType
) -> None:
    ids = _people(workspace)
    drain()
    before = warehouse.select_dicts(_ALL)
    warehouse.execute("TRUNCATE TABLE customers")
    assert landing.differing(workspace.pk) == [0]

    jobs.start_catch_up(workspace.pk)
    drain()

    assert warehouse.select_dicts(_ALL) == before
    assert [row["customer_id"] for row in before] == ids
    assert landing.differing(workspace.pk) == []
