"""Imports over HTTP, from the upload to the mended row."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from huike.base.access.models import AuditEntry
from huike.base.files.facade import open_table
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.library.commerce import facade as commerce
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
TEXT = (
    "order_no,ordered_at,user_id,手机,amount\n"
    "1,2024-01-02,u1,13800138000,5\n"
    "2,2024-02-30,u2,13900139000,7\n"
)


@pytest.fixture
def shop(owner):
    return commerce.create_shop(owner, name="A")


@pytest.fixture
def boss(workspace):
    return Caller(workspace)


def _upload(caller: Caller, shop_id: int, text: str = TEXT, **more: object):
    file = SimpleUploadedFile("d:\\exports\\orders.csv", text.encode())
    form = {"kind": "orders", "shop_id": shop_id, "file": file, **more}
    return caller._client.post("/api/v1/imports", form)


def test_from_upload_to_mended_row(boss, shop, warehouse_tables):
    made = _upload(boss, shop.id)
    import_id = made.json()["id"]
    preview = boss.post("/imports/preview", {"import_id": import_id}).json()
    tried = boss.post(f"/imports/{import_id}/dry-run")
    drain()
    trial = boss.get(f"/imports/{import_id}").json()["trial"]
    started = boss.post(f"/imports/{import_id}/run")
    drain()
    done = boss.get(f"/imports/{import_id}").json()
    (row,) = boss.get(f"/imports/{import_id}/quarantine").json()["items"]
    change = {"column": "ordered_at", "how": "replace", "find": "-30", "value": "-27"}
    wish = {"reason": "date_unreadable", "change": change}
    seen = boss.post(f"/imports/{import_id}/quarantine/mend-preview", wish).json()
    waiting = boss.get("/imports/quarantine", imported_to="2001-01-01").json()
    assert (waiting["rows"], waiting["items"], waiting["reasons"]) == (0, [], [])
    waiting = boss.get("/imports/quarantine", imported_from="2001-01-01").json()
    assert waiting["reasons"] == [{"reason": "date_unreadable", "count": 1}]
    assert (waiting["rows"], waiting["items"][0]["import_id"]) == (1, import_id)
    assert (seen["matched"], seen["changed"], seen["would_pass"]) == (1, 1, 1)
    mended = boss.send(
        "patch",
        f"/imports/{import_id}/quarantine/{row['id']}",
        {"cells": {"ordered_at": "2024-02-28"}},
    )
    replayed = boss.post(f"/imports/{import_id}/replay", {})
    drain()
    end = boss.get(f"/imports/{import_id}").json()

    assert (made.status_code, made.json()["state"]) == (201, "draft")
    assert made.json()["file_name"] == "orders.csv"
    assert preview["columns"] == ["order_no", "ordered_at", "user_id", "手机", "amount"]
    assert preview["plan"]["columns"]["手机"] == "phone"
    assert preview["sample"][0]["cells"] == {
        "order_no": "1",
        "ordered_at": "2024-01-02",
        "user_id": "u***",
        "手机": "1***00",
        "amount": "5",
    }
    assert (tried.status_code, started.status_code, replayed.status_code) == (202, 202, 202)
    assert (trial["rows"], trial["good"], trial["quarantined"]) == (2, 1, 1)
    assert trial["problems"] == [
        {"row": 3, "column": "ordered_at", "reason": "date_unreadable", "value": "2024-02-30"}
    ]
    assert (done["state"], done["accepted"], done["quarantined"]) == ("finished", 1, 1)
    assert done["reasons"] == [{"reason": "date_unreadable", "column": "ordered_at", "count": 1}]
    assert (mended.status_code, mended.json()["state"]) == (200, "mended")
    assert (end["accepted"], end["quarantined"], end["reasons"]) == (2, 0, [])


def test_a_mapping_is_edited_before_the_run_and_proposed_the_next_time(
    boss, shop, warehouse_tables
):
    text = "a,b,c\n1,2024-01-02,5\n"
    import_id = _upload(boss, shop.id, text).json()["id"]
    refused = boss.post(f"/imports/{import_id}/run")
    plan = {"layout": "generic", "columns": {"a": "order_no", "b": "ordered_at", "c": "amount"}}

    kept = boss.send("put", f"/imports/{import_id}/mapping", plan)
    boss.post(f"/imports/{import_id}/run")
    drain()
    again = _upload(boss, shop.id, text).json()
    preview = boss.post("/imports/preview", {"import_id": again["id"]}).json()

    assert (refused.status_code, refused.json()["code"]) == (422, "mapping_incomplete")
    assert kept.json()["plan"]["columns"] == plan["columns"]
    assert boss.get(f"/imports/{import_id}").json()["accepted"] == 1
    assert again["plan"]["columns"] == plan["columns"]
    assert preview["is_saved"] is True
    wrong = boss.send("put", f"/imports/{again['id']}/mapping", {"columns": {"z": "order_no"}})
    assert wrong.json()["code"] == "mapping_column_missing"


def test_a_run_is_cancelled_before_it_lands(boss, shop, warehouse_tables):
    import_id = _upload(boss, shop.id).json()["id"]
    boss.post(f"/imports/{import_id}/run")

    cancelled = boss.post(f"/imports/{import_id}/cancel")
    drain()
    state = boss.get(f"/imports/{import_id}").json()["state"]
    again = boss.post(f"/imports/{import_id}/run")
    drain()

    assert (cancelled.status_code, state) == (200, "cancelled")
    assert again.status_code == 202
    assert boss.get(f"/imports/{import_id}").json()["accepted"] == 1


def test_a_wish_to_cancel_while_reading_ends_the_run(boss, shop, warehouse_tables, monkeypatch):
    monkeypatch.setattr("huike.flow.ingest.steps.reading.BATCH_ROWS", 2)
    text = TEXT + "".join(f"{n},2024-01-02,u,,1\n" for n in range(3, 30))
    import_id = _upload(boss, shop.id, text).json()["id"]
    job_id = boss.post(f"/imports/{import_id}/run").json()["job_id"]
    Job.objects.filter(pk=job_id).update(is_cancel_requested=True)

    drain()

    found = boss.get(f"/imports/{import_id}").json()
    assert (found["state"], found["rows"], found["quarantined"]) == ("cancelled", 0, 0)
    assert Job.objects.get(pk=job_id).state == "cancelled"
    # Whoever ended it by its job: the import's own history says what came of it.
    entry = AuditEntry.objects.get(action="import.cancelled")
    assert (entry.target_kind, entry.target_id) == ("import", str(import_id))
    assert (entry.actor_kind, entry.actor_label) == ("system", "import")


def test_the_list_is_filtered_and_paged(boss, shop, warehouse_tables):
    for _ in range(3):
        _upload(boss, shop.id)

    first = boss.get("/imports", limit=2).json()
    second = boss.get("/imports", limit=2, cursor=first["next_cursor"]).json()

    assert (first["total"], len(first["items"]), len(second["items"])) == (3, 2, 1)
    assert second["next_cursor"] is None
    assert boss.get("/imports", kind="products").json()["total"] == 0
    assert boss.get("/imports", q="orders", state="draft").json()["total"] == 3


def test_the_same_file_is_read_once_more_as_something_else(boss, shop, warehouse_tables):
    first = _upload(boss, shop.id, "product_id,product_name,order_no\na,Apple,1\n").json()

    form = {"kind": "products", "shop_id": shop.id, "again_id": first["id"]}
    second = boss._client.post("/api/v1/imports", form)

    assert second.status_code == 201
    assert second.json()["plan"]["columns"] == {"product_id": "sku", "product_name": "title"}


def test_the_quarantine_is_taken_out_masked_or_whole(
    boss, shop, workspace, warehouse_tables, tmp_path
):
    import_id = _upload(boss, shop.id).json()["id"]
    boss.post(f"/imports/{import_id}/run")
    drain()

    def phones(caller: Caller) -> list[str]:
        answer = caller.get(f"/imports/{import_id}/quarantine/export", format="csv")
        path = tmp_path / "out.csv"
        path.write_bytes(b"".join(answer.streaming_content))
        with open_table(path) as reader:
            return [r["手机"] for b in reader.batches() for r in b.table.iter_rows(named=True)]

    assert phones(boss) == ["13900139000"]
    assert phones(Caller(workspace, "analyst")) == ["1***00"]


def test_who_may_do_what(boss, shop, workspace, other_workspace, warehouse_tables):
    import_id = _upload(boss, shop.id).json()["id"]
    boss.post(f"/imports/{import_id}/run")
    drain()
    (row,) = boss.get(f"/imports/{import_id}/quarantine").json()["items"]
    reveal = f"/imports/{import_id}/quarantine/{row['id']}"

    assert Caller(workspace, "agent").get("/imports").status_code == 403
    assert Caller(workspace, "analyst").get("/imports").status_code == 200
    assert _upload(Caller(workspace, "analyst"), shop.id).status_code == 403
    assert Caller(workspace, "marketer").get(reveal).status_code == 403
    assert boss.get(reveal).json()["cells"]["手机"] == "13900139000"
    for caller in (
        Caller(other_workspace),
        Caller(workspace, "marketer", shop_ids=[shop.id + 1]),
    ):
        assert caller.get("/imports").json()["total"] == 0
        for path in (f"/imports/{import_id}", f"/imports/{import_id}/quarantine"):
            assert caller.get(path).status_code == 404
        for path in ("run", "dry-run", "cancel", "replay", "quarantine/discard"):
            assert caller.post(f"/imports/{import_id}/{path}").status_code == 404
        assert caller.post("/imports/preview", {"import_id": import_id}).status_code == 404
        assert _upload(caller, shop.id).status_code == 404


def test_a_bad_upload_is_a_clear_problem(boss, shop):
    answer = _upload(boss, shop.id, "a,a\n1,2\n")
    missing = boss._client.post("/api/v1/imports", {"kind": "orders", "shop_id": shop.id})

    assert (answer.status_code, answer.json()["code"]) == (422, "header_doubled")
    assert answer.json()["mend"]
    assert missing.status_code == 404
