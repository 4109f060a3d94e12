"""Segments over HTTP: build, save, look; and who may do what."""

from typing import Any

import pytest

from huike.base.access.models import Workspace
from huike.base.access.rules import Actor
from huike.base.jobs.facade import drain
from huike.flow.segment.models import Segment
from huike.library.commerce import facade as commerce
from tests.flow.segment.conftest import SPENT
from tests.flow.segment.facts import Facts
from tests.support.api import Caller

pytestmark = pytest.mark.django_db
Json = dict[str, Any]


@pytest.fixture
def caller(workspace: Workspace, facts: Facts) -> Caller:
    return Caller(workspace)


def made(caller: Caller, rule: Json = SPENT, name: str = "VIP", **more: Any) -> Json:
    answer = caller.post("/segments", {"name": name, "rule": rule, **more})
    assert answer.status_code == 201, answer.content
    found: Json = answer.json()
    return found


def ids(page: Json) -> list[int]:
    return [one["customer_id"] for one in page["items"]]


def test_a_preview_answers_count_total_time_sample_and_both_sentences(caller: Caller) -> None:
    answer = caller.post("/segments/preview", {"rule": SPENT})

    assert answer.status_code == 200
    found = answer.json()
    assert found.pop("seconds") > 0
    assert found == {
        "count": 6,
        "total": 10,
        "sample": [{"customer_id": n, "name": ""} for n in range(5, 11)],
        "sentence": {
            "zh": "消费金额至少 ¥5 的客户",
            "en": "Customers whose spend is at least ¥5",
        },
    }


def test_a_wrong_rule_is_refused_at_its_place(caller: Caller) -> None:
    rule = {"kind": "all", "rules": [SPENT, {**SPENT, "value": "much"}]}
    for path, body in (
        ("/segments/preview", {"rule": rule}),
        ("/segments/explain-sentence", {"rule": rule}),
        ("/segments", {"name": "x", "rule": rule}),
    ):
        answer = caller.post(path, body)
        assert answer.status_code == 422
        problem = answer.json()
        assert (problem["code"], problem["where"]) == ("rule_invalid", "rules[1].value")
        assert problem["params"]["problems"][0]["code"] == "value_money"
    assert Segment.objects.count() == 0


def test_a_rule_ten_thousand_levels_deep_is_refused(caller: Caller) -> None:
    rule: Json = SPENT
    for _ in range(300):
        rule = {"kind": "not", "rule": rule}
    answer = caller.post("/segments/preview", {"rule": rule})
    assert (answer.status_code, answer.json()["code"]) == (422, "rule_invalid")


def test_the_sentence_alone_names_shops_and_segments(caller: Caller, owner: Actor) -> None:
    shop = commerce.create_shop(owner, name="旗舰店")
    vip = made(caller)
    rule = {
        "kind": "all",
        "rules": [
            {"kind": "shop", "shops": [shop.id]},
            {"kind": "membership", "segment_id": vip["id"]},
        ],
    }
    assert caller.post("/segments/explain-sentence", {"rule": rule}).json() == {
        "zh": "是店铺「旗舰店」的客户，且在人群「VIP」中的客户",
        "en": "Customers of shop “旗舰店” and in the segment “VIP”",
    }


def test_a_saved_segment_is_evaluated_and_lists_its_people(caller: Caller) -> None:
    row = made(caller)
    assert (row["count"], row["evaluation"], row["version"]) == (None, 0, 1)
    drain()

    row = caller.get(f"/segments/{row['id']}").json()
    assert (row["count"], row["evaluation"], row["rule"]) == (6, 1, SPENT)
    first = caller.get(f"/segments/{row['id']}/members", limit=4).json()
    assert (ids(first), first["total"]) == ([5, 6, 7, 8], 6)
    rest = caller.get(f"/segments/{row['id']}/members", cursor=first["next_cursor"]).json()
    assert (ids(rest), rest["next_cursor"]) == ([9, 10], None)


def test_a_change_needs_the_version_it_was_made_from(caller: Caller) -> None:
    row = made(caller)
    address = f"/segments/{row['id']}"
    changed = caller.send("patch", address, {"version": 1, "rule": {**SPENT, "value": 900}}).json()
    assert (changed["version"], changed["rule"]["value"], changed["name"]) == (2, 900, "VIP")

    late = caller.send("patch", address, {"version": 1, "name": "Late"})

    assert (late.status_code, late.json()["code"]) == (409, "segment_changed")
    assert late.json()["params"] == {"version": 2}
    versions = caller.get(f"{address}/versions").json()
    assert [(one["number"], one["sentence"]["en"]) for one in versions] == [
        (2, "Customers whose spend is at least ¥9"),
        (1, "Customers whose spend is at least ¥5"),
    ]


