"""Lists that leave as files: masked unless allowed, noted with count and digest."""

import hashlib
import io
from datetime import timedelta
from types import ModuleType
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from huike.base.access.facade import Scope
from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import system_actor
from huike.base.jobs.facade import drain
from huike.base.kernel import clock
from huike.flow.identity import facade as identity
from huike.flow.profile import exporting, traits
from huike.flow.profile.lists.facts import FactFilters, everything
from huike.flow.profile.models import Export
from huike.library.facts import facade as facts
from tests.flow.profile import world
from tests.flow.profile.world import ago
from tests.support.api import Caller

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ids(workspace: Workspace, warehouse: ModuleType) -> list[int]:
    """Three customers; the name of one is a formula."""
    found = world.people(
        workspace.pk,
        {"user_id": "u0", "email": "zhang@x.com", "name": "张小三"},
        {"user_id": "u1", "email": "li@x.com", "name": "=cmd()", "shop_id": 2},
        {"user_id": "u2", "phone": "13812345678", "shop_id": 2},
    )
    world.orders(
        workspace.pk,
        {"customer_id": found[0], "ordered_at": ago(5), "amount": 12345},
        {"customer_id": found[1], "ordered_at": ago(4), "amount": 100, "shop_id": 2},
    )
    traits.refresh(workspace.pk)
    return found


def _export(caller: Caller, **asked: Any) -> tuple[dict[str, Any], bytes]:
    answer = caller.post("/customers/exports", asked)
    assert answer.status_code == 202, answer.content
    drain()
    number = answer.json()["id"]
    file = caller.get(f"/customers/exports/{number}/file")
    assert file.status_code == 200, file
    told = [one for one in caller.get("/customers/exports").json() if one["id"] == number]
    return told[0], b"".join(file.streaming_content)  # type: ignore[attr-defined]


def test_a_masked_list_leaves_as_csv(workspace: Workspace, ids: list[int]) -> None:
    told, data = _export(
        Caller(workspace, "analyst"),
        filters={"orders_min": 1},
        sort="-spend",
        columns=["customer_id", "name", "email", "spend", "stage"],
        language="en",
    )
    assert data.decode("utf-8-sig").splitlines() == [
        "Customer number,Name,E-mail,Spend (CNY),Lifecycle stage",
        f"{ids[0]},张*三,z***@x.com,123.45,new",
        f"{ids[1]},'=***,l***@x.com,1.0,new",
    ]
    assert (told["rows"], told["digest"]) == (2, hashlib.sha256(data).hexdigest())
    entry = AuditEntry.objects.get(action="customers.exported")
    assert (entry.actor_label, entry.count, entry.digest) == ("analyst", 2, told["digest"])
    assert entry.fields == ["customer_id", "name", "email", "spend", "stage"]
    assert AuditEntry.objects.filter(action="export.downloaded").count() == 1


def test_whole_values_leave_only_with_those_who_may_see_them(
    workspace: Workspace, ids: list[int]
) -> None:
    refused = Caller(workspace, "analyst").post("/customers/exports", {"is_whole": True})
    assert (refused.status_code, Export.objects.count()) == (403, 0)
    assert Caller(workspace, "agent").post("/customers/exports", {}).status_code == 403

    _, data = _export(Caller(workspace), is_whole=True, columns=["name", "phone"], format="parquet")
    table = pl.read_parquet(io.BytesIO(data)).rows()
    assert sorted(table) == [("", "+8613812345678"), ("=cmd()", ""), ("张小三", "")]
    assert AuditEntry.objects.get(action="customers.exported").fields == [
        "name",
        "phone",
        "unmasked",
    ]


def test_a_scope_takes_away_its_own(workspace: Workspace, ids: list[int]) -> None:
    caller = Caller(workspace, "marketer", [2])
    _, data = _export(caller, columns=["customer_id", "spend"], sort="created_at", language="en")
    assert data.decode("utf-8-sig").splitlines()[1:] == [f"{ids[1]},1.0", f"{ids[2]},0.0"]
    _, data = _export(caller, list_name="orders", columns=["shop_id", "amount"])
    assert data.decode("utf-8-sig").splitlines() == ["店铺编号,实付金额 (CNY)", "2,1.0"]


def test_every_column_of_both_lists_leaves_as_a_workbook(
    workspace: Workspace, ids: list[int]
) -> None:
    for name, rows in (("customers", 3), ("orders", 2)):
        told, data = _export(Caller(workspace), list_name=name, format="xlsx")
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        assert len(sheet.to_python()) - 1 == rows == told["rows"]


def test_a_search_that_finds_nobody_leaves_an_empty_file(
    workspace: Workspace, ids: list[int]
) -> None:
    told, data = _export(Caller(workspace), filters={"q": "nobody"}, columns=["name"])
    assert (told["rows"], data.decode("utf-8-sig").splitlines()) == (0, ["姓名"])


