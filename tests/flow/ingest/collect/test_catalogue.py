"""The catalogue of events: names, volumes, sources, properties; described, searched, taken out."""

import csv
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.access.models import Workspace
from huike.base.kernel import clock
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect import catalogue
from huike.flow.ingest.collect.models import EventName
from huike.flow.ingest.collect.records import EventDay
from huike.flow.ingest.collect.rules import seen
from tests.flow.ingest.collect.conftest import Send
from tests.support.api import Caller

engine = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def stands_in_the_engine(test: Any) -> Any:
    for mark in engine:
        test = mark(test)
    return test


def track(number: int, event: str, **properties: Any) -> dict[str, Any]:
    given = {"type": "track", "event": event, "messageId": f"m{number}", "userId": "u1"}
    return {**given, "properties": properties}


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


def found(boss: Caller, name: str) -> dict[str, Any]:
    (line,) = boss.get("/events", q=name).json()["items"]
    whole: dict[str, Any] = boss.get(f"/events/{line['id']}").json()
    return whole


@stands_in_the_engine
def test_an_event_tells_of_its_properties_and_shows_nobody(
    boss: Caller, workspace: Workspace, send: Send, site: tuple[int, str]
) -> None:
    send(
        track(1, "Form Sent", topic="茶", size=2, email="li@customer.example"),
        track(2, "Form Sent", topic="茶", size=2.5, gift=True, order_no="2026112200012345"),
        track(3, "Form Sent", topic=None, note="ring 13812345678"),
        track(4, "Form Sent", nickname="小李", customer_name="李雷", cart={"sku": "s"}),
        lands_for=workspace.pk,
    )
    event = found(boss, "form")
    assert {one["name"]: (one["types"], one["share"]) for one in event["properties"]} == {
        "cart": ({"object": 1}, 0.25),
        "customer_name": ({"text": 1}, 0.25),
        "gift": ({"boolean": 1}, 0.25),
        "order_no": ({"text": 1}, 0.25),
        "size": ({"number": 2}, 0.5),
        "topic": ({"text": 2, "nothing": 1}, 0.75),
    }
    assert {one["name"]: one["examples"] for one in event["properties"]} == {
        "cart": [],
        "customer_name": ["李***"],
        "gift": ["true"],
        "order_no": ["2***45"],
        "size": ["2.5", "2"],
        "topic": ["茶"],
    }
    assert (event["kind"], event["week"], event["month"]) == ("track", 4, 4)
    assert event["days"] == [0] * 29 + [4]
    assert event["sources"] == [{"id": site[0], "name": "site"}]


@stands_in_the_engine
def test_of_who_is_identified_only_the_names_of_traits_are_told(
    boss: Caller, workspace: Workspace, send: Send
) -> None:
    traits = {"level": "gold", "plan": "yearly"}
    send({"type": "identify", "userId": "u1", "traits": traits}, lands_for=workspace.pk)
    event = found(boss, "identify")
    told = [(one["name"], one["types"], one["examples"]) for one in event["properties"]]
    assert told == [("level", {}, []), ("plan", {}, [])]


@stands_in_the_engine
def test_volumes_are_of_the_workspaces_days(
    boss: Caller, workspace: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    # In Shanghai 17:00 UTC is the next day.
    start = datetime(2026, 10, 1, 17, 0, tzinfo=UTC)
    for day, sent in ((0, 1), (8, 2), (20, 4), (29, 8)):
        monkeypatch.setattr(clock, "now", lambda at=start + timedelta(days=day): at)
        send(*(track(day * 100 + n, "Ping") for n in range(sent)), lands_for=workspace.pk)
    event = found(boss, "ping")
    assert (event["week"], event["week_before"], event["month"]) == (8, 4, 15)
    assert [(place, count) for place, count in enumerate(event["days"]) if count] == [
        (0, 1),
        (8, 2),
        (20, 4),
        (29, 8),
    ]
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=30))
    event = found(boss, "ping")
    assert (event["week"], event["week_before"], event["month"]) == (8, 4, 14)
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(days=36))
    event = found(boss, "ping")
    assert (event["week"], event["week_before"], event["month"]) == (0, 8, 14)


