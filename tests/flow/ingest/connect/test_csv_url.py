"""A table at an address comes in when it has changed, by the mapping that a person gave it once."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import pytest

from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest import actions as imports
from huike.flow.ingest.connect import actions, syncing
from huike.flow.ingest.connect.models import Connection
from huike.flow.ingest.models import Import
from huike.flow.ingest.rules.plan import Plan
from huike.library.commerce import facade as commerce
from tests.support.platforms.serving import Asked, Host, Said, serving

pytestmark = [pytest.mark.facts, pytest.mark.django_db(transaction=True)]
HEADER = "order_no,ordered_at,email,sku,title,category,quantity,amount\n"
FIRST = HEADER + "1,2026-01-05 10:00:00,a@example.com,tea,Tea,Tea,1,10.00\n"
SECOND = FIRST + "2,2026-01-06 10:00:00,b@example.com,tea,Tea,Tea,2,20.00\n"


@dataclass
class Sheet:
    """A sheet at an address, which says when nothing has changed."""

    text: str = FIRST
    host: Host = field(default_factory=Host)

    def answer(self, asked: Asked) -> Said:
        if asked.path == "/moved":
            return Said(b"", 302, {"location": f"{self.host.url}/sheet.csv"})
        if asked.path == "/private":
            return Said(b"<!DOCTYPE html><title>Sign in</title>")
        etag = f'"{sha256(self.text.encode()).hexdigest()[:8]}"'
        if asked.headers.get("if-none-match") == etag:
            return Said(b"", 304, {"etag": etag})
        return Said(self.text.encode(), 200, {"etag": etag, "content-type": "text/csv"})


@pytest.fixture
def sheet() -> Iterator[Sheet]:
    one = Sheet()
    with serving(one.answer, one.host):
        yield one


def connection(owner: Actor, sheet: Sheet, path: str = "/sheet.csv") -> Connection:
    place = commerce.ensure_shop(owner, "茶馆")
    given = {"url": f"{sheet.host.url}{path}"}
    return actions.create(owner, kind="csv_url", name="表", shop_id=place.id, settings=given)


def synced(row: Connection) -> Connection:
    syncing.sync(row.workspace_id, row.pk, lambda _done, _total: None)
    jobs.drain()
    row.refresh_from_db()
    return row


def test_it_comes_in_when_it_has_changed_and_each_line_once(owner, sheet, warehouse_tables):
    row = synced(connection(owner, sheet, "/moved"))
    assert (row.state, row.problem, row.counts) == ("active", None, {"files": 1})
    synced(row)
    assert Import.objects.count() == 1
    sheet.text = SECOND
    row = synced(row)
    found = warehouse.select("SELECT order_no, amount FROM orders FINAL ORDER BY order_no")
    assert found == [("1", 1000), ("2", 2000)]
    assert (row.counts, Import.objects.count()) == ({"files": 2}, 2)


def test_columns_that_nobody_knows_wait_for_a_person(owner, sheet, warehouse_tables):
    sheet.text = SECOND.replace("ordered_at", "Datum").replace("amount", "Betrag")
    row = synced(connection(owner, sheet))
    assert (row.state, row.problem["code"]) == ("needs_attention", "connector_mapping_missing")
    draft = Import.objects.get(pk=row.problem["params"]["import_id"])
    plan = Plan.model_validate(draft.plan)
    columns = {**plan.columns, "Datum": "ordered_at", "Betrag": "amount"}
    imports.set_plan(owner, draft.pk, plan.model_copy(update={"columns": columns}))
    imports.run(owner, draft.pk)
    jobs.drain()
    actions.resume(owner, row.pk)
    row = synced(row)
    assert (row.state, row.problem) == ("active", None)
    assert warehouse.scalar("SELECT count() FROM orders FINAL") == 2


def test_a_page_for_signing_in_is_no_table(owner, sheet, warehouse_tables):
    row = synced(connection(owner, sheet, "/private"))
    assert (row.state, row.problem["code"]) == ("needs_attention", "connector_not_a_table")
    assert Import.objects.count() == 0
