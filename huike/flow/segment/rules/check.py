"""What the shape alone cannot say: operators and values that fit the field they are asked of."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.fields import EXISTENCE, OPERATORS, Fields, Option, Type, field_of

MEASURE_TYPES: dict[str, Type] = {
    "count": "number",
    "quantity": "number",
    "sum": "money",
    "average": "money",
    "refund": "money",
    "first": "date",
    "last": "date",
}
MAYBE_NONE = ("average", "first", "last")  # without an order there is no such figure
_PROPERTY_NUMBERS = ("gt", "gte", "lt", "lte", "between")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with a rule: where, which, and in words."""

    path: str
    code: str
    message: str
    params: dict[str, Any] = field(default_factory=dict)


def problems(rule: lang.Rule, fields: Fields, path: str = "") -> Iterator[Problem]:
    """Everything that does not fit, in the order of the rule."""
    match rule:
        case lang.AllOf() | lang.AnyOf():
            for n, part in enumerate(rule.rules):
                yield from problems(part, fields, f"{path}rules[{n}].")
        case lang.Not():
            yield from problems(rule.rule, fields, f"{path}rule.")
        case lang.TraitIs():
            yield from _trait(rule, fields, path)
        case lang.OrdersAre():
            yield from _orders(rule, path)
            yield from _window(rule.window, f"{path}window.")
        case lang.EventsAre():
            yield from _figure("number", False, rule.op, rule.value, path)
            for n, one in enumerate(rule.where):
                yield from _property(one, f"{path}where[{n}].")
            yield from _window(rule.window, f"{path}window.")
        case lang.MessagesAre():
            yield from _figure("number", False, rule.op, rule.value, path)
            yield from _window(rule.window, f"{path}window.")
        case lang.CreatedIn():
            yield from _window(rule.window, f"{path}window.")


def _trait(rule: lang.TraitIs, fields: Fields, path: str) -> Iterator[Problem]:
    known = field_of(rule.name, fields)
    if known is None:
        yield Problem(
            f"{path}name",
            "unknown_field",
            f"There is no trait {rule.name!r}",
            {"name": rule.name, "known": sorted(fields)},
        )
        return
    if rule.op not in known.operators:
        yield _wrong_operator(path, rule.op, known.operators)
        return
    yield from _value(known.type, rule.op, rule.value, f"{path}value", known.options)


def _orders(rule: lang.OrdersAre, path: str) -> Iterator[Problem]:
    type_ = MEASURE_TYPES[rule.measure]
    yield from _figure(type_, rule.measure in MAYBE_NONE, rule.op, rule.value, path)
    if rule.measure == "refund" and rule.of is not None:
        yield Problem(
            f"{path}of",
            "refund_of_products",
            "Refunds are known per order, not per product",
        )
    if rule.measure == "refund" and rule.statuses is not None:
        yield Problem(
            f"{path}statuses", "refund_of_statuses", "Refunds count whatever the order's status"
        )


def _figure(type_: Type, may_miss: bool, op: str, value: Any, path: str) -> Iterator[Problem]:
    operators = OPERATORS[type_] + (EXISTENCE if may_miss else ())
    if op not in operators:
        yield _wrong_operator(path, op, operators)
    else:
        yield from _value(type_, op, value, f"{path}value")


def _property(one: lang.PropertyIs, path: str) -> Iterator[Problem]:
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    is_text = any(isinstance(value, str) for value in values)
    if one.op in _PROPERTY_NUMBERS or not (is_text or one.op in ("contains", "exists")):
        yield from _value("number", one.op, one.value, f"{path}value")
    else:
        yield from _value("text", one.op, one.value, f"{path}value")


def _window(window: lang.Window, path: str) -> Iterator[Problem]:
    if isinstance(window, lang.BetweenWindow) and window.start > window.end:
        yield Problem(f"{path}end", "window_turned", "The window ends before it starts")


def _value(
    type_: Type, op: str, value: Any, path: str, options: tuple[Option, ...] = ()
) -> Iterator[Problem]:
    if op in EXISTENCE:
        if value is not None:
            yield Problem(path, "value_not_wanted", "This operator takes no value")
    elif op in ("in_last", "before_last"):
        if not isinstance(value, lang.Ago):
            yield Problem(path, "value_ago", 'A length of time is wanted, like {"n": 30}')
    elif op == "between":
        yield from _pair(type_, value, path)
    elif op in ("in", "not_in"):
        if not isinstance(value, tuple) or not value:
            yield Problem(path, "value_list", "A list with at least one value is wanted")
        else:
            for n, one in enumerate(value):
                yield from _single(type_, one, f"{path}[{n}]", options)
    else:
        yield from _single(type_, value, path, () if op == "contains" else options)


def _pair(type_: Type, value: Any, path: str) -> Iterator[Problem]:
    if not isinstance(value, tuple) or len(value) != 2:
        yield Problem(path, "value_pair", "Two values are wanted, the lower one first")
        return
    wrong = [
        problem
        for n, one in enumerate(value)
        for problem in _single(type_, one, f"{path}[{n}]", ())
    ]
    yield from wrong
    if not wrong and value[0] > value[1]:
        yield Problem(path, "value_turned", "The first value is above the second")


def _single(type_: Type, value: Any, path: str, options: tuple[Option, ...]) -> Iterator[Problem]:
    if type_ == "number":
        if not isinstance(value, (int, float)):
            yield Problem(path, "value_number", "A number is wanted")
    elif type_ == "money":
        if not isinstance(value, int):
            yield Problem(path, "value_money", "A whole number of minor units is wanted")
    elif type_ == "date":
        if not isinstance(value, str) or not lang.is_day(value):
            yield Problem(path, "value_day", "A day like 2026-01-31 is wanted")
    elif not isinstance(value, str):
        yield Problem(path, "value_text", "A text is wanted")
    elif options and value not in {option.value for option in options}:
        known = [option.value for option in options]
        yield Problem(
            path, "value_unknown", f"{value!r} is none of {', '.join(known)}", {"known": known}
        )


def _wrong_operator(path: str, op: str, operators: tuple[str, ...]) -> Problem:
    return Problem(
        f"{path}op",
        "wrong_operator",
        f"{op!r} does not go here; these do: {', '.join(operators)}",
        {"operators": list(operators)},
    )