def test_who_came_and_went_can_be_looked_up(caller: Caller, facts: Facts) -> None:
    address = f"/segments/{made(caller)['id']}"
    drain()
    facts.traits({3: {"orders": 1, "spend": 700}, 9: {"orders": 1, "spend": 0}})
    answer = caller.post(f"{address}/evaluate")
    assert answer.status_code == 202
    assert answer.json()["job_id"] > 0
    drain()

    history = caller.get(f"{address}/history").json()
    found = [
        [one[key] for key in ("number", "entered", "left", "count")] for one in history["items"]
    ]
    assert found == [[2, 1, 1, 6], [1, 6, 0, 6]]
    assert history["total"] == 2
    assert ids(caller.get(f"{address}/history/2/entered").json()) == [3]
    assert ids(caller.get(f"{address}/history/2/left").json()) == [9]
    first = caller.get(f"{address}/history/1/entered", limit=4).json()
    assert (ids(first), first["total"]) == ([5, 6, 7, 8], 6)


def test_a_list_is_saved_by_its_ids(caller: Caller) -> None:
    answer = caller.post("/segments", {"name": "Guests", "customer_ids": [3, 2, 2, 50]})
    row = answer.json()
    assert (row["kind"], row["rule"]) == ("static", None)
    drain()
    row = caller.get(f"/segments/{row['id']}").json()
    assert (row["count"], row["sentence"]["en"]) == (2, "A fixed list (2 people)")


def test_the_list_is_searched_sorted_filtered_and_paged(caller: Caller) -> None:
    for name, value, folder in (("Gold", 900, "Best"), ("Silver", 500, "Best"), ("All", 0, "")):
        made(caller, {**SPENT, "value": value}, name=name, folder=folder)
    drain()

    def names(**asked: Any) -> list[str]:
        return [one["name"] for one in caller.get("/segments", **asked).json()["items"]]

    assert names(sort="name") == ["All", "Gold", "Silver"]
    assert names(sort="-count") == ["All", "Silver", "Gold"]
    assert names(q="IL") == ["Silver"]
    assert names(folder="Best", sort="name") == ["Gold", "Silver"]
    assert names(folder="", sort="name") == ["All"]
    first = caller.get("/segments", sort="-count", limit=2).json()
    assert (first["total"], first["folders"]) == (3, ["Best"])
    assert names(sort="-count", limit=2, cursor=first["next_cursor"]) == ["Gold"]
    assert caller.get("/segments", sort="colour").json()["code"] == "bad_sort"


def test_a_long_list_costs_as_many_questions_as_a_short_one(
    caller: Caller, owner: Actor, django_assert_max_num_queries: Any
) -> None:
    shop = commerce.create_shop(owner, name="Flagship")
    base = made(caller)
    for n in range(12):
        rules = [
            {"kind": "shop", "shops": [shop.id]},
            {"kind": "membership", "segment_id": base["id"]},
        ]
        made(caller, {"kind": "any", "rules": rules}, name=f"S{n}")
    with django_assert_max_num_queries(10):
        assert len(caller.get("/segments").json()["items"]) == 13


@pytest.mark.parametrize("sort", ["name", "-updated_at", "created_at", "-evaluated_at", "count"])
def test_every_order_pages_through_all(caller: Caller, sort: str) -> None:
    wanted = {made(caller, name=f"S{n}")["id"] for n in range(5)}
    seen, cursor = [], ""
    while cursor is not None:
        page = caller.get("/segments", sort=sort, limit=2, cursor=cursor).json()
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == sorted(wanted)


def test_what_was_put_away_is_found_by_asking_for_it(caller: Caller) -> None:
    row = made(caller)
    assert caller.post(f"/segments/{row['id']}/archive").json()["is_archived"] is True
    assert caller.get("/segments").json()["total"] == 0
    assert caller.get("/segments", state="archived").json()["total"] == 1
    assert caller.post(f"/segments/{row['id']}/restore").json()["is_archived"] is False
    assert caller.get("/segments").json()["total"] == 1


def test_a_copy_is_made_under_another_name(caller: Caller) -> None:
    row = made(caller)
    copy = caller.post(f"/segments/{row['id']}/duplicate", {"name": "VIP 2"})
    assert (copy.status_code, copy.json()["rule"]) == (201, SPENT)


def test_neighbours_are_named_both_ways(caller: Caller) -> None:
    base = made(caller)
    user = made(caller, {"kind": "membership", "segment_id": base["id"]}, name="User")
    assert user["named"] == {str(base["id"]): "VIP"}
    assert caller.get(f"/segments/{base['id']}").json()["used_by"] == [user["id"]]


