"""Service contacts and store visits: of files and of events, once, under whom they name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor, system_actor
from huike.base.jobs import facade as jobs
from huike.base.warehouse import facade as warehouse
from huike.flow.identity import facade as identity
from huike.flow.ingest.models import QuarantinedRow
from huike.flow.profile.lists import facts
from huike.flow.segment import facade as segment
from tests.flow.ingest.collect.test_orders import empty, event, key, shop, tell
from tests.support.api import Caller

__all__ = ["empty", "key", "shop", "tell"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
CONTACTS = (
    "会话编号,会员号,手机号,咨询时间,渠道,问题类型,处理结果,客服,通话时长(秒),满意度,订单号\n"
    "t1,u1,,2026-11-01 10:00:00,电话,退款，请打 13812345678,已解决,小美,95,5星,A1\n"
    ",,13900001111,2026-11-01 11:00:00,在线,物流,,,,,\n"
    "t3,,,2026-11-01 12:00:00,在线,物流,,,,,\n"
    "t4,u1,,2026-11-01 12:00:00,在线,物流,,,,9,\n"
    "t5,u1,,,在线,物流,,,,,\n"
    "t6,u1,,2026-11-01 12:00:00,在线,物流,,,-5,,\n"
)
CONTACTS = CONTACTS.replace("退款，请打", '"退款，请打').replace("13812345678,", '13812345678",')
VISITS = (
    "到店编号,会员号,到店时间,门店,导购,到店目的,是否成交\n"
    "v1,u1,2026-11-02 10:00:00,南京路店,阿强,试穿,是\n"
    "v1,u1,2026-11-03 10:00:00,南京路店,阿强,试穿,是\n"
)
FOUND = (
    "SELECT event, occurred_at, customer_id = {one:UInt32}, props FROM events"
    " WHERE workspace_id = {ws:UInt32} ORDER BY occurred_at, message_id"
)


def found(workspace: Workspace, one: int) -> list[Any]:
    return warehouse.select(FOUND, {"ws": workspace.pk, "one": one})


def test_files_of_them_land_once_under_whom_they_name(
    bring: Any, workspace: Workspace, owner: Actor
) -> None:
    counts = bring(CONTACTS, "service_contacts", shop="网店")
    assert (counts["rows"], counts["accepted"], counts["quarantined"]) == (6, 2, 4)
    aside = QuarantinedRow.objects.order_by("row").values_list("reason", flat=True)
    assert list(aside) == ["missing", "quantity_out_of_range", "missing", "quantity_out_of_range"]
    (one,) = identity.find_by(workspace.pk, "user_id", "u1")
    told = (
        '{"ticket_id":"t1","channel":"电话","topic":"退款，请打 ***","outcome":"已解决",'
        '"agent":"小美","order_id":"A1","seconds":95,"rating":5}'
    )
    shown = found(workspace, one)
    assert [row[:3] for row in shown] == [
        ("Service Contacted", datetime(2026, 11, 1, 2, tzinfo=UTC), 1),
        ("Service Contacted", datetime(2026, 11, 1, 3, tzinfo=UTC), 0),
    ]
    assert sorted(shown[0][3].strip("{}").split(",")) == sorted(told.strip("{}").split(","))
    assert shown[1][3] == '{"channel":"在线","topic":"物流"}'
    again = bring(CONTACTS, "service_contacts", shop="网店")
    assert (again["accepted"], again["duplicates"], again["quarantined"]) == (0, 2, 4)
    visits = bring(VISITS, "store_visits", shop="网店")
    assert (visits["accepted"], visits["duplicates"]) == (1, 1)  # the number is the same
    assert len(found(workspace, one)) == 3

    caller = Caller(workspace)
    for what, kinds in {
        "service": ["Service Contacted"],
        "visits": ["Store Visited"],
        "events": [],
    }.items():
        page = caller.get(f"/customers/{one}/timeline?what={what}").json()
        assert [each["ref"] for each in page["items"]] == kinds
    columns = ["customer_id", "topic", "seconds", "rating"]
    scope = owner.scope
    ((total, rows),) = facts.everything(scope, "service_contacts", facts.FactFilters(), columns)
    assert total == 2
    assert [(row["topic"], row["seconds"], row["rating"]) for row in rows] == [
        ("退款，请打 ***", 95, 5), ("物流", None, None),
    ]  # fmt: skip
    ((_, rows),) = facts.everything(scope, "store_visits", facts.FactFilters(), ["store", "guide"])
    assert [(row["store"], row["guide"]) for row in rows] == [("南京路店", "阿强")]


def test_events_of_them_keep_no_words_and_make_segments(
    tell: Any, bring: Any, workspace: Workspace
) -> None:
    asked = {"ticket_id": 7, "topic": "退款", "seconds": "30", "message": "我叫张伟", "rating": 2}
    tell(event("service contacted", 1, asked))
    tell(event("Store Visited", 2, {"store": "南京路店", "note": "高个子"}, userId="u2"))
    (one,) = identity.find_by(workspace.pk, "user_id", "u1")
    assert [(row[0], row[3]) for row in found(workspace, one)] == [
        ("Service Contacted", '{"ticket_id":"7","topic":"退款","seconds":30,"rating":2}'),
        ("Store Visited", '{"store":"南京路店"}'),
    ]
    bring(VISITS.replace("u1", "u3"), "store_visits", shop="网店")
    jobs.drain()
    scope = system_actor(workspace.pk, "tests").scope
    rule = {
        "kind": "events", "event": "Service Contacted", "op": "gte", "value": 1,
        "where": [{"name": "rating", "op": "lte", "value": 3}],
    }  # fmt: skip
    assert segment.preview(scope, segment.parse(rule)).count == 1
    came = {"kind": "events", "event": "Store Visited", "op": "gte", "value": 1}
    assert segment.preview(scope, segment.parse(came)).count == 2
