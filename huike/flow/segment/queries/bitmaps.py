"""Questions to the warehouse: who is in, and who came and went since the last evaluation."""

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from huike.base.access.facade import Scope
from huike.base.access.facade import workspace as workspace_info
from huike.base.kernel import clock
from huike.base.warehouse import facade as warehouse
from huike.flow.profile import facade as profile
from huike.flow.segment.queries import kept
from huike.flow.segment.rules import CompiledSql, Context, Moment, Rule, to_sql, to_sql_many
from huike.flow.segment.rules.ids import Ids
from huike.flow.segment.rules.language import AllOf, MemberOf
from huike.flow.segment.rules.sql import Asked, Listed
from huike.library.commerce import facade as commerce
from huike.library.facts import facade as facts

SAMPLE = 10
_EVENLY = (  # spread over the whole set: the first ids are the oldest customers
    "arrayMap(i -> bitmapToArray(m0)[1 + intDiv(i * bitmapCardinality(m0), shown)],"
    " range(least({sample:UInt64}, bitmapCardinality(m0)) AS shown))"
)


@dataclass(frozen=True)
class Preview:
    """How many a rule finds, of how many, how long it took, and a few of them."""

    count: int
    total: int
    seconds: float
    sample: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """A segment to evaluate: its rule, or its list of ids."""

    segment_id: int
    asked: Rule | Ids


@dataclass(frozen=True)
class Change:
    """What an evaluation would change, against the members stored under a number."""

    segment_id: int
    stored: int
    count: int
    entered: Ids
    left: Ids


def context(scope: Scope, now: datetime | None = None) -> Context:
    """Now, in the zone of the workspace, for this reader."""
    zone = ZoneInfo(workspace_info(scope.workspace_id).timezone)
    now = now or clock.now()
    traits = None if scope.shop_ids is None else partial(profile.source, scope, now)
    own = commerce.own_categories(scope.workspace_id)
    at = Moment(now, zone)
    return Context(scope.workspace_id, at, facts, scope.shop_ids, traits=traits, categories=own)


def traits_source(scope: Scope) -> tuple[str, dict[str, Any]]:
    """The traits of the shops that the reader may see, for FROM, with their parameters."""
    if scope.shop_ids is None:
        return facts.current("traits"), {}
    return profile.source(scope, clock.now())


def preview(scope: Scope, rule: Rule) -> Preview:
    """The rule asked once, of those whom the reader may see, as of the end of this minute."""
    started = time.perf_counter()
    minute = clock.now().replace(second=0, microsecond=0) + timedelta(minutes=1)
    question = to_sql(rule, context(scope, minute))
    columns = f"bitmapCardinality(m0), bitmapCardinality(everybody), {_EVENLY}"
    count, total, sample = kept.ask(question, columns, {"sample": SAMPLE}, tag="segment-preview")
    return Preview(count, total, time.perf_counter() - started, tuple(sorted(sample)))


def changes(asker: Context, plans: Sequence[Plan]) -> list[Change]:
    """What evaluating these segments would change: one question for all of them."""
    with _asked(plans) as asked:
        question = to_sql_many(asked, asker)
        sql, params = _against_stored(question, asker.workspace_id, plans)
        table = warehouse.select_arrow(sql, params, lane="long", tag="segment-evaluate")
    (row,) = table.select([name for name in table.column_names if name[0] in "vc"]).to_pylist()
    return [
        Change(
            plan.segment_id,
            int(row[f"v{n}"]),
            int(row[f"c{n}"]),
            _ids(table, f"e{n}"),
            _ids(table, f"l{n}"),
        )
        for n, plan in enumerate(plans)
    ]


def everyone(asker: Context, plan: Plan) -> Ids:
    """All members that a segment would have now."""
    with _asked([plan]) as asked:
        return _members(to_sql_many(asked, asker), "bitmapToArray(m0)", {})


def stored_numbers(workspace_id: int, segment_ids: Sequence[int]) -> dict[int, int]:
    """The number of the evaluation that the warehouse holds, of each segment it knows."""
    rows = warehouse.select(
        "SELECT segment_id, max(version) FROM memberships WHERE workspace_id = {w:UInt32}"
        " AND segment_id IN {s:Array(UInt64)} GROUP BY segment_id",
        {"w": workspace_id, "s": list(segment_ids)},
    )
    return {int(segment_id): int(number) for segment_id, number in rows}


