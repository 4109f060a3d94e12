"""The tables a rule reads, narrowed to the workspace and to the shops that may be seen.

Text is joined here from fixed words and placeholders only; every value is bound.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.compare import Bind, compared, span_sql
from huike.flow.segment.rules.fields import Type
from huike.flow.segment.rules.predicate import asks_text
from huike.flow.segment.rules.sets import Groups, Node, Rows, Set, Stored, every
from huike.flow.segment.rules.windows import Moment, Span

_COUNTS = "left_out = ''"  # test orders and those of staff count nowhere
_FEW = 2  # the engine makes a set of three comparisons and more by itself
_FIGURES = {
    "count": "count()",
    "sum": "sum(amount)",
    "quantity": "sum(quantity)",
    "average": "sum(amount) / count()",
    "refund": "sum(refund)",
}
_ORDERS_OF_LINES = "uniqExact(shop_id, order_no)"
_LINE_FIGURES = {
    "count": _ORDERS_OF_LINES,
    "sum": "sum(amount)",
    "quantity": "sum(quantity)",
    "average": f"sum(amount) / {_ORDERS_OF_LINES}",
}


class FactSql(Protocol):
    """How the tables of facts are read: the door of the facts, as far as rules need it."""

    def current(self, table: str) -> str:
        """What stands in a table now."""
        ...

    def merges(self, workspace: str) -> str:
        """Who turned out to be whom: a pair of arrays."""
        ...

    def survivor(self, column: str, workspace: str) -> str:
        """The id of whom a customer turned out to be."""
        ...


class CategorySql(Protocol):
    """How categories are read: the door of the shops, as far as rules need it."""

    def sql(self, workspace: str) -> str:
        """The category that counts in a row."""
        ...

    def asked(self, names: Iterable[str]) -> tuple[list[str], list[str]]:
        """What is meant by these: categories that count, and words that were written so."""
        ...


@dataclass(frozen=True)
class CountedRows:
    """Rows of a table that count, and the figures that can be taken of them."""

    source: str
    conditions: tuple[str, ...]
    figures: Mapping[str, str]

    def some(self, *more: str) -> Node:
        """The customers with at least one such row."""
        return Rows(self.source, (*self.conditions, *more), is_old=True)

    def having(self, test: str) -> Node:
        """The customers whose figure passes."""
        return Groups(self.source, self.conditions, test, is_old=True)


class Sources:
    """Where each kind of fact is read, for one workspace and scope."""

    def __init__(
        self,
        workspace_id: int,
        shop_ids: tuple[int, ...] | None,
        *,
        bind: Bind,
        facts: FactSql,
        traits: Callable[[], str],
        categories: CategorySql | None = None,
    ) -> None:
        self._bind = bind
        self._facts = facts
        self._traits = traits
        self._workspace_id = bind("UInt32", workspace_id)
        self._workspace = f"workspace_id = {self._workspace_id}"
        self._allowed = shop_ids
        self._categories = categories

    def merges(self) -> str:
        """Who turned out to be whom."""
        return self._facts.merges(self._workspace_id)

    def everybody(self) -> Node:
        """Everybody who may be seen."""
        known = Set(self.customers())
        if self._allowed is None:
            return known.node
        return every([known, Set(self.of_shops(self._allowed))]).node

    def customers(self, *conditions: str) -> Node:
        """Customers whose own row passes."""
        return Rows(
            self._facts.current("customers"), (self._workspace, *conditions), is_single=True
        )

    def of_shops(self, shops: Sequence[int]) -> Node:
        """Customers who are known in one of these shops; whoever orders in one is known there."""
        left = self._left(shops)
        if not left:
            return None
        return self.customers(f"hasAny(shop_ids, {self._bind('Array(UInt32)', left)})")

    def traits(self, *conditions: str) -> Node:
        """Customers whose computed traits pass: those of the allowed shops."""
        return Rows(self._traits(), (self._workspace, *conditions), is_single=True)

    def consents(self, *conditions: str) -> Node:
        """Customers with such a newest word on consent."""
        return Rows(self._facts.current("consents"), (self._workspace, *conditions))

    def members(self, segment_id: int) -> Node:
        """The stored members of a segment."""
        segment = f"segment_id = {self._bind('UInt64', segment_id)}"
        return Stored(
            "SELECT groupBitmapMergeState(members) AS found"  # noqa: S608
            f" FROM {self._facts.current('memberships')} WHERE {self._workspace} AND {segment}"
        )

    def listed(self, table: str) -> Node:
        """The people of a table of ids, made by this program in its session."""
        now = self._facts.survivor("id", self._workspace_id)
        return Stored(f"SELECT groupBitmapState({now}) AS found FROM {table}")  # noqa: S608

    def order_rows(self, rule: lang.OrdersAre, within: Span) -> CountedRows:
        """The orders, or the lines of them, that a rule is about."""
        shared = (self._workspace, *self._narrowed(rule.shops))
        times = span_sql(within, "ordered_at", self._bind)
        if rule.measure == "refund":
            conditions = (*shared, _COUNTS, *times)
            return CountedRows(self._facts.current("orders"), conditions, _FIGURES)
        if rule.of is None:
            conditions = (*shared, _COUNTS, "kind = 'sale'", self._status(rule), *times)
            return CountedRows(self._facts.current("orders"), conditions, _FIGURES)
        chosen, how = (*shared, *times), "IN"
        if rule.statuses is None:
            chosen, how = (*chosen, f"(status = 'cancelled' OR NOT {_COUNTS})"), "NOT IN"
        else:
            chosen = (*chosen, _COUNTS, "kind = 'sale'", self._status(rule))
        where = " AND ".join(chosen)
        found = f"{self._facts.current('orders')} WHERE {where}"
        orders = f"SELECT shop_id, order_no FROM {found}"  # noqa: S608
        lines = (*shared, "kind = 'sale'", self._of(rule.of), *times)
        among = f"(shop_id, order_no) {how} ({orders})"
        return CountedRows(self._facts.current("order_lines"), (*lines, among), _LINE_FIGURES)

    def net_rows(self) -> CountedRows:
        """Every order, for what was paid less what was given back."""
        net = "sumIf(amount, kind = 'sale' AND status != 'cancelled') - sum(refund)"
        conditions = (self._workspace, *self._narrowed(None), _COUNTS)
        return CountedRows(self._facts.current("orders"), conditions, {"net": net})

    def event_rows(self, rule: lang.EventsAre, within: Span, at: Moment) -> CountedRows:
        """The events that a rule is about."""
        conditions = (
            self._workspace,
            self._equal("event", rule.event),
            *self._narrowed(None),
            *span_sql(within, "occurred_at", self._bind),
            *(self._property(one, at) for one in rule.where),
        )
        return CountedRows(self._facts.current("events"), conditions, {"count": "count()"})

    def message_rows(self, rule: lang.MessagesAre, within: Span) -> CountedRows:
        """The points that messages came to."""
        channel = () if rule.channel is None else (self._equal("channel", rule.channel),)
        conditions = (
            self._workspace,
            self._equal("kind", rule.did),
            *channel,
            *span_sql(within, "at", self._bind),
        )
        return CountedRows(
            self._facts.current("messages"), conditions, {"count": "uniqExact(message_id)"}
        )

    def _equal(self, column: str, value: str) -> str:
        return f"{column} = {self._bind('String', value)}"

    def _property(self, one: lang.PropertyIs, at: Moment) -> str:
        name = self._bind("String", one.name)
        if one.op == "exists":
            return f"JSONHas(props, {name}) AND JSONType(props, {name}) != 'Null'"
        type_: Type = "text" if asks_text(one) else "number"
        test = compared(type_, one.op, one.value, at).test
        if type_ == "text":
            is_such = f"JSONType(props, {name}) = 'String'"
            return f"{is_such} AND {test.sql(f'JSONExtractString(props, {name})', self._bind)}"
        is_such = f"JSONType(props, {name}) IN ('Int64', 'UInt64', 'Double')"
        return f"{is_such} AND {test.sql(f'JSONExtractFloat(props, {name})', self._bind)}"

    def _narrowed(self, shops: Sequence[int] | None) -> tuple[str, ...]:
        if shops is None and self._allowed is None:
            return ()
        left = self._left(self._allowed if shops is None else shops)
        if len(left) > _FEW:
            return (f"shop_id IN {self._bind('Array(UInt32)', left)}",)
        # A few comparisons take a third less than looking each row up in a set.
        same = [f"shop_id = {self._bind('UInt32', one)}" for one in left]
        return (f"({' OR '.join(same)})",) if same else ("false",)

    def _left(self, shops: Sequence[int] | None) -> list[int]:
        """Of these shops those that may be seen."""
        allowed = self._allowed
        return sorted({one for one in shops or () if allowed is None or one in allowed})

    def _status(self, rule: lang.OrdersAre) -> str:
        if rule.statuses is None:
            return "status != 'cancelled'"
        return f"status IN {self._bind('Array(String)', sorted(rule.statuses))}"

    def _of(self, of: lang.OfProducts | lang.OfCategories) -> str:
        if isinstance(of, lang.OfProducts):
            return f"sku IN {self._bind('Array(String)', sorted(set(of.skus)))}"
        if self._categories is None:
            return f"category IN {self._bind('Array(String)', sorted(set(of.categories)))}"
        mine, written = self._categories.asked(of.categories)
        column = self._categories.sql(self._workspace_id)
        test = f"{column} IN {self._bind('Array(String)', mine)}"
        if column == "category" or not written:
            return test
        return f"({test} OR category IN {self._bind('Array(String)', written)})"
