"""What lands is counted with it; what is wrong is told once, and once more when it is right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.kernel import clock
from huike.base.webhooks import actions as webhooks
from huike.base.webhooks.models import Notice
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.quality import counting, watching
from huike.flow.ingest.quality.models import QualityAlert, QualityCount
from huike.library.commerce import facade as commerce
from tests.flow.ingest.collect.conftest import Send, empty_journal, send, site
from tests.flow.ingest.conftest import Bring
from tests.support.api import Caller

__all__ = ["empty_journal", "send", "site"]
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
NOON = datetime(2026, 3, 2, 4, 30, tzinfo=UTC)  # a Monday, 12:30 in Shanghai
FILE = """order_no,ordered_at,user_id,name,sku,title,quantity,amount
1,2026-01-05 10:00:00,u1,林,s1,Tea,1,10.00
2,2026-01-05 10:00:00,,,s1,Tea,1,10.00
3,not a time,u2,林,s1,Tea,1,10.00
4,2026-01-05 10:00:00,u2,林,s1,Tea,1,99999999999999999.00
"""


@pytest.fixture(autouse=True)
def noon() -> Iterator[None]:
    """The clock goes on from noon."""
    clock.live_at(NOON)
    yield
    clock.live_at(None)


@pytest.fixture
def listening(owner: Actor) -> None:
    """Another program wants to hear of sources."""
    kinds = ["source.troubled", "source.recovered"]
    webhooks.create(owner, name="watch", url="https://example.cn/hook", kinds=kinds)


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


def counts(kind: str) -> dict[str, int]:
    rows = QualityCount.objects.filter(kind=kind).order_by("what")
    return {row.what: row.count for row in rows if row.count}


def told() -> list[tuple[str, str, str]]:
    """What other programs are told, in order."""
    rows = Notice.objects.order_by("id")
    return [(one.kind, one.data["source_kind"], one.data["check"]) for one in rows]


def test_a_file_counts_when_it_has_been_read_and_not_again_when_it_is_mended(
    bring: Bring, boss: Caller, owner: Actor
) -> None:
    bring(FILE)
    expected = {"came": 4, "buyer": 1, "schema": 1, "range": 1}
    assert counts("file_orders") == expected

    [line] = boss.get("/quality").json()["items"]
    shop = commerce.shop_named("A", scope=owner.scope)
    assert shop is not None
    assert (line["kind"], line["id"], line["name"]) == ("file_orders", shop.id, "A")
    assert (line["score"], line["days"][-1]) == (
        37,  # 4 came; two are lost whole, one by half
        {"day": "2026-03-02", "seen": 4, "score": 37},
    )
    whole = boss.get(f"/quality/file_orders/{shop.id}").json()
    assert whole["seen"] == 4
    assert {one["what"]: one["count"] for one in whole["parts"]} == {
        "buyer": 1,
        "schema": 1,
        "range": 1,
    }
    bring(FILE)
    assert counts("file_orders") == {
        "came": 8,
        "buyer": 1,
        "duplicate": 2,
        "schema": 2,
        "range": 2,
    }


def test_messages_count_as_what_became_of_them(
    send: Send, workspace: Workspace, boss: Caller, site: tuple[int, str]
) -> None:
    def track(number: int, **more: Any) -> dict[str, Any]:
        return {"type": "track", "event": "A", "messageId": f"m{number}", "userId": "u", **more}

    old = (NOON - timedelta(days=2)).isoformat()
    send(track(1), track(2, timestamp=old), lands_for=workspace.pk)
    send(track(1), {"type": "track", "messageId": "m3", "userId": "u"}, lands_for=workspace.pk)
    assert counts("events") == {"came": 4, "duplicate": 1, "late": 1, "refused": 1}
    line = boss.get("/quality").json()["items"][0]
    assert (line["kind"], line["id"], line["score"]) == ("events", site[0], 72)


def test_a_source_that_goes_quiet_is_told_of_once_and_recovers(
    send: Send, workspace: Workspace, boss: Caller, listening: None
) -> None:
    said = {"type": "track", "event": "A", "userId": "u"}
    send({**said, "messageId": "m1"}, lands_for=workspace.pk)
    assert watching.check(workspace.pk) == 0
    clock.live_at(NOON + timedelta(hours=25))
    assert [watching.check(workspace.pk), watching.check(workspace.pk)] == [1, 0]
    assert told() == [("source.troubled", "events", "freshness")]
    found = boss.get("/quality/alerts").json()
    assert (found["open"], found["items"][0]["facts"]["limit"]) == (1, 24)
    assert boss.get("/quality").json()["items"][0]["open"] == 1

    number = found["items"][0]["id"]
    noted = boss.post(f"/quality/alerts/{number}/seen").json()
    assert noted["seen_by"]
    assert boss.post(f"/quality/alerts/{number}/seen").json()["seen_at"] is not None
    assert AuditEntry.objects.filter(action="quality.noted").count() == 1

    send({**said, "messageId": "m2"}, lands_for=workspace.pk)
    assert [watching.check(workspace.pk), watching.check(workspace.pk)] == [1, 0]
    assert told()[1:] == [("source.recovered", "events", "freshness")]
    assert boss.get("/quality/alerts").json()["open"] == 0
    assert QualityAlert.objects.exclude(closed_at=None).count() == 1


def test_an_unusual_day_is_found_against_the_same_weekdays(
    workspace: Workspace, site: tuple[int, str], listening: None, boss: Caller
) -> None:
    def came(at: datetime, count: int) -> None:
        clock.live_at(at)
        counting.add(workspace.pk, "events", site[0], {"came": count})

    for week in range(5, 0, -1):
        came(NOON - timedelta(weeks=week, hours=2), 100 + week)
        came(NOON - timedelta(weeks=week) + timedelta(hours=5), 9_000)  # later that day
    came(NOON - timedelta(hours=2), 3)
    clock.live_at(NOON)
    watching.check(workspace.pk)
    assert told() == [("source.troubled", "events", "volume")]
    rules = boss.get(f"/quality/events/{site[0]}").json()["rules"]
    volume = next(one for one in rules if one["check"] == "volume")
    # Of five weeks the first has no whole day before it; four are enough.
    assert (volume["state"], volume["facts"]["today"], volume["facts"]["usual"]) == (
        "wrong",
        3,
        102.5,
    )
    body = {"is_on": False, "limit": 4}
    changed = boss.send("put", f"/quality/events/{site[0]}/rules/volume", body).json()
    assert {one["check"]: one["state"] for one in changed["rules"]}["volume"] == "off"
    watching.check(workspace.pk)
    assert told()[1:] == [("source.recovered", "events", "volume")]


def test_history_says_nothing_of_the_usual_volume(
    workspace: Workspace, site: tuple[int, str], boss: Caller
) -> None:
    counting.add(workspace.pk, "events", site[0], {"history": 50_000, "schema": 10_000})
    whole = boss.get(f"/quality/events/{site[0]}").json()
    assert (whole["score"], whole["seen"]) == (80, 50_000)
    assert {one["check"]: one["state"] for one in whole["rules"]} == {
        "freshness": "fine",
        "volume": "not_yet",
        "schema": "wrong",
        "range": "fine",
        "reference": "fine",
    }


def test_limits_are_checked_and_everything_stays_in_its_shop_and_workspace(
    workspace: Workspace, other_workspace: Workspace, site: tuple[int, str], boss: Caller
) -> None:
    address = f"/quality/events/{site[0]}"
    wrong = boss.send("put", f"{address}/rules/schema", {"is_on": True, "limit": 101})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "quality_limit")
    counting.add(workspace.pk, "events", site[0], {"came": 1})
    clock.live_at(NOON + timedelta(hours=30))
    watching.check(workspace.pk)
    [alert] = boss.get("/quality/alerts").json()["items"]

    reader = Caller(workspace, "analyst")
    assert reader.get(address).status_code == 200
    assert (
        reader.send("put", f"{address}/rules/schema", {"is_on": False, "limit": 5}).status_code
        == 403
    )
    for caller in (Caller(other_workspace), Caller(workspace, shop_ids=[site[0] + 999])):
        assert caller.get("/quality").json()["items"] == []
        assert caller.get("/quality/alerts").json()["items"] == []
        assert caller.get(address).status_code == 404
        assert caller.post(f"/quality/alerts/{alert['id']}/seen").status_code == 404


def test_a_source_that_rests_is_not_missed_and_what_is_old_is_let_go(
    workspace: Workspace, site: tuple[int, str], owner: Actor, listening: None
) -> None:
    counting.add(workspace.pk, "events", site[0], {"came": 1})
    clock.live_at(NOON + timedelta(hours=30))
    watching.check(workspace.pk)
    ingest.change_source(owner, site[0], is_paused=True)
    watching.check(workspace.pk)
    assert [name for name, *_ in told()] == ["source.troubled", "source.recovered"]
    clock.live_at(NOON + timedelta(days=110))
    assert watching.forget(workspace.pk) == 2
    assert not QualityCount.objects.exists()