def held(workspace_id: int, segment_id: int) -> Ids:
    """The stored members as they are, visible or not."""
    table = warehouse.select_arrow(
        "SELECT bitmapToArray(groupBitmapMergeState(members)) AS ids FROM memberships FINAL"
        " WHERE workspace_id = {w:UInt32} AND segment_id = {s:UInt64}",
        {"w": workspace_id, "s": segment_id},
        lane="long",
    )
    return _ids(table, "ids")


def members(scope: Scope, segment_id: int) -> Ids:
    """The stored members whom the reader may see."""
    return _members(_stored(scope, segment_id), "bitmapToArray(m0)", {})


def members_page(scope: Scope, segment_id: int, after: int, limit: int) -> tuple[int, Ids]:
    """How many members the reader may see, and those after one id."""
    question = _stored(scope, segment_id)
    some = "bitmapToArray(bitmapSubsetLimit(m0, {after:UInt32}, {most:UInt32}))"
    table = warehouse.select_arrow(
        question.ask(f"bitmapCardinality(m0) AS total, {some} AS ids"),
        {**question.params, "after": after + 1, "most": limit},
    )
    return int(table.column("total")[0].as_py()), _ids(table, "ids")


def count(scope: Scope, segment_id: int) -> int:
    """How many stored members the reader may see."""
    question = _stored(scope, segment_id)
    return int(warehouse.scalar(question.ask("bitmapCardinality(m0)"), question.params))


def everybody(scope: Scope) -> Ids:
    """All customers whom the reader may see."""
    return _members(to_sql(AllOf(), context(scope)), "bitmapToArray(everybody)", {})


def seen(scope: Scope, ids: Ids) -> Ids:
    """Those of the ids whom the reader may see."""
    with warehouse.id_list(ids) as table:
        return _members(to_sql(Listed(table), context(scope)), "bitmapToArray(m0)", {})


def contained(scope: Scope, segment_id: int, ids: Ids) -> Ids:
    """Those of the ids that are stored members and may be seen."""
    with warehouse.id_list(ids) as table:
        asked: list[Asked] = [MemberOf(segment_id=segment_id), Listed(table)]
        question = to_sql_many(asked, context(scope))
        return _members(question, "bitmapToArray(bitmapAnd(m0, m1))", {})


def of_customer(workspace_id: int, customer_id: int) -> list[int]:
    """The segments whose stored members hold the customer."""
    rows = warehouse.select(
        "SELECT segment_id FROM memberships FINAL WHERE workspace_id = {w:UInt32}"
        " AND bitmapContains(members, {c:UInt32}) ORDER BY segment_id",
        {"w": workspace_id, "c": customer_id},
    )
    return [int(segment_id) for (segment_id,) in rows]


def _stored(scope: Scope, segment_id: int) -> CompiledSql:
    return to_sql(MemberOf(segment_id=segment_id), context(scope))


@contextmanager
def _asked(plans: Sequence[Plan]) -> Iterator[list[Asked]]:
    with ExitStack() as lists:
        yield [
            Listed(lists.enter_context(warehouse.id_list(plan.asked)))
            if isinstance(plan.asked, np.ndarray)
            else plan.asked
            for plan in plans
        ]


def _against_stored(
    question: CompiledSql, workspace_id: int, plans: Sequence[Plan]
) -> tuple[str, dict[str, Any]]:
    stored, columns, params = [], [], {**question.params, "w": workspace_id}
    for n, plan in enumerate(plans):
        params[f"g{n}"] = plan.segment_id
        stored.append(
            "(SELECT (groupBitmapMergeState(members), max(version)) FROM memberships FINAL"  # noqa: S608
            f" WHERE workspace_id = {{w:UInt32}} AND segment_id = {{g{n}:UInt64}}) AS o{n}"
        )
        columns += [
            f"o{n}.2 AS v{n}",
            f"bitmapCardinality(m{n}) AS c{n}",
            f"bitmapToArray(bitmapAndnot(m{n}, o{n}.1)) AS e{n}",
            f"bitmapToArray(bitmapAndnot(o{n}.1, m{n})) AS l{n}",
        ]
    return f"WITH {', '.join(stored)} {question.ask(', '.join(columns))}", params


def _members(question: CompiledSql, expression: str, more: dict[str, Any]) -> Ids:
    table = warehouse.select_arrow(
        question.ask(f"{expression} AS ids"), {**question.params, **more}, lane="long"
    )
    return _ids(table, "ids")


def _ids(table: Any, column: str) -> Ids:
    # The engine keeps a bitmap of up to 32 as it came, and only larger ones in order.
    found: Ids = np.sort(table.column(column).combine_chunks().flatten().to_numpy())
    return found