def test_a_file_is_for_whoever_asked_and_for_a_week(
    workspace: Workspace, other_workspace: Workspace, ids: list[int]
) -> None:
    caller = Caller(workspace, "marketer")
    number = caller.post("/customers/exports", {}).json()["id"]
    path = f"/customers/exports/{number}/file"
    assert caller.get(path).status_code == 409
    drain()
    assert caller.get(path).status_code == 200
    assert Caller(workspace, "marketer").get(path).status_code == 404
    assert Caller(other_workspace).get(path).status_code == 404
    assert exporting.forget(clock.now() + timedelta(days=6)) == 0
    assert exporting.forget(clock.now() + timedelta(days=8)) == 1
    assert caller.get(path).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"columns": ["password"]},
        {"filters": {"password": 1}},
        {"filters": {"stage": ["x"]}},
        {"sort": "password"},
        {"format": "exe"},
        {"list_name": "staff"},
    ],
)
def test_nonsense_is_refused_at_once(
    workspace: Workspace, warehouse: ModuleType, wrong: dict[str, Any]
) -> None:
    assert Caller(workspace).post("/customers/exports", wrong).status_code == 422
    assert not Export.objects.exists()


def test_an_export_of_somebody_erased_meanwhile_names_nobody(
    workspace: Workspace, ids: list[int], owner: Any
) -> None:
    caller = Caller(workspace)
    number = caller.post("/customers/exports", {"columns": ["email"], "is_whole": True}).json()[
        "id"
    ]
    identity.erase(owner, ids[0])
    drain()
    answer = caller.get(f"/customers/exports/{number}/file")
    data = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert b"zhang" not in data
    assert b"li@x.com" in data


def table(data: bytes) -> list[tuple[Any, ...]]:
    return pl.read_parquet(io.BytesIO(data)).rows()


def test_whole_tables_of_facts_leave_too(workspace: Workspace, ids: list[int]) -> None:
    caller = Caller(workspace, "analyst")
    told, data = _export(
        caller,
        list_name="order_lines",
        format="parquet",
        columns=["customer_id", "sku", "amount", "shop_id"],
        language="en",
    )
    assert told["rows"] == 2
    assert pl.read_parquet(io.BytesIO(data)).columns == [
        "Customer number", "SKU", "Amount (CNY)", "Shop number",
    ]  # fmt: skip
    assert table(data) == [(ids[0], "s1", 123.45, 1), (ids[1], "s1", 1.0, 2)]
    since = (clock.now() - timedelta(days=4, hours=12)).isoformat()
    _, later = _export(
        caller, list_name="order_lines", format="parquet", columns=["customer_id"],
        filters={"since": since},
    )  # fmt: skip
    assert table(later) == [(ids[1],)]
    narrow = Caller(workspace, "analyst", shop_ids=[1])
    _, mine = _export(narrow, list_name="order_lines", format="parquet", columns=["customer_id"])
    assert table(mine) == [(ids[0],)]
    assert AuditEntry.objects.filter(action="order_lines.exported").count() == 3


def test_what_people_did_leaves_under_whose_it_is_now(
    workspace: Workspace, ids: list[int], warehouse: ModuleType
) -> None:
    rows = [
        {
            "workspace_id": workspace.pk, "event": f"e{n}", "customer_id": ids[n],
            "origin_id": ids[n], "shop_id": 1 + n, "occurred_at": ago(n), "landed_at": ago(0),
            "message_id": f"m{n}", "props": '{"a":1}', "batch_id": 1,
        }
        for n in range(3)
    ]  # fmt: skip
    events = facts.schema_of("events")
    facts.land("events", pa.Table.from_pylist(rows, schema=events), token="1")
    sent = [
        {
            "workspace_id": workspace.pk, "customer_id": one, "message_id": 2**53 + 1,
            "source": "broadcast", "source_id": 1, "channel": "email", "kind": "sent",
            "reason": "", "at": ago(1), "link": "", "batch_id": 1,
        }
        for one in ids[:2]
    ]  # fmt: skip
    messages = facts.schema_of("messages")
    facts.land("messages", pa.Table.from_pylist(sent, schema=messages), token="2")
    caller = Caller(workspace)
    identity.merge(system_actor(workspace.pk, "tests"), ids[0], ids[2])
    drain()
    asked: dict[str, Any] = {"list_name": "events", "format": "parquet"}
    _, data = _export(caller, **asked, columns=["event", "customer_id", "props"])
    assert table(data) == [
        ("e2", ids[0], '{"a":1}'),
        ("e1", ids[1], '{"a":1}'),
        ("e0", ids[0], '{"a":1}'),
    ]
    asked["list_name"] = "messages"
    _, data = _export(caller, **asked, columns=["customer_id", "message_id", "kind"])
    assert table(data) == [(one, "9007199254740993", "sent") for one in ids[:2]]
    narrow = Caller(workspace, "analyst", shop_ids=[2])
    _, mine = _export(narrow, **asked, columns=["customer_id"])
    assert table(mine) == [(ids[0],), (ids[1],)]  # the merged one is known in shop 2
    refused = caller.post("/customers/exports", {**asked, "sort": "-at"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_sort")
    unknown = caller.post("/customers/exports", {**asked, "filters": {"q": "x"}})
    assert unknown.status_code == 422


def test_a_long_table_leaves_in_parts_without_gap_or_twin(
    workspace: Workspace, ids: list[int]
) -> None:
    world.orders(workspace.pk, *({"customer_id": ids[2], "amount": n} for n in range(7)))
    scope = Scope(workspace.pk)
    filters = FactFilters()
    names = ["order_no", "amount"]
    (whole,) = everything(scope, "order_lines", filters, names)
    parts = list(everything(scope, "order_lines", filters, names, part=2))
    assert [total for total, _ in parts] == [9] * 5
    assert [one for _, part in parts for one in part] == whole[1]
