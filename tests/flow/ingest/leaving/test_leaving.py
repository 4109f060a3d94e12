"""Test orders and those of staff: left out of every figure, listed, and undone."""

from collections.abc import Callable
from typing import Any

import pytest

from huike.base.access.models import AuditEntry, Workspace
from huike.base.access.rules import Actor
from huike.base.jobs.facade import drain
from huike.base.jobs.models import Job
from huike.base.warehouse import facade as warehouse
from huike.flow.ingest.leaving.models import LeavingRule, OrderWord
from huike.library.commerce import facade as commerce
from tests.flow.ingest.collect.conftest import Send, empty_journal, send, site
from tests.flow.ingest.conftest import Bring
from tests.support.api import Caller

__all__ = ["empty_journal", "send", "site"]
pytestmark = [
    pytest.mark.facts,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("warehouse_tables"),
]
HEAD = "order_no,ordered_at,email,name,sku,title,category,quantity,amount,refund,coupon\n"
FILE = (
    HEAD
    + """1,2026-01-05 10:00:00,lin@example.cn,林小满,s1,Tea,tea,1,10.00,,
2,2026-01-06 10:00:00,boss@shop.cn,王测试,s1,Tea,tea,1,20.00,,
3,2026-02-06 10:00:00,boss@shop.cn,王测试,s2,Cup,cups,1,40.00,5.00,
4,2026-02-07 10:00:00,lin@example.cn,林小满,TEST-9,Try,tea,1,0.01,,STAFF8
T-5,2026-02-08 10:00:00,,,s1,Tea,tea,1,80.00,,
"""
)
Rule = Callable[..., dict[str, Any]]


@pytest.fixture
def boss(workspace: Workspace) -> Caller:
    return Caller(workspace)


@pytest.fixture
def rule(boss: Caller) -> Rule:
    """A rule that is on, with every order judged by it."""

    def rule(mark: str = "staff", *, people: Any = None, **conditions: Any) -> dict[str, Any]:
        body = {"name": f"{mark}-{conditions}-{people}"[:100], "mark": mark}
        body |= {"conditions": conditions, "people": people or {}}
        made = boss.post("/left-out/rules", body)
        assert made.status_code == 201, made.content
        found: dict[str, Any] = made.json()
        boss.post(f"/left-out/rules/{found['id']}/switch", {"is_on": True})
        drain()
        return found

    return rule


def emails(*values: str) -> dict[str, Any]:
    return {"identifiers": [{"kind": "email", "value": one} for one in values]}


def left_out() -> dict[str, str]:
    rows = warehouse.select("SELECT order_no, left_out FROM orders FINAL WHERE left_out != ''")
    return dict(sorted(rows))


def figures(boss: Caller) -> tuple[int, int, int]:
    """Orders, revenue and net revenue as the overview has them."""
    asked = {"period": "between", "from": "2026-01-01", "to": "2026-02-28"}
    found = boss.get("/reports/overview", **asked).json()
    by_code = {one["code"]: one["value"] for one in found["figures"]}
    return by_code["orders"], by_code["revenue"], by_code["net_revenue"]


@pytest.mark.parametrize(
    ("conditions", "people", "expected"),
    [
        ({}, emails("BOSS@shop.cn"), ["2", "3"]),
        ({}, {"names": ["测试"]}, ["2", "3"]),
        ({"amount_max": 1}, {}, ["4"]),
        ({"amount_min": 4000}, {}, ["3", "T-5"]),
        ({"skus": ["TEST-*", "s2"]}, {}, ["3", "4"]),
        ({"order_nos": ["T-*", "1"]}, {}, ["1", "T-5"]),
        ({"coupons": ["staff8"]}, {}, ["4"]),
        ({"skus": ["s1"], "amount_max": 2000}, {}, ["1", "2"]),
        ({"skus": ["s1"]}, emails("boss@shop.cn"), ["2"]),
        ({}, emails("nobody@example.cn"), []),
    ],
)
def test_each_condition_means_these_orders(
    bring: Bring, boss: Caller, conditions: Any, people: Any, expected: list[str]
) -> None:
    bring(FILE)
    body = {"name": "r", "mark": "test", "conditions": conditions, "people": people}

    told = boss.post("/left-out/preview", body).json()

    assert sorted(one["order_no"] for one in told["sample"]) == expected
    assert told["orders"] == len(expected)
    assert (told["already"], told["said"]) == (0, 0)
    assert left_out() == {}
    assert not LeavingRule.objects.exists()


