"""Comparisons in two readings side by side, so that SQL and Python say the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from huike.flow.segment.rules.fields import Type
from huike.flow.segment.rules.windows import Moment, Span, back, days, until

Bind = Callable[[str, Any], str]  # (engine type, value) -> placeholder

_SIGNS = {"eq": "=", "gt": ">", "gte": ">=", "lt": "<", "lte": "<="}
_OPPOSITE = {"ne": "eq", "not_in": "in", "not_exists": "exists"}


class Test(Protocol):
    """One comparison: with a value of Python, or as a condition of SQL."""

    def holds(self, value: Any) -> bool:
        """Whether the value passes; a missing one never does."""
        ...

    def sql(self, expression: str, bind: Bind) -> str:
        """The same as a condition on the expression."""
        ...


@dataclass(frozen=True)
class Compared:
    """A test, or its opposite: `ne` is everybody but `eq`, those without a value too."""

    test: Test
    negated: bool = False


def compared(type_: Type, op: str, value: Any, at: Moment) -> Compared:
    """The operator as a test, its opposite turned into a negation."""
    negated = op in _OPPOSITE
    op = _OPPOSITE.get(op, op)
    if op == "exists":
        return Compared(Exists(), negated)
    if type_ == "date":
        return Compared(InSpan(date_span(op, value, at)), negated)
    if type_ == "text":
        return Compared(Text(op, _several(value)), negated)
    if type_ == "list":
        return Compared(ListHas(_several(value)), negated)
    return Compared(Number(op, _several(value)), negated)


def date_span(op: str, value: Any, at: Moment) -> Span:
    """The span of time that a date operator asks for."""
    if op == "in_last":
        return Span(back(value, at), until(at))
    if op == "before_last":
        return Span(None, back(value, at))
    if op == "between":
        return days(value[0], value[1], at)
    if op == "gt":
        return Span(days(None, value, at).end, None)
    if op == "lt":
        return Span(None, days(value, None, at).start)
    return {
        "eq": days(value, value, at),
        "gte": days(value, None, at),
        "lte": days(None, value, at),
    }[op]


@dataclass(frozen=True)
class Exists:
    """There is a value at all."""

    def holds(self, value: Any) -> bool:
        return value is not None

    def sql(self, expression: str, bind: Bind) -> str:
        return f"isNotNull({expression})"


@dataclass(frozen=True)
class Number:
    """A number against one, two (between, both included) or many."""

    op: str
    values: tuple[Any, ...]

    def holds(self, value: Any) -> bool:
        if value is None:
            return False
        match self.op:
            case "eq" | "in":
                return value in self.values
            case "gt":
                return bool(value > self.values[0])
            case "gte":
                return bool(value >= self.values[0])
            case "lt":
                return bool(value < self.values[0])
            case "lte":
                return bool(value <= self.values[0])
        return bool(self.values[0] <= value <= self.values[1])

    def sql(self, expression: str, bind: Bind) -> str:
        if self.op == "in":
            many = bind("Array(Float64)", [float(value) for value in self.values])
            return f"has({many}, toFloat64({expression}))"
        names = [bind(_number_type(value), value) for value in self.values]
        if self.op == "between":
            return f"{expression} BETWEEN {names[0]} AND {names[1]}"
        return f"{expression} {_SIGNS[self.op]} {names[0]}"


@dataclass(frozen=True)
class Text:
    """A text against one or many, or a piece of it (a-z and A-Z alike)."""

    op: str
    values: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        if value is None:
            return False
        if self.op == "contains":
            return lower(self.values[0]) in lower(value)
        return value in self.values

    def sql(self, expression: str, bind: Bind) -> str:
        if self.op == "in":
            return f"has({bind('Array(String)', list(self.values))}, {expression})"
        name = bind("String", self.values[0])
        if self.op == "contains":
            return f"position(lower({expression}), lower({name})) > 0"
        return f"{expression} = {name}"


@dataclass(frozen=True)
class ListHas:
    """A list that holds at least one of these."""

    values: tuple[str, ...]

    def holds(self, value: Any) -> bool:
        return value is not None and any(one in self.values for one in value)

    def sql(self, expression: str, bind: Bind) -> str:
        return f"hasAny({expression}, {bind('Array(String)', list(self.values))})"


@dataclass(frozen=True)
class InSpan:
    """A moment inside a span of time."""

    span: Span

    def holds(self, value: Any) -> bool:
        return value is not None and self.span.holds(value)

    def sql(self, expression: str, bind: Bind) -> str:
        return " AND ".join(span_sql(self.span, expression, bind)) or "true"


def lower(text: str) -> str:
    """Small letters for A-Z only, as the engine's `lower` does."""
    return text.translate(_SMALL)


def moment_text(at: datetime) -> str:
    """A moment as the engine reads it, in UTC to the millisecond."""
    return at.strftime("%Y-%m-%d %H:%M:%S.") + f"{at.microsecond // 1000:03d}"


def span_sql(span: Span, expression: str, bind: Bind) -> list[str]:
    """The limits of a span as conditions."""
    limits = ((">=", span.start), ("<", span.end))
    return [
        f"{expression} {sign} {bind(_MOMENT, moment_text(limit))}"
        for sign, limit in limits
        if limit is not None
    ]


def _several(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, Sequence) and not isinstance(value, str) else (value,)


def _number_type(value: Any) -> str:
    return "Int64" if isinstance(value, int) else "Float64"


_MOMENT = "DateTime64(3, 'UTC')"
_SMALL = {ord(letter): letter.lower() for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
