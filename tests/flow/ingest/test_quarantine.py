"""Rows that cannot land are named, kept sealed, mended, and then land as if they had been right."""

import io
import sqlite3
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connection

from huike.base.access.facade import Scope, system_actor
from huike.base.access.models import AuditEntry
from huike.base.files.facade import open_table
from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import Conflict, HuikeError, Invalid, NotFound
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import actions, mending, queries
from huike.flow.ingest.models import Import, QuarantinedRow
from huike.flow.ingest.rules.plan import Plan
from huike.flow.ingest.rules.reasons import REASONS
from tests.flow.ingest.conftest import upload

pytestmark = pytest.mark.django_db

HEAD = "order_no,ordered_at,user_id,sku,quantity,unit_price,status,currency\n"
GOOD = "1,2024-01-02,u1,a,1,5,paid,CNY\n"


def _kept(import_id: int) -> list[tuple]:
    rows = QuarantinedRow.objects.filter(source_id=import_id).order_by("row")
    return [(row.row, row.column, row.reason) for row in rows]


def _replayed(owner, import_id: int, **filters) -> Import:
    job_id = mending.replay(owner, import_id, **filters)
    jobs.run_now(job_id, workspace_id=owner.workspace_id)
    return Import.objects.get(pk=import_id)


def test_each_bad_row_is_named_by_row_column_and_reason(bring):
    result = bring(
        HEAD
        + GOOD
        + "2,2024-02-30,u1,a,1,5,paid,CNY\n"
        + "3,2024-01-02,u1,a,-1,5,paid,CNY\n"
        + "4,2024-01-02,u1,a,1,five,paid,CNY\n"
        + "5,2024-01-02,u1,a,1,5,vanished,CNY\n"
        + "6,2024-01-02,u1,a,1,5,paid,USD\n"
        + "7,2199-01-02,u1,a,1,5,paid,CNY\n"
        + ",2024-01-02,u1,a,1,5,paid,CNY\n"
        + "1.23457E+18,2024-01-02,u1,a,1,5,paid,CNY\n"
        + "10,2024-01-02,u1,a,1.5,5,paid,CNY\n"
        + "11,2024-01-02,u1,a,1,999999999999,paid,CNY\n"
        + "12,2024-01-02,u1,a\n"
    )

    assert (result["rows"], result["accepted"], result["quarantined"]) == (12, 1, 11)
    found = _kept(result["import_id"])
    assert found == [
        (3, "ordered_at", "date_unreadable"),
        (4, "quantity", "negative_quantity"),
        (5, "unit_price", "amount_unreadable"),
        (6, "status", "status_unknown"),
        (7, "currency", "currency_unknown"),
        (8, "ordered_at", "date_out_of_range"),
        (9, "order_no", "missing"),
        (10, "order_no", "lost_digits"),
        (11, "quantity", "number_unreadable"),
        (12, "unit_price", "amount_out_of_range"),
        (13, "", "column_count"),
    ]
    assert {reason for _, _, reason in found} <= set(REASONS)


def test_a_buyer_named_by_nothing_usable_is_set_aside(bring):
    head = "order_no,ordered_at,email,phone,amount\n"

    result = bring(head + "1,2024-01-02,not an address,,5\n2,2024-01-02,,123,5\n3,2024-01-02,,,5\n")

    assert _kept(result["import_id"]) == [
        (2, "email", "customer_unknown"),
        (3, "phone", "customer_unknown"),
    ]
    assert result["accepted"] == 1


def test_a_mended_row_lands_beside_its_equal(bring, owner):
    result = bring(HEAD + GOOD + GOOD.replace(",5,", ",x,"))
    import_id = result["import_id"]
    row = QuarantinedRow.objects.get(source_id=import_id)

    mending.mend_row(owner, import_id, row.pk, {"unit_price": "5"})
    done = _replayed(owner, import_id)
    again = bring(HEAD + GOOD + GOOD)

    assert (done.rows, done.accepted, done.duplicates, done.quarantined) == (2, 2, 0, 0)
    assert warehouse.select("SELECT line_count, amount FROM orders FINAL") == [(2, 1000)]
    assert (again["accepted"], again["duplicates"]) == (0, 2)
    assert QuarantinedRow.objects.get(pk=row.pk).state == "replayed"


def test_two_mends_of_equal_lines_in_two_replays(bring, owner):
    result = bring(HEAD + GOOD + GOOD.replace(",5,", ",x,") + GOOD.replace(",5,", ",y,"))
    import_id = result["import_id"]

    for row in QuarantinedRow.objects.filter(source_id=import_id).order_by("row"):
        mending.mend_row(owner, import_id, row.pk, {"unit_price": "5"})
        _replayed(owner, import_id)

    done = Import.objects.get(pk=import_id)
    assert (done.accepted, done.duplicates, done.quarantined) == (3, 0, 0)
    assert warehouse.scalar("SELECT line_count FROM orders FINAL") == 3


