"""The tracking plan at work: what is otherwise is counted or held back until it is mended."""

import json
from datetime import timedelta
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.journal import facade as journal
from huike.base.kernel import clock
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import quarantine
from huike.flow.ingest.collect.models import EventName, Landing, SeenMessage
from huike.flow.ingest.collect.records import BlockedMessage, EventDay, PlanProblem
from huike.library.commerce import facade as commerce
from tests.flow.ingest.collect.conftest import Send
from tests.support.api import Caller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
FIELDS = [
    {"name": "topic", "type": "text", "is_required": True},
    {"name": "size", "type": "number"},
    {"name": "colour", "type": "text", "allowed": ["red", "blue"]},
]
WHOLE = [{"is_required": False, "allowed": [], **one} for one in FIELDS]


def track(number: int, event: str = "Form Sent", **properties: Any) -> dict[str, Any]:
    given = {"type": "track", "event": event, "messageId": f"m{number}", "userId": "u1"}
    return {**given, "properties": properties, "timestamp": "2026-11-01T08:00:00Z"}


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


def planned(boss: Caller, mode: str, fields: list[dict[str, Any]] = FIELDS) -> int:
    made = boss.post("/tracking-plan/events", {"name": "Form Sent", "mode": mode, "fields": fields})
    assert made.status_code == 201, made.content
    return int(made.json()["id"])


def landed(warehouse: Any) -> list[str]:
    rows = warehouse.select("SELECT message_id FROM events ORDER BY message_id")
    return [one for (one,) in rows]


def told(boss: Caller) -> list[tuple[str, str, int, list[str]]]:
    found = boss.get("/tracking-plan").json()["problems"]
    return sorted((one["field"], one["reason"], one["count"], one["examples"]) for one in found)


def test_an_event_is_planned_changed_and_planned_no_more(boss: Caller) -> None:
    number = planned(boss, "warn")
    again = boss.post("/tracking-plan/events", {"name": " Form Sent "})
    assert (again.status_code, again.json()["code"]) == (409, "event_planned")
    twice = boss.send(
        "put",
        f"/tracking-plan/events/{number}",
        {"mode": "warn", "fields": [FIELDS[0], FIELDS[0]]},
    )
    told = {name: twice.json()[name] for name in ("code", "where")}
    assert told == {"code": "plan_field_twice", "where": "fields.1.name"}
    changed = boss.send(
        "put", f"/tracking-plan/events/{number}", {"mode": "block", "fields": FIELDS[:1]}
    ).json()
    assert (changed["mode"], changed["fields"]) == ("block", WHOLE[:1])
    assert boss.get(f"/tracking-plan/events/{number}").json() == changed
    assert boss.send("delete", f"/tracking-plan/events/{number}").status_code == 204
    assert boss.get("/tracking-plan").json()["items"] == []
    acts = AuditEntry.objects.filter(target_kind="event_plan").values_list("action", flat=True)
    assert list(acts) == ["plan.created", "plan.changed", "plan.removed"]


def test_a_warning_counts_and_lets_pass(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any
) -> None:
    number = planned(boss, "warn")
    send(
        track(1, topic="a"),
        track(2, size="large"),
        track(3, topic="b", colour="green"),
        track(4, topic="li@customer.example", colour="li@customer.example"),
        lands_for=workspace.pk,
    )
    send(track(2, size="large"), lands_for=workspace.pk)  # a duplicate is no news
    assert landed(warehouse) == ["m1", "m2", "m3", "m4"]
    assert told(boss) == [
        ("colour", "not_allowed", 2, ["green", "l***le"]),
        ("size", "wrong_type", 1, ["large"]),
        ("topic", "missing", 1, []),
    ]
    (line,) = boss.get("/events").json()["items"]
    assert (line["plan"], line["plan_id"], line["problems"]) == ("warn", number, 4)
    boss.send("put", f"/tracking-plan/events/{number}", {"mode": "off", "fields": FIELDS})
    assert told(boss) == []
    send(track(5), lands_for=workspace.pk)
    assert (told(boss), landed(warehouse)[-1]) == ([], "m5")


