"""The tracking plan's rules: how a message differs from what was planned."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huike.base.kernel.errors import Invalid
from huike.flow.ingest.collect.rules import plan
from huike.flow.ingest.collect.rules.plan import Event, Plan, PlannedField, Problem

COLOUR = PlannedField(name="colour", type="text", allowed=("red", "blue"))
PRICE = PlannedField(name="price", type="number", is_required=True)


@pytest.mark.parametrize(
    ("properties", "found"),
    [
        ({"price": 5}, []),
        ({"price": 5, "colour": "red", "other": [1]}, []),
        ({"price": 5, "colour": None}, []),
        ({}, [Problem("price", "missing")]),
        ({"price": None}, [Problem("price", "missing")]),
        ({"price": "5"}, [Problem("price", "wrong_type", "5")]),
        ({"price": True}, [Problem("price", "wrong_type", "true")]),
        ({"price": 5, "colour": "green"}, [Problem("colour", "not_allowed", "green")]),
        (
            {"colour": ["red"]},
            [Problem("colour", "wrong_type", "[…]"), Problem("price", "missing")],
        ),
    ],
)
def test_how_properties_differ(properties: dict[str, Any], found: list[Problem]) -> None:
    assert plan.problems((COLOUR, PRICE), properties) == found


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "", 1),
        ("number", 1.5, "1.5"),
        ("boolean", False, 0),
        ("time", "2026-11-22T08:00:00Z", "yesterday"),
        ("list", [], {}),
        ("object", {}, []),
    ],
)
def test_each_type_takes_its_own(kind: plan.Type, good: Any, bad: Any) -> None:
    field = PlannedField(name="a", type=kind)
    assert plan.problems([field], {"a": good}) == []
    assert [one.reason for one in plan.problems([field], {"a": bad})] == ["wrong_type"]


def test_values_are_compared_as_people_write_them() -> None:
    def reasons(value: Any, *allowed: str) -> list[str]:
        return [
            one.value for one in plan.problems([PlannedField(name="a", allowed=allowed)], value)
        ]

    assert reasons({"a": 5.0}, "5") == []
    assert reasons({"a": True}, "true") == []
    assert reasons({"a": ["x", "y"]}, "x", "y") == []
    assert reasons({"a": ["x", "z"]}, "x", "y") == ["z"]
    assert reasons({"a": 5.5}, "5") == ["5.5"]


def test_what_becomes_of_a_message_follows_the_mode() -> None:
    events = {
        mode: Event(mode, (PRICE,))  # type: ignore[arg-type]
        for mode in ("off", "warn", "block")
    }
    judged = {mode: Plan(events).judge(mode, {}) for mode in events}
    assert {mode: (len(one.problems), one.is_blocked) for mode, one in judged.items()} == {
        "off": (0, False),
        "warn": (1, False),
        "block": (1, True),
    }
    for unknown, told in (("allow", (0, False)), ("warn", (1, False)), ("block", (1, True))):
        one = Plan(events, unknown).judge("other", {})  # type: ignore[arg-type]
        assert (len(one.problems), one.is_blocked) == told
    assert Plan({"a": events["off"]}).is_silent
    assert not Plan({"a": events["off"]}, "warn").is_silent


def test_a_plan_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(Invalid) as twice:
        plan.check([PRICE, COLOUR, PRICE])
    assert (twice.value.code, twice.value.where) == ("plan_field_twice", "fields.2.name")
    with pytest.raises(Invalid) as values:
        plan.check([PlannedField(name="at", type="time", allowed=("2026-01-01",))])
    assert (values.value.code, values.value.where) == ("plan_values_of_type", "fields.0.allowed")


_NAMES = st.sampled_from(["a", "b", "c", "d"])
_LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_NAMES, inner, max_size=2),
    max_leaves=4,
)
_PROPERTIES = st.dictionaries(_NAMES, _VALUES)
_FIELDS = st.lists(
    st.builds(
        PlannedField,
        name=_NAMES,
        type=st.sampled_from(["any", "text", "number", "boolean", "time", "list", "object"]),
        is_required=st.booleans(),
        allowed=st.lists(st.sampled_from(["x", "1", "true"]), max_size=2),
    ),
    unique_by=lambda one: one.name,
)


@given(_FIELDS, _PROPERTIES)
def test_each_field_is_judged_by_itself_and_told_at_most_once(
    fields: list[PlannedField], properties: dict[str, Any]
) -> None:
    found = plan.problems(fields, properties)
    assert found == [one for field in fields for one in plan.problems([field], properties)]
    assert len({one.field for one in found}) == len(found)
    assert all(isinstance(one.value, str) for one in found)


@given(_FIELDS, _PROPERTIES)
def test_what_is_not_planned_is_never_a_problem(
    fields: list[PlannedField], properties: dict[str, Any]
) -> None:
    planned = {one.name for one in fields}
    only = {name: value for name, value in properties.items() if name in planned}
    assert plan.problems(fields, properties) == plan.problems(fields, only)


@given(_FIELDS, _PROPERTIES)
def test_a_looser_plan_finds_no_more(
    fields: list[PlannedField], properties: dict[str, Any]
) -> None:
    looser = [one.model_copy(update={"is_required": False, "allowed": ()}) for one in fields]
    found = {(one.field, one.reason) for one in plan.problems(fields, properties)}
    assert {(one.field, one.reason) for one in plan.problems(looser, properties)} <= found