def test_a_mend_that_is_still_wrong_waits_under_its_new_reason(bring, owner):
    result = bring(HEAD + GOOD + "2,2024-02-30,u1,a,-1,5,paid,CNY\n")
    import_id = result["import_id"]
    row = QuarantinedRow.objects.get(source_id=import_id)

    mending.mend_row(owner, import_id, row.pk, {"ordered_at": "2024-02-28"})
    done = _replayed(owner, import_id)
    row.refresh_from_db()

    assert (done.accepted, done.quarantined) == (1, 1)
    assert (row.state, row.column, row.reason) == ("open", "quantity", "negative_quantity")
    mending.mend_row(owner, import_id, row.pk, {"quantity": "1"})
    assert _replayed(owner, import_id).quarantined == 0


def test_a_row_without_cells_can_be_written_anew(bring, owner):
    result = bring(HEAD + GOOD + "2,2024-01-02,u1\n")
    row = QuarantinedRow.objects.get(source_id=result["import_id"])
    cells = dict(
        zip(HEAD.strip().split(","), GOOD.strip().replace("1,", "2,", 1).split(","), strict=True)
    )

    mending.mend_row(owner, result["import_id"], row.pk, cells)
    done = _replayed(owner, result["import_id"])

    assert (done.accepted, done.quarantined) == (2, 0)


def test_a_changed_option_lets_many_rows_land_at_once(bring, owner):
    lines = "".join(f"{n},2024-01-02,u1,a,1,5,paid,USD\n" for n in range(2, 7))
    result = bring(HEAD + GOOD + lines)
    row = Import.objects.get(pk=result["import_id"])
    plan = Plan.model_validate(row.plan)

    actions.set_plan(
        owner,
        row.pk,
        plan.model_copy(
            update={"options": plan.options.model_copy(update={"rates": {"USD": Decimal("7")}})}
        ),
    )
    done = _replayed(owner, row.pk, reason="currency_unknown", only_mended=False)

    assert (done.accepted, done.quarantined) == (6, 0)
    assert warehouse.scalar("SELECT sum(amount) FROM orders FINAL WHERE currency = 'USD'") == 17500


def test_after_landing_the_columns_are_fixed(bring, owner):
    result = bring(HEAD + GOOD + "2,never,u1,a,1,5,paid,CNY\n")
    row = Import.objects.get(pk=result["import_id"])
    plan = Plan.model_validate(row.plan)
    other = plan.model_copy(update={"columns": {**plan.columns, "sku": "title"}})

    with pytest.raises(Conflict) as refused:
        actions.set_plan(owner, row.pk, other)

    assert refused.value.code == "import_mapping_fixed"
    row.refresh_from_db()
    assert row.plan["columns"]["sku"] == "sku"


def test_replaying_products_and_customers(bring, owner):
    products = bring("sku,title,price\na,A,1\nb,B,x\n", "products")
    customers = bring("user_id,email\nu1,\n,\n", "customers")
    broken = bring("email,name\nnobody,x\n", "customers")
    for result, cells in [
        (products, {"price": "2"}),
        (broken, {"email": "b@example.com"}),
    ]:
        (row,) = QuarantinedRow.objects.filter(source_id=result["import_id"])
        mending.mend_row(owner, result["import_id"], row.pk, cells)
        done = _replayed(owner, result["import_id"])
        assert (done.quarantined, done.accepted) == (0, done.rows)

    assert customers["rows"] == 1
    assert warehouse.select("SELECT sku, price FROM products FINAL ORDER BY sku") == [
        ("a", 100),
        ("b", 200),
    ]


def test_discarding_forgets_the_cells(bring, owner):
    result = bring(HEAD + GOOD + "2,never,u1,a,1,5,paid,CNY\n3,x,u1,a,1,y,paid,CNY\n")
    import_id = result["import_id"]

    count = mending.discard(owner, import_id, row_ids=None, reason="date_unreadable")

    assert count == 2
    assert queries.quarantine(queries.one(import_id, scope=owner.scope)).total == 0
    shown = queries.quarantine(queries.one(import_id, scope=owner.scope), state="discarded")
    assert [one.cells for one in shown.items] == [{}, {}]
    with pytest.raises(Conflict, match="No row"):
        mending.replay(owner, import_id)


