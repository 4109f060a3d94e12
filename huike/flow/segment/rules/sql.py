"""Rules as SQL: each condition a set of customer ids, the sets combined as bitmaps."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from huike.flow.segment.rules import language as lang
from huike.flow.segment.rules.check import MAYBE_NONE, MEASURE_TYPES
from huike.flow.segment.rules.compare import (
    Compared,
    Exists,
    InSpan,
    Number,
    Test,
    compared,
    span_sql,
)
from huike.flow.segment.rules.fields import ATTRIBUTE, FIELDS, Field, Fields, field_of
from huike.flow.segment.rules.sets import (
    Leaves,
    Node,
    Set,
    every,
    minus,
    some,
)
from huike.flow.segment.rules.sources import CategorySql, CountedRows, FactSql, Sources
from huike.flow.segment.rules.windows import Moment, Span, span

# Traits that are plain figures of orders.
_OF_ORDERS: Mapping[str, Any] = {
    "orders": "count",
    "spend": "sum",
    "refunds": "refund",
    "net": "net",
    "first_order_at": "first",
    "last_order_at": "last",
}


Source = tuple[str, Mapping[str, Any]]  # a table or a question in brackets, with its parameters


@dataclass(frozen=True)
class Context:
    """Who asks, of which workspace and shops, and when.

    `traits` gives the traits of the shops that may be seen, for rules that ask for more than plain
    figures of orders; without it the traits of the whole workspace are read.
    """

    workspace_id: int
    at: Moment
    facts: FactSql
    shop_ids: tuple[int, ...] | None = None
    fields: Fields = field(default_factory=lambda: FIELDS)
    traits: Callable[[], Source] | None = None
    categories: CategorySql | None = None


@dataclass(frozen=True)
class Listed:
    """The people of a list of ids that stands in a table of the session."""

    table: str


Asked = lang.Rule | Listed


@dataclass(frozen=True)
class CompiledSql:
    """One row: `everybody` who may be seen, then the bitmap of each rule (`m0`, `m1`, …).

    `text` asks all at once; its parts are the `sets` that are asked of tables, who turned out to be
    whom (`merges`), and what is `found` of them.
    """

    text: str
    params: Mapping[str, Any]
    sets: tuple[str, ...]
    merges: str
    found: str

    def ask(self, columns: str) -> str:
        """A question over the bitmaps."""
        return f"SELECT {columns} FROM ({self.text})"  # noqa: S608 - ours alone


def to_sql(rule: Asked, context: Context) -> CompiledSql:
    """The rule as SQL that answers `everybody` and `m0`."""
    return to_sql_many([rule], context)


def to_sql_many(rules: Sequence[Asked], context: Context) -> CompiledSql:
    """Several rules as one question, in which each set is asked for once."""
    return _Compiler(context).question(rules)


class _Compiler:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._params: dict[str, Any] = {}
        self._bound: dict[tuple[str, str], str] = {}
        self._sources = Sources(
            context.workspace_id,
            context.shop_ids,
            bind=self._bind,
            facts=context.facts,
            traits=self._traits,
            categories=context.categories,
        )

    def _traits(self) -> str:
        if self._context.traits is None:
            return self._context.facts.current("traits")
        text, params = self._context.traits()
        self._params.update(params)
        return text

    def question(self, rules: Sequence[Asked]) -> CompiledSql:
        merges = self._sources.merges()
        leaves = Leaves(merges)
        columns = [f"{leaves.text(self._sources.everybody())} AS everybody"]
        for n, rule in enumerate(rules):
            found = self._set(rule)
            how = "Andnot" if found.is_complement else "And"
            columns.append(f"bitmap{how}(everybody, {leaves.text(found.node)}) AS m{n}")
        last = "SELECT " + ",\n  ".join(columns)
        text = leaves.with_clause() + last
        # A condition that the algebra found to be without effect leaves its values behind.
        used = {name: value for name, value in self._params.items() if f"{{{name}:" in text}
        return CompiledSql(text, used, tuple(leaves), merges, last)

    def _bind(self, type_: str, value: Any) -> str:
        """A placeholder; equal values share one, so that equal conditions are equal text."""
        key = (type_, repr(value))
        if key not in self._bound:
            name = f"p{len(self._bound)}"
            self._params[name] = value
            self._bound[key] = f"{{{name}:{type_}}}"
        return self._bound[key]

    def _set(self, rule: Asked) -> Set:
        match rule:
            case Listed():
                return Set(self._sources.listed(rule.table))
            case lang.AllOf():
                return every([self._set(part) for part in rule.rules])
            case lang.AnyOf():
                return some([self._set(part) for part in rule.rules])
            case lang.Not():
                return self._set(rule.rule).turned()
            case lang.OrdersAre():
                return self._orders(rule)
            case lang.EventsAre():
                rows = self._sources.event_rows(rule, self._span(rule.window), self._context.at)
                return self._counted(rows, rule)
            case lang.MessagesAre():
                return self._counted(
                    self._sources.message_rows(rule, self._span(rule.window)), rule
                )
        return self._about_person(rule)

    def _about_person(self, rule: lang.Rule) -> Set:
        match rule:
            case lang.TraitIs():
                return self._trait(rule)
            case lang.IdentityHas():
                node = self._sources.customers(f"has_{rule.has} = 1")
                return Set(node, is_complement=not rule.present)
            case lang.CreatedIn():
                limits = span_sql(self._span(rule.window), "created_at", self._bind)
                return Set(self._sources.customers(*limits))
            case lang.ShopOf():
                return Set(self._sources.of_shops(rule.shops))
            case lang.MemberOf():
                return Set(self._sources.members(rule.segment_id), not rule.member)
            case lang.ConsentIs():
                return self._consent(rule)
        raise ValueError(f"{rule} is no rule")

    def _span(self, window: lang.Window) -> Span:
        return span(window, self._context.at)

    def _trait(self, rule: lang.TraitIs) -> Set:
        known = field_of(rule.name, self._context.fields)
        if known is None:
            raise ValueError(f"no trait {rule.name!r}")  # a rule is checked before it is stored
        wanted = compared(known.type, rule.op, rule.value, self._context.at)
        if self._context.shop_ids is not None and known.name in _OF_ORDERS:
            return self._scoped_trait(known.name, rule, wanted)
        if known.absent == "never" and wanted.test.holds(0):
            # Whoever has no row yet has none of it: take away those who fail.
            fails = f"NOT ({wanted.test.sql(known.name, self._bind)})"
            return Set(self._sources.traits(fails), is_complement=not wanted.negated)
        if known.name.startswith(ATTRIBUTE):
            key = self._bind("String", known.name.removeprefix(ATTRIBUTE))
            present = self._present(known, f"attributes[{key}]", wanted.test)
            return Set(self._sources.customers(*present), wanted.negated)
        present = self._present(known, known.name, wanted.test)
        return Set(self._sources.traits(*present), wanted.negated)

    def _scoped_trait(self, name: str, rule: lang.TraitIs, wanted: Compared) -> Set:
        """Whoever sees some shops only: the figure is asked of their orders."""
        measure = _OF_ORDERS[name]
        if measure == "net":
            rows = self._sources.net_rows()
            return _figure(rows, rows.figures["net"], wanted, self._bind, may_miss=False)
        return self._orders(lang.OrdersAre(measure=measure, op=rule.op, value=rule.value))

    def _present(self, known: Field, column: str, test: Test) -> list[str]:
        # Values asked for are never empty, so only a bare "is there one" must say what empty is.
        is_bare = isinstance(test, Exists)
        if known.absent == "zero":
            there = [f"{column} != 0"]
            return there if is_bare else [*there, test.sql(column, self._bind)]
        if known.absent == "empty" and is_bare:
            return [f"notEmpty({column})"]
        return [test.sql(column, self._bind)]

    def _orders(self, rule: lang.OrdersAre) -> Set:
        rows = self._sources.order_rows(rule, self._span(rule.window))
        wanted = compared(MEASURE_TYPES[rule.measure], rule.op, rule.value, self._context.at)
        if rule.measure in ("first", "last"):
            return Set(self._first_or_last(rule.measure, rows, wanted.test), wanted.negated)
        figure = rows.figures[rule.measure]
        return _figure(rows, figure, wanted, self._bind, may_miss=rule.measure in MAYBE_NONE)

    def _first_or_last(self, measure: str, rows: CountedRows, test: Test) -> Node:
        """max(t) in [a, b) = some t from a on, and none from b on; min(t) the other way round."""
        if not isinstance(test, InSpan):
            return rows.some()
        limits = test.span
        if measure == "last":
            whole, part = Span(limits.start, None), Span(limits.end, None)
        else:
            whole, part = Span(None, limits.end), Span(None, limits.start)
        found = rows.some(*span_sql(whole, "ordered_at", self._bind))
        if part == Span():
            return found
        return minus(found, rows.some(*span_sql(part, "ordered_at", self._bind)))

    def _consent(self, rule: lang.ConsentIs) -> Set:
        purpose = f"purpose = {self._bind('String', rule.purpose)}"
        channel = f"channel = {self._bind('String', rule.channel)}"
        if rule.state == "none":
            told = "state IN ('granted', 'withdrawn')"
            return Set(self._sources.consents(purpose, channel, told), is_complement=True)
        state = f"state = {self._bind('String', rule.state)}"
        return Set(self._sources.consents(purpose, channel, state))

    def _counted(self, rows: CountedRows, rule: lang.EventsAre | lang.MessagesAre) -> Set:
        wanted = compared("number", rule.op, rule.value, self._context.at)
        return _figure(rows, rows.figures["count"], wanted, self._bind, may_miss=False)


def _figure(rows: CountedRows, figure: str, wanted: Compared, bind: Any, *, may_miss: bool) -> Set:
    """Those whose figure passes; where nothing counts as 0 and 0 passes, all but those who fail."""
    test = wanted.test
    if not may_miss and test.holds(0):
        is_any = (
            figure == rows.figures.get("count") and isinstance(test, Number) and _only_zero(test)
        )
        fails = rows.some() if is_any else rows.having(f"NOT ({test.sql(figure, bind)})")
        return Set(fails, is_complement=not wanted.negated)
    if not isinstance(test, Number):
        return Set(rows.some(), wanted.negated)
    if figure == rows.figures.get("count") and _one_is_enough(test):
        return Set(rows.some(), wanted.negated)
    return Set(rows.having(test.sql(figure, bind)), wanted.negated)


def _only_zero(test: Number) -> bool:
    """Of all counts only 0 passes."""
    value = test.values[0]
    match test.op:
        case "eq":
            return bool(value == 0)
        case "lt":
            return bool(0 < value <= 1)
        case "lte":
            return bool(0 <= value < 1)
    return False


def _one_is_enough(test: Number) -> bool:
    """Every count from 1 on passes."""
    value = test.values[0]
    return bool((test.op == "gte" and 0 < value <= 1) or (test.op == "gt" and 0 <= value < 1))
