"""Rules in English."""

from collections.abc import Sequence
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.check import MEASURE_TYPES
from huike.flow.segment.rules.speak import SHOWN, Speaker, number, several

_MEASURES = {
    "count": "number of orders",
    "sum": "spend",
    "quantity": "number of items bought",
    "average": "average order value",
    "refund": "refunds",
    "first": "first order",
    "last": "latest order",
}
_HAS = {"email": "an e-mail address", "phone": "a phone number", "user_id": "a user id"}
_PURPOSES = {"marketing": "marketing", "transactional": "order notices"}
_CHANNELS = {"email": "e-mail", "sms": "SMS", "wechat": "WeChat", "push": "push", "phone": "phone"}
_DID = {
    "sent": "were sent",
    "delivered": "received",
    "opened": "opened",
    "clicked": "clicked",
    "unsubscribed": "unsubscribed from",
}
_COMPARED = {
    "eq": "is",
    "ne": "is not",
    "gt": "is more than",
    "gte": "is at least",
    "lt": "is less than",
    "lte": "is at most",
}
_DAYS = {
    "eq": "is on {}",
    "gt": "is after {}",
    "gte": "is on or after {}",
    "lt": "is before {}",
    "lte": "is on or before {}",
}
_STATES = {
    "granted": "who agreed to {}",
    "withdrawn": "who refused {}",
    "none": "who never said yes or no to {}",
}


