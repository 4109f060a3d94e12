"""Many rows are mended in one act: counted before, recorded, and read again after."""

import io
import json
from datetime import timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from huike.base.access.facade import Scope, system_actor
from huike.base.access.models import AuditEntry, Workspace
from huike.base.files.facade import open_table
from huike.base.jobs import facade as jobs
from huike.base.jobs.models import Job
from huike.base.jobs.runner import Context
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict, HuikeError, NotFound
from huike.base.warehouse import facade as warehouse
from huike.entry.commands.quarantine import quarantine_group
from huike.flow.ingest import mending
from huike.flow.ingest.mends import actions, commands, listing, looking
from huike.flow.ingest.mends.rules import BulkChange, changing
from huike.flow.ingest.models import BulkMend, Import, QuarantinedRow

HEAD = "order_no,ordered_at,user_id,sku,quantity,unit_price,status,phone\n"
DAYS = "".join(f"{n},{n}/02/2024,u{n},a,1,5,paid,\n" for n in range(14, 20))
FILE = (
    HEAD
    + "1,2024-01-02,u1,a,1,5,paid,\n"
    + DAYS
    + "30,25/02/2024,u1,a,-2,5,paid,\n"
    + "31,never,u1,a,1,5,paid,\n"
    + "32,2024-02-01,u1,a,1,5,vanished,13800138000\n"
)
DATE = BulkChange(column="ordered_at", how="date", value="DD/MM/YYYY")


def _act(how: str, value: str | None = None, find: str = "", *, comma: bool = False):
    change = BulkChange.model_validate({"column": "c", "how": how, "value": value, "find": find})
    return changing(change, is_decimal_comma=comma)


def test_what_a_change_does_to_a_cell() -> None:
    date = _act("date", "DD/MM/YY HH:mm")
    assert date(" 3/4/24 7:05 ") == "2024-04-03 07:05:00"
    assert date("31/02/24 00:00") == "31/02/24 00:00"
    assert _act("date", "YYYY年M月D日")("2024年2月3日") == "2024-02-03"
    assert _act("date", "MM%DD%YYYY")("02%03%2024") == "2024-02-03"
    assert _act("number", ".")("¥1,234.50元") == "1234.50"
    assert _act("number", ",")("-1.234,5 EUR") == "-1234.5"
    assert _act("number", ".", comma=True)("１２.5") == "12,5"
    assert [_act("number", ".")(cell) for cell in ("1.2.3", "none", "", None)] == [
        "1.2.3", "none", "", None,
    ]  # fmt: skip
    assert _act("set", "x")(None) == "x"
    assert _act("set", "")("x") is None
    assert [_act("replace", "b", "a")(cell) for cell in ("aca", None)] == ["bcb", None]


@pytest.mark.parametrize(
    ("how", "value", "code"),
    [
        ("replace", "x", "mend_find"),
        ("date", "DD/MM", "mend_pattern"),
        ("date", "DD/MM/YYYY a", "mend_pattern"),
        ("date", "DD/MM/YYYY YY", "mend_pattern"),
        ("number", "'", "mend_decimal_sign"),
    ],
)
def test_a_change_that_says_nothing_is_refused(how: str, value: str, code: str) -> None:
    with pytest.raises(HuikeError) as refused:
        _act(how, value)
    assert refused.value.code == code


@settings(max_examples=50)
@given(st.dates(), st.sampled_from(["DD.MM.YYYY", "YYYY/M/D", "MMDDYYYY"]))
def test_every_date_is_read_as_it_was_written(day, pattern) -> None:
    written = pattern.replace("YYYY", f"{day:%Y}".zfill(4))
    for part, value in (("MM", f"{day:%m}"), ("DD", f"{day:%d}"), ("M", day.month), ("D", day.day)):
        written = written.replace(part, str(value))
    assert _act("date", pattern)(written) == day.isoformat()


@pytest.mark.django_db
def test_a_date_is_read_by_a_pattern_in_all_rows_of_a_filter(bring, owner) -> None:
    import_id = bring(FILE)["import_id"]
    narrowed = {"reason": "date_unreadable", "column": "ordered_at"}

    seen = looking.preview(owner, import_id, DATE, **narrowed)

    assert (seen.matched, seen.looked_at, seen.changed, seen.would_pass) == (8, 8, 7, 6)
    assert seen.still_wrong == [looking.StillWrong("negative_quantity", "quantity", 1)]
    assert seen.sample[0] == looking.Sample(3, "14/02/2024", "2024-02-14")
    assert set(QuarantinedRow.objects.values_list("state", flat=True)) == {"open"}

    done, source = commands.mend_rows(owner, import_id, DATE, **narrowed)

    assert (done.matched, done.changed, done.asked_by) == (8, 7, owner.label)
    assert done.finished_at is not None
    assert (source.accepted, source.quarantined) == (7, 3)
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 7
    left = QuarantinedRow.objects.exclude(state="replayed").order_by("row")
    assert list(left.values_list("row", "reason", "state")) == [
        (9, "negative_quantity", "open"),
        (10, "date_unreadable", "open"),
        (11, "status_unknown", "open"),
    ]
    (entry,) = AuditEntry.objects.filter(action="import.rows_mended")
    assert entry.count == 8
    assert [one.pk for one in looking.mends(source)] == [done.pk]

    # Another reading of the same rows changes nothing, and what was mended first stays mended.
    sold = BulkChange(column="quantity", how="replace", find="-", value="")
    _, source = commands.mend_rows(owner, import_id, sold, reason="negative_quantity")
    assert (source.accepted, source.quarantined) == (8, 2)
    again, source = commands.mend_rows(owner, import_id, DATE)
    assert (again.matched, again.changed, again.replay_job_id) == (2, 0, None)
    assert (source.accepted, source.quarantined) == (8, 2)


