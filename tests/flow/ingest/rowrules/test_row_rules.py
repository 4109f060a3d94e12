"""Rules that persons set for rows: what they would do, warn of and hold back, and what passes."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.base.kernel.errors import Conflict
from huike.base.warehouse import facade as warehouse
from huike.entry.commands.quality import quality_group
from huike.flow.ingest import actions, mending
from huike.flow.ingest.mends import looking
from huike.flow.ingest.mends.rules import BulkChange
from huike.flow.ingest.models import Import, QualityCount, QuarantinedRow, RowRule
from huike.flow.ingest.steps import driver
from huike.flow.ingest.steps.trial import trial
from huike.library.commerce import facade as commerce
from tests.flow.ingest.conftest import Bring, upload
from tests.support.api import Caller

pytestmark = [pytest.mark.facts, pytest.mark.django_db]
HEAD = "order_no,ordered_at,user_id,sku,quantity,unit_price,amount\n"
Set = Callable[..., dict[str, Any]]
AMOUNT = {"kind": "range", "field": "amount", "low": 100, "high": 100_000}
SKU = {"kind": "pattern", "field": "sku", "pattern": "A-#"}
NOW = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)


def line(number: int, sku: str = "A-1", amount: str = "5.00", *, user: str = "u1") -> str:
    return f"{number},2026-02-20 10:00:00,{user},{sku},1,{amount},{amount}\n"


@pytest.fixture(autouse=True)
def now() -> Any:
    clock.live_at(NOW)
    yield
    clock.live_at(None)


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


@pytest.fixture
def shop_id(owner: Actor) -> int:
    return commerce.ensure_shop(owner, "A").id


@pytest.fixture
def set_rule(boss: Caller, shop_id: int) -> Set:
    """Set a rule for the order files of the shop."""

    def set_rule(test: dict[str, Any], severity: str = "hold", **more: Any) -> dict[str, Any]:
        body = {"source_kind": "file_orders", "source_id": shop_id, "severity": severity}
        answer = boss.post("/row-rules", {**body, "test": test, **more})
        assert answer.status_code == 201, answer.content
        return answer.json()

    return set_rule


def aside(import_id: int) -> list[tuple[int, str, str, str]]:
    rows = QuarantinedRow.objects.filter(source_id=import_id).order_by("row")
    return list(rows.values_list("row", "column", "reason", "state"))


def landed() -> list[str]:
    return [one for (one,) in warehouse.select("SELECT order_no FROM orders FINAL ORDER BY 1")]


def counts() -> dict[str, int]:
    return dict(QualityCount.objects.filter(count__gt=0).values_list("what", "count"))


def replayed(owner: Actor, import_id: int, **asked: Any) -> Import:
    jobs.run_now(mending.replay(owner, import_id, **asked), workspace_id=owner.workspace_id)
    return Import.objects.get(pk=import_id)


def test_a_row_is_held_back_or_warned_of_and_both_are_counted(
    bring: Bring, set_rule: Set, boss: Caller, shop_id: int
) -> None:
    hold = set_rule(AMOUNT)["id"]
    warn = set_rule(SKU, "warn")["id"]
    set_rule({"kind": "presence", "field": "buyer"}, "warn", is_on=False)
    file = HEAD + line(1) + line(2, amount="0.50") + line(3, "B") + line(4, "B", "5000") + line(5)

    done = bring(file)

    assert (done["rows"], done["accepted"], done["quarantined"]) == (5, 3, 2)
    assert landed() == ["1", "3", "5"]
    assert aside(done["import_id"]) == [
        (3, "amount", "rule_range", "open"),
        (5, "amount", "rule_range", "open"),
    ]
    expected = {"came": 5, "held": 2, "warned": 1, f"r{hold}": 2, f"r{warn}": 2}
    assert counts() == expected
    assert boss.get(f"/imports/{done['import_id']}").json()["warned"] == 1
    told = boss.get("/row-rules").json()
    assert [(one["id"], one["broken"]) for one in told["items"]][:2] == [(hold, 2), (warn, 2)]
    source = boss.get(f"/quality/file_orders/{shop_id}").json()
    assert source["score"] == 50  # two are lost whole, one by half
    assert [one["check"] for one in source["rules"]][-1] == "rules"

    # The file again: what is held back stays so, and what lands is a duplicate.
    assert (bring(file)["accepted"], landed()) == (0, ["1", "3", "5"])


def test_the_share_of_rows_that_break_rules_raises_an_alert(
    bring: Bring, set_rule: Set, boss: Caller, shop_id: int
) -> None:
    set_rule(SKU, "warn")
    good = "".join(line(number) for number in range(1, 19))
    bring(HEAD + good + line(19, "B") + line(20, "C"))
    rules = boss.get(f"/quality/file_orders/{shop_id}").json()["rules"]
    [found] = [one for one in rules if one["check"] == "rules"]
    assert (found["state"], found["facts"]) == ("wrong", {"seen": 20, "failed": 2, "limit": 5})


def test_a_held_row_lands_when_it_passes_the_rule_as_it_is_then(
    bring: Bring, set_rule: Set, boss: Caller, owner: Actor
) -> None:
    rule = set_rule(AMOUNT)
    # Equal lines of one order: what has landed of it must stay what it is.
    file = HEAD + line(1) + line(1) + line(2, amount="0.50") + line(1, amount="0.10")
    import_id = bring(file)["import_id"]
    assert [state for *_, state in aside(import_id)] == ["open", "open"]

    assert replayed(owner, import_id, only_mended=False).quarantined == 2
    assert {(reason, state) for _, _, reason, state in aside(import_id)} == {("rule_range", "open")}

    change = BulkChange(column="amount", how="replace", find="0.10", value="0.20")
    source = Import.objects.get(pk=import_id)
    assert looking.preview(owner, import_id, change).would_pass == 0

    # A rule that is stricter to what has landed takes nothing of it back.
    body = {"severity": "hold", "test": {**AMOUNT, "low": 20, "high": 60}}
    answer = boss.send("put", f"/row-rules/{rule['id']}", body)
    assert answer.status_code == 200
    mending.mend_row(owner, import_id, _row(source, 5), {"amount": "0.50"})
    source = replayed(owner, import_id, only_mended=False)
    assert (source.accepted, source.quarantined) == (4, 0)
    lines = "SELECT order_no, amount FROM order_lines FINAL ORDER BY order_no, amount"
    assert warehouse.select(lines) == [("1", 50), ("1", 500), ("1", 500), ("2", 50)]
    # What a replay brings was counted when it came.
    assert counts() == {"came": 4, "held": 2, f"r{rule['id']}": 2}


def _row(source: Import, number: int) -> int:
    return QuarantinedRow.objects.get(source=source, row=number).pk


def test_a_person_lets_rows_through_on_purpose(
    bring: Bring, set_rule: Set, boss: Caller, owner: Actor, workspace: Workspace
) -> None:
    set_rule(AMOUNT)
    bad = "4,never,u1,A-1,1,5.00,5.00\n"
    import_id = bring(HEAD + line(1) + line(2, amount="0.50") + line(3, amount="0.40") + bad)[
        "import_id"
    ]
    address = f"/imports/{import_id}/quarantine/release"
    nothing = boss.post(address, {"reason": "date_unreadable"})
    assert (nothing.status_code, nothing.json()["code"]) == (409, "release_nothing")
    assert Caller(workspace, "analyst").post(address, {}).status_code == 403
    assert not QuarantinedRow.objects.filter(is_released=True).exists()

    source = Import.objects.get(pk=import_id)
    answer = boss.post(address, {"row_ids": [_row(source, 3), _row(source, 5)]})
    assert answer.status_code == 202
    jobs.run_now(answer.json()["job_id"], workspace_id=workspace.pk)

    assert landed() == ["1", "2"]
    assert [(row, state) for row, *_, state in aside(import_id)] == [
        (3, "replayed"), (4, "open"), (5, "open"),
    ]  # fmt: skip
    (entry,) = AuditEntry.objects.filter(action="import.rows_released")
    assert (entry.count, entry.target_id) == (1, str(import_id))


def test_a_sku_must_be_known_and_a_date_and_a_buyer_there(bring: Bring, set_rule: Set) -> None:
    bring("sku,title\nA-1,Tea\n", "products")
    set_rule({"kind": "reference", "field": "sku"})
    set_rule({"kind": "age", "field": "ordered_at", "days": 365, "not_in_future": True})
    set_rule({"kind": "presence", "field": "buyer"})
    old = "4,2024-02-20,u1,A-1,1,5.00,5.00\n5,2026-03-03,u1,A-1,1,5.00,5.00\n"
    import_id = bring(HEAD + line(1) + line(2, "A-9") + line(3, user="") + old)["import_id"]
    assert aside(import_id) == [
        (3, "sku", "rule_reference", "open"),
        (4, "user_id", "rule_presence", "open"),
        (5, "ordered_at", "rule_age", "open"),
        (6, "ordered_at", "rule_age", "open"),
    ]
    assert landed() == ["1"]


def test_a_dry_run_says_what_rules_would_do_and_products_have_rules_too(
    bring: Bring, set_rule: Set, boss: Caller, shop_id: int, owner: Actor
) -> None:
    set_rule(AMOUNT)
    set_rule(SKU, "warn")
    row = upload(owner, HEAD + line(1) + line(2, "B") + line(3, amount="0.50"))
    found = trial(row, None)
    assert (found["good"], found["quarantined"], found["warned"]) == (2, 1, 1)
    assert found["reasons"] == {"rule_range": 1}

    price = {"kind": "range", "field": "price", "low": 1}
    body = {"source_kind": "file_products", "source_id": shop_id, "severity": "hold"}
    assert boss.post("/row-rules", {**body, "test": price}).status_code == 201
    import_id = bring("sku,title,price\nA-1,Tea,0\nA-2,Tea,3\n", "products")["import_id"]
    assert aside(import_id) == [(2, "price", "rule_range", "open")]
    seen = boss.post("/row-rules/preview", {**body, "test": {**price, "low": 400}}).json()
    assert (seen["seen"], seen["broken"], seen["is_most"]) == (1, 1, True)
    assert [(one["sku"], one["value"]) for one in seen["sample"]] == [("A-2", "300")]


def test_what_a_rule_would_have_done_is_shown_before_it_is_set(
    bring: Bring, boss: Caller, shop_id: int, owner: Actor, tmp_path: Path
) -> None:
    cheap = "".join(line(number, amount="0.50") for number in range(1, 31))
    bring(HEAD + cheap + line(1) + "".join(line(number) for number in range(31, 60)))
    body = {"source_kind": "file_orders", "source_id": shop_id, "severity": "hold"}

    found = boss.post("/row-rules/preview", {**body, "test": AMOUNT}).json()

    sample = found.pop("sample")
    assert found == {
        "seen": 60, "orders": 59, "broken": 30, "broken_orders": 30, "is_most": False,
    }  # fmt: skip
    assert (len(sample), len({one["order_no"] for one in sample})) == (20, 20)
    assert {one["value"] for one in sample} == {"50"}
    who = warehouse.scalar("SELECT max(customer_id) FROM orders FINAL")
    assert {one["customer_id"] for one in sample} == {who}
    most = boss.post("/row-rules/preview", {**body, "test": {**AMOUNT, "low": 501}}).json()
    assert (most["broken"], most["is_most"]) == (60, True)
    assert not RowRule.objects.exists()
    clock.live_at(datetime.now(UTC) + timedelta(days=31))  # the engine says when rows landed
    late = boss.post("/row-rules/preview", {**body, "test": AMOUNT}).json()
    assert (late["seen"], late["is_most"], late["sample"]) == (0, False, [])
    clock.live_at(NOW)

    file = tmp_path / "rule.json"
    file.write_text(json.dumps({"severity": "warn", "test": AMOUNT}))
    where = ["--workspace", Workspace.objects.get(pk=owner.workspace_id).name]
    args = ["rules", "add", str(file), "--source", "A", "--save", *where]
    told = json.loads(CliRunner().invoke(quality_group, args).output)
    assert (told["broken"], told["rule_id"]) == (30, RowRule.objects.get().pk)
    listed = CliRunner().invoke(quality_group, ["rules", "list", *where]).output
    assert listed.startswith(f"{told['rule_id']}\tfile_orders {shop_id}\twarn\t")
    CliRunner().invoke(quality_group, ["rules", "remove", str(told["rule_id"]), *where])
    assert not RowRule.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"source_kind": "events"}, "row_rule_source"),
        ({"test": {"kind": "reference", "field": "amount"}}, "row_rule_field"),
        ({"test": {**AMOUNT, "low": 3, "high": 2}}, "row_rule_limits"),
        ({"test": {"kind": "age", "field": "ordered_at"}}, "row_rule_limits"),
        ({"source_id": 999_999}, "shop_missing"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    boss: Caller, shop_id: int, change: dict[str, Any], code: str
) -> None:
    body = {"source_kind": "file_orders", "source_id": shop_id, "severity": "hold", "test": AMOUNT}
    for address in ("/row-rules", "/row-rules/preview"):
        answer = boss.post(address, {**body, **change})
        assert (answer.status_code >= 400, answer.json()["code"]) == (True, code)
    assert not RowRule.objects.exists()


def test_rules_belong_to_their_workspace_and_shop_and_to_whom_may_write(
    set_rule: Set, workspace: Workspace, other_workspace: Workspace, boss: Caller, shop_id: int
) -> None:
    rule = set_rule(AMOUNT)
    address, body = f"/row-rules/{rule['id']}", {"severity": "warn", "test": SKU}
    twice = boss.post("/row-rules", {**body, "source_kind": "file_orders", "source_id": shop_id,
                                     "test": AMOUNT})  # fmt: skip
    assert (twice.status_code, twice.json()["code"]) == (409, "row_rule_twice")
    strangers = (Caller(other_workspace), Caller(workspace, shop_ids=[shop_id + 999]))
    for caller in strangers:
        assert caller.get("/row-rules").json()["items"] == []
        assert caller.send("put", address, body).status_code == 404
        assert caller.send("delete", address).status_code == 404
    reader = Caller(workspace, "analyst")
    assert len(reader.get("/row-rules").json()["items"]) == 1
    assert reader.send("put", address, body).status_code == 403
    assert reader.send("delete", address).status_code == 403
    assert RowRule.objects.get().test == {**AMOUNT}

    assert boss.send("put", address, body).json()["severity"] == "warn"
    assert boss.send("delete", address).status_code == 204
    assert boss.send("delete", address).json()["code"] == "row_rule_gone"
    acts = AuditEntry.objects.filter(target_kind="row_rule").order_by("id")
    assert list(acts.values_list("action", flat=True)) == [
        "row_rule.created", "row_rule.changed", "row_rule.deleted",
    ]  # fmt: skip


def test_a_run_goes_on_by_the_rules_it_began_with(
    owner: Actor, set_rule: Set, bring: Bring, boss: Caller
) -> None:
    rule = set_rule(AMOUNT)
    row = upload(owner, HEAD + line(1) + line(2, amount="0.50"))
    job_id = actions.run(owner, row.pk)
    driver._begin(row := Import.objects.get(pk=row.pk))
    assert boss.send("delete", f"/row-rules/{rule['id']}").status_code == 204
    jobs.run_now(job_id, workspace_id=owner.workspace_id)

    row.refresh_from_db()
    assert (row.accepted, row.quarantined, row.rules[0]["id"]) == (1, 1, rule["id"])
    with pytest.raises(Conflict):
        mending.release(owner, row.pk, row_ids=[])
    assert replayed(owner, row.pk, only_mended=False).accepted == 2
