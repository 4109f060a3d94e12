"""Files that are no tables leave a clear reason and nothing else."""

import gzip
import io
from pathlib import Path

import pytest

from huike.base.jobs import facade as jobs
from huike.base.kernel.errors import HuikeError
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import actions
from huike.flow.ingest.models import Import
from tests.flow.ingest.conftest import upload

pytestmark = [pytest.mark.facts, pytest.mark.django_db]
GOOD = "order_no,ordered_at,user_id,amount\n1,2024-01-02,u1,5\n"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "file_empty"),
        (b"order_no,ordered_at,amount,amount\n1,2,3,4\n", "header_doubled"),
        (b"order_no,,amount\n1,2,3\n", "header_blank"),
        (b"a,b\n\x81\x8d\xff\x90\n" * 9, "unknown_encoding"),
        (gzip.compress(GOOD.encode())[:-9], "file_damaged"),
        (b"\x00\x01\x02\x03" * 999, "not_text"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_opened_is_refused_at_once(owner, settings, data, code):
    with pytest.raises(HuikeError) as refused:
        upload(owner, data)

    assert refused.value.code == code
    assert Import.objects.count() == 0
    assert not [path for path in Path(settings.BLOB_URL).rglob("*") if path.is_file()]


def test_a_file_that_breaks_in_the_middle_lands_nothing(owner, warehouse_tables):
    head, line = "order_no,ordered_at,user_id,amount\n", "1,2024-01-02,u1,5\n"
    row = upload(owner, head + line * 200_000 + '2,2024-01-02,"u1,5\n' + line * 600_000)

    job_id = actions.run(owner, row.pk)
    job = jobs.run_now(job_id, workspace_id=owner.workspace_id)
    row.refresh_from_db()

    assert row.state == "failed"
    assert row.problem["code"] == "quote_unclosed"
    assert row.problem["where"].startswith("row ")
    assert job.state == "cancelled"
    assert warehouse.scalar("SELECT count() FROM order_lines") == 0
    assert not [name for (name,) in warehouse.select("SHOW TABLES") if name.startswith("import_")]


def test_a_bomb_is_refused_before_it_fills_anything(owner, warehouse_tables, monkeypatch):
    data = b"order_no,ordered_at,user_id,amount\n" + b"1,2024-01-02,u1,5\n" * 8_000_000
    row = upload(owner, gzip.compress(data, 9))

    job_id = actions.run(owner, row.pk)
    jobs.run_now(job_id, workspace_id=owner.workspace_id)
    row.refresh_from_db()

    assert (row.state, row.problem["code"]) == ("failed", "file_bomb")
    assert warehouse.scalar("SELECT count() FROM order_lines") == 0


def test_a_failed_import_can_be_mapped_anew_and_run_again(owner, warehouse_tables):
    row = upload(owner, "no,when,who,sum\n1,2024-01-02,u1,5\n")

    with pytest.raises(HuikeError) as refused:
        actions.run(owner, row.pk)
    row.plan["columns"] = {
        "no": "order_no",
        "when": "ordered_at",
        "who": "user_id",
        "sum": "amount",
    }
    row.save()
    jobs.run_now(actions.run(owner, row.pk), workspace_id=owner.workspace_id)
    row.refresh_from_db()
    again = upload(owner, "who,no,when,sum\nu1,1,2024-01-02,5\n")

    assert refused.value.code == "mapping_incomplete"
    assert (row.state, row.accepted) == ("finished", 1)
    assert again.plan["columns"] == row.plan["columns"]


def test_the_file_is_read_in_the_encoding_that_was_asked_for(bring):
    head = "订单编号,下单时间,手机号,商品名称,实付金额\n"

    result = bring((head + "1,2024-01-02,13800138000,苹果,5\n").encode("gb18030"))

    assert result["accepted"] == 1


def test_uploading_keeps_what_was_sent(owner, warehouse_tables):
    row = upload(owner, GOOD)

    assert (row.size, row.state, row.file_format) == (len(GOOD), "draft", "csv")
    assert row.header == ["order_no", "ordered_at", "user_id", "amount"]
    with pytest.raises(HuikeError, match="no kind"):
        actions.create_import(
            owner,
            io.BytesIO(GOOD.encode()),
            actions.Upload(file_name="x", kind="dogs", shop_id=row.shop_id),
        )
