"""A row that could not be read is mended, and its opt-out holds like the others."""

import io

import pytest

from huike.base.access.facade import Actor
from huike.base.access.models import Workspace
from huike.base.jobs.facade import drain
from huike.flow.consent.models import ConsentProof, Suppression
from huike.flow.ingest import actions, commands, mending
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.ingest.steps import findings
from huike.library.commerce import facade as commerce
from tests.support.moving import mailchimp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("warehouse_tables")]


def test_a_mended_row_brings_its_opt_out(owner: Actor, workspace: Workspace) -> None:
    text = mailchimp(
        "unsubscribed",
        {"Email Address": "ann@moving.example", "UNSUB_TIME": "2024-01-02 03:04:05"},
        {"Email Address": "bo@moving.example", "UNSUB_TIME": "last spring"},
    )
    shop = commerce.ensure_shop(owner, "A")
    upload = actions.Upload(file_name="unsubscribed_x.csv", kind="customers", shop_id=shop.id)
    row = actions.create_import(owner, io.BytesIO(text.encode()), upload)
    commands.finish(owner, row)
    (bad,) = QuarantinedRow.objects.all()

    mending.mend_row(owner, row.pk, bad.pk, {"UNSUB_TIME": "2024-04-01"})
    mending.replay(owner, row.pk)
    drain()

    row.refresh_from_db()
    found = findings.kept(row)
    assert (row.accepted, row.quarantined) == (2, 0)
    assert found is not None
    assert found["contacts"]["email"] == {"out": 2}
    days = ConsentProof.objects.order_by("id").values_list("at__date", flat=True)
    assert [str(day) for day in days] == ["2024-01-02", "2024-04-01"]
    assert Suppression.objects.filter(cause="unsubscribed").count() == 2
