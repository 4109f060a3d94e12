"""How many have a value of a trait, how values are spread, and by which SQL it is computed."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from huike.base.access.facade import Scope
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import traits
from huike.flow.profile.lists.customers import source_of
from huike.flow.profile.more import PIECES
from huike.flow.profile.registry import STANDARD, present
from huike.flow.profile.registry import number as number_of

BARS = 10
_FEW = 12  # so many different numbers stand one by one
_MOST = 20  # of texts the most frequent
_SECONDS = 20.0  # a scope's traits are computed while one waits


@dataclass(frozen=True)
class Bar:
    """Those with one value, or with values from `start` up to but without `end`."""

    value: str | None
    start: float | None
    end: float | None
    count: int


def coverage(scope: Scope) -> tuple[int, dict[str, int]]:
    """How many customers the reader may see, and how many of them have a value of each trait."""
    table, bound = source_of(scope)
    counted = ", ".join(f"countIf({present(name)}) AS {name}_there" for name in STANDARD)
    sql = f"SELECT count() AS everybody, {counted} FROM {table}"  # noqa: S608 - fixed words
    (row,) = _ask(sql, bound, scope)
    return int(row[0]), dict(zip(STANDARD, map(int, row[1:]), strict=True))


def spread(scope: Scope, name: str) -> list[Bar]:
    """How many have which value: the numbers and moments in bars, the texts by frequency."""
    table, bound = source_of(scope)
    kind, there = STANDARD[name].kind, present(name)
    if kind in ("text", "list"):
        value = name if kind == "text" else f"arrayJoin({name})"
        sql = (
            f"SELECT toString({value}) AS value, count() AS many FROM {table}"  # noqa: S608
            f" WHERE {there} GROUP BY value ORDER BY many DESC, value LIMIT {_MOST}"
        )
        return [Bar(value, None, None, int(many)) for value, many in _ask(sql, bound, scope)]
    number = number_of(name)
    measured = (
        "SELECT uniqExact(v), min(v), max(v), quantile(0.02)(v), quantile(0.98)(v)"  # noqa: S608
        f" FROM (SELECT {number} AS v FROM {table} WHERE {there})"
    )
    ((different, *limits),) = _ask(measured, bound, scope)
    if not different:
        return []
    if different <= _FEW:
        sql = (
            f"SELECT {number} AS v, count() FROM {table} WHERE {there}"  # noqa: S608
            " GROUP BY v ORDER BY v"
        )
        return [Bar(None, float(v), float(v), int(many)) for v, many in _ask(sql, bound, scope)]
    edges = _edges(*(float(one) for one in limits), is_whole=kind == "date")
    bars = (
        f"SELECT arrayCount(edge -> edge <= {number}, {{edges:Array(Float64)}}) AS at, count()"  # noqa: S608
        f" FROM {table} WHERE {there} GROUP BY at"
    )
    many = dict(_ask(bars, {**bound, "edges": edges}, scope))
    ends = [None, *edges, None]
    return [
        Bar(None, start, end, int(many.get(at, 0)))
        for at, (start, end) in enumerate(pairwise(ends))
        if many.get(at)
    ]


def sql_of(name: str) -> str:
    """The SQL that computes a trait, as it is asked: its expression and the question it is of."""
    whole = warehouse.load(traits.__file__, "traits")
    found = next(one for one in _selected(whole) if re.search(rf"\bAS {name}$", one))
    pieces = [piece for piece in ("counted", *PIECES) if f"{piece}." in found]
    if re.search(r"\b(orders|net|since_|last_gap|last_order_at)", found) and not pieces:
        pieces = ["counted"]
    texts = [f"-- {piece}\n{traits.asked_by(piece)}" for piece in pieces]
    if "liked." in found or "favourite_categories" in found:
        texts.append("-- liked\n" + whole[whole.index("liked AS") : whole.index("\nSELECT\n")])
    return "\n\n".join([found, *texts])


def _selected(sql: str) -> Sequence[str]:
    """The columns of the last SELECT, split at its outer commas."""
    text = sql[sql.index("\nSELECT\n") + 8 : sql.index("\nFROM known")]
    found, depth, start = [], 0, 0
    for at, sign in enumerate(text):
        depth += (sign in "([") - (sign in ")]")
        if sign == "," and not depth:
            found.append(text[start:at].strip())
            start = at + 1
    return [*found, text[start:].strip()]


def _edges(low: float, high: float, q_low: float, q_high: float, *, is_whole: bool) -> list[float]:
    """Even steps between nearly the least and nearly the most; the few beyond lie in the ends."""
    low, high = (q_low, q_high) if q_low < q_high else (low, high)
    step = (high - low) / BARS
    is_whole = is_whole or step >= 2
    edges = [low + step * n for n in range(1, BARS)]
    return sorted({float(round(one)) if is_whole else round(one, 6) for one in edges})


def _ask(sql: str, bound: dict[str, Any], scope: Scope) -> list[tuple[Any, ...]]:
    bound = {"ws": scope.workspace_id, **bound}
    named = {name: value for name, value in bound.items() if f"{{{name}:" in sql}
    return warehouse.select(sql, named, lane="long", seconds=_SECONDS)
