"""Rules as a predicate over one person's facts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.check import MEASURE_TYPES
from huike.flow.segment.rules.compare import compared
from huike.flow.segment.rules.fields import ATTRIBUTE, FIELDS, Field, Fields, field_of
from huike.flow.segment.rules.person import LineFact, OrderFact, PersonFacts
from huike.flow.segment.rules.windows import Moment, span


@dataclass(frozen=True)
class Verdict:
    """Whether a person passes one condition, and how its parts went."""

    path: str
    kind: str
    holds: bool
    parts: tuple["Verdict", ...] = ()


def matches(rule: lang.Rule, person: PersonFacts, at: Moment, fields: Fields = FIELDS) -> bool:
    """Whether the person passes the rule at this moment."""
    return explain(rule, person, at, fields).holds


def explain(
    rule: lang.Rule, person: PersonFacts, at: Moment, fields: Fields = FIELDS, path: str = ""
) -> Verdict:
    """The same, with the verdict on every part: why is this person in?"""
    place = path.rstrip(".")
    match rule:
        case lang.AllOf() | lang.AnyOf():
            inside = tuple(
                explain(part, person, at, fields, f"{path}rules[{n}].")
                for n, part in enumerate(rule.rules)
            )
            decide = all if isinstance(rule, lang.AllOf) else any
            return Verdict(place, rule.kind, decide(one.holds for one in inside), inside)
        case lang.Not():
            one = explain(rule.rule, person, at, fields, f"{path}rule.")
            return Verdict(place, rule.kind, not one.holds, (one,))
    return Verdict(place, rule.kind, _condition(rule, person, at, fields))


def _condition(rule: lang.Rule, person: PersonFacts, at: Moment, fields: Fields) -> bool:
    match rule:
        case lang.TraitIs():
            return _trait(rule, person, at, fields)
        case lang.IdentityHas():
            known = {
                "email": person.has_email,
                "phone": person.has_phone,
                "user_id": person.has_user_id,
            }
            return known[rule.has] == rule.present
        case lang.CreatedIn():
            return span(rule.window, at).holds(person.created_at)
        case lang.ShopOf():
            return not person.shop_ids.isdisjoint(rule.shops)
        case lang.OrdersAre():
            return _orders(rule, person, at)
        case lang.MemberOf():
            return (rule.segment_id in person.segments) == rule.member
        case lang.ConsentIs():
            state = person.consents.get((rule.purpose, rule.channel), "none")
            return state == rule.state
        case lang.EventsAre():
            return _events(rule, person, at)
        case lang.MessagesAre():
            return _messages(rule, person, at)
    raise ValueError(f"{rule.kind} is no single condition")


def _trait(rule: lang.TraitIs, person: PersonFacts, at: Moment, fields: Fields) -> bool:
    field = field_of(rule.name, fields)
    if field is None:
        raise ValueError(f"no trait {rule.name!r}")  # a rule is checked before it is stored
    if rule.name.startswith(ATTRIBUTE):
        value = person.attributes.get(rule.name.removeprefix(ATTRIBUTE))
    else:
        value = person.traits.get(rule.name)
    return _passes(field.type, rule, _present(field, value), at)


def _present(field: Field, value: Any) -> Any:
    """None where the field counts the value as missing; 0 where a missing one is 0."""
    if field.absent == "never":
        return value or 0
    if field.absent in ("zero", "empty") and not value:
        return None
    return value


def _orders(rule: lang.OrdersAre, person: PersonFacts, at: Moment) -> bool:
    within = span(rule.window, at)
    orders = [
        order
        for order in person.orders
        if (rule.shops is None or order.shop_id in rule.shops) and within.holds(order.ordered_at)
    ]
    if rule.measure == "refund":
        return _passes("money", rule, sum(order.refund for order in orders), at)
    sales = [order for order in orders if _counts(order, rule)]
    if rule.of is None:
        figure = _figure(rule.measure, sales, sales)
    else:
        bought = [(order, _lines(order, rule.of)) for order in sales]
        lines = [line for _, some in bought for line in some]
        figure = _figure(rule.measure, [order for order, some in bought if some], lines)
    return _passes(MEASURE_TYPES[rule.measure], rule, figure, at)


def _counts(order: OrderFact, rule: lang.OrdersAre) -> bool:
    if order.kind != "sale":
        return False
    return order.status != "cancelled" if rule.statuses is None else order.status in rule.statuses


def _lines(order: OrderFact, of: lang.OfProducts | lang.OfCategories) -> list[LineFact]:
    if isinstance(of, lang.OfProducts):
        return [line for line in order.lines if line.sku in of.skus]
    asked = set(of.categories)
    return [one for one in order.lines if one.category in asked or not asked.isdisjoint(one.also)]


def _figure(
    measure: str, orders: Sequence[OrderFact], amounts: Iterable[OrderFact | LineFact]
) -> Any:
    amounts = list(amounts)
    match measure:
        case "count":
            return len(orders)
        case "sum":
            return sum(one.amount for one in amounts)
        case "quantity":
            return sum(one.quantity for one in amounts)
    if not orders:
        return None
    match measure:
        case "average":
            return sum(one.amount for one in amounts) / len(orders)
        case "first":
            return min(order.ordered_at for order in orders)
    return max(order.ordered_at for order in orders)


def _events(rule: lang.EventsAre, person: PersonFacts, at: Moment) -> bool:
    within = span(rule.window, at)
    found = [
        event
        for event in person.events
        if event.event == rule.event
        and within.holds(event.occurred_at)
        and all(_property(one, event.properties, at) for one in rule.where)
    ]
    return _passes("number", rule, len(found), at)


def _messages(rule: lang.MessagesAre, person: PersonFacts, at: Moment) -> bool:
    within = span(rule.window, at)
    found = {
        fact.message_id
        for fact in person.messages
        if fact.did == rule.did and rule.channel in (None, fact.channel) and within.holds(fact.at)
    }
    return _passes("number", rule, len(found), at)


def _property(one: lang.PropertyIs, properties: Mapping[str, Any], at: Moment) -> bool:
    value = properties.get(one.name)
    if one.op == "exists":
        return value is not None
    is_text = asks_text(one)
    if isinstance(value, bool) or not isinstance(value, str if is_text else (int, float)):
        return False
    return compared("text" if is_text else "number", one.op, one.value, at).test.holds(value)


def asks_text(one: lang.PropertyIs) -> bool:
    """Whether the test is about a text; a text and a number are never equal."""
    return isinstance(one.value[0] if isinstance(one.value, tuple) else one.value, str)


def _passes(type_: Any, rule: Any, value: Any, at: Moment) -> bool:
    wanted = compared(type_, rule.op, rule.value, at)
    return wanted.test.holds(value) != wanted.negated