@pytest.mark.stores
def test_orders_that_are_there_leave_every_figure_and_come_back(
    bring: Bring, boss: Caller, rule: Rule
) -> None:
    bring(FILE)
    before = figures(boss)
    assert before == (5, 15001, 14501)

    made = rule("staff", people=emails("boss@shop.cn"))

    assert left_out() == {"2": "staff", "3": "staff"}
    assert figures(boss) == (3, 9001, 9001)
    people = boss.get("/customers", limit=10).json()["items"]
    [staff] = [one for one in people if one["orders"] == 0]
    assert (staff["stage"], staff["spend"], staff["refunds"]) == ("prospect", 0, 0)
    buyers = {"kind": "orders", "measure": "count", "op": "gte", "value": 1}
    found = boss.post("/segments/preview", {"rule": buyers}).json()
    assert found["count"] == 1
    listed = boss.get("/orders", left_out="staff").json()
    assert [one["order_no"] for one in listed["items"]] == ["3", "2"]
    told = boss.get("/left-out").json()
    assert told["left_out"] == [{"mark": "staff", "orders": 2, "amount": 6000}]

    boss.post(f"/left-out/rules/{made['id']}/switch", {"is_on": False})
    drain()

    assert left_out() == {}
    assert figures(boss) == before
    acts = AuditEntry.objects.filter(action__startswith="leaving.").order_by("id")
    assert [one.action for one in acts] == [
        "leaving.rule_created",
        "leaving.rule_switched",
        "leaving.rule_switched",
    ]


@pytest.mark.stores
def test_what_lands_later_is_judged_as_it_lands_and_keeps_its_mark(
    bring: Bring, boss: Caller, rule: Rule
) -> None:
    rule("test", skus=["TEST-*"])
    bring(FILE)
    assert left_out() == {"4": "test"}

    more = "4,2026-02-07 10:00:00,lin@example.cn,林小满,s1,Tea,tea,1,30.00,,\n"
    bring(HEAD + more + "6,2026-02-09 10:00:00,,,TEST-1,Try,tea,1,1.00,,\n")
    assert left_out() == {"4": "test", "6": "test"}
    assert figures(boss) == (4, 15000, 14500)


def test_orders_of_events_are_judged_too(send: Send, workspace: Workspace, rule: Rule) -> None:
    rule("test", order_nos=["T-*"])

    at = {"type": "track", "event": "Order Completed", "userId": "u1"}
    told = [
        {**at, "messageId": number, "properties": {"order_id": number, "total": 10}}
        for number in ("T-1", "N-1")
    ]
    send(*told, lands_for=workspace.pk)

    assert left_out() == {"T-1": "test"}


@pytest.mark.stores
def test_a_word_stands_above_the_rules_until_it_is_taken_back(
    bring: Bring, boss: Caller, owner: Actor, rule: Rule
) -> None:
    bring(FILE)
    rule("staff", people=emails("boss@shop.cn"))
    shop = commerce.shop_named("A", scope=owner.scope)
    assert shop is not None

    def say(number: str, word: str) -> dict[str, Any]:
        told: dict[str, Any] = boss.post(
            f"/left-out/orders/{shop.id}/{number}", {"word": word}
        ).json()
        return told

    assert say("2", "counts") == {"left_out": ""}
    assert say("1", "test") == {"left_out": "test"}
    assert left_out() == {"1": "test", "3": "staff"}
    Job.objects.filter(name="ingest.judge_orders").delete()
    rule("test", order_nos=["nothing"])  # all are judged again, and the words stand
    assert left_out() == {"1": "test", "3": "staff"}

    assert say("2", "rules") == {"left_out": "staff"}
    assert say("1", "rules") == {"left_out": ""}
    assert say("1", "staff") == {"left_out": "staff"}  # the very row that once stood
    assert say("1", "counts") == {"left_out": ""}
    assert left_out() == {"2": "staff", "3": "staff"}


def test_what_may_not_be_is_refused_and_nothing_changes(
    bring: Bring, boss: Caller, workspace: Workspace, owner: Actor
) -> None:
    bring(FILE)
    shop = commerce.shop_named("A", scope=owner.scope)
    assert shop is not None
    bad = {"name": "all", "mark": "test", "conditions": {"shop_ids": [shop.id]}}
    assert boss.post("/left-out/rules", bad).json()["code"] == "leaving_rule_empty"
    good = {"name": "one", "mark": "test", "conditions": {"skus": ["s1"]}}
    narrow = Caller(workspace, shop_ids=[shop.id])
    assert narrow.post("/left-out/rules", good).json()["code"] == "shop_scope"
    analyst = Caller(workspace, role="analyst")
    assert analyst.post("/left-out/rules", good).status_code == 403
    assert boss.post("/left-out/rules", good).status_code == 201
    assert boss.post("/left-out/rules", good).json()["code"] == "leaving_rule_twice"
    gone = boss.post(f"/left-out/orders/{shop.id}/nothing", {"word": "test"})
    assert (gone.status_code, gone.json()["code"]) == (404, "order_missing")
    assert LeavingRule.objects.count() == 1
    assert not OrderWord.objects.exists()
    assert left_out() == {}


def test_whom_a_rule_names_is_sealed_and_shown_to_those_who_may_change_it(
    boss: Caller, workspace: Workspace, rule: Rule
) -> None:
    rule("staff", people=emails("boss@shop.cn"))

    [kept] = LeavingRule.objects.all()
    assert b"boss" not in bytes(kept.sealed_people)
    assert boss.get("/left-out").json()["rules"][0]["people"] == {
        **emails("boss@shop.cn"),
        "names": [],
    }
    [shown] = Caller(workspace, role="analyst").get("/left-out").json()["rules"]
    assert (shown["people"], shown["people_count"]) == (None, 1)