def test_the_builder_is_told_fields_operators_and_limits(caller: Caller, facts: Facts) -> None:
    facts.customers({1: {"attributes": [("city", "上海"), ("age", "20-30")]}})
    found = caller.get("/segments/fields").json()
    spend = next(one for one in found["traits"] if one["name"] == "spend")
    assert (spend["type"], spend["zh"], spend["en"]) == ("money", "消费金额", "spend")
    assert spend["operators"] == ["eq", "ne", "gt", "gte", "lt", "lte", "between"]
    assert found["attributes"] == ["age", "city"]
    assert found["operators"]["date"][0] == {
        "value": "in_last", "zh": "在最近", "en": "in the last", "takes": "ago",
    }  # fmt: skip
    assert {one["value"] for one in found["kinds"]} == {
        "trait", "orders", "events", "messages", "identity", "consent", "membership", "shop",
        "created",
    }  # fmt: skip
    assert found["limits"] == {"depth": 6, "conditions": 100, "list": 500, "text": 200}


def test_values_are_suggested_from_the_facts(caller: Caller, facts: Facts) -> None:
    facts.customers(
        {n: {"attributes": [("city", "上海" if n < 3 else "Bei'jing")]} for n in range(1, 4)}
    )
    answer = caller.get("/segments/values", of="attributes.city").json()
    assert [(one["value"], one["count"]) for one in answer["items"]] == [
        ("上海", 2),
        ("Bei'jing", 1),
    ]
    found = caller.get("/segments/values", of="attributes.city", q="I'J").json()
    assert [one["value"] for one in found["items"]] == ["Bei'jing"]
    assert (
        caller.get("/segments/values", of="stage", q="流失").json()["items"][0]["value"]
        == "at_risk"
    )
    assert caller.get("/segments/values", of="sku").json() == {"items": []}
    assert caller.get("/segments/values", of="nothing").json()["code"] == "no_values"


def test_why_somebody_is_in_is_told_condition_by_condition(caller: Caller, facts: Facts) -> None:
    facts.order(6, shop_id=1, order_no="a", amount=700)
    rule = {
        "kind": "all",
        "rules": [
            SPENT,
            {"kind": "not", "rule": {"kind": "orders", "op": "gte", "value": 1}},
        ],
    }
    address = f"/segments/{made(caller, rule)['id']}/why"
    drain()

    assert caller.get(address, customer_id=5).json() == {
        "is_member": True,
        "holds": True,
        "conditions": [
            {
                "path": "rules[0]",
                "holds": True,
                "sentence": {
                    "zh": "消费金额至少 ¥5 的客户",
                    "en": "Customers whose spend is at least ¥5",
                },
            },
            {
                "path": "rules[1].rule",
                "holds": False,
                "sentence": {"zh": "下过单的客户", "en": "Customers who ordered"},
            },
        ],
    }
    assert caller.get(address, customer_id=6).json()["holds"] is False
    assert caller.get(address, customer_id=77).status_code == 404


ROUTES = [
    ("get", "/segments/{id}/why?customer_id=5"),
    ("get", "/segments"),
    ("get", "/segments/fields"),
    ("get", "/segments/{id}"),
    ("get", "/segments/{id}/members"),
    ("get", "/segments/{id}/history"),
    ("get", "/segments/{id}/history/1/entered"),
    ("get", "/segments/{id}/versions"),
    ("post", "/segments/{id}/evaluate"),
    ("post", "/segments/{id}/archive"),
    ("post", "/segments/{id}/restore"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_who_may_call(
    caller: Caller, workspace: Workspace, other_workspace: Workspace, method: str, path: str
) -> None:
    address = path.format(id=made(caller)["id"])
    drain()
    is_one = "{id}" in path
    reads = method == "get"
    before = Segment.objects.values().get()
    for who, expected in (
        (Caller(workspace, "agent"), 403),
        (Caller(workspace, "auditor"), 200 if reads else 403),
        (Caller(workspace, "marketer", shop_ids=[1]), 404 if is_one else 200),
        (Caller(other_workspace), 404 if is_one else 200),
    ):
        answer = who.send(method, address) if not reads else who.get(address)
        assert answer.status_code == expected, answer.content
    assert Segment.objects.values().get() == before

    marketer = Caller(workspace, "marketer")
    answer = marketer.send(method, address) if not reads else marketer.get(address)
    assert answer.status_code == (202 if path.endswith("evaluate") else 200)


def test_a_scoped_marketers_preview_counts_their_shops_alone(
    caller: Caller, workspace: Workspace, facts: Facts
) -> None:
    facts.order(1, shop_id=1, order_no="a", amount=700)
    facts.order(2, shop_id=2, order_no="b", amount=700)
    scoped = Caller(workspace, "marketer", shop_ids=[1])
    found = scoped.post("/segments/preview", {"rule": SPENT}).json()
    assert (found["count"], found["total"]) == (1, 1)
    assert [one["customer_id"] for one in found["sample"]] == [1]
