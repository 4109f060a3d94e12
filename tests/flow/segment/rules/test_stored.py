"""Reading rules from JSON: what is accepted, and refusals that name the place."""

from typing import Any

import pytest
from pydantic import TypeAdapter

from huike.base.kernel.errors import Invalid
from huike.flow.segment.rules import dump, load, parse, store
from huike.flow.segment.rules.language import MAX_CONDITIONS, Rule

ORDERS: dict[str, Any] = {"kind": "orders", "op": "gte", "value": 2}


def refused(data: Any) -> Invalid:
    with pytest.raises(Invalid) as caught:
        parse(data)
    return caught.value


def test_a_rule_survives_being_stored() -> None:
    rule = parse(
        {
            "kind": "all",
            "rules": [
                {"kind": "trait", "name": "spend", "op": "between", "value": [100, 500]},
                {"kind": "not", "rule": {"kind": "membership", "segment_id": 7}},
                {"kind": "trait", "name": "last_order_at", "op": "in_last", "value": {"n": 30}},
            ],
        }
    )
    assert load(store(rule)) == rule
    assert store(rule)["schema"] == 1


def test_what_is_left_at_its_default_is_written_out_but_nothing_is_written_as_null() -> None:
    assert dump(parse({"kind": "orders", "op": "gte", "value": 1})) == {
        "kind": "orders",
        "measure": "count",
        "op": "gte",
        "value": 1,
        "window": {"kind": "ever"},
    }


@pytest.mark.parametrize(
    ("data", "place", "code"),
    [
        ({"kind": "zzz"}, "kind", "union_tag_invalid"),
        ({}, "kind", "union_tag_not_found"),
        ([], "", "model_attributes_type"),
        (None, "", "model_attributes_type"),
        ({"kind": "any", "rules": []}, "rules", "too_short"),
        ({"kind": "trait", "op": "eq"}, "name", "missing"),
        ({"kind": "trait", "name": "x'; DROP", "op": "eq", "value": 1}, "name", None),
        ({"kind": "trait", "name": "nope", "op": "eq", "value": 1}, "name", "unknown_field"),
        ({"kind": "trait", "name": "spend", "op": "contains", "value": "a"}, "op", None),
        ({"kind": "trait", "name": "spend", "op": "exists"}, "op", "wrong_operator"),
        ({"kind": "trait", "name": "spend", "op": "gte", "value": 1.5}, "value", "value_money"),
        ({"kind": "trait", "name": "orders", "op": "gte", "value": True}, "value", "value_kind"),
        ({"kind": "trait", "name": "orders", "op": "gte"}, "value", "value_number"),
        ({"kind": "trait", "name": "orders", "op": "in", "value": [1, "a"]}, "value[1]", None),
        ({"kind": "trait", "name": "orders", "op": "between", "value": [2, 1]}, "value", None),
        ({"kind": "trait", "name": "orders", "op": "between", "value": [2]}, "value", "value_pair"),
        ({"kind": "trait", "name": "stage", "op": "eq", "value": "x"}, "value", "value_unknown"),
        ({"kind": "trait", "name": "stage", "op": "exists", "value": "x"}, "value", None),
        (
            {"kind": "trait", "name": "last_order_at", "op": "lt", "value": "31.1.2026"},
            "value",
            "value_day",
        ),
        (
            {"kind": "trait", "name": "last_order_at", "op": "in_last", "value": 30},
            "value",
            "value_ago",
        ),
        (
            {"kind": "trait", "name": "last_order_at", "op": "in_last", "value": {"n": "3"}},
            "value.n",
            "int_type",
        ),
        (
            {"kind": "trait", "name": "attributes.x", "op": "eq", "value": "a\x00"},
            "value",
            "not_plain_text",
        ),
        ({"kind": "orders", "value": 2**60}, "value", "less_than_equal"),
        ({"kind": "orders", "value": float("inf")}, "value", "finite_number"),
        ({"kind": "orders", "value": 1, "limit": 3}, "limit", "extra_forbidden"),
        ({**ORDERS, "of": {"kind": "categories", "categories": [""]}}, "of.categories[0]", None),
        ({**ORDERS, "window": {"kind": "last", "n": -1}}, "window.n", "greater_than_equal"),
        ({**ORDERS, "window": {"kind": "since", "start": "2026-02-30"}}, "window.start", None),
        (
            {**ORDERS, "window": {"kind": "between", "start": "2026-02-02", "end": "2026-02-01"}},
            "window.end",
            "window_turned",
        ),
        (
            {**ORDERS, "measure": "refund", "of": {"kind": "products", "skus": ["a"]}},
            "of",
            "refund_of_products",
        ),
        ({"kind": "membership", "segment_id": 0}, "segment_id", "greater_than"),
        ({"kind": "membership", "segment_id": "7"}, "segment_id", "int_type"),
        (
            {
                "kind": "events",
                "event": "e",
                "value": 1,
                "where": [{"name": "a", "op": "gt", "value": "x"}],
            },
            "where[0].value",
            "value_number",
        ),
    ],
)
def test_a_refusal_names_the_place(data: Any, place: str, code: str | None) -> None:
    error = refused(data)
    assert (error.code, error.where) == ("rule_invalid", place)
    assert code is None or error.params["problems"][0]["code"] == code


def test_a_place_inside_groups_is_written_as_a_path() -> None:
    data = {"kind": "all", "rules": [ORDERS, {"kind": "not", "rule": {**ORDERS, "value": "x"}}]}
    error = refused(data)
    assert error.where == "rules[1].rule.value"
    assert error.detail == "rules[1].rule.value: A number is wanted"


def test_all_wrong_places_are_listed_at_once() -> None:
    wrong = {**ORDERS, "value": None}
    error = refused({"kind": "any", "rules": [wrong, ORDERS, wrong]})
    assert [p["path"] for p in error.params["problems"]] == ["rules[0].value", "rules[2].value"]


def test_six_levels_are_accepted_and_seven_refused() -> None:
    rule: dict[str, Any] = ORDERS
    for _ in range(5):
        rule = {"kind": "not", "rule": rule}
    assert parse(rule).kind == "not"
    assert refused({"kind": "not", "rule": rule}).params["problems"][0]["code"] == "too_deep"


def test_ten_thousand_levels_are_refused_without_exhausting_the_stack() -> None:
    rule: dict[str, Any] = ORDERS
    for _ in range(10_000):
        rule = {"kind": "all", "rules": [rule]}
    assert refused(rule).params["problems"][0]["code"] == "too_deep"


def test_a_value_nested_ten_thousand_times_is_refused() -> None:
    value: Any = 1
    for _ in range(10_000):
        value = [value]
    assert refused({**ORDERS, "value": value}).where == "value[0]"


def test_too_many_conditions_are_refused() -> None:
    inner = {"kind": "any", "rules": [ORDERS] * 50}
    error = refused({"kind": "all", "rules": [inner, inner]})
    assert error.params["problems"][0]["code"] == "too_many_conditions"
    assert error.params["problems"][0]["most"] == MAX_CONDITIONS


def test_a_list_is_limited() -> None:
    rule = {"kind": "trait", "name": "attributes.city", "op": "in", "value": ["a"] * 501}
    assert refused(rule).where == "value"


def test_the_shape_tells_the_console_to_name_the_kind() -> None:
    schema = TypeAdapter(Rule).json_schema()
    assert all(
        "kind" in part["required"]
        for part in schema["$defs"].values()
        if "kind" in part.get("properties", {})
    )
    assert len(schema["$defs"]) == 21