def test_what_is_held_back_comes_in_once_after_the_plan_was_mended(
    boss: Caller, workspace: Workspace, send: Send, site: tuple[int, str], warehouse: Any
) -> None:
    number = planned(boss, "block")
    good, bad, worse = track(1, topic="a"), track(2, topic=5), track(3, topic="a", size="l")
    send(good, bad, bad, worse, lands_for=workspace.pk)
    send(bad, lands_for=workspace.pk)  # the sender tries again
    assert landed(warehouse) == ["m1"]
    assert (SeenMessage.objects.count(), EventName.objects.get().count) == (1, 1)
    waits = boss.get("/tracking-plan/blocked", name="Form Sent").json()
    assert waits["total"] == 2
    assert [(one["properties"], one["problems"]) for one in waits["items"]] == [
        (
            {"topic": "a", "size": "l"},
            [{"field": "size", "reason": "wrong_type", "value": "l"}],
        ),
        ({"topic": "5"}, [{"field": "topic", "reason": "wrong_type", "value": "5"}]),
    ]
    assert told(boss) == [
        ("size", "wrong_type", 1, ["l"]),
        ("topic", "wrong_type", 1, ["5"]),
    ]
    (day,) = EventDay.objects.exclude(blocked=0)
    assert (day.blocked, boss.get("/sources").json()["items"][0]["blocked"]) == (4, 4)

    mended = [{**FIELDS[0], "type": "any"}, *FIELDS[1:]]
    boss.send("put", f"/tracking-plan/events/{number}", {"mode": "block", "fields": mended})
    asked = boss.post("/tracking-plan/blocked/replay", {"name": "Form Sent"})
    assert (asked.status_code, asked.json()) == (202, {"count": 2, "left": 0})
    again = boss.post("/tracking-plan/blocked/replay", {"name": "Form Sent"})
    assert again.json() == {"count": 0, "left": 0}  # they are on their way
    ingest.land_waiting(workspace.pk)
    assert landed(warehouse) == ["m1", "m2"]
    ((at, props),) = warehouse.select(
        "SELECT occurred_at, props FROM events WHERE message_id = 'm2'"
    )
    assert (at.isoformat(), json.loads(props)) == ("2026-11-01T08:00:00+00:00", {"topic": 5})
    (left,) = boss.get("/tracking-plan/blocked").json()["items"]
    assert (left["properties"]["size"], left["is_on_its_way"]) == ("l", False)
    send(bad, lands_for=workspace.pk)
    assert landed(warehouse) == ["m1", "m2"]
    assert boss.post("/tracking-plan/blocked/discard", {"ids": [left["id"]]}).json() == {"count": 1}
    assert (BlockedMessage.objects.count(), journal.backlog()) == (0, 0)


def test_a_held_message_sent_on_its_way_twice_lands_once(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any
) -> None:
    number = planned(boss, "block")
    nameless = track(1)
    del nameless["messageId"]
    send(nameless, lands_for=workspace.pk)
    boss.send("delete", f"/tracking-plan/events/{number}")
    boss.post("/tracking-plan/blocked/replay")
    # The process ended before it was noted that they are on their way.
    BlockedMessage.objects.filter(workspace_id=workspace.pk).update(replayed_at=None)
    boss.post("/tracking-plan/blocked/replay")
    ingest.land_waiting(workspace.pk)
    assert len(landed(warehouse)) == 1
    assert boss.get("/tracking-plan/blocked").json()["items"] == []


def test_a_nul_is_no_trouble_of_any_database(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any
) -> None:
    planned(boss, "warn")
    odd = {"topic": "a", "colour": "gre\0en", "a\0b": "c\0d"}
    send(track(1, **odd), track(2, "Other", **odd), lands_for=workspace.pk)
    assert landed(warehouse) == ["m1", "m2"]
    assert told(boss) == [("colour", "not_allowed", 1, ["green"])]
    other = next(one for one in boss.get("/events").json()["items"] if one["name"] == "Other")
    seen = boss.get(f"/events/{other['id']}").json()["properties"]
    assert [(one["name"], one["examples"]) for one in seen] == [
        ("ab", ["cd"]),
        ("colour", ["green"]),
        ("topic", ["a"]),
    ]
    for name, fields in (("a\0b", []), ("b", [{"name": "a\0b"}])):
        refused = boss.post("/tracking-plan/events", {"name": name, "fields": fields})
        assert refused.status_code == 422