@pytest.mark.django_db
def test_a_mend_cut_off_changes_no_cell_twice(bring, owner, monkeypatch) -> None:
    import_id = bring(FILE)["import_id"]
    monkeypatch.setattr(actions, "_CHUNK", 3)
    twice = BulkChange(column="user_id", how="replace", find="u", value="uu")
    row = actions.begin(owner, import_id, twice, column="ordered_at")

    class Cut(Exception):
        pass

    def cut(done: int, total: int, note: str) -> None:
        if done >= 6:
            raise Cut

    context = Context(Job.objects.get(pk=row.job_id), watcher=cut)
    with pytest.raises(Cut):
        actions.carry_out(BulkMend.objects.get(pk=row.pk), context)
    assert BulkMend.objects.get(pk=row.pk).changed == 6
    with pytest.raises(Conflict) as refused:
        actions.begin(owner, import_id, DATE)
    assert refused.value.code == "mend_running"
    jobs.run_now(row.job_id, workspace_id=owner.workspace_id)

    row.refresh_from_db()
    assert (row.changed, row.replay_job_id is not None) == (8, True)
    cells = [
        mending.reveal_row(owner, import_id, one.pk).cells["user_id"]
        for one in QuarantinedRow.objects.filter(column="ordered_at").order_by("row")
    ]
    assert cells == [f"uu{n}" for n in range(14, 20)] + ["uu1", "uu1"]


@pytest.mark.django_db
def test_what_waits_is_listed_over_all_files_and_taken_out_by_filter(bring, owner) -> None:
    first = bring(FILE)["import_id"]
    second = bring("sku,title,price\na,A,x\nb,B,y\n", "products", shop="B")["import_id"]
    scope, now = owner.scope, clock.now()
    shop_id = Import.objects.get(pk=second).shop_id

    def found(scope=scope, **wanted):
        page = listing.waiting(scope, listing.Wanted(**wanted))
        return page.total, [(one.import_id, one.reason, one.count) for one in page.items]

    products = (second, "amount_unreadable", 2)
    dates, status = (first, "date_unreadable", 8), (first, "status_unknown", 1)
    assert found() == (11, [products, dates, status])
    assert found(kind="products") == found(shop_id=shop_id) == (2, [products])
    assert found(reason="status_unknown") == found(column="status") == (1, [status])
    assert found(q="nowhere") == found(until=now - timedelta(days=1)) == (0, [])
    assert found(q="ORD", since=now - timedelta(days=1))[0] == 11
    assert found(Scope(scope.workspace_id, (shop_id,))) == (2, [products])
    assert found(Scope(scope.workspace_id + 1)) == (0, [])
    assert listing.by_reason(scope, listing.Wanted())[0] == {
        "reason": "date_unreadable", "count": 8,
    }  # fmt: skip
    page, seen = listing.waiting(scope, listing.Wanted(), limit=1), []
    while page.next_cursor:
        seen += page.items
        page = listing.waiting(scope, listing.Wanted(), cursor=page.next_cursor, limit=1)
    assert [one.count for one in [*seen, *page.items]] == [2, 8, 1]

    out = io.BytesIO()
    assert mending.export(owner, first, out, format="csv", reason="status_unknown") == 1
    with open_table(io.BytesIO(out.getvalue())) as reader:
        (row,) = [row for part in reader.batches() for row in part.table.iter_rows(named=True)]
    assert (row["row"], row["order_no"]) == ("11", "32")

    name = Workspace.objects.get(pk=scope.workspace_id).name
    said = CliRunner().invoke(
        quarantine_group, ["list", "--workspace", name, "--kind", "orders", "--json"]
    )
    told = json.loads(said.output)
    assert (told["rows"], [one["count"] for one in told["items"]]) == (9, [8, 1])
    wish = ["mend", str(first), "date", "--in", "ordered_at", "--value", "DD/MM/YYYY"]
    said = CliRunner().invoke(quarantine_group, [*wish, "--workspace", name])
    assert json.loads(said.output)["would_pass"] == 6

    shown = looking.preview(
        owner, first, BulkChange(column="phone", how="set", value="13900139000")
    )
    assert "13800138000" not in str(shown.sample)
    assert "13900139000" not in str(shown.sample)


@pytest.mark.django_db
def test_refused_mends_change_nothing(bring, owner, other_workspace) -> None:
    import_id = bring(FILE)["import_id"]
    stranger = system_actor(other_workspace.pk)
    for actor, change, narrowed, code in (
        (owner, BulkChange(column="nowhere", how="set", value="x"), {}, "mend_column"),
        (owner, DATE, {"reason": "lost_digits"}, "mend_nothing"),
        (owner, BulkChange(column="sku", how="replace"), {}, "mend_find"),
        (stranger, DATE, {}, "import_missing"),
    ):
        with pytest.raises(HuikeError) as refused:
            actions.begin(actor, import_id, change, **narrowed)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        looking.preview(stranger, import_id, DATE)
    Import.objects.filter(pk=import_id).update(blob_key="")
    with pytest.raises(Conflict) as refused:
        actions.begin(owner, import_id, DATE)
    assert refused.value.code == "import_file_gone"
    assert not BulkMend.objects.exists()
    assert set(QuarantinedRow.objects.values_list("state", flat=True)) == {"open"}