def test_cells_are_masked_in_lists_and_whole_for_who_may_see_them(bring, owner):
    head = "order_no,ordered_at,phone,name,收货地址,note,amount\n"
    result = bring(head + "1,never,13800138000,张小三,人民路一号,ring 13900139000 or a@b.com,5\n")
    source = queries.one(result["import_id"], scope=owner.scope)

    (shown,) = queries.quarantine(source).items
    whole = mending.reveal_row(owner, source.pk, shown.id)

    assert shown.cells["order_no"] == "1"
    assert shown.cells["ordered_at"] == "never"
    for part in ("13800138000", "小三", "人民路", "13900139000", "a@b.com"):
        assert part not in str(shown.cells)
        assert part in str(whole.cells)
    assert AuditEntry.objects.filter(action="import.row_revealed").count() == 1


def test_the_quarantine_can_be_taken_out_and_is_safe_to_open(bring, owner):
    result = bring(HEAD + "=1+1,never,u1,a,1,5,paid,CNY\n")
    out = io.BytesIO()

    count = mending.export(owner, result["import_id"], out, format="csv")

    assert count == 1
    with open_table(io.BytesIO(out.getvalue())) as reader:
        (row,) = [row for batch in reader.batches() for row in batch.table.iter_rows(named=True)]
    assert row["problem_reason"] == "date_unreadable"
    assert row["row"] == "2"
    assert row["order_no"] == "'=1+1"


@pytest.mark.parametrize("cells", [{"nowhere": "x"}, {"unit_price": "x" * 70_000}])
def test_a_mend_that_cannot_be_is_refused(bring, owner, cells):
    result = bring(HEAD + "1,never,u1,a,1,5,paid,CNY\n")
    row = QuarantinedRow.objects.get(source_id=result["import_id"])

    with pytest.raises(Invalid):
        mending.mend_row(owner, result["import_id"], row.pk, cells)

    assert QuarantinedRow.objects.get(pk=row.pk).state == "open"


def test_a_mapping_that_fits_nothing_stops_early(owner, warehouse_tables, monkeypatch):
    monkeypatch.setattr("huike.flow.ingest.steps.reading._MOST_BEFORE_DOUBT", 100)
    row = upload(owner, HEAD + "1,never,u1,a,1,5,paid,CNY\n" * 300)

    job_id = actions.run(owner, row.pk)
    jobs.run_now(job_id, workspace_id=owner.workspace_id)
    row.refresh_from_db()

    assert (row.state, row.problem["code"]) == ("failed", "import_too_many_problems")
    assert QuarantinedRow.objects.count() == 0
    assert warehouse.scalar("SELECT count() FROM order_lines") == 0


def test_another_workspaces_import_does_not_exist(bring, other_workspace):
    result = bring(HEAD + "1,never,u1,a,1,5,paid,CNY\n")
    import_id = result["import_id"]
    row = QuarantinedRow.objects.get(source_id=import_id)
    stranger = system_actor(other_workspace.pk)

    for act in (
        lambda: queries.one(import_id, scope=stranger.scope),
        lambda: queries.one(import_id, scope=Scope(row.workspace_id, (10**6,))),
        lambda: mending.mend_row(stranger, import_id, row.pk, {}),
        lambda: mending.discard(stranger, import_id, row_ids=None),
        lambda: mending.replay(stranger, import_id, only_mended=False),
        lambda: actions.cancel(stranger, import_id),
        lambda: actions.run(stranger, import_id),
    ):
        with pytest.raises(NotFound):
            act()
    assert QuarantinedRow.objects.get(pk=row.pk).state == "open"


def test_no_personal_value_lies_readable_on_the_disk(bring, owner, settings):
    canaries = ("13812345678", "canary@example.com", "卡娜丽")
    head = "order_no,ordered_at,phone,email,name,amount\n"
    line = ",".join(("never", *canaries, "5")) + "\n"
    bring(head + "1," + line + "2," + line.replace("never", "2024-01-02"))

    folders = [Path(settings.BLOB_URL), Path(settings.HUIKE_HOME) / "warehouse"]
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    database = "".join(connection.connection.iterdump()) if _is_sqlite() else ""

    assert files
    for canary in canaries:
        assert canary not in database
        assert not [path for path in files if canary.encode() in path.read_bytes()]


def _is_sqlite() -> bool:
    return isinstance(connection.connection, sqlite3.Connection)


def test_refusals_have_codes(owner, warehouse_tables):
    row = upload(owner, HEAD + GOOD)

    for act in (
        lambda: mending.replay(owner, row.pk),
        lambda: actions.cancel(owner, row.pk),
        lambda: queries.quarantine(row, state="what"),
    ):
        with pytest.raises(HuikeError) as refused:
            act()
        assert refused.value.code != "refused"