def test_what_comes_in_by_another_way_waits_no_longer(
    boss: Caller, workspace: Workspace, owner: Actor, send: Send, site: Any, warehouse: Any
) -> None:
    number = planned(boss, "block")
    send(track(1), track(2), lands_for=workspace.pk)
    boss.send("delete", f"/tracking-plan/events/{number}")
    send(track(1), lands_for=workspace.pk)  # the sender tries again
    assert [one["name"] for one in boss.get("/tracking-plan/blocked").json()["items"]] == [
        "Form Sent"
    ]
    now = clock.now()
    span = {"since": (now - timedelta(hours=1)).isoformat(), "until": now.isoformat()}
    asked = boss.post(f"/sources/{site[0]}/replay", span)
    jobs.drain()
    assert asked.status_code == 202
    assert landed(warehouse) == ["m1", "m2"]
    assert BlockedMessage.objects.count() == 0


def test_events_that_nobody_planned_pass_are_counted_or_wait(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any
) -> None:
    planned(boss, "warn", [])
    page = {"type": "page", "userId": "u1", "messageId": "p1", "name": "Home"}
    send(track(1), track(2, "Other"), lands_for=workspace.pk)
    assert told(boss) == []
    assert boss.send("put", "/tracking-plan", {"unknown": "warn"}).json()["unknown"] == "warn"
    send(track(3), track(4, "Other"), page, lands_for=workspace.pk)
    assert told(boss) == [("", "unknown_event", 1, [])]
    boss.send("put", "/tracking-plan", {"unknown": "block"})
    send(track(5), track(6, "Other"), {**page, "messageId": "p2"}, lands_for=workspace.pk)
    assert landed(warehouse) == ["m1", "m2", "m3", "m4", "m5", "p1", "p2"]
    assert boss.get("/tracking-plan").json()["blocked"] == {"Other": 1}
    boss.send("put", "/tracking-plan", {"unknown": "allow"})
    boss.post("/tracking-plan/blocked/replay")
    ingest.land_waiting(workspace.pk)
    assert landed(warehouse)[5] == "m6"


def test_a_page_may_be_planned_by_its_name(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any
) -> None:
    fields = [{"name": "name", "allowed": ["Home", "Cart"]}]
    boss.post("/tracking-plan/events", {"name": "page", "mode": "block", "fields": fields})
    for number, name in enumerate(("Home", "Hoem")):
        message = {"type": "page", "userId": "u1", "messageId": f"p{number}", "name": name}
        send(message, lands_for=workspace.pk)
    assert landed(warehouse) == ["p0"]


def test_broken_off_after_it_was_fixed_the_same_are_held_back(
    boss: Caller, workspace: Workspace, send: Send, warehouse: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = planned(boss, "block")
    send(track(1, topic="a"), track(2))

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("huike.flow.ingest.collect.landing.people.of", broken)
        with pytest.raises(RuntimeError):
            ingest.land_waiting(workspace.pk)
    boss.send("delete", f"/tracking-plan/events/{number}")  # too late for what is fixed
    ingest.land_waiting(workspace.pk)
    assert landed(warehouse) == ["m1"]
    row = Landing.objects.get()
    assert (row.messages, row.duplicates, BlockedMessage.objects.count()) == (2, 0, 1)


def test_what_waits_is_let_go_after_a_month(
    boss: Caller, workspace: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned(boss, "block")
    send(track(1), lands_for=workspace.pk)
    assert quarantine.forget() == 0
    later = clock.now() + quarantine._KEPT
    monkeypatch.setattr(clock, "now", lambda: later)
    assert quarantine.forget() == 1


def test_who_sees_some_shops_sees_what_waits_of_them_and_plans_nothing(
    boss: Caller, workspace: Workspace, owner: Actor, send: Send
) -> None:
    number = planned(boss, "block")
    send(track(1), lands_for=workspace.pk)
    other = commerce.ensure_shop(owner, "other")
    stranger = Caller(workspace, shop_ids=[other.id])
    assert stranger.get("/tracking-plan/blocked").json()["total"] == 0
    assert stranger.get("/tracking-plan").json()["problems"] == []
    assert stranger.post("/tracking-plan/blocked/discard").json() == {"count": 0}
    refused = stranger.send("put", f"/tracking-plan/events/{number}", {"mode": "off", "fields": []})
    assert (refused.status_code, refused.json()["code"]) == (403, "shop_scope")
    assert PlanProblem.objects.count() == BlockedMessage.objects.count() == 1