@stands_in_the_engine
def test_the_list_is_searched_filtered_sorted_and_paged(
    boss: Caller, workspace: Workspace, send: Send, site: tuple[int, str]
) -> None:
    names = ["beta"] * 2 + ["Alpha"] * 3 + ["gamma"]
    send(*(track(n, name) for n, name in enumerate(names)), lands_for=workspace.pk)
    send({"type": "page", "userId": "u1", "name": "Home"}, lands_for=workspace.pk)

    def listed(**asked: Any) -> list[str]:
        return [one["name"] for one in boss.get("/events", **asked).json()["items"]]

    assert listed() == ["Alpha", "beta", "gamma", "page"]
    assert listed(sort="name", kind="track") == ["Alpha", "beta", "gamma"]
    assert listed(q="ALP") == ["Alpha"]
    assert listed(source_id=site[0] + 1) == []
    assert listed(plan="none", sort="-name") == ["page", "gamma", "beta", "Alpha"]
    assert listed(plan="block") == []
    first = boss.get("/events", limit=3).json()
    assert (len(first["items"]), first["total"]) == (3, 4)
    assert listed(limit=3, cursor=first["next_cursor"]) == ["page"]
    assert boss.get("/events", sort="colour").json()["code"] == "bad_sort"


@stands_in_the_engine
def test_an_event_is_described_and_found_by_it(
    boss: Caller, workspace: Workspace, send: Send
) -> None:
    send(track(1, "Ping"), lands_for=workspace.pk)
    event = found(boss, "ping")
    told = boss.send("patch", f"/events/{event['id']}", {"description": " Somebody is there "})
    assert told.json()["description"] == "Somebody is there"
    assert found(boss, "somebody")["name"] == "Ping"
    long = boss.send("patch", f"/events/{event['id']}", {"description": "x" * 2001})
    assert (long.status_code, long.json()["code"]) == (422, "description_too_long")
    analyst = Caller(workspace, "analyst")
    assert analyst.get(f"/events/{event['id']}").status_code == 200
    assert analyst.send("patch", f"/events/{event['id']}", {"description": ""}).status_code == 403


@stands_in_the_engine
def test_the_table_is_the_list_and_holds_no_formula(
    boss: Caller, workspace: Workspace, send: Send
) -> None:
    send(track(1, "=cmd()"), track(2, "Ping"), track(3, "Ping"), lands_for=workspace.pk)
    text = boss.get("/events/export", sort="-week").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["name"], row["week"], row["plan"]) for row in rows] == [
        ("Ping", "2", ""),
        ("'=cmd()", "1", ""),
    ]


@stands_in_the_engine
def test_names_made_up_without_end_do_not_fill_the_catalogue(
    workspace: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "_MOST_NAMES", 3)
    send(*(track(n, f"made up {n}") for n in range(5)), lands_for=workspace.pk)
    send(track(9, "made up 1"), track(10, "made up 9"), lands_for=workspace.pk)
    named = EventName.objects.order_by("name").values_list("name", "count")
    assert list(named) == [("made up 0", 1), ("made up 1", 2), ("made up 2", 1)]
    days = EventDay.objects.order_by("name").values_list("name", "taken")
    assert list(days) == [("", 3), ("made up 0", 1), ("made up 1", 2), ("made up 2", 1)]


@stands_in_the_engine
def test_a_landing_that_is_done_again_counts_once(
    boss: Caller, workspace: Workspace, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(track(1, "Ping", a=1))

    def broken(*_: Any, **__: Any) -> Any:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("huike.flow.ingest.collect.landing.publish", broken)
        with pytest.raises(RuntimeError):
            ingest.land_waiting(workspace.pk)
    assert EventName.objects.count() == EventDay.objects.count() == 0
    ingest.land_waiting(workspace.pk)
    event = found(boss, "ping")
    assert (event["month"], event["properties"][0]["share"]) == (1, 1.0)


_VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.lists(st.integers())
_MESSAGES = st.lists(st.dictionaries(st.sampled_from(["a", "b", "c"]), _VALUES))


@given(_MESSAGES, _MESSAGES)
def test_what_was_seen_in_two_parts_is_what_was_seen_at_once(
    one: list[dict[str, Any]], other: list[dict[str, Any]]
) -> None:
    at_once = seen.with_values({}, [*one, *other])
    assert seen.with_values(seen.with_values({}, one), other) == at_once
    for name, told in at_once.items():
        assert told["count"] == sum(name in values for values in [*one, *other])
        assert sum(told["types"].values()) == told["count"]
        assert len(told["examples"]) <= 5
