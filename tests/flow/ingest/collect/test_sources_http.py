"""Sources over HTTP: made, listed with what they do, and their newest messages."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs import facade as jobs
from huike.base.kernel import clock
from huike.flow.identity import facade as identity
from huike.flow.ingest import facade as ingest
from huike.flow.ingest.collect.records import RecentMessage
from huike.library.commerce import facade as commerce
from tests.flow.ingest.collect.conftest import Send
from tests.support.api import Caller

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]


def track(number: int, event: str = "Product Viewed", **more: Any) -> dict[str, Any]:
    given = {"type": "track", "event": event, "messageId": f"m{number}", "userId": "u1"}
    return {**given, **more}


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


def test_a_source_is_made_renamed_paused_and_given_another_key(
    boss: Caller, owner: Actor, empty_journal: None
) -> None:
    shop = commerce.ensure_shop(owner, "网店")
    made = boss.post("/sources", {"name": " 官网 ", "shop_id": shop.id}).json()
    source, key = made["id"], made["write_key"]
    assert (made["name"], made["kind"], made["is_paused"], key[:3]) == (
        "官网",
        "http",
        False,
        "wk_",
    )
    again = boss.post("/sources", {"name": "官网", "shop_id": shop.id})
    assert (again.status_code, again.json()["code"]) == (409, "source_name_taken")
    changed = boss.send("patch", f"/sources/{source}", {"name": "App", "is_paused": True}).json()
    assert (changed["name"], changed["is_paused"]) == ("App", True)
    assert boss.get(f"/sources/{source}/write-key").json() == {"write_key": key}
    other = boss.post(f"/sources/{source}/write-key").json()["write_key"]
    assert other != key
    acts = list(AuditEntry.objects.filter(target_kind="source").values_list("action", flat=True))
    assert acts == ["source.created", "source.changed", "source.key_renewed"]


def test_a_list_tells_what_came(
    boss: Caller, workspace: Workspace, site: tuple[int, str], send: Send
) -> None:
    (quiet,) = boss.get("/sources").json()["items"]
    assert (quiet["today"], quiet["week"], quiet["last_at"]) == (0, 0, None)
    send(track(1), track(2), track(2), {"type": "identify", "userId": "u1"})
    refused = send(track(3), {"type": "track", "event": ""}, {"type": "sing"})
    assert refused.status == 400
    ingest.land_waiting(workspace.pk)
    (row,) = boss.get("/sources").json()["items"]
    told = {name: row[name] for name in ("id", "today", "week", "blocked", "refused", "refusal")}
    assert told == {
        "id": site[0],
        "today": 4,
        "week": 4,
        "blocked": 0,
        "refused": 2,
        "refusal": "unknown_type",
    }
    assert None not in (row["last_at"], row["refused_at"])
    assert boss.get("/sources", q="other").json() == {"items": [], "total": 0}
    page = boss.get(f"/sources/{site[0]}").json()
    assert (page["today"], page["address"]) == (4, "http://127.0.0.1:8000")


def test_the_newest_messages_say_whose_they_are_and_what_became_of_them(
    boss: Caller, workspace: Workspace, site: tuple[int, str], send: Send
) -> None:
    send(track(1), track(1), lands_for=workspace.pk)
    send(track(2, "Cart Viewed", userId="", anonymousId="a"), {"type": "track", "userId": "u1"})
    ingest.land_waiting(workspace.pk)
    jobs.drain()
    (customer,) = identity.find_by(workspace.pk, "user_id", "u1")
    items = boss.get(f"/sources/{site[0]}/messages").json()["items"]
    columns = ("kind", "name", "customer_id", "outcome", "reason", "where")
    assert [tuple(one[name] for name in columns) for one in items] == [
        ("", "", 0, "refused", "event_missing", "event"),
        ("track", "Cart Viewed", 0, "taken", "", ""),
        ("track", "Product Viewed", 0, "duplicate", "", ""),
        ("track", "Product Viewed", customer, "taken", "", ""),
    ]
    assert len(boss.get(f"/sources/{site[0]}/messages", limit=1).json()["items"]) == 1


def test_a_visitor_who_says_who_they_are_becomes_a_customer_in_the_list(
    boss: Caller, workspace: Workspace, site: tuple[int, str], send: Send
) -> None:
    send(track(1, userId="", anonymousId="a"), lands_for=workspace.pk)
    send(track(2, anonymousId="a"), lands_for=workspace.pk)
    jobs.drain()
    (customer,) = identity.find_by(workspace.pk, "user_id", "u1")
    items = boss.get(f"/sources/{site[0]}/messages").json()["items"]
    assert [one["customer_id"] for one in items] == [customer, customer]


def test_what_could_not_be_landed_is_told_and_read_again(
    boss: Caller, workspace: Workspace, site: tuple[int, str], send: Send, warehouse: Any
) -> None:
    send(track(1))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("huike.flow.ingest.collect.landing.people.of", _cannot)
        for _ in range(2):
            with suppress(ValueError):
                ingest.land_waiting(workspace.pk)
    assert warehouse.scalar("SELECT count() FROM events") == 0
    (told,) = boss.get(f"/sources/{site[0]}/set-aside").json()["items"]
    assert (told["message_id"], told["reason"]) == ("m1", "ValueError")
    now = clock.now()
    backwards = {"since": now.isoformat(), "until": now.isoformat()}
    refused = boss.post(f"/sources/{site[0]}/replay", backwards)
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_span")
    span = {**backwards, "since": (now - timedelta(hours=1)).isoformat()}
    assert boss.post(f"/sources/{site[0]}/replay", span).status_code == 202
    jobs.drain()
    assert warehouse.scalar("SELECT count() FROM events") == 1
    assert boss.get(f"/sources/{site[0]}/set-aside").json() == {"items": []}


def _cannot(*_: Any, **__: Any) -> Any:
    raise ValueError


def test_no_more_than_a_hundred_messages_of_a_source_are_kept(
    workspace: Workspace, send: Send
) -> None:
    for start in (0, 70, 140):
        send(*(track(n) for n in range(start, start + 70)), lands_for=workspace.pk)
    assert RecentMessage.objects.count() == 100


def test_a_source_of_another_shop_does_not_exist(
    workspace: Workspace, owner: Actor, site: tuple[int, str], send: Send
) -> None:
    send(track(1), lands_for=workspace.pk)
    other = commerce.ensure_shop(owner, "other")
    stranger = Caller(workspace, shop_ids=[other.id])
    assert stranger.get("/sources").json()["items"] == []
    assert stranger.get("/events").json()["items"] == []
    for path in (f"/sources/{site[0]}", f"/sources/{site[0]}/messages"):
        assert stranger.get(path).status_code == 404