class English(Speaker):
    """`Customers who ordered in the last 30 days and whose spend is at least ¥500`."""

    def sentence(self, clause: str) -> str:
        return f"Customers {clause}"

    def everybody(self) -> str:
        return "All customers"

    def nobody(self) -> str:
        return "who do not exist"

    def joined(self, kind: str, clauses: Sequence[str]) -> str:
        return (" and " if kind == "all" else " or ").join(clauses)

    def bracketed(self, clause: str) -> str:
        return f"({clause})"

    def negated(self, clause: str) -> str:
        return f"other than those {clause}"

    def trait(self, rule: lang.TraitIs) -> str:
        field = self.field(rule)
        if rule.op in ("exists", "not_exists"):
            return f"whose {field.en} is {'known' if rule.op == 'exists' else 'not known'}"
        words = {option.value: option.en for option in field.options}
        values = [
            words.get(one, one) if isinstance(one, str) else one for one in several(rule.value)
        ]
        unit = "days" if field.unit == "day" else ""
        return f"whose {field.en} {self._test(field.type, rule.op, values, unit)}"

    def identity(self, rule: lang.IdentityHas) -> str:
        return f"{'with' if rule.present else 'without'} {_HAS[rule.has]}"

    def created(self, rule: lang.CreatedIn) -> str:
        return f"who became customers{self._window(rule.window)}"

    def shop(self, rule: lang.ShopOf) -> str:
        return f"of {self._shops(rule.shops)}"

    def orders(self, rule: lang.OrdersAre) -> str:
        about = self._window(rule.window) + self._about(rule)
        if rule.measure == "count" and (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            return f"who {'ordered' if rule.op == 'gte' else 'did not order'}{about}"
        figure = f"whose {_MEASURES[rule.measure]}{about}"
        if rule.op in ("exists", "not_exists"):
            return f"{figure} {'exists' if rule.op == 'exists' else 'does not exist'}"
        return (
            f"{figure} {self._test(MEASURE_TYPES[rule.measure], rule.op, several(rule.value), '')}"
        )

    def member(self, rule: lang.MemberOf) -> str:
        name = self.names.segments.get(rule.segment_id)
        known = f"“{name}”" if name else f"#{rule.segment_id} (deleted or not visible)"
        return f"{'in' if rule.member else 'not in'} the segment {known}"

    def consent(self, rule: lang.ConsentIs) -> str:
        purpose = _PURPOSES.get(rule.purpose, f"“{rule.purpose}”")
        channel = _CHANNELS.get(rule.channel, f"“{rule.channel}”")
        return _STATES[rule.state].format(f"{purpose} by {channel}")

    def events(self, rule: lang.EventsAre) -> str:
        where = " and ".join(f"{one.name} {self._property(one)}" for one in rule.where)
        about = (f" (where {where})" if where else "") + self._window(rule.window)
        if (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            return f"with {'' if rule.op == 'gte' else 'no '}“{rule.event}”{about}"
        test = self._test("number", rule.op, several(rule.value), "")
        return f"whose number of “{rule.event}”{about} {test}"

    def messages(self, rule: lang.MessagesAre) -> str:
        channel = _CHANNELS.get(rule.channel, f"“{rule.channel}”") + " " if rule.channel else ""
        about, window = f"{channel}message", self._window(rule.window)
        if (rule.op, rule.value) in (("gte", 1), ("eq", 0)):
            how = "a" if rule.op == "gte" else "no"
            return f"who {_DID[rule.did]} {how} {about}{window}"
        test = self._test("number", rule.op, several(rule.value), "")
        return f"whose number of {about}s {rule.did}{window} {test}"

    def _property(self, one: lang.PropertyIs) -> str:
        if one.op == "exists":
            return "is known"
        values = several(one.value)
        return self._test("text" if isinstance(values[0], str) else "number", one.op, values, "")

    def _about(self, rule: lang.OrdersAre) -> str:
        about = ""
        if rule.shops:
            about += f" in {self._shops(rule.shops)}"
        match rule.of:
            case lang.OfProducts():
                about += f" of {_plural('product', rule.of.skus)}"
            case lang.OfCategories():
                about += f" of {_plural('category', rule.of.categories)}"
        if rule.statuses:
            about += f" with {_plural('status', rule.statuses)}"
        return about

    def _shops(self, shops: Sequence[int]) -> str:
        return _plural("shop", [self.shop_name(one) for one in shops])

    def _window(self, window: lang.Window) -> str:
        match window:
            case lang.LastWindow():
                return f" {_last(window)}"
            case lang.EarlierWindow():
                return f" {_before(window)}"
            case lang.BetweenWindow():
                return f" between {window.start} and {window.end}"
            case lang.SinceWindow():
                return f" since {window.start}"
        return ""

    def _test(self, type_: str, op: str, values: Sequence[Any], unit: str) -> str:
        if type_ == "date":
            return _date(op, values)
        if type_ in ("text", "list"):
            words = {
                "eq": "is", "ne": "is not", "contains": "contains",
                "in": "includes any of" if type_ == "list" else "is one of",
                "not_in": "includes none of" if type_ == "list" else "is none of",
            }  # fmt: skip
            return f"{words[op]} {_quoted(values)}"
        shown = [self.money(one) if type_ == "money" else number(one) for one in values]
        end = f" {unit}" if unit else ""
        if op == "between":
            return f"is between {shown[0]} and {shown[1]}{end}"
        if op in ("in", "not_in"):
            return f"is {'one' if op == 'in' else 'none'} of {_listed(shown)}{end}"
        return f"{_COMPARED[op]} {shown[0]}{end}"


def _date(op: str, values: Sequence[Any]) -> str:
    if op == "in_last":
        return f"is {_last(values[0])}"
    if op == "before_last":
        return f"is {_before(values[0])}"
    if op == "between":
        return f"is between {values[0]} and {values[1]}"
    return _DAYS[op].format(values[0])


def _last(ago: lang.Ago) -> str:
    if ago.n == 0 and ago.unit != "hour":
        return "today"
    return f"in the last {_length(ago)}"


def _before(ago: lang.Ago) -> str:
    if ago.n == 0 and ago.unit != "hour":
        return "before today"
    return f"more than {_length(ago)} ago"


def _length(ago: lang.Ago) -> str:
    return f"{ago.n} {ago.unit}" + ("" if ago.n == 1 else "s")


def _plural(noun: str, values: Sequence[Any]) -> str:
    nouns = {"category": "categories", "status": "statuses"}.get(noun, f"{noun}s")
    return f"{noun if len(values) == 1 else nouns} {_quoted(values)}"


def _quoted(values: Sequence[Any]) -> str:
    return _listed([f"“{one}”" for one in values])


def _listed(values: Sequence[str]) -> str:
    if len(values) > SHOWN:
        return f"{', '.join(values[:SHOWN])} and {len(values) - SHOWN} more"
    if len(values) > 1:
        return f"{', '.join(values[:-1])} or {values[-1]}"
    return values[0]
